"""The page of an experiment, and its figures.

``page`` makes the page. ``gallery`` chooses the figures, with ``context`` (what there is to draw)
and ``mixes`` (populations of several strategies). The figures of further answers come as data:
``drawers`` knows what draws each kind, ``part_figures`` those of answers in general and
``sweep_figures`` those of designs. ``picture`` is a figure that can be drawn, and ``drawing`` draws
them to their files.
"""
