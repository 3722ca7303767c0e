"""Which arm is best where: levels of one number are told as levels, other arms by their lead."""

import pandas as pd
import pytest

from experiments.analysis import maps
from experiments.analysis.response import winners
from experiments.config.design import Design, Vary

LEVELS = ["0.1", "0.2", "0.8"]
DESIGN = Design(sampler="grid", vary=(Vary("ripe", (0.0, 0.4)), Vary("cost", (0.0, 0.2))))
TOLD = {"ripe": {0.0: "0", 0.4: "0.4"}, "cost": {0.0: "0", 0.2: "0.2"}}


def runs(payoffs: dict[str, list[float]]) -> pd.DataFrame:
    """Three replicates at four points: an arm's payoff is a number and a luck of its own."""
    luck = {arm: [0.0, 0.02 * k, -0.02 * k] for k, arm in enumerate(payoffs)}
    points = [(0.0, 0.0), (0.0, 0.2), (0.4, 0.0), (0.4, 0.2)]
    return pd.DataFrame(
        {"arm": arm, "point": p, "replicate": r, "payoff": values[p] + luck[arm][r],
         "ripe": points[p][0], "cost": points[p][1]}
        for arm, values in payoffs.items() for p in range(4) for r in range(3)
    )  # fmt: skip


#: At the first point the lowest level is best beyond doubt, at the last the highest or the second.
PAYOFFS = {
    "0.1": [2.0, 1.0, 1.0, 1.0],
    "0.2": [1.0, 2.0, 2.0, 1.99],
    "0.8": [1.0, 1.0, 1.0, 2.0],
}


@pytest.mark.parametrize(
    ("arms", "levels"),
    [
        (LEVELS, True),
        (["0.2", "0.1"], False),
        (["0.1", "0.10"], False),
        (["0.1", "at once"], False),
        (["1", "2.5", "1e2"], True),
        (["nan", "1"], False),
        (["1", "inf"], False),
    ],
)
def test_arms_are_levels_if_their_names_are_rising_numbers(arms: list[str], levels: bool) -> None:
    assert maps.are_levels(arms) == levels


def test_a_map_of_levels_says_which_is_best_and_which_could_be() -> None:
    found = winners(runs(PAYOFFS), DESIGN, "payoff")
    drawn = maps.winner_map(found, "payoff", LEVELS, DESIGN.names, TOLD, {})
    assert drawn.tables["winners"]["told"].tolist() == ["0.1", "0.2", "0.2", "0.8\n0.2–0.8"]
    assert "the best level" in drawn.caption
    assert maps.sentence_of_levels(found, "payoff", LEVELS, TOLD) == (
        "The level that is best in payoff goes from 0.1 at ripe 0 and cost 0 to 0.8 (0.2–0.8 cannot"
        " be told apart) at ripe 0.4 and cost 0.2."
    )


def test_a_map_of_other_arms_says_by_how_much_the_best_leads() -> None:
    names = {"0.1": "soon", "0.2": "later", "0.8": "never"}
    renamed = runs({names[arm]: values for arm, values in PAYOFFS.items()})
    found = winners(renamed, DESIGN, "payoff")
    drawn = maps.winner_map(found, "payoff", list(names.values()), DESIGN.names, TOLD, {})
    assert drawn.tables["winners"]["told"].iloc[0] == "+1.00"
    assert "its lead over the second" in drawn.caption
    assert maps.sentence_of_levels(found, "payoff", list(names.values()), TOLD) == ""


def test_one_level_that_is_best_everywhere_is_said_once() -> None:
    found = winners(runs({"1": [2.0] * 4, "2": [1.0] * 4}), DESIGN, "payoff")
    assert maps.sentence_of_levels(found, "payoff", ["1", "2"], TOLD) == (
        "Everywhere payoff is best with 1."
    )
