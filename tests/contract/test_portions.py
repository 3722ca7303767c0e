"""Shares of time are varied from a config to curves, words, a figure and a page."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.portions import portions
from experiments.config.experiment import Experiment
from experiments.config.portions import portions_of
from experiments.config.reader import read_experiment
from experiments.results.results import load
from experiments.runs.plan import planned
from experiments.workflow.job import Finished, run_experiment
from sim.inputs.strategies import STRATEGIES
from tests.results import MadeUp, asked

SMALL = """
question = "How much time is it worth?"
weeks = 16
warmup = 4
replicates = 3
record = 4
[model]
population.agents = 12
[[arm]]
name = "as it is"
[analysis]
outcomes = ["payoff", "trust"]
portions = [0.48, 0.1]
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("portions")
    return run_experiment(asked(folder, SMALL), folder / "out")


def test_a_practice_has_its_share_alone_and_within_a_strategy(tmp_path: Path) -> None:
    experiment = asked(tmp_path, SMALL)
    shares = {}
    for arm in experiment.arms:
        ((strategy, _),) = arm.strategies
        shares[arm.name] = {name: s for name, s in strategy.portfolio.items() if s > 0.0}
        assert arm.added == (arm.name != "as it is")
    assert shares["resolve 48 %, alone"] == pytest.approx(
        {"work": 0.4, "scout": 0.12, "resolve": 0.48}
    )
    assert shares["scout 48 %, alone"] == pytest.approx({"work": 0.52, "scout": 0.48})
    assert shares["nothing but work and scouting"] == pytest.approx({"work": 0.88, "scout": 0.12})
    assert shares["nothing but work"] == {"work": 1.0}
    # of .38 for work, .05 for offers are made .1: .33 are left
    balanced = {**STRATEGIES["balanced"].portfolio, "work": 0.33, "offer": 0.1}
    assert shares["offer 10 %"] == pytest.approx(balanced)
    assert shares["offer 0 %"]["work"] == pytest.approx(0.43)
    assert shares["resolve 48 %"].keys() == shares["as it is"].keys() - {"work"}
    assert "resolve 10 %" not in shares  # that is the world as it is
    assert "offer 48 %" not in shares  # there is not so much work to make up


def test_curves_share_their_common_points() -> None:
    found = list(portions_of(STRATEGIES["balanced"], [0.1], "as it is"))
    of_resolve = [p for p in found if p.practice == "resolve"]
    assert [(p.arm, p.alone, p.share) for p in of_resolve] == [
        ("nothing but work and scouting", True, 0.0),
        ("resolve 10 %, alone", True, 0.1),
        ("resolve 0 %", False, 0.0),
        ("as it is", False, 0.1),
    ]
    for portion in found:
        assert sum(portion.portfolio.values()) == pytest.approx(1.0)
        assert min(portion.portfolio.values()) >= 0.0


def test_a_resolved_config_plans_the_same_runs(done: Finished) -> None:
    again = load(done.results.folder).experiment
    assert again.analysis.portions == (0.1, 0.48)
    assert planned(again).table["id"].tolist() == done.results.runs["id"].tolist()


def test_the_table_has_every_point_with_its_gain(done: Finished) -> None:
    found = pd.read_csv(done.results.folder / "portions.csv")
    runs = done.results.runs.set_index("arm")["payoff"].groupby("arm", sort=False).mean()
    rows = found[found["outcome"] == "payoff"].set_index(["practice", "where", "share"])
    point = rows.query("practice == 'check_in' and where == 'alone' and share == .1").iloc[0]
    none = runs["nothing but work and scouting"]
    assert point["mean"] == pytest.approx(runs["check_in 10 %, alone"])
    assert point["gain"] == pytest.approx(runs["check_in 10 %, alone"] - none)
    assert rows.loc[("check_in", "alone", 0.0), "gain"] == 0.0
    assert rows.loc[("check_in", "in balanced", 0.17), "mean"] == pytest.approx(runs["as it is"])
    assert (rows.groupby(["practice", "where"])["best"].sum() == 1).all()
    assert rows.loc[rows["best"], "maybe"].all()


