"""The command ``alliances``: what is typed, and what is printed.

``start`` is where it begins, ``exits`` how it ends, and ``main`` gathers the commands. ``run`` does
runs, ``patterns``, ``fit`` and ``replicate`` are those of the two wings, ``catalogue`` shows what
there is. ``options`` are what several commands take. ``console`` is how things are printed,
``summaries`` what is printed of experiments, ``networks`` of the networks that they start from, and
``evidence`` of panels.
"""
