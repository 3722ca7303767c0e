"""How numbers are told: units once, intervals that can be, what few replicates cannot say."""

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import comparison as compare
from experiments.analysis import sentences as answers
from experiments.analysis.formatting import over, percent, percent_span, places, size
from experiments.analysis.part import Table
from experiments.analysis.response import curves, sentences_of_curves
from experiments.analysis.text import MOST_ROWS, plain_lines
from experiments.config.design import Design, Vary
from experiments.statistics.intervals import summarise, t_interval
from sim.measures.outcomes import OUTCOMES, about
from tests.statistical.test_compare import results_of


def test_a_unit_that_repeats_the_label_is_left_out() -> None:
    assert all(about(name).label == outcome.title for name, outcome in OUTCOMES.items())
    assert OUTCOMES["tension"].unit == about("tension").label == "tension"
    assert about("tension").unit == about("blocs").unit == ""
    assert about("lifetime").unit == "weeks"
    assert answers.level("blocs", {"mean": 3.0, "low": 2.0, "high": 4.0}) == "blocs 3.0 (2.0–4.0)"


def test_tables_are_headed_by_units_that_say_something() -> None:
    found = compare.compare(results_of(8))
    lines = found.text_table().splitlines()
    assert "tension (95 % intervals over 8 replicates)" in lines
    assert "payoff, utility/week (95 % intervals over 8 replicates)" in lines
    assert next(found.tables()).heads == ["arm", "payoff, utility/week", "tension"]


@pytest.mark.parametrize(
    ("replicates", "least"), [(2, ".500"), (3, ".250"), (5, ".062"), (6, ""), (20, "")]
)
def test_too_few_replicates_are_said_under_the_table(replicates: int, least: str) -> None:
    found = compare.compare(results_of(replicates))
    said = f"p cannot be under {least} with {replicates} replicates: use 6 or more"
    assert (f"  {said}" in found.text_table().splitlines()) == bool(least)
    notes = " ".join(table.note for table in found.tables())
    assert (said in notes) == bool(least)
    if least:  # and p is not: the least of all flips of signs is 2/2ⁿ
        assert found.table["p"].min() >= 2 / 2**replicates


def test_intervals_of_shares_and_probabilities_end_where_they_do() -> None:
    # .9, 1, 1: mean .967, t(2)·sd/√3 = 4.303·0.0577/1.732 = 0.143
    runs = pd.DataFrame({"arm": "a", "need_met": [0.9, 1.0, 1.0], "trust": [0.1, 0.0, 0.0]})
    runs = runs.assign(tension=runs["trust"], trust_received=runs["need_met"])
    columns = ["need_met", "trust", "tension", "trust_received"]
    rows = summarise(runs, ["arm"], columns).set_index("outcome")
    low, high = rows["low"], rows["high"]
    assert (low["need_met"], high["need_met"]) == (pytest.approx(0.8232, abs=1e-4), 1.0)
    assert (low["trust"], high["trust"]) == (0.0, pytest.approx(0.1768, abs=1e-4))
    assert low["tension"] == pytest.approx(-0.1101, abs=1e-4)  # no share: nothing is known of it
    assert high["trust_received"] == 1.0


def test_two_replicates_have_no_interval() -> None:
    runs = pd.DataFrame({"arm": "a", "payoff": [1.0, 2.0]})
    row = summarise(runs, ["arm"], ["payoff"]).iloc[0]
    assert (row["n"], row["mean"], row["sd"]) == (2, 1.5, pytest.approx(np.sqrt(0.5)))
    assert np.isnan([row["low"], row["high"], *t_interval(np.array([1.0, 2.0]))[:2]]).all()
    assert over(2) == "two replicates, no intervals"
    found = compare.compare(results_of(2))
    assert found.answer.startswith("Two replicates put better")
    assert found.table[["low", "high"]].isna().all().all()


@pytest.mark.parametrize(("n", "sampler", "unit"), [
    (1, "grid", "replicates"), (2, "grid", "replicates"), (2, "sobol", "points"),
])  # fmt: skip
def test_of_one_or_two_values_a_curve_says_that_more_can_tell(
    n: int, sampler: str, unit: str
) -> None:
    vary = Vary("drift.rate", *((0.0, 0.1),) * (sampler == "grid"))
    design = Design(sampler=sampler, vary=(vary,))
    runs = pd.DataFrame({"level": np.repeat([0.0, 0.1], n), "payoff": np.arange(2.0 * n)})
    found = summarise(runs.assign(arm="a", parameter="drift.rate"),
                      ["arm", "parameter", "level"], ["payoff"])  # fmt: skip
    (said,) = sentences_of_curves(found, design, "payoff")
    low, high = {1: ("0.00", "1.00"), 2: ("0.500", "2.500")}[n]
    assert said == (
        f"Along drift.rate, payoff is highest at 0.1, {high}, and lowest at 0, {low}; how surely,"
        f" only more {unit} can tell."
    )


def test_of_three_values_a_curve_is_told_from_luck_or_not() -> None:
    design = Design(sampler="grid", vary=(Vary("drift.rate", (0.0, 0.1)),))
    for apart, words in ((0.1, "no change of payoff can be told from luck"), (9.0, "is highest")):
        payoff = [0.0, 0.1, 0.2, apart, 0.1 + apart, 0.2 + apart]
        runs = pd.DataFrame({"level": np.repeat([0.0, 0.1], 3), "payoff": payoff})
        found = summarise(runs.assign(arm="a", parameter="drift.rate"),
                          ["arm", "parameter", "level"], ["payoff"])  # fmt: skip
        (said,) = sentences_of_curves(found, design, "payoff")
        assert words in said
        assert "only more" not in said


