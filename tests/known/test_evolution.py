"""Strategies that spread, on shares whose fate is known."""

from types import SimpleNamespace

import pandas as pd
import pytest

from experiments.analysis import evolution
from experiments.config.experiment import Arm
from sim.inputs.events import Event
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import PRESETS


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
    later = arm("later", rule="off", events=(Event(9, (("learn.rule", "fermi"),)),))
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
    # .5017 ± 2.571·.4437/√6 = ± .466: from .036, not clear of what chance makes of .05
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
    assert said.startswith("In a, shirker (from 5 % to 93 % (")
    assert "it takes over in 5 of 6 replicates" in said
    assert "balanced loses ground" in said
    assert "shirker, a few at first, comes in" in said
    assert "in 6 of 6 replicates" in said
    (rows,) = [table.rows for table in found.tables()]
    assert rows[1][0] == "shirker"
    assert rows[1][-1] == "for"


def test_what_mutation_alone_makes_of_a_share() -> None:
    # 40 weeks at .001: ½ + (.05 − ½)·.999⁴⁰ = ½ − .45·.96077
    assert evolution.by_chance(arm())["shirker"] == pytest.approx(0.06765, abs=1e-5)
    # learning only from week 31 on, ten weeks, the last five at ten times the mutation
    begins = Event(31, (("learn.rule", "fermi"),))
    more = Event(36, (("learn.mutation", 0.01),))
    later = evolution.by_chance(arm(rule="off", events=(more, begins)))
    assert later["shirker"] == pytest.approx(0.5 - 0.45 * 0.999**5 * 0.99**5)
    assert evolution.by_chance(arm(rule="death_birth"))["shirker"] == pytest.approx(0.05)
    assert sum(later.values()) == pytest.approx(1.0)


def test_what_mutation_brings_is_no_invasion() -> None:
    world = arm(parameters=Parameters().updated({"learn.rule": "fermi", "learn.mutation": 0.02}))
    # ½ − .45·.98⁴⁰ = .299: there are more of them in every replicate, and no more than by chance
    found = evolution.fates(weekly([0.28, 0.31, 0.29, 0.30, 0.32, 0.29]), [world])
    shirker = found.set_index("strategy").loc["shirker"]
    assert (shirker["grew"], shirker["favoured"]) == (1.0, 0)


def test_without_learning_in_the_model_shares_follow_mutation() -> None:
    """In the model itself: no imitation, mutation only, against the closed form."""
    from sim.simulation import simulate

    changes = {"learn.rule": "fermi", "learn.rate": 0.0, "learn.mutation": 0.02}
    changes |= {"population.agents": 400, "attention.acts": 1.0}
    run = simulate(changes, {"balanced": 0.95, "shirker": 0.05}, seed=3, weeks=40, record=40)
    last = run.by_strategy.set_index("strategy")["share"]
    world = arm(parameters=Parameters().updated(changes))
    # a binomial share of 400 agents: a standard error of .023
    assert last["shirker"] == pytest.approx(evolution.by_chance(world)["shirker"], abs=0.07)


def test_shares_end_where_shares_end() -> None:
    found = evolution.fates(weekly([0.0, 0.0, 0.0, 0.0, 0.0, 1.0]), [arm()])
    assert found["low"].min() == 0.0
    assert found["high"].max() == 1.0
