"""Figures: every function takes a table and axes and returns the axes; it computes nothing.

``style`` is the one look, ``gallery`` chooses the figures that an experiment calls for.
"""
