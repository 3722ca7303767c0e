"""A model of how alliances form, are maintained and break.

A walk through the house, ground floor first. What can go wrong: ``errors``. What can be set:
``switches`` (what can be switched off), ``parameters`` (every number, declared once, in the way of
``declarations``), ``strategies`` (ways of dealing with allies) and ``events`` (what changes during
a run). What everything is made of: ``draws`` (keyed randomness), ``trust``, ``goals``,
``resources`` and ``numbers``, which ``jit`` compiles; ``mission`` ties each line of the guide to
its mechanism. What is written down: ``tables`` (the state) and ``histories`` (lives of alliances).

The model itself is read from ``model`` down: a week of eleven processes; ``agent`` (with
``communication`` and ``attention``) says what an agent does, ``alliance`` what members do together,
``tie`` what one knows of another. ``start`` draws the first state, ``exchange`` turns objects into
tables and back. ``engine`` has the same rules once more, over tables, to be fast.

What is measured is made of ``measures`` (of arrays) and ``networks`` (of who is allied with whom),
and looked at through ``views`` (a week, all lives, an agent's averages). ``outcomes`` declares all
of it, ``run`` holds what came out, and ``simulation`` is the front door::

    >>> from sim import simulate
    >>> run = simulate({"population.agents": 20}, seed=1, weeks=10)
    >>> len(run.series)
    10
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.inputs.parameters import Parameters
    from sim.inputs.strategies import STRATEGIES, Strategy
    from sim.objects.agent import AllianceAgent
    from sim.objects.model import AllianceModel
    from sim.run import Run
    from sim.simulation import simulate

__all__ = [
    "STRATEGIES",
    "AllianceAgent",
    "AllianceModel",
    "Parameters",
    "Run",
    "Strategy",
    "simulate",
]

_HOMES = {
    "AllianceAgent": "sim.objects.agent",
    "AllianceModel": "sim.objects.model",
    "Parameters": "sim.inputs.parameters",
    "Run": "sim.run",
    "STRATEGIES": "sim.inputs.strategies",
    "Strategy": "sim.inputs.strategies",
    "simulate": "sim.simulation",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: Mesa and Numba take a while."""
    import importlib

    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute '{name}'")
