"""Advice is taken out of many plausible worlds at once, from a config to tables, words and page."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.config.reader import read_experiment
from experiments.config.shipped import configs
from experiments.results.results import load
from experiments.runs.plan import arm_of, planned
from experiments.workflow.job import Finished, report, run_experiment
from sim.errors import BadInput

SMALL = """
question = "Where does the advice fail?"
weeks = 16
warmup = 4
replicates = 2
record = 4
[model]
population.agents = 12
[[arm]]
name = "as it is"
[design]
sampler = "sobol"
points = 8
vary = "plausible"
[analysis]
ablate = ["scout", "openings"]
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("worlds")
    file = folder / "small.toml"
    file.write_text(SMALL)
    return run_experiment(read_experiment(file), folder / "out")


def test_every_world_is_run_with_and_without_each_piece_of_advice(done: Finished) -> None:
    assert done.failed == 0
    runs = done.results.runs
    arms = ["as it is", "without scout", "without openings", "null scout", "blind scout"]
    assert list(dict.fromkeys(runs["arm"])) == arms
    assert (runs.groupby(["arm", "point"])["replicate"].nunique() == 2).all()
    # a world is the same in all arms, but for what is taken out of it
    same = runs.groupby("point")["conflict.rate"].nunique()
    assert (same == 1).all()
    assert runs["conflict.rate"].nunique() == 8
    without = runs["arm"] == "without openings"
    assert (runs.loc[without, "refer.openings"] == 0.0).all()
    assert (runs.loc[~without, "refer.openings"] >= 0.05).all()
    assert not runs.loc[without, "passed_on"].notna().any()


def test_a_run_is_found_again_from_its_row(done: Finished) -> None:
    experiment = done.results.experiment  # as read back from the folder
    table = planned(experiment).table
    assert table["id"].tolist() == done.results.runs["id"].tolist()
    row = table[table["arm"] == "without openings"].iloc[-1]
    parameters = arm_of(experiment, row).parameters
    assert parameters.refer.openings == 0.0
    assert parameters.conflict.rate == row["conflict.rate"]


def test_the_answer_says_in_which_share_of_worlds_it_pays(done: Finished) -> None:
    assert done.comparison is not None
    found = pd.read_csv(done.results.folder / "worlds.csv").set_index(["removal", "outcome"])
    assert found.loc[("scout", "payoff"), "worlds"] == 8
    means = done.results.runs.pivot_table("payoff", "point", "arm")
    gained = means["as it is"] > means["without scout"]
    assert found.loc[("scout", "payoff"), "pays"] == gained.mean() > 0.5
    assert "Over 8 plausible worlds" in done.comparison.answer
    assert "scout" in done.comparison.answer
    text = done.comparison.text_table()
    assert "In how many plausible worlds it pays" in text
    folder = done.results.folder
    assert {"guide", "worlds"} <= {drawn.stem for drawn in (folder / "figures").glob("*.png")}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "In how many plausible worlds it pays" in page


def test_the_report_can_be_made_again(done: Finished) -> None:
    folder = done.results.folder
    before = (folder / "worlds.csv").read_bytes()
    again = report(folder).comparison
    assert again is not None
    assert done.comparison is not None
    assert again.answer == done.comparison.answer
    assert (folder / "worlds.csv").read_bytes() == before
    assert load(folder).experiment.analysis.ablate == ("scout", "openings")


def test_the_shipped_config_asks_all_advice_of_all_plausible_worlds() -> None:
    experiment = read_experiment(configs()["practices-across-worlds"])
    assert experiment.design is not None
    assert experiment.design.size >= 64
    assert experiment.replicates >= 2  # else luck could not be told from reversal
    assert len(experiment.design.names) > 30


def test_a_switch_cannot_be_varied_and_taken_out_at_once(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(
        "question = 'Both?'\n[design]\nvary.off = [[], ['share']]\n[analysis]\nablate = ['scout']\n"
    )
    with pytest.raises(BadInput, match="changes off, and \\[design\\] varies it"):
        read_experiment(file)
