"""What a world is made of, written down: tables that any implementation starts from and gives.

``tables`` are agents, ties and alliances in one week, ``histories`` the lives of memberships and
alliances. ``delimited`` reads text as a table of cells, ``network_files`` networks to begin
with, and ``start`` draws the first state.
"""
