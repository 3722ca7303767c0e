"""Stored results → an answer: the tables, the figures and the report that a folder is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.store import Results

if TYPE_CHECKING:
    from experiments.compare import Comparison


def analyse(results: Results) -> Comparison | None:
    """Compare arms, and write the tables and the report; None if no run succeeded."""
    from experiments.compare import compare
    from experiments.report import write_report

    if not (results.runs["status"] == "done").any():
        return None
    comparison = compare(results, results.experiment)
    comparison.summary.to_csv(results.folder / "summary.csv", index=False)
    comparison.table.to_csv(results.folder / "comparison.csv", index=False)
    write_report(results, results.folder, comparison=comparison)
    return comparison