def test_of_many_curves_of_luck_hardly_any_is_told_and_a_slope_among_them_is() -> None:
    rng, told = np.random.default_rng(8), 0
    names = [f"p{k}" for k in range(30)]
    design = Design(sampler="latin_hypercube", vary=tuple(map(Vary, names)), points=160)
    for slope in [0.0] * 7 + [0.02]:
        runs = pd.DataFrame(rng.uniform(0, 100, (160, 30)), columns=names)
        runs = runs.assign(arm="a", point=range(160), replicate=0)
        runs["payoff"] = rng.normal(0.0, 1.0, 160) + slope * runs["p0"] * 5
        said = list(sentences_of_curves(curves(runs, design, ["payoff"]), design, "payoff"))
        is_told = ["highest" in sentence for sentence in said]
        told += any(is_told[1:])
        assert is_told[0] or not slope
    assert told <= 1  # in one of twenty at most, as is promised


def test_what_exists_in_no_run_is_said_instead_of_a_table_of_dashes() -> None:
    results = results_of(8)
    results.runs = results.runs.assign(lifetime=np.nan, reciprocity=np.nan)
    results.experiment.analysis.outcomes = ("payoff", "lifetime", "reciprocity")
    lines = compare.compare(results).text_table().splitlines()
    after = {line.split(",")[0]: lines[k + 1] for k, line in enumerate(lines[:-1])}
    assert after["lifetime"] == "  exists in no run (too short, or without alliances)"
    assert after["reciprocity"] == "  exists in no run"


def compared(lost: dict[str, list[str]], outcomes: tuple[str, ...], failed: int = 0) -> str:
    """Return the answer where arms lack outcomes: outcome → whose first three of ten runs do."""
    results = results_of(10)
    runs = results.runs.assign(lifetime=results.runs["payoff"])
    for outcome, arms in lost.items():
        runs.loc[runs["arm"].isin(arms) & (runs["replicate"] < 3), outcome] = np.nan
    gone = (runs["arm"] == "better") & (runs["replicate"] < failed)
    runs.loc[gone, ["payoff", "tension", "lifetime"]] = np.nan
    runs.loc[gone, "status"] = "failed"
    results.runs = runs
    results.experiment.analysis.outcomes = outcomes
    return compare.compare(results).answer


def test_no_arm_is_best_in_an_outcome_that_one_lacks_too_often() -> None:
    none = "No arm is told best in lifetime (missing in 3 of 30 runs)."
    assert "best in lifetime" not in compared({}, ("payoff", "lifetime"))
    said = compared({"lifetime": ["same"]}, ("payoff", "lifetime"))
    assert said.startswith("better pays best")
    assert said.endswith(none)
    assert "Best in lifetime" not in said
    # as the main outcome, and as the only one
    assert compared({"lifetime": ["same"]}, ("lifetime", "payoff")).startswith(f"{none} Best in")
    assert compared({"lifetime": ["same"]}, ("lifetime",)) == none
    both = compared({"lifetime": ["same"], "tension": ["same", "better"]},
                    ("payoff", "lifetime", "tension"))  # fmt: skip
    assert both.endswith(
        "No arm is told best in lifetime (missing in 3 of 30 runs) and tension (missing in 6 of 30"
        " runs)."
    )


def test_runs_that_failed_and_few_that_lack_an_outcome_leave_a_best() -> None:
    assert "told best" not in compared({}, ("payoff", "lifetime"), failed=5)
    results = results_of(10)
    runs = results.runs.assign(lifetime=results.runs["payoff"])
    runs.loc[(runs["arm"] == "same") & (runs["replicate"] == 2), "lifetime"] = np.nan  # a tenth
    results.runs, results.experiment.analysis.outcomes = runs, ("payoff", "lifetime")
    assert "Best in lifetime better" in compare.compare(results).answer
    runs["lifetime"] = np.nan  # where it exists nowhere, nothing is said of it
    assert "lifetime" not in compare.compare(results).answer


def test_a_table_in_plain_lines_ends_where_it_is_too_long_and_says_so() -> None:
    rows = [[f"row {k}", str(k)] for k in range(MOST_ROWS + 5)]
    table = Table("Many", "a note for the page", ["", "value"], rows, foot=("", "and a foot"))
    lines = plain_lines([table, table._replace(title="Wide", wide=True)])
    assert lines[:3] == ["", "Many", "          value"]
    assert lines[3] == "  row 0       0"
    assert lines[-2:] == ["  … and 5 more rows: see the CSV files", "  and a foot"]
    assert len(lines) == 3 + MOST_ROWS + 2


def test_percentages_and_places_are_told_shortly() -> None:
    assert (percent(0.5), percent(float("nan"))) == ("50 %", "–")
    assert percent_span(0.506, 0.734) == "51–73"
    assert (places(1, 3), places(2, 2)) == ("1–3", "2")
    assert size({"mean": -0.5, "low": -0.9, "high": 0.1}, "mean") == "0.5 (−0.1 to 0.9)"
