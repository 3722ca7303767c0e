"""The repeated Prisoner's Dilemma, without and with noise (Axelrod 1980; Nowak & Sigmund 1992)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Annotated

import numpy as np
from pydantic import Field

import experiments.published.theory as theory
from experiments.published.contract import (
    Finding,
    Names,
    Replication,
    Reported,
    Setting,
    compared,
)
from experiments.published.worlds import Pairs, player, rule_of
from sim.errors import BadInput
from sim.inputs.declarations import declared, number

ROUNDS = 200
ORDER = ("TFT", "ALLC", "ALLD", "GRIM", "WSLS")
#: The row player's score over 200 rounds, by row and column in this order.
SCORES = (
    (600, 600, 199, 600, 600),
    (600, 600, 0, 600, 600),
    (204, 1000, 200, 204, 600),
    (600, 600, 199, 600, 600),
    (600, 600, 100, 600, 600),
)
PUBLISHED_SCORES = {
    (ORDER[i], ORDER[j]): float(score)
    for i, row in enumerate(SCORES)
    for j, score in enumerate(row)
}
#: (rules, noise) → payoff a round in the long run.
LONG_RUN = {
    ("TFT", "TFT"): (2.25, 2.25, 2.25),
    ("GTFT", "GTFT"): (2.9703, 2.8594, 2.7398),
    ("WSLS", "WSLS"): (2.9511, 2.7765, 2.6020),
    ("TFT", "ALLD"): (1.0200, 1.1003, 1.2020),
}
NOISES = (0.01, 0.05, 0.1)
PUBLISHED_LONG_RUN = {
    (*match, noise): payoff
    for match, payoffs in LONG_RUN.items()
    for noise, payoff in zip(NOISES, payoffs, strict=True)
}
WITHIN, TFT_WITHIN = 0.01, 0.05

Four = Annotated[tuple[float, float, float, float], Field(strict=False)]
Noises = Annotated[tuple[Annotated[float, Field(gt=0.0, le=0.5)], ...], Field(strict=False)]


class RepeatedGame(Setting):
    """Who plays, how long, for what, and how often a decision flips."""

    rules: Names = declared(ORDER, "rules that meet each other without noise")
    rounds: int = number(ROUNDS, "rounds", "rounds of the game without noise", low=1, high=100_000)
    payoffs: Four = declared(theory.PRISONERS_DILEMMA, "R, S, T and P: scores of the row player")
    matches: Names = declared(
        tuple(" v ".join(match) for match in LONG_RUN),
        "who meets whom with noise: rules, strategies, or five probabilities such as 1 1 .2 1 .2",
    )
    noises: Noises = declared(NOISES, "chances that a decision flips (support.slip)")
    pairs: int = number(500, "pairs", "pairs that play each match with noise", low=2, high=100_000)
    observed: int = number(
        400, "rounds", "rounds of each pair that are scored; as many again come before", low=2
    )


def check(setting: RepeatedGame) -> Reported:
    """Play every game in the model and score the decisions that it recorded."""
    exact = compared(_without_noise(setting), 0.0 if _whole(setting) else 1e-9)
    return Reported((*exact, *_with_noise(setting)))


def _whole(setting: RepeatedGame) -> bool:
    return all(float(x).is_integer() for x in setting.payoffs)


def scores(first: np.ndarray, second: np.ndarray, payoffs: Sequence[float]) -> np.ndarray:
    """Return what the first player scores: by whether it helped, and whether it was helped."""
    both, only, other, neither = payoffs
    return np.where(first, np.where(second, both, only), np.where(second, other, neither))


def _without_noise(
    setting: RepeatedGame,
) -> Iterator[tuple[str, float | None, float, float]]:
    if not setting.rules:
        return
    players = [player(rule) for rule in setting.rules]
    for strategy in players:
        if not set(rule_of(strategy)) <= {0.0, 1.0}:
            raise BadInput(f"{strategy.name} decides by chance: it belongs in matches, with noise")
    cells = list(product(range(len(players)), repeat=2))
    own, other = np.array(cells).T
    total = np.zeros(len(cells))
    for first, second in Pairs(players, own, other, setting.model, setting.seed).rounds(
        setting.rounds
    ):
        total += scores(first, second, setting.payoffs)
    usual = (setting.rounds, setting.payoffs) == (ROUNDS, theory.PRISONERS_DILEMMA)
    for (i, j), measured in zip(cells, total, strict=True):
        names = setting.rules[i], setting.rules[j]
        computed = theory.score(
            rule_of(players[i]), rule_of(players[j]), setting.rounds, setting.payoffs
        )
        published = PUBLISHED_SCORES.get(names) if usual else None
        yield f"{names[0]} v {names[1]}, {setting.rounds} rounds", published, computed, measured


def _with_noise(setting: RepeatedGame) -> Iterator[Finding]:
    matches = [_match(text) for text in setting.matches]
    if not matches:
        return
    names = sorted({name for match in matches for name in match})
    players = [player(name) for name in names]
    own, other = (
        np.repeat([names.index(match[side]) for match in matches], setting.pairs) for side in (0, 1)
    )
    for noise in setting.noises:
        changes = {"support.slip": noise, **setting.model}
        pairs = Pairs(players, own, other, changes, setting.seed)
        total = np.zeros(len(own))
        for number_, (first, second) in enumerate(pairs.rounds(2 * setting.observed)):
            if number_ >= setting.observed:
                total += scores(first, second, setting.payoffs)
        means = total.reshape(len(matches), -1).mean(axis=1) / setting.observed
        for match, measured in zip(matches, means, strict=True):
            rules = [rule_of(players[names.index(name)]) for name in match]
            often = theory.long_run(rules[0], rules[1], noise)
            computed = float(often @ np.array(setting.payoffs))
            usual = setting.payoffs == theory.PRISONERS_DILEMMA
            published = PUBLISHED_LONG_RUN.get((*match, noise)) if usual else None
            yield Finding(
                f"{match[0]} v {match[1]}, noise {noise:g}",
                computed if published is None else published,
                float(measured),
                TFT_WITHIN if match == ("TFT", "TFT") else WITHIN,
                published is not None,
            )


def _match(text: str) -> tuple[str, str]:
    first, versus, second = text.partition(" v ")
    if not versus:
        raise BadInput(f"the match '{text}' is not two rules such as 'TFT v ALLD'")
    return first.strip(), second.strip()


RESULT = Replication(
    name="repeated-game",
    title="The repeated Prisoner's Dilemma",
    citation="Axelrod 1980, J. Conflict Resolut. 24:3; Nowak & Sigmund 1992, Nature 355:250",
    sources=("axelrod1980", "nowak1992", "nowak1993"),
    reduction=(
        "Fixed pairs in which everybody is in need every week and asks its one ally; memory-one"
        " rules of support decide, both before either is told. Every other process is off. The"
        " decisions that the model records are scored R 3, S 0, T 5, P 1; noise is support.slip."
    ),
    closeness=(
        "Exact without noise; with noise ±.01 over 200,000 rounds, ±.05 for TFT v TFT, whose"
        " errors echo for a long time."
    ),
    setting=RepeatedGame,
    check=check,
)
