"""Tables in, answers out: a question a file, in numbers, sentences and what figures are drawn of.

``part`` is what an answer consists of. ``comparison`` is of arms, ``subgroups`` of strategies and
agents within one, ``life_table`` of how long memberships last. ``ablation`` measures what advice
buys, and ``advice`` says it. ``response`` and ``sensitivity`` read designs, and ``sweep`` answers
them. ``evolution``, ``recovery`` and ``tournament`` are what their configs ask for. ``sentences``
and ``formatting`` put numbers into words.
"""
