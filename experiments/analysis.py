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

    if not (results.runs["status"] == "done").any():
        return None
    experiment = results.experiment
    comparison = compare(results, experiment)
    parts: list[Part] = []
    if experiment.analysis.ablate or experiment.analysis.shapley:
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
