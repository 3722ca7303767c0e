"""The model as record tables and compiled kernels: the same weeks as the objects, far faster.

``model`` is the way in, ``week`` the schedule, and ``processes`` has a process of the week a file.
Below them: ``world`` says which tables there are, ``handle`` is one reference to them all,
``transfer`` makes them from a state and a state of them. ``slots`` (what an agent knows),
``rosters`` (alliances), ``telling``, ``temper``, ``order`` and ``anywhere`` are what processes and
practices are made of; ``ahead`` fetches memory before it is needed. ``match`` is the repeated game
by itself.

Each kernel is the sentence of the same rule in ``sim.objects``, which says what is meant.
"""
