"""Every strategy keeps the contract: adds up, says what it is, runs, and does what it claims."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sim.errors import BadInput
from sim.inputs.presets import FAMILY, NAMED, Claim, Preset
from sim.inputs.strategies import (
    EQUAL_BUDGET,
    PRESETS,
    STRATEGIES,
    Strategy,
    strategy_from,
)
from sim.inputs.switches import MAINTENANCE, PRACTICES
from sim.simulation import simulate
from tests.invariants import Accounted, books_balance, hold

DECLARED = {preset.name: preset for preset in (*NAMED, *FAMILY)}
BIBLIOGRAPHY = Path(__file__).parents[2] / "docs" / "reference" / "bibliography.md"
KEYS = set(re.findall(r"^- \*\*(\w+)\*\*", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE))


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
    assert (strategy.memory_one is None) == (strategy.support == "attitude")


@pytest.mark.parametrize("name", STRATEGIES)
def test_it_runs(name: str) -> None:
    model = Accounted({"population.agents": 10, "population.pairs": True}, name, rng=6)
    for _ in range(5):
        model.step()
        books_balance(model)
        hold(model)
    assert model.strategies == [STRATEGIES[name]]


@pytest.mark.parametrize("preset", DECLARED.values(), ids=list(DECLARED))
def test_it_has_a_source_and_claims_something(preset: Preset) -> None:
    assert preset.source in KEYS or preset.source.startswith("our choice, because "), (
        f"{preset.name} has a source that is not in the bibliography: '{preset.source}'"
    )
    assert preset.claims, f"{preset.name} claims nothing (sim/inputs/presets.py)"
    assert set(preset.portfolio) <= set(PRACTICES)


@cache
def lived(strategy: str, where: tuple[tuple[str, Any], ...], seed: int) -> dict[str, float]:
    """Return the outcomes of a population in which everybody follows a strategy."""
    world = {"population.agents": 100, **dict(where)}
    return simulate(world, strategy, seed=seed, weeks=78, record=4).outcomes


CLAIMS = [(name, claim) for name, preset in DECLARED.items() for claim in preset.claims]


@pytest.mark.parametrize(
    ("name", "claim"), CLAIMS, ids=[f"{name}-{c.how}-{c.outcome}-{c.than}" for name, c in CLAIMS]
)
def test_it_does_what_it_claims(name: str, claim: Claim) -> None:
    """Whatever the luck: in pairs of populations that meet the same."""
    where = tuple(claim.where.items())
    for seed in range(1, 5):
        found = lived(name, where, seed)[claim.outcome]
        if isinstance(claim.than, float):
            assert found == claim.than, f"{name} claims {claim}, and has {found}"
            continue
        others = lived(claim.than, where, seed)[claim.outcome]
        said = f"{name} claims {claim.how} {claim.outcome} than {claim.than}: {found}, {others}"
        assert found > others if claim.how == "more" else found < others, said


def test_the_equal_budget_family_differs_in_maintenance_only() -> None:
    """All spend the same time on work and scouting; whoever maintains, the same on that."""
    kept = {name: sum(s.portfolio[p] for p in MAINTENANCE) for name, s in EQUAL_BUDGET.items()}
    most = max(kept.values())
    for name, strategy in EQUAL_BUDGET.items():
        assert kept[name] == pytest.approx(most) or kept[name] == 0.0
        spent = strategy.portfolio["work"] + kept[name]
        assert spent + strategy.portfolio["scout"] == pytest.approx(1.0)
        assert strategy.portfolio["scout"] == EQUAL_BUDGET["none"].portfolio["scout"]
        plain = Strategy(name=name, meaning=strategy.meaning, portfolio=strategy.portfolio)
        assert strategy == plain


def test_the_family_has_a_mixture_specialists_and_one_who_does_not_maintain() -> None:
    """A practice need not have a specialist; who has, has one."""
    kept = {name: [p for p in MAINTENANCE if s.portfolio[p]] for name, s in EQUAL_BUDGET.items()}
    balanced = [p for p in MAINTENANCE if PRESETS["balanced"].portfolio[p]]
    assert (kept.pop("all_round"), kept.pop("none")) == (balanced, [])
    assert len(kept) > 2
    assert all(len(practices) == 1 for practices in kept.values())
    assert len({practices[0] for practices in kept.values()}) == len(kept)


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
