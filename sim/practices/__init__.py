"""Practices: the acts on which agents spend attention, a file each.

Each file has one rule, written twice: ``where`` it is most needed and what it is to ``do`` there,
first for objects, then as kernels over the engine's tables, ``where_rows`` and ``do_rows``, which
``tests/equal`` holds against each other. What is declared of a practice, and its parameters, are in
:mod:`sim.inputs.practices` under the same name. ``rule`` says what a rule is, ``targets`` what a
practice may be done to, and ``shipped`` lists the rules: either implementation's *attend* is handed
that list, or one with a person's own.
"""
