"""Arithmetic that both ways of the model share: plain functions, which kernels call compiled.

``jit`` is where the compiler is set up, and ``cache`` where what it makes is kept. ``draws`` is all
the luck there is, keyed by what it is for. ``trust`` is evidence, ``goals`` are directions, and
``resources`` are stocks and what they are worth. ``elementary`` is exp, log, powers and their like,
and ``quantiles`` what people are drawn by: the same bits on every machine.
"""
