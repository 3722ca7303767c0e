"""The page of an experiment, and its figures.

``page`` makes the page. ``gallery`` chooses the figures, with ``context`` (what there is to draw),
``mixes`` (populations of several strategies) and ``sweep_figures`` (designs).
"""
