"""The model as record tables and compiled kernels: the same weeks as the objects, far faster.

``model`` is the way in. ``world`` says which tables there are, ``transfer`` makes them from a state
and a state of them, ``settings`` makes records of parameters and strategies, and ``week`` is the
schedule. A process of the week is a file in ``processes``, an act of attention one in
``practices``. Below them: ``slots`` (what an agent knows), ``rosters`` (alliances), ``telling``,
``temper``, ``order`` and ``placebo``, and ``ahead``, which fetches memory before it is needed.

Each kernel is the sentence of the same rule in ``sim.objects.agent``, ``sim.objects.attention``,
``sim.objects.communication`` or ``sim.objects.alliance``, which say what is meant.
"""