def test_the_answer_says_which_share_pays_most_and_where_that_holds(done: Finished) -> None:
    assert done.comparison is not None
    answer = done.comparison.answer
    assert "Alone, beside work and scouting, payoff is highest with these shares of time" in answer
    assert "Within balanced, with work making up, payoff is highest" in answer
    assert "That holds in this world" in answer
    assert "with 3 replicates" in answer
    assert (done.results.folder / "figures" / "portions.png").exists()
    assert "Which share of time is best, by trust" in done.comparison.text_table()


def made_up(folder: Path, payoffs: dict[str, float]) -> MadeUp:
    """Return results in which a world's payoff is a number and the luck of its replicate."""
    experiment = asked(folder, SMALL)
    luck = [0.0, 0.01, 0.03]
    runs = [
        {"arm": arm.name, "replicate": r, "status": "done", "trust": np.nan,
         "payoff": payoffs.get(arm.name, 1.0) + luck[r] * (1 + (arm.name == "invest 10 %, alone"))}
        for arm in experiment.arms for r in range(3)
    ]  # fmt: skip
    return MadeUp(experiment=experiment, folder=folder, runs=pd.DataFrame(runs))


def test_what_cannot_be_told_from_the_best_is_named_with_it(tmp_path: Path) -> None:
    best = {"resolve 48 %, alone": 2.0, "invest 10 %, alone": 1.001}
    found = portions(made_up(tmp_path, best))
    alone = found.sentences[0]
    assert "resolve 48 % (+1.000, 1.000–1.000)" in alone
    assert "invest 10 % (or 0–48 %; +0.01, −0.02 to 0.05)" in alone
    assert "check_in 0 % (or 0–48 %; no gain)" in alone
    table = next(iter(found.tables()))
    row = next(row for row in table.rows if list(row[:2]) == ["resolve", "alone"])
    assert row[2:4] == ["48 %", "48 %"]
    trust = found.table[found.table["outcome"] == "trust"]
    assert not trust["best"].any()  # it exists nowhere
    assert not trust["maybe"].any()


def test_a_curve_whose_points_lack_the_outcome_has_no_best_share(tmp_path: Path) -> None:
    results = made_up(tmp_path, {"resolve 48 %, alone": 2.0, "invest 10 %, alone": 3.0})
    runs = results.runs
    runs.loc[(runs["arm"] == "invest 48 %, alone") & (runs["replicate"] > 0), "payoff"] = np.nan
    failed = (runs["arm"] == "resolve 10 %, alone") & (runs["replicate"] == 0)
    runs.loc[failed, "payoff"] = np.nan
    runs.loc[failed, "status"] = "failed"  # that is not missing
    found = portions(results)
    alone, within = found.sentences[:2]
    assert "resolve 48 %" in alone
    assert "invest 10 %" not in alone
    told = "No share is told best where payoff is missing too often: invest (in 2 of 9 runs)."
    assert alone.endswith(told)
    assert "told best" not in within
    curve = found.table.query("practice == 'invest' and where == 'alone' and outcome == 'payoff'")
    assert not curve[["best", "maybe"]].any(axis=None)
    runs.loc[runs["arm"].str.contains("alone|nothing") & (runs["replicate"] > 0), "payoff"] = np.nan
    alone = portions(results).sentences[0]
    assert alone.startswith("Alone, beside work and scouting, no share is told best where payoff")


def test_the_shipped_config_draws_curves_of_every_practice() -> None:
    from experiments.config.shipped import configs

    experiment: Experiment = read_experiment(configs()["response-curves"])
    ((strategy, _),) = experiment.arm(experiment.baseline).strategies
    found = portions_of(strategy, experiment.analysis.portions, experiment.baseline)
    assert {p.practice for p in found} == set(strategy.portfolio) - {"work"}
