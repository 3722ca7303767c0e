"""An event and the recovery after it, on outcomes whose fall and return are known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import dips, recovery
from sim.inputs.events import Event
from sim.inputs.strategies import PRESETS
from tests.results import MadeUp

WEEKS = np.arange(1, 201)
EVENT = 100


def course(low: float, since: int, until: int, level: float = 2.0) -> np.ndarray:
    """An outcome that is at its level but for some weeks."""
    return np.where((since <= WEEKS) & (until > WEEKS), low, level)


def test_a_dip_by_hand() -> None:
    # 1.0 instead of 2.0 from week 100 to 125: the means of weeks 100–112, …, 113–125 are 1.0, the
    # worst; the first of 13 weeks at 2.0 again is 126–138, which ends 39 weeks after the event
    found = dips.dip(WEEKS, course(1.0, 100, 126), EVENT)
    assert found == {
        "before": 2.0, "depth": -1.0, "weeks": 39.0, "recovered": 1.0, "observed": 101.0,
    }  # fmt: skip


def test_a_dip_that_never_ends_is_censored() -> None:
    found = dips.dip(WEEKS, course(1.0, 100, 999), EVENT)
    assert (found["recovered"], found["weeks"], found["observed"]) == (0.0, 101.0, 101.0)


def test_where_less_is_better_a_rise_is_the_fall() -> None:
    found = dips.dip(WEEKS, course(3.0, 100, 126), EVENT, better=-1)
    assert (found["depth"], found["weeks"], found["recovered"]) == (1.0, 39.0, 1.0)
    # and what is good for one that is better high is no fall at all
    found = dips.dip(WEEKS, course(3.0, 100, 999), EVENT)
    assert (found["depth"], found["weeks"], found["recovered"]) == (1.0, 0.0, 1.0)


def test_the_level_before_is_that_of_one_year() -> None:
    values = course(1.0, 100, 126)
    values[:47] = 99.0  # weeks 1 to 47; the year is weeks 48 to 99
    assert dips.dip(WEEKS, values, EVENT)["before"] == 2.0
    values[47] = 2.0 + 52.0
    assert dips.dip(WEEKS, values, EVENT)["before"] == pytest.approx(3.0)


def test_weeks_that_were_not_measured_are_no_matter() -> None:
    every = WEEKS % 4 == 0
    found = dips.dip(WEEKS[every], course(1.0, 100, 126)[every], EVENT)
    # measured 100, 104, … 124 low, 128, 132, 136 high: the first 13 weeks without a low one end
    # in 140, 41 weeks after the event
    assert (found["before"], found["depth"], found["weeks"]) == (2.0, -1.0, 41.0)


def test_nothing_before_or_after_is_nothing_known() -> None:
    values = course(1.0, 100, 126)
    assert np.isnan(dips.dip(WEEKS, values, 2)["depth"])
    assert np.isnan(dips.dip(WEEKS, values, 195)["depth"])
    assert np.isnan(dips.dip(WEEKS, np.full(WEEKS.size, np.nan), EVENT)["depth"])


def arm(name: str, *weeks: int, mixed: bool = False) -> SimpleNamespace:
    names = ["balanced", "shirker"][: 1 + mixed]
    return SimpleNamespace(
        name=name,
        weeks=200,
        events=tuple(Event(week, (("conflict.rate", 0.2),)) for week in weeks),
        strategies=tuple((PRESETS[n], 1 / len(names)) for n in names),
    )


def shaken(replicates: int = 8) -> MadeUp:
    """Made-up results: "deep" falls by 1 for 26 weeks, "shallow" by ½ for 13; some luck on top."""
    generator = np.random.default_rng(5)
    arms = (arm("deep", 100, 126), arm("shallow", 100, 126), arm("steady"))
    parts, own = [], []
    for name, low, until in (("deep", 1.0, 126), ("shallow", 1.5, 113), ("steady", 2.0, 100)):
        for r in range(replicates):
            luck = 0.01 * generator.normal(size=WEEKS.size)
            values = course(low, 100, until) + 0.1 * r + luck
            table = pd.DataFrame({"arm": name, "replicate": r, "week": WEEKS, "payoff": values})
            parts.append(table.assign(tension=4.0 - values))
            own.append(table.assign(strategy="balanced"))
    analysis = SimpleNamespace(outcomes=("payoff", "lifetime", "tension"))
    return MadeUp(
        series=pd.concat(parts, ignore_index=True),
        by_strategy=pd.concat(own, ignore_index=True),
        experiment=SimpleNamespace(arms=arms, analysis=analysis, baseline="deep", record=1),
    )


def test_only_arms_in_which_something_happens_are_followed() -> None:
    experiment = shaken().experiment
    assert [a.name for a in dips.shaken(experiment)] == ["deep", "shallow"]
    experiment.arms = (arm("at once", 1), arm("at the end", 199))
    assert dips.shaken(experiment) == []


def test_arms_are_compared_in_depth_and_in_weeks() -> None:
    found = recovery.recovery(shaken())
    assert found.outcomes == ["payoff", "tension"]  # lives are of the run as a whole
    assert found.lasted == 26
    depth, weeks = found.measured("payoff", "depth"), found.measured("payoff", "weeks")
    assert depth.loc["deep", "mean"] == pytest.approx(-1.0, abs=0.02)
    assert depth.loc["shallow", "mean"] == pytest.approx(-0.5, abs=0.02)
    assert weeks.loc["shallow", "mean"] < weeks.loc["deep", "mean"]
    assert found.measured("payoff", "recovered").loc["deep", "mean"] == 1.0
    row = found.differences.set_index(["name", "outcome", "measure"])
    gap = row.loc[("shallow", "payoff", "depth")]
    assert gap["low"] < 0.5 < gap["high"]
    assert gap["q"] < 0.05
    assert row.loc[("shallow", "payoff", "weeks"), "difference"] < 0
    said = " ".join(found.sentences)
    assert "payoff falls least with shallow, by 0.5" in said
    assert "Payoff is back soonest with shallow" in said
    assert "in 8 of 8 replicates" in said
    assert [table.title for table in found.tables()] == [
        "After the event: payoff, utility/week",
        "After the event: tension",
    ]


def test_the_share_not_yet_back_steps_down_as_runs_recover() -> None:
    table = pd.DataFrame(
        {
            "name": "a", "outcome": "payoff", "replicate": range(4), "observed": 30.0,
            "weeks": [13.0, 20.0, 20.0, 30.0], "recovered": [1.0, 1.0, 1.0, 0.0],
        }
    )  # fmt: skip
    left = dips.waiting(table).set_index("week")["share"]
    assert (left[12], left[13], left[19], left[20], left[30]) == (1.0, 0.75, 0.75, 0.25, 0.25)


def test_a_course_is_less_its_level_before() -> None:
    results = shaken()
    found = dips.courses(results, dips.shaken(results.experiment), "payoff")
    deep = found[found["name"] == "deep"].set_index("week")["mean"]
    assert deep.loc[[-2.0, 2.0, 22.0, 50.0]].tolist() == pytest.approx([0, -1, -1, 0], abs=0.02)
