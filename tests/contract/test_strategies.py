"""Every strategy keeps the contract: adds up, says what it is, and runs."""

import json

import pytest
from pydantic import ValidationError

from sim.errors import BadInput
from sim.inputs.strategies import (
    EQUAL_BUDGET,
    MEMORY_ONE,
    PRESETS,
    STRATEGIES,
    STYLES,
    Strategy,
    strategy_from,
)
from sim.inputs.switches import MAINTENANCE, PRACTICES
from tests.invariants import Accounted, books_balance, hold


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=list(STRATEGIES))
def test_it_adds_up_and_says_what_it_is(strategy: Strategy) -> None:
    assert STRATEGIES[strategy.name] is strategy
    assert strategy.meaning
    assert not strategy.meaning.endswith(".")
    assert list(strategy.portfolio) == list(PRACTICES)
    assert sum(strategy.portfolio.values()) == pytest.approx(1.0, abs=1e-12)
    for work in (True, False):
        assert sum(strategy.shares(work).values()) == pytest.approx(1.0, abs=1e-12)
        thresholds = strategy.thresholds(work)
        assert list(thresholds) == sorted(thresholds)
        assert thresholds[-1] == 1.0
    assert strategy.conflict in STYLES
    assert strategy.support == "attitude" or strategy.support in MEMORY_ONE
    assert (strategy.memory_one is None) == (strategy.support == "attitude")


@pytest.mark.parametrize("name", STRATEGIES)
def test_it_runs(name: str) -> None:
    model = Accounted({"population.agents": 10, "population.pairs": True}, name, rng=6)
    for _ in range(5):
        model.step()
        books_balance(model)
        hold(model)
    assert model.strategies == [STRATEGIES[name]]


def test_the_presets_of_the_plan() -> None:
    shares = {name: tuple(strategy.portfolio.values()) for name, strategy in PRESETS.items()}
    balanced = (0.38, 0.12, 0.17, 0.08, 0.10, 0.05, 0.05, 0.05)
    assert {name: pytest.approx(values) for name, values in shares.items()} == {
        "balanced": balanced,
        "attentive": (0.33, 0.12, 0.30, 0.10, 0.09, 0.03, 0.03, 0.0),
        "firefighter": (0.48, 0.12, 0.0, 0.0, 0.40, 0.0, 0.0, 0.0),
        "networker": (0.40, 0.45, 0.08, 0.02, 0.03, 0.01, 0.01, 0.0),
        "transactional": (0.83, 0.17, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        "neglectful": (0.97, 0.03, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        "generous": balanced,
        "shirker": balanced,
        "free_rider": (0.60, 0.40, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    }
    rest = {
        name: (s.support, s.conflict, s.selectivity, s.diligence) for name, s in PRESETS.items()
    }
    assert rest == {
        "balanced": ("attitude", "collaborating", 0.55, 1.0),
        "attentive": ("attitude", "collaborating", 0.55, 1.0),
        "firefighter": ("attitude", "collaborating", 0.55, 1.0),
        "networker": ("attitude", "compromising", 0.50, 1.0),
        "transactional": ("TFT", "competing", 0.55, 1.0),
        "neglectful": ("attitude", "avoiding", 0.55, 1.0),
        "generous": ("ALLC", "accommodating", 0.55, 1.0),
        "shirker": ("ALLD", "collaborating", 0.55, 0.5),
        "free_rider": ("ALLD", "competing", 0.50, 0.5),
    }


def test_the_equal_budget_family_differs_in_maintenance_only() -> None:
    balanced = PRESETS["balanced"].portfolio
    for strategy in EQUAL_BUDGET.values():
        kept = sum(strategy.portfolio[practice] for practice in MAINTENANCE)
        expected = (0.88, 0.0) if strategy.name == "none" else (0.40, 0.48)
        assert (strategy.portfolio["work"], kept) == pytest.approx(expected)
        assert strategy.portfolio["scout"] == pytest.approx(0.12)
        assert (strategy.support, strategy.conflict) == ("attitude", "collaborating")
        assert (strategy.selectivity, strategy.diligence) == (0.55, 1.0)
    for practice in MAINTENANCE:
        # .48 in the proportions of balanced, whose maintenance adds up to .5
        mixture = EQUAL_BUDGET["all_round"].portfolio[practice]
        assert mixture == pytest.approx(0.96 * balanced[practice])
        specialists = [s for s in EQUAL_BUDGET.values() if s.portfolio[practice] == 0.48]
        assert len(specialists) == 1
    assert len(EQUAL_BUDGET) == 2 + len(MAINTENANCE)


def test_a_strategy_of_one_s_own() -> None:
    mine = strategy_from("mine", {"like": "networker", "diligence": 0.9})
    assert (mine.name, mine.meaning, mine.diligence) == ("mine", "", 0.9)
    assert (mine.portfolio, mine.conflict) == (PRESETS["networker"].portfolio, "compromising")
    rule = strategy_from("rule", {"portfolio": {"work": 1.0}, "support": (0.1, 0.2, 0.3, 0.4, 0.5)})
    assert rule.memory_one == (0.1, 0.2, 0.3, 0.4, 0.5)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"like": "networkr"}, "Did you mean 'networker'"),
        ({"portfolio": {"work": 0.5}}, "must add up to 1"),
        ({"portfolio": {"work": 0.5, "scouting": 0.5}}, "Did you mean 'scout'"),
        ({"portfolio": {"work": 1.0}, "support": "TTF"}, "unknown support rule"),
        ({"portfolio": {"work": 1.0}, "support": (1.0, 0.0)}, "five probabilities"),
        ({"portfolio": {"work": 1.0}, "conflict": "fighting"}, "conflict"),
        ({"portfolio": {"work": 1.0}, "diligence": 1.5}, "diligence"),
        ({"portfolio": {"work": 1.0}, "check_in_every": 0.0}, "check_in_every"),
        ({"portfolio": {"work": 1.0}, "colour": "red"}, "colour"),
        ({}, "portfolio"),
    ],
)
def test_what_cannot_be_a_strategy_is_refused(fields: dict, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        strategy_from("mine", fields)


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=list(STRATEGIES))
def test_written_out_and_read_again_it_is_the_same(strategy: Strategy) -> None:
    assert Strategy(**json.loads(json.dumps(strategy.model_dump()))) == strategy


def test_five_probabilities_are_written_out_and_read_again() -> None:
    rule = Strategy(name="rule", portfolio={"work": 1.0}, support=(0.1, 0.2, 0.3, 0.4, 0.5))
    assert Strategy(**json.loads(json.dumps(rule.model_dump()))) == rule


def test_a_strategy_does_not_change() -> None:
    with pytest.raises(ValidationError):
        PRESETS["balanced"].diligence = 0.5  # type: ignore[misc]
