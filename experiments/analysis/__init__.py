"""Tables in, answers out: a question a file, in numbers, sentences and what figures are drawn of.

``part`` is what an answer consists of. ``arms`` has the numbers of all arms and their tables, and
``comparison`` what they say, with every further answer; ``subgroups`` is of strategies and agents
within one arm, ``life_table`` of how long memberships last. ``ablation`` measures what advice buys,
``advice`` says it, and ``advice_tables`` shows it. ``portions`` is how much time a practice is
worth. ``response`` and ``sensitivity`` read designs, and ``sweep`` answers them; ``maps`` is what
is best where. ``missing`` is when nothing is best, as too little exists. ``dips`` measures what an
event does, and ``recovery`` says it; ``evolution`` and ``tournament`` are what their configs ask
for. ``sentences`` and ``formatting`` put numbers into words, and ``text`` puts tables into plain
lines.
"""
