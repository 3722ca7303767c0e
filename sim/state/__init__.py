"""What a world is made of, written down: tables that any implementation starts from and gives.

``tables`` are agents, ties and alliances in one week, ``histories`` the lives of memberships and
alliances. ``network_files`` reads networks to begin with, with ``networks`` as a file for each way
in which programs write them, and ``presence`` lists of who is there when. ``start`` makes the first
state, for which ``people`` are drawn, as is whoever comes later and takes one of the ``seats``.
``settings`` are parameters and strategies as records, and a ``log`` is what happened on the way.
"""
