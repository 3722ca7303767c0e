"""The repeated game by itself: two memory-one rules that do nothing but help each other.

It is what two allies play in the process *support* when both are in need every week, ask each
other, and deliver what they mean to: the same rule on the same draws, round for round, without the
rest of a week. With benefit b and cost c it is the donation game, a Prisoner's Dilemma.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine.processes.support import planned
from sim.errors import BadInput
from sim.rules.draws import HELP, key, uniforms
from sim.rules.jit import njit
from sim.state.tables import NONE


def match(
    first: Sequence[float],
    second: Sequence[float],
    rounds: int,
    *,
    slip: float = 0.0,
    seed: int = 0,
    ids: tuple[int, int] = (0, 1),
) -> np.ndarray:
    """Return who helped in every round, shape (rounds, 2).

    Parameters
    ----------
    first, second
        Probabilities of helping: at first, and after (own last, other's last) = CC, CD, DC, DD.
        ``sim.inputs.strategies.MEMORY_ONE`` has those with a name.
    rounds
        How many rounds.
    slip
        The probability that a decision is turned into its opposite (two-sided noise).
    seed, ids
        Of the world, and of the two in it; week *w* of that world is round *w* − 1 here.

    Raises
    ------
    BadInput
        Unless there are five probabilities a rule, and a whole number of rounds.
    """
    for rule in (first, second):
        if len(rule) != 5 or not all(0.0 <= chance <= 1.0 for chance in rule):
            raise BadInput(f"a memory-one rule is five probabilities, not {rule!r}")
    if not 0.0 <= slip <= 1.0:
        raise BadInput(f"slip is a probability, not {slip!r}")
    if rounds < 0:
        raise BadInput(f"a match has 0 rounds or more, not {rounds!r}")
    helped = np.empty((rounds, 2), bool)
    rules = np.array([first, second], dtype=float)
    _play(helped, rules[0], rules[1], float(slip), *key(seed), *ids)
    return helped


@njit
def _play(helped, first, second, slip, k0, k1, i, j):
    """Fill in who helped; what either did last is NONE before the first round."""
    mine = yours = NONE
    for week in range(helped.shape[0]):
        u0, u1, _, _ = uniforms(k0, k1, HELP + 0, week + 1, j, i, 0)
        v0, v1, _, _ = uniforms(k0, k1, HELP + 0, week + 1, i, j, 0)
        mine, yours = (
            int((u0 < planned(first, mine, yours)) != (u1 < slip)),
            int((v0 < planned(second, yours, mine)) != (v1 < slip)),
        )
        helped[week, 0], helped[week, 1] = mine, yours
