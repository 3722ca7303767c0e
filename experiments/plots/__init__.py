"""Figures: every function takes a table and axes and returns the axes; it computes nothing.

``style`` is one look for all, and ``letters`` is how names are written. ``comparison`` draws names
side by side, ``response`` and ``surface`` an outcome over one or two numbers, ``indices`` what
matters, ``trajectories`` weeks, ``survival`` and ``causes`` how long lives last and why they end,
``network`` who is allied with whom. ``fates`` and ``standings`` are of strategies, ``practices`` of
advice, and ``published`` of known results.
"""
