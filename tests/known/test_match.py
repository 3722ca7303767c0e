"""The repeated game by itself: exact scores without noise, and the model's own rounds with it."""

import numpy as np
import pytest

from sim.engine.match import match
from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.strategies import MEMORY_ONE, strategy_from
from tests.statistical.theory import WORLD

#: Payoffs of the row player: (own, other's) = helped or not → Axelrod's (1980) R, S, T, P.
PAYOFF = {(1, 1): 3, (1, 0): 0, (0, 1): 5, (0, 0): 1}


def score(first: str, second: str) -> int:
    rounds = match(MEMORY_ONE[first], MEMORY_ONE[second], 200)
    return sum(PAYOFF[int(mine), int(yours)] for mine, yours in rounds)


@pytest.mark.parametrize(
    ("first", "second", "points"),
    [
        ("TFT", "TFT", 600),
        ("TFT", "ALLD", 199),  # helped once, exploited once, then 199 × P
        ("ALLD", "TFT", 204),
        ("ALLD", "ALLC", 1000),
        ("ALLD", "WSLS", 600),  # T and P in turn
        ("WSLS", "ALLD", 100),
        ("GRIM", "ALLD", 199),
    ],
)
def test_scores_of_two_hundred_rounds(first: str, second: str, points: int) -> None:
    assert score(first, second) == points


@pytest.mark.parametrize(("first", "second"), [("TFT", "WSLS"), ("GTFT", "ALLD"), ("GTFT", "TFT")])
def test_it_is_the_models_own_support_round_for_round(first: str, second: str) -> None:
    weeks, seed, slip = 60, 5, 0.2
    mix = [(strategy_from(rule, {"like": "balanced", "support": rule}), 0.5)
           for rule in (first, second)]  # fmt: skip
    model = TableModel({**WORLD, "population.agents": 2, "support.slip": slip}, mix, rng=seed)
    dealt = [model.mix[number][0].name for number in model.state().agents["strategy"]]
    helped = []
    for _ in range(weeks):
        model.step()
        ties = model.state().allied
        helped.append([ties["last_given"][0], ties["last_given"][1]])
    rules = [MEMORY_ONE[name] for name in dealt]
    assert np.array_equal(match(*rules, weeks, slip=slip, seed=seed), np.array(helped))
    assert 0 < np.mean(helped) < 1


def test_what_is_no_rule_is_refused() -> None:
    for first, rounds, slip in (((1.0, 0.0), 3, 0.0), ((2.0,) * 5, 3, 0.0),
                                ((1.0,) * 5, -1, 0.0), ((1.0,) * 5, 3, 1.5)):  # fmt: skip
        with pytest.raises(BadInput):
            match(first, MEMORY_ONE["TFT"], rounds, slip=slip)
