"""What is declared and given: everything but the seed that determines a run, as checked data.

``declarations`` is how a parameter is declared, and ``parameters`` has every one; those of
``practices`` lie with what else a practice declares, a file each. ``switches`` are what can be
switched off. ``strategies`` are ways of dealing with allies, those with a name in ``presets``;
``events`` are what changes during a run, and ``running`` is how one is made. ``mission`` ties each
line of the guide to its mechanism. Nothing here loads a compiler.
"""
