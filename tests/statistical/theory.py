"""The repeated game of theory inside the model: fixed pairs that do nothing but help each other.

Everybody is in need every week, asks its one ally, and answers by a memory-one rule; nothing else
happens. Then the model is the repeated Prisoner's Dilemma with noise, whose long run is known.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

import experiments.published.theory as theory
from sim.engine.model import TableModel
from sim.inputs.strategies import MEMORY_ONE, strategy_from
from sim.inputs.switches import PROCESSES

SEED = 1000
NOISE = 0.05
BENEFIT, COST = 2.5, 1.0
PAIRS, WEEKS, SETTLING, EVERY = 8000, 500, 100, 4

#: Rules that meet → the mean cooperation of both, with two-sided noise of .05.
MATCHES: dict[tuple[str, str], float] = {
    ("TFT", "TFT"): 0.5,
    ("GTFT", "GTFT"): 0.875,
    ("WSLS", "WSLS"): 0.8645,
    ("TFT", "ALLD"): 0.0725,
}
#: How far cooperation may lie from the chain's: two standard errors of TFT–TFT, which forgets
#: slowest, and more of the others.
WITHIN = 0.002

#: Chances that a game goes on for another round; TFT and ALLD cross at the second, c/b.
CONTINUATIONS = (0.3, COST / BENEFIT, 0.5)
#: How far payoffs may lie from theory, utility a week.
PAYOFF_WITHIN = 0.01

WORLD: dict[str, Any] = {
    "population.pairs": True,
    "population.memory": 2,
    "population.reliability": 1.0,
    "alliances.largest": 2,
    "support.hardship": 1.0,
    "support.asks": 1,
    "support.benefit": BENEFIT,
    "support.cost": COST,
    "support.loss": 0.0,
    "support.slight": 0.0,
    "support.thanks": 0.0,
    "support.image": 0.0,
    "support.gratitude": 0.0,
    "off": tuple(name for name in PROCESSES if name != "support"),
}


def chain(first: str, second: str) -> float:
    """Return the mean cooperation of two memory-one rules in the long run."""
    often = theory.long_run(MEMORY_ONE[first], MEMORY_ONE[second], NOISE)
    return float(often @ np.array([1.0, 0.5, 0.5, 0.0]))


def play(rules: tuple[str, ...], changes: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Let players of some rules, in equal numbers, play in fixed pairs.

    Returns
    -------
    cooperation, gains
        Tables [rule, rule of the other]: how often the first helps the second, and what it gains a
        week; averages over every fourth week after ``SETTLING``.
    """
    mix = tuple(
        (strategy_from(rule, {"like": "balanced", "support": rule}), 1.0 / len(rules))
        for rule in rules
    )
    model = TableModel({**WORLD, "population.agents": 2 * PAIRS, **changes}, mix, rng=SEED)
    state = model.state(acquaintances=False)
    rule, ties = state.agents["strategy"], state.ties
    who = rule[ties["agent"]] * len(rules) + rule[ties["other"]]
    helped = gained = np.zeros(len(rules) ** 2)
    for week in range(1, WEEKS + 1):
        model.step()
        if week > SETTLING and week % EVERY == 0:
            ties = model.state(acquaintances=False).ties
            helped = helped + np.bincount(who, ties["last_given"], len(helped))
            gained = gained + np.bincount(who, ties["gain"], len(gained))
    counted = np.bincount(who, minlength=len(helped)) * ((WEEKS - SETTLING) // EVERY)
    shape = (len(rules), len(rules))
    return (helped / counted).reshape(shape), (gained / counted).reshape(shape)


def cooperation(first: str, second: str) -> float:
    """Return the mean cooperation of both when two rules meet in the model."""
    if first == second:
        return float(play((first,), {"support.slip": NOISE})[0][0, 0])
    table = play((first, second), {"support.slip": NOISE})[0]
    return float(table[0, 1] + table[1, 0]) / 2.0


def advantage(continuation: float) -> float:
    """Return what a TFT gains among TFT more than an ALLD does, a week."""
    gains = play(("TFT", "ALLD"), {"support.lapse": 1.0 - continuation})[1]
    return float(gains[0, 0] - gains[1, 0])
