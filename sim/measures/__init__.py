"""What is measured of a world: functions of its tables and histories, never of an implementation.

``arrays`` and ``networks`` are small pure functions, ``survival`` is how long lives last, and
``lifetimes`` those of many runs, counted. ``views`` and ``totals`` are what outcomes look at: one
week, all lives, people's averages. ``outcomes`` declares every one.
"""
