"""Arithmetic that both ways of the model share: plain functions, which kernels call compiled.

``jit`` is where the compiler is set up, and ``cache`` where what it makes is kept. ``draws`` is all
the luck there is, keyed by what it is for. ``trust`` is evidence, ``goals`` are directions,
``resources`` are stocks and what they are worth, ``logistic`` turns log odds into a probability,
and ``sums`` adds up in one order.
"""
