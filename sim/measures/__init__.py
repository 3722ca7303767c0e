"""What is measured of a world: functions of the tables and histories that any implementation gives.

A week is measured by kernels: ``tables`` are what they look at, ``week`` has the functions, and
``kernels`` makes one kernel of those that outcomes declare; ``strategies`` is the week by strategy,
and ``totals`` adds up the weeks of each person. A run as a whole is measured by NumPy: ``arrays``
and ``networks`` are small pure functions, ``survival`` is how long lives last, ``lifetimes`` those
of many runs, counted, and ``views`` what outcomes look at. ``pairs`` are correlations, in both.
``outcomes`` declares every one.
"""
