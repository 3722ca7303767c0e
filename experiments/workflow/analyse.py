"""Stored results → an answer: the tables, the figures and the report that a folder is for.

What a config contains decides what is asked of its results: something taken out → what it buys; a
design → how outcomes respond, or indices; learning → which strategies spread; events → how arms
recover; strategies alone and together → a tournament; always → the comparison of arms, and lives.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from experiments.results.layout import write_tables
from experiments.results.results import Results

if TYPE_CHECKING:
    from experiments.analysis.comparison import Comparison, Part
    from experiments.config.experiment import Experiment


def analyse(results: Results) -> Comparison | None:
    """Compare arms, and write the tables and the report; None if no run succeeded."""
    from experiments.report.page import write_report

    if not (results.runs["status"] == "done").any():
        return None
    if results.experiment.design is not None and not _ablated(results.experiment):
        return _analysed_design(results)
    comparison = compared(results)
    for part in comparison.parts:
        write_tables(results.folder, part.files())
    write_tables(results.folder, {"summary": comparison.summary, "comparison": comparison.table})
    write_report(results, results.folder, comparison=comparison)
    return comparison


def compared(results: Results) -> Comparison:
    """Return the comparison of arms, and with it every further answer that is asked for."""
    from experiments.analysis.comparison import compare
    from experiments.analysis.response import averaged

    comparison = compare(averaged(results), results.experiment)
    return comparison.with_parts(list(_parts(results, comparison)))


def _ablated(experiment: Experiment) -> bool:
    """Return whether something is taken out of the baseline's world."""
    return bool(experiment.analysis.ablate or experiment.analysis.shapley)


def _parts(results: Results, comparison: Comparison) -> Iterator[Part]:
    """Give the further answers that an experiment asks for by what it contains."""
    from experiments.analysis.advice import practices
    from experiments.analysis.evolution import evolution, evolving
    from experiments.analysis.life_table import life_table
    from experiments.analysis.recovery import recovery, shaken
    from experiments.analysis.tournament import is_tournament, tournament

    experiment = results.experiment
    if _ablated(experiment):
        yield practices(comparison, results.runs, experiment)
        return
    if evolving(experiment):
        yield evolution(results, experiment)
    elif shaken(experiment):
        yield recovery(results, experiment)
    if is_tournament(experiment):
        yield tournament(results, experiment)
    if len(results.lives):
        yield life_table(results, experiment)


def _analysed_design(results: Results) -> Comparison:
    """Write the tables and the report of an experiment with a design."""
    from experiments.analysis.sweep import Answer
    from experiments.report.gallery import Gallery
    from experiments.report.page import write_report

    answer = Answer(results)
    comparison = answer.comparison()
    tables = {
        "summary": comparison.summary,
        "comparison": comparison.table,
        "noise": answer.noise,
        "indices": answer.indices,
        "winners": answer.winners,
    }
    if not answer.of_indices:
        tables |= {"responses": answer.responses, "curves": answer.curves}
    always = ("summary", "comparison")
    there = {name: table for name, table in tables.items() if len(table) or name in always}
    write_tables(results.folder, there)
    over_time = Gallery(results, results.experiment, comparison).over_time()
    write_report(
        results,
        results.folder,
        comparison=comparison,
        more_tables=list(answer.tables()),
        pictures=chain(answer.pictures(), over_time),
    )
    return comparison
