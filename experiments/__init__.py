"""Many runs: a question in a file → worlds compared on common random numbers → an answer.

A walk through the house, ground floor first. What is asked: ``fields`` declares what a config may
say, ``toml_lines`` knows where it says it, ``problems`` collects what is wrong, ``checks`` looks
at one part after another, ``samplers`` and ``vary`` read designs, and ``spec`` makes a checked
``Experiment`` of it all; ``shipped`` finds the configs that come with the project.

What is run: ``designs`` makes a table of runs with their seeds,
``provenance`` notes where results come from, ``ledger`` keeps what is done, ``store`` says what
results are, ``run_files`` writes them, ``folders`` puts them in place whole or not at all, and
``runner`` does the runs by way of ``pools``, here or on a ``cluster``.

``search`` looks for the best portfolio. What designs say is in ``responses``, ``sensitivity`` and
``designed``.

What it means: ``intervals``, ``compare``, ``lifetimes`` and ``answers`` turn tables into numbers
and sentences, ``plots`` into pictures, ``report`` into a page. ``job`` does all of it in order;
``shards`` does so in parts. ``estimate`` says beforehand what it would take. ``show`` lists what
the project knows of itself, ``terminal`` prints, and ``cli`` is the command ``alliances``, whose
commands that do runs are in ``run_command``.

From Python::

    >>> import experiments
    >>> results = experiments.load("results/quickstart")  # doctest: +SKIP
    >>> results.runs.groupby("arm")["payoff"].mean()  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
