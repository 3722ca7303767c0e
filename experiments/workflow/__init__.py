"""From a config to an answer, in order.

``job`` is the main job; ``analyse`` makes the answer of stored results, and a ``helper`` draws some
of its figures. ``shards`` does a job in parts, ``stopping`` goes on until the answer is sure, and
``search`` looks for the best portfolio.
"""
