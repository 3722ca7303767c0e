"""What is declared and given: everything but the seed that determines a run, as checked data.

``declarations`` is how a parameter is declared, and ``parameters`` has every one: those of
processes from ``groups``, those of ``practices`` from what a practice declares, a file each.
``switches`` are what can be switched off. ``strategies`` are ways of dealing with allies, those
with a name in ``presets``; ``events`` are what changes during a run, ``steering`` is what is
decided for agents from outside, and ``running`` is how one is made. ``versions`` says what older
rules are in terms of today's. ``line`` is what a line of the guide says, and ``mission`` has them
all, each with its mechanism. Nothing here loads a compiler.
"""
