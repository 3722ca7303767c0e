"""Strategies that spread, on shares whose fate is known."""

from types import SimpleNamespace

import pandas as pd
import pytest

from experiments import evolution
from experiments.spec import Arm, Event
from sim.parameters import Parameters
from sim.strategies import PRESETS


def arm(name: str = "a", rule: str = "fermi", rare: float = 0.05, **more: object) -> Arm:
    mix = ((PRESETS["balanced"], 1 - rare), (PRESETS["shirker"], rare))
    parameters = Parameters().updated({"learn.rule": rule})
    given = {"name": name, "parameters": parameters, "strategies": mix, "weeks": 40, "warmup": 20}
    return Arm(**(given | more))


def weekly(ends: list[float], name: str = "a") -> pd.DataFrame:
    """Shares in weeks 20 and 40: shirkers go half the way from 5 % by week 20."""
    rows = []
    for r, end in enumerate(ends):
        for week, part in ((20, (0.05 + end) / 2), (40, end)):
            for strategy, share in (("balanced", 1 - part), ("shirker", part)):
                row = {"arm": name, "replicate": r, "week": week, "strategy": strategy}
                rows.append({**row, "share": share})
    return pd.DataFrame(rows)


def test_strategies_evolve_where_agents_learn_and_there_are_several() -> None:
    one = arm("one", strategies=((PRESETS["balanced"], 1.0),))
    later = arm("later", rule="off", events=(Event(week=9, set={"learn.rule": "fermi"}),))
    arms = (arm("learns"), arm("does not", rule="off"), one, later)
    experiment = SimpleNamespace(arms=arms)
    assert [a.name for a in evolution.evolving(experiment)] == ["learns", "later"]


def test_fates_by_hand() -> None:
    # of six, shirkers end above their 5 % in four, nearly everybody in two, and are gone in one
    ends = [0.0, 0.05, 0.3, 0.7, 0.96, 1.0]
    found = evolution.fates(weekly(ends), [arm()]).set_index("strategy")
    shirker = found.loc["shirker"]
    assert (shirker["start"], shirker["n"], shirker["rare"]) == (0.05, 6, True)
    assert shirker["mean"] == pytest.approx(sum(ends) / 6)
    assert (shirker["grew"], shirker["took_over"]) == pytest.approx((4 / 6, 2 / 6))
    assert shirker["gone"] == pytest.approx(1 / 6)
    # Wilson for 4 of 6, z = 1.96: (4/6 + z²/12 ± z·√(4/6·2/6/6 + z²/144)) ÷ (1 + z²/6)
    assert (shirker["grew_low"], shirker["grew_high"]) == pytest.approx((0.300, 0.903), abs=1e-3)
    # .5017 ± 2.571·.4437/√6 = ± .466: from .036, not clear of .05
    assert shirker["favoured"] == 0
    balanced = found.loc["balanced"]
    assert (balanced["grew"], balanced["took_over"]) == pytest.approx((1 / 6, 2 / 6))
    assert not balanced["rare"]


def test_selection_is_seen_where_the_mean_leaves_its_start() -> None:
    found = evolution.fates(weekly([0.5, 0.6, 0.7, 0.6, 0.5, 0.6]), [arm()])
    assert dict(zip(found["strategy"], found["favoured"], strict=True)) == {
        "balanced": -1,
        "shirker": 1,
    }


def test_shares_begin_with_the_mix() -> None:
    found = evolution.shares(weekly([0.45, 0.55]), [arm()])
    shirker = found[found["strategy"] == "shirker"].set_index("week")["mean"]
    assert shirker.to_dict() == pytest.approx({0: 0.05, 20: 0.275, 40: 0.5})


def test_the_answer_says_who_spreads_and_whether_a_few_come_in() -> None:
    ends = [0.97, 0.98, 0.96, 0.7, 0.99, 0.97]
    table, arms = weekly(ends), [arm()]
    found = evolution.Evolution(evolution.shares(table, arms), evolution.fates(table, arms))
    (said,) = found.sentences
    assert said.startswith("In a, shirker, from 5 % to 93 % (")
    assert "it takes over in 5 of 6 replicates" in said
    assert "balanced loses ground" in said
    assert "shirker, a few at first, comes in" in said
    assert "in 6 of 6 replicates" in said
    (rows,) = [table["rows"] for table in found.tables()]
    assert rows[1][0] == "shirker"
    assert rows[1][-1] == "favoured"
