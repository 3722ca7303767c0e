"""Stored results → an answer: the tables, the figures and the report that a folder is for.

What a config contains decides what is asked of its results: something taken out → what it buys;
shares of time → how much of it a practice is worth; a design → how outcomes respond, or indices;
learning → which strategies spread; events → how arms recover; strategies alone and together → a
tournament; always → the comparison of arms, and lives.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.results.layout import write_tables
from experiments.results.results import Results

if TYPE_CHECKING:
    from experiments.analysis.comparison import Comparison
    from experiments.analysis.part import Part

#: What answers, their reports and their manifests are made with.
MODULES = (
    "experiments.analysis.advice",
    "experiments.analysis.dips",
    "experiments.analysis.evolution",
    "experiments.analysis.life_table",
    "experiments.analysis.portions",
    "experiments.analysis.recovery",
    "experiments.analysis.response",
    "experiments.analysis.sweep",
    "experiments.analysis.tournament",
    "experiments.report.page",
    "experiments.workflow.helper",
    "igraph",
    "jinja2",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "sim.engine.calls",
)


def load_analysis() -> None:
    """Load what answers are made with; after long runs, too, it is then what it was before them."""
    for module in MODULES:
        importlib.import_module(module)


def analyse(results: Results, processes: int = 1) -> Comparison | None:
    """Compare arms, and write the tables and the report; None if no run succeeded.

    If there may be more ``processes`` than this one, one of them helps to draw the figures.
    """
    from experiments.report.page import write_report
    from experiments.workflow.helper import helper

    if not (results.runs["status"] == "done").any():
        return None
    with helper(processes) as ask:  # it gets ready while arms are compared
        comparison = compared(results)
        for part in comparison.parts:
            write_tables(results.folder, part.files())
        told = {"summary": comparison.summary, "comparison": comparison.table}
        write_tables(results.folder, told)
        write_report(results, comparison, results.folder, ask)
    return comparison


def compared(results: Results) -> Comparison:
    """Return the comparison of arms, and with it every further answer that is asked for."""
    from experiments.analysis.comparison import compare
    from experiments.analysis.response import averaged

    return compare(averaged(results)).with_parts(list(_parts(results)))


def _parts(results: Results) -> Iterator[Part]:
    """Give the further answers that an experiment asks for by what it contains."""
    from experiments.analysis.advice import practices
    from experiments.analysis.dips import shaken
    from experiments.analysis.evolution import evolution, evolving
    from experiments.analysis.life_table import life_table
    from experiments.analysis.portions import portions
    from experiments.analysis.recovery import recovery
    from experiments.analysis.sweep import Sweep
    from experiments.analysis.tournament import is_tournament, tournament

    experiment = results.experiment
    if experiment.analysis.ablate or experiment.analysis.shapley:
        yield practices(results)
        return
    if experiment.analysis.portions:
        yield portions(results)
        return
    if experiment.design is not None:
        yield Sweep(results)
        return
    if evolving(experiment):
        yield evolution(results)
    elif shaken(experiment):
        yield recovery(results)
    if is_tournament(experiment):
        yield tournament(results)
    if len(results.lives):
        yield life_table(results)
