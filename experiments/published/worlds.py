"""The model reduced to games: fixed partners who do nothing but help each other or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.parameters import parameters_from
from sim.inputs.strategies import MEMORY_ONE, STRATEGIES, Strategy, mix_from, strategy_from
from sim.inputs.switches import PROCESSES
from sim.inputs.versions import neutral
from sim.state.start import first_state
from sim.state.tables import State

ONLY_SUPPORT = tuple(name for name in PROCESSES if name != "support")

#: Helping and nothing else: everybody is in need every week and asks; whoever means to help does.
GAME: dict[str, Any] = {
    **neutral(),
    "population.reliability": 1.0,
    "alliances.largest": 2,
    "support.hardship": 1.0,
    "support.asks": 1,
    "support.loss": 0.0,
    "support.slight": 0.0,
    "support.thanks": 0.0,
    "support.image": 0.0,
    "support.gratitude": 0.0,
    "off": ONLY_SUPPORT,
}

PAIRS: dict[str, Any] = {"population.pairs": True, "population.memory": 2}


def player(rule: str, **fields: Any) -> Strategy:
    """Return a strategy that helps by a memory-one rule.

    ``rule`` is the name of a rule or of a strategy, or its five probabilities in a row, as in
    "1 1 .2 1 .2".
    """
    if rule in MEMORY_ONE:
        return strategy_from(rule, {"like": "balanced", "support": rule, **fields})
    if rule in STRATEGIES:
        return STRATEGIES[rule]
    try:
        five = tuple(float(part) for part in rule.split())
    except ValueError:
        five = ()
    support = five if len(five) == 5 else rule  # what cannot be used is refused by name
    return strategy_from(rule, {"like": "balanced", "support": support, **fields})


def rule_of(strategy: Strategy) -> tuple[float, ...]:
    """Return the memory-one rule of a player; raises ``BadInput`` if it has none."""
    if strategy.memory_one is None:
        raise BadInput(f"the strategy '{strategy.name}' has no memory-one rule to compute with")
    return strategy.memory_one


class Pairs:
    """Pairs of players, in one world; who meets whom is given.

    Parameters
    ----------
    players
        The strategies there are.
    first, second
        The number of each pair's two strategies, shape (pairs,).
    changes
        Parameters beside those of the game.
    """

    def __init__(
        self,
        players: Sequence[Strategy],
        first: np.ndarray,
        second: np.ndarray,
        changes: Mapping[str, Any],
        seed: int,
    ) -> None:
        settings = {**GAME, **PAIRS, "population.agents": 2 * len(first), **changes}
        parameters = parameters_from(settings)
        mix = mix_from(tuple((strategy, 1.0 / len(players)) for strategy in players))
        state, histories, _ = first_state(parameters, mix, seed)
        state.agents["strategy"][0::2], state.agents["strategy"][1::2] = first, second
        self.model = TableModel(parameters, mix, rng=seed, state=state, histories=histories)

    def rounds(self, number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Play rounds; give who helped in each, (pairs,) for the first and the second of a pair."""
        for _ in range(number):
            self.model.step()
            helped = self.ties()["last_given"] > 0
            yield helped[0::2], helped[1::2]

    def ties(self) -> np.ndarray:
        """Return both sides of every pair, shape (2 · pairs,), in order of agents."""
        return self.state().ties

    def state(self) -> State:
        """Return the state as it is now."""
        return self.model.state(acquaintances=False)
