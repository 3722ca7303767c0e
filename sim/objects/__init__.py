"""The model as objects, which say what is meant: plain Python and Mesa, a method a behaviour.

``week`` is the week, a process a method, but for ``turnover``, who comes and goes; ``model`` holds
the population and its luck. ``agent`` is what an agent does, with ``communication`` (what it knows
and tells), ``support`` (how it helps) and ``attention`` (how it spends its time). ``alliance`` is
what members do together, ``tie`` what one knows of another. ``transfer`` turns objects into tables
and back, and ``own`` looks at what a person's own methods give back.
"""
