"""Every kind of design runs from a config to its tables, its figures and its page."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.config.reader import read_experiment
from experiments.workflow.job import run_experiment

HEAD = """
question = "What moves it?"
weeks = 12
replicates = 2
[model]
population.agents = 8
[analysis]
outcomes = ["payoff", "allies"]
"""
ARMS = "[[arm]]\nname = 'a'\n[[arm]]\nname = 'b'\nstrategies = 'neglectful'\n"
RANGES = "vary.'drift.rate' = {}\nvary.'support.asks' = { from = 1, to = 3 }\n"

#: Sampler → the rest of the config, points, the tables and the figures that come of it.
DESIGNS = {
    "grid": (
        f"vary.'drift.rate' = [0.0, 0.1]\nvary.'support.asks' = [1, 3]\n{ARMS}", 4,
        {"responses", "curves", "winners", "noise"}, {"map", "response-payoff", "surface-allies"},
    ),
    "list": ("vary.off = [[], ['share']]\n", 2, {"responses", "curves"}, {"response-payoff"}),
    "sobol": (f"points = 8\n{RANGES}", 8, {"responses", "curves"}, {"response-payoff"}),
    "morris": (f"points = 2\n{RANGES}", 6, {"indices", "noise"}, {"indices-payoff"}),
    "saltelli": (f"points = 2\n{RANGES}{ARMS}", 8, {"indices", "noise"}, {"indices-allies"}),
}  # fmt: skip


@pytest.mark.parametrize("sampler", DESIGNS)
def test_a_design_becomes_tables_figures_and_a_page(tmp_path: Path, sampler: str) -> None:
    text, points, tables, figures = DESIGNS[sampler]
    file = tmp_path / "x.toml"
    file.write_text(f"{HEAD}[design]\nsampler = '{sampler}'\n{text}")
    experiment = read_experiment(file)
    done = run_experiment(experiment, tmp_path / "out")
    assert done.failed == 0
    runs = done.results.runs
    assert len(runs) == len(experiment.arms) * points * 2
    assert experiment.design is not None
    assert {"point", *experiment.design.names} <= set(runs)
    # a run is what its columns say: the parameters of a point reach the world
    assert runs.groupby(["arm", "replicate"])["payoff"].nunique().min() > 1
    for name in tables:
        assert len(pd.read_csv(tmp_path / "out" / f"{name}.csv"))
    there = {drawn.stem for drawn in (tmp_path / "out" / "figures").glob("*.png")}
    assert figures <= there
    assert done.comparison is not None
    assert done.comparison.answer
    assert done.comparison.answer.split(".")[0] in (tmp_path / "out" / "report.html").read_text()
    assert done.comparison.text_table()
