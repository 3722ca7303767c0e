"""From a config to an answer, in order.

``job`` is the main job; ``analyse`` makes the answer of stored results. ``shards`` does a job in
parts, ``stopping`` goes on until the answer is sure, and ``search`` looks for the best portfolio.
"""
