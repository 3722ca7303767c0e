"""The model as record tables and compiled kernels: the same weeks as the objects, far faster.

``model`` is the way in, ``week`` the schedule, and ``processes`` has a process of the week a file.
``exports`` are what whoever runs a world calls, by addresses alone, and ``calls`` is how Python
does. Below them: ``world`` says which tables there are, ``handle`` is one reference to them all,
``transfer`` makes them from a state and a state of them, and ``room`` sees that they hold what is
to come. ``slots`` (what an agent knows), ``rosters`` (alliances), ``telling``, ``temper``,
``order``, ``anywhere`` and ``steering`` (plans, answers, the log) are what processes and practices
are made of; ``ahead`` fetches memory before it is needed. ``match`` is the repeated game by itself.

Each kernel is the sentence of the same rule in ``sim.objects``, which says what is meant.
"""
