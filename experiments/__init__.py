"""Many runs: a question in a file → worlds compared on common random numbers → an answer.

A walk through the house, ground floor first. ``config`` reads a file and gives a checked
``Experiment``, or says everything that is wrong with it. ``results`` is what a folder of results
holds, and ``runs`` does the runs that fill it. ``statistics`` are those of replicates, whatever
they are of; ``analysis`` makes answers of tables with them, in numbers and in sentences. ``plots``
draws tables, and ``report`` puts answers and figures on a page. ``workflow`` does all of it in
order.

Two wings ask whether the model is right: ``evidence`` holds it against panels of people and
treaties of states, ``published`` against results that others proved or measured. ``commands`` is
the command ``alliances``.

From Python::

    >>> import experiments
    >>> results = experiments.load("results/quickstart")  # doctest: +SKIP
    >>> results.runs.groupby("arm")["payoff"].mean()  # doctest: +SKIP
"""

from __future__ import annotations

TYPE_CHECKING = False  # as checkers of types know it; importing it from typing takes its time
if TYPE_CHECKING:
    from typing import Any

    from experiments.config.experiment import Experiment
    from experiments.config.reader import read_experiment
    from experiments.results.results import Results, load
    from experiments.workflow.job import run_experiment

__all__ = ["Experiment", "Results", "load", "read_experiment", "run_experiment"]

_HOMES = {
    "Experiment": "experiments.config.experiment",
    "Results": "experiments.results.results",
    "load": "experiments.results.results",
    "read_experiment": "experiments.config.reader",
    "run_experiment": "experiments.workflow.job",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    import importlib

    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'experiments' has no attribute '{name}'")
