"""Stored results → an answer: the tables, the figures and the report that a folder is for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.store import Results

if TYPE_CHECKING:
    from experiments.compare import Comparison, Part


def analyse(results: Results) -> Comparison | None:
    """Compare arms, and write the tables and the report; None if no run succeeded."""
    from experiments.compare import compare
    from experiments.practices import practices
    from experiments.report import write_report
    from experiments.responses import averaged

    if not (results.runs["status"] == "done").any():
        return None
    experiment = results.experiment
    ablated = bool(experiment.analysis.ablate or experiment.analysis.shapley)
    if experiment.design is not None and not ablated:
        return _analysed_design(results)
    comparison = compare(averaged(results), experiment)
    parts: list[Part] = []
    if ablated:
        parts.append(practices(comparison, results.runs, experiment))
    if parts:
        said = tuple(sentence for part in parts for sentence in part.sentences)
        comparison = replace(comparison, sentences=said, parts=tuple(parts))
    for part in parts:
        for name, table in part.files().items():
            table.to_csv(results.folder / f"{name}.csv", index=False)
    comparison.summary.to_csv(results.folder / "summary.csv", index=False)
    comparison.table.to_csv(results.folder / "comparison.csv", index=False)
    write_report(results, results.folder, comparison=comparison)
    return comparison


def _analysed_design(results: Results) -> Comparison:
    """Write the tables and the report of an experiment with a design."""
    from experiments.designed import Answer
    from experiments.report import write_report

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
    for name, table in tables.items():
        if len(table) or name in ("summary", "comparison"):
            table.to_csv(results.folder / f"{name}.csv", index=False)
    write_report(
        results,
        results.folder,
        comparison=comparison,
        more_tables=list(answer.tables()),
        pictures=answer.pictures(),
    )
    return comparison
