"""How fast the model is, and what it needs: ``python -m benchmarks`` or ``make bench``.

Everything is a ratio or a median within one run, since machines are noisy; nothing here is a test.
"""
