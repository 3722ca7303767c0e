"""What agents spend attention on, a practice a file: its rule as objects, then as kernels.

What a practice declares is in :mod:`sim.inputs.practices`, where the practices are listed; its rule
is in the file of the same name here. It says *where* the practice is most needed and what it is to
*do* there, and says both once more over the engine's tables; its docstring is the practice's
section of the ODD protocol. ``rule`` says what a rule is, and ``targets`` what a practice may be
done to. Either implementation's *attend* is handed the list of rules, and sees to
*off*, *blind* and *null*.
"""

from __future__ import annotations

from importlib import import_module

from sim.inputs.practices import DECLARED
from sim.practices.rule import Rule

#: In the order of a portfolio, after work.
SHIPPED: tuple[Rule, ...] = tuple(
    import_module(f"sim.practices.{practice.name}").RULE for practice in DECLARED
)
