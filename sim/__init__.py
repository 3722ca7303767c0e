"""A model of how alliances form, are maintained and break.

A walk through the house, ground floor first. What can go wrong: ``errors``. What is declared and
given, and determines a run: ``inputs``. The arithmetic of its rules, and its luck: ``rules``. What
a world is made of, written down: ``state``.

On these the model stands twice. ``objects`` is the model as one reads it: agents with goals,
resources and trust, a week of processes; begin with :mod:`sim.objects.week`. ``engine`` is the same
model as tables and compiled kernels, to be fast. ``practices`` are the acts on which agents spend
attention, one a file, each in both ways. ``builder`` makes the engine's files, for browsers and for
machines that are not to compile it.

What is measured of a world is in ``measures``; ``run`` holds what came out, and ``simulation`` is
the front door::

    >>> from sim import simulate
    >>> run = simulate({"population.agents": 20}, seed=1, weeks=10)
    >>> len(run.series)
    10
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.inputs.declarations import fraction, number
    from sim.inputs.parameters import Parameters
    from sim.inputs.practices.practice import Practice
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
    "Practice",
    "Run",
    "Strategy",
    "fraction",
    "number",
    "simulate",
]

_HOMES = {
    "AllianceAgent": "sim.objects.agent",
    "AllianceModel": "sim.objects.model",
    "Parameters": "sim.inputs.parameters",
    "Practice": "sim.inputs.practices.practice",
    "Run": "sim.run",
    "STRATEGIES": "sim.inputs.strategies",
    "Strategy": "sim.inputs.strategies",
    "fraction": "sim.inputs.declarations",
    "number": "sim.inputs.declarations",
    "simulate": "sim.simulation",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: Mesa and Numba take a while."""
    import importlib

    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute '{name}'")
