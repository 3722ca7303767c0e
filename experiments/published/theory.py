"""Exact theory of cooperation: what the model must show where everything else is switched off.

Nothing here simulates. Each function is the solution of a small linear system or a closed form,
with the source it is taken from; ``experiments/published`` sets them beside the model.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

#: What the row player scores after both helped, only itself, only the other, neither.
PRISONERS_DILEMMA = (3.0, 0.0, 5.0, 1.0)


# ---------------------------------------------------------------------------------- evidence


def endless(memory: float, kept: float = 1.0) -> float:
    """Return trust in the long run in somebody who keeps a share ``kept`` of its promises.

    Each piece of evidence leaves ``memory`` < 1 of what was there, so that it adds up to
    m = 1/(1 − memory) and T = (m·kept + 1)/(m + 2) (Jøsang & Ismail 2002).
    """
    weight = 1.0 / (1.0 - memory)
    return (weight * kept + 1.0) / (weight + 2.0)


def endless_spread(memory: float, kept: float) -> float:
    """Return the standard deviation of trust in the long run; see :func:`endless`.

    Kept promises are Bernoulli, discounted by ``memory``: their sum has the variance
    kept·(1 − kept)/(1 − memory²).
    """
    weight = 1.0 / (1.0 - memory)
    return float(np.sqrt(kept * (1.0 - kept) / (1.0 - memory**2)) / (weight + 2.0))


# -------------------------------------------------------------------------- the repeated game


def moves(
    first: Sequence[float], second: Sequence[float], noise: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return the Markov chain of two memory-one rules.

    Parameters
    ----------
    first, second
        Five probabilities of helping: at first, then after (own last, other's last) = CC, CD, DC,
        DD.
    noise
        Probability that a decision flips, whichever it is.

    Returns
    -------
    start, transition
        Shapes (4,) and (4, 4). The states are what the two did: both helped, only the first, only
        the second, neither.
    """

    def answers(rule: Sequence[float]) -> np.ndarray:
        return noise + (1.0 - 2.0 * noise) * np.asarray(rule, dtype=float)

    # What the second calls its own comes second in the names of the states.
    p, q = answers(first), answers(second)[[0, 1, 3, 2, 4]]
    table = np.column_stack([p * q, p * (1.0 - q), (1.0 - p) * q, (1.0 - p) * (1.0 - q)])
    return table[0], table[1:]


def long_run(
    first: Sequence[float], second: Sequence[float], noise: float, continuation: float = 1.0
) -> np.ndarray:
    """Return how often each state occurs in the long run, shape (4,).

    After every round the memory of it lasts with probability ``continuation``, else a new game
    begins. With continuation 1 the stationary distribution solves π = πM, Σπ = 1, which is unique
    if there is noise; without noise the game must end, or its start decides.
    """
    start, transition = moves(first, second, noise)
    table = continuation * transition + (1.0 - continuation) * start
    equations = np.vstack([table.T - np.eye(4), np.ones(4)])
    if np.linalg.matrix_rank(equations) < 4:
        raise ValueError("without noise and without an end, the first round decides for ever")
    sums = np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    return np.asarray(np.linalg.lstsq(equations, sums, rcond=None)[0])


def score(
    first: Sequence[float],
    second: Sequence[float],
    rounds: int,
    payoffs: Sequence[float] = PRISONERS_DILEMMA,
    noise: float = 0.0,
) -> float:
    """Return the first player's expected total over some rounds."""
    state, transition = moves(first, second, noise)
    total = 0.0
    for _ in range(rounds):
        total += float(state @ np.asarray(payoffs))
        state = state @ transition
    return total


# ----------------------------------------------------------------------- reciprocity's thresholds

#: How many of itself a rule meets, of three: the more it can do with few, the harder the test.
CRITERIA = {"resists": 1.0, "risk-dominant": 1.0 / 2.0, "one-third": 1.0 / 3.0}


def threshold(ratio: float, criterion: str) -> float:
    """Return the continuation w from which reciprocity passes a criterion; b/c = ``ratio``.

    A share x of reciprocators earns as much as defectors where w·x·(b − c) = (1 − w)·c — from
    payoffs a round of x·(b − c) − (1 − x)(1 − w)·c and x·(1 − w)·b. x = 1: resists invasion,
    w = c/b; x = ½: risk dominance, b/c = (2 − w)/w; x = ⅓: the one-third law, b/c = (3 − 2w)/w
    (Nowak 2006). With q, the probability that standing is known, for w: indirect reciprocity.
    """
    share = CRITERIA[criterion]
    return 1.0 / (1.0 + share * (ratio - 1.0))


def indirect(
    share: float, known: float, benefit: float, cost: float, agents: int
) -> tuple[float, float]:
    """Return what helpers with standards, and defectors, earn a round in random pairs.

    A helper refuses whom it knows to be a defector, which it does with probability ``known``; both
    of a pair may help. Nobody meets itself, hence N − 1 (Nowak 2006).
    """
    helpers = share * agents
    meets_helper = (helpers - 1.0) / (agents - 1.0)
    helper = meets_helper * (benefit - cost) - (1.0 - meets_helper) * (1.0 - known) * cost
    return helper, helpers / (agents - 1.0) * (1.0 - known) * benefit


def fixation_mixed(game: ArrayLike, agents: int, selection: float) -> float:
    """Return N·ρ of one player of row 0 among N − 1 of row 1 in a mixed population.

    The frequency-dependent Moran process: fitness 1 − selection + selection·(mean payoff against
    the others), ρ = 1/(1 + Σ_k Π_{i ≤ k} g_i/f_i) (Nowak, Sasaki, Taylor & Fudenberg 2004).
    """
    (a, b), (c, d) = np.asarray(game, dtype=float)
    i = np.arange(1.0, agents)
    f = 1.0 - selection + selection * (a * (i - 1.0) + b * (agents - i)) / (agents - 1.0)
    g = 1.0 - selection + selection * (c * i + d * (agents - i - 1.0)) / (agents - 1.0)
    return _advantage(g / f)


def one_third(game: ArrayLike, agents: int) -> float:
    """Return by how much the one-third law of N agents holds: > 0 if row 0 is favoured.

    Under weak selection N·ρ > 1 exactly if a(N − 2) + b(2N − 1) > c(N + 1) + d(2N − 4); for large N
    this is a + 2b > c + 2d, fitness with a third of one's own kind (Nowak et al. 2004). Divided by
    3N, so that it is a difference of payoffs.
    """
    (a, b), (c, d) = np.asarray(game, dtype=float)
    n = float(agents)
    left = a * (n - 2.0) + b * (2.0 * n - 1.0)
    return float(left - c * (n + 1.0) - d * (2.0 * n - 4.0)) / (3.0 * n)


# --------------------------------------------------------------------------------- on a network


def meeting_times(weights: ArrayLike) -> np.ndarray:
    """Return the expected time until random walkers from i and j meet, shape (N, N).

    τ_ij = 1 + ½ Σ_k (p_ik τ_jk + p_jk τ_ik) for i ≠ j, τ_ii = 0: one of the two, by a fair coin,
    takes a step each time (Allen et al. 2017). ``weights`` is symmetric, its graph connected.
    """
    w = np.asarray(weights, dtype=float)
    n = len(w)
    step = w / w.sum(axis=1, keepdims=True)
    system = np.eye(n * n) - 0.5 * (np.kron(step, np.eye(n)) + np.kron(np.eye(n), step))
    apart = np.flatnonzero(~np.eye(n, dtype=bool).ravel())
    times = np.zeros(n * n)
    times[apart] = np.linalg.solve(system[np.ix_(apart, apart)], np.ones(apart.size))
    return times.reshape(n, n)


def critical_ratio(weights: ArrayLike) -> float:
    """Return (b/c)*: the benefit ÷ cost from which a network favours cooperation.

    Death–birth updating, payoffs averaged over neighbours, weak selection:
    (b/c)* = t₂/(t₃ − t₁), where t_n is the expected meeting time of the two ends of a random walk
    of n steps from a node chosen by degree (Allen et al. 2017). A negative value means that no
    benefit is enough.
    """
    w = np.asarray(weights, dtype=float)
    degree = w.sum(axis=1)
    step, times = w / degree[:, None], meeting_times(w)
    start = degree / degree.sum()
    one, two, three = (
        float(start @ (np.linalg.matrix_power(step, n) * times).sum(axis=1)) for n in (1, 2, 3)
    )
    return two / (three - one)


def fixation_on_cycle(agents: int, benefit: float, cost: float, selection: float) -> float:
    """Return N·ρ of one cooperator on a cycle under death–birth updating, exactly.

    A cooperator pays ``cost`` for each neighbour, who gets ``benefit``; fitness is
    1 − selection + selection·payoff. Cooperators stay in one stretch, so that its length is a
    birth–death chain; only the defectors and cooperators at its ends can change (Ohtsuki & Nowak
    2006).
    """

    def fitness(payoff: float) -> float:
        return max(0.0, 1.0 - selection + selection * payoff)

    ratios = []
    for length in range(1, agents):
        # by the stretch: at its end, inside; beyond its end, further out
        alone, last_but = length == 1, agents - length == 1
        end = fitness((0.0 if alone else benefit) - 2.0 * cost)
        inside = fitness((1.0 if length == 2 else 2.0) * benefit - 2.0 * cost)
        beyond = fitness((2.0 if last_but else 1.0) * benefit)
        out = fitness(benefit if agents - length == 2 else 0.0)
        grows = 1.0 if last_but else 2.0 * end / (end + out)
        shrinks = 1.0 if alone else 2.0 * beyond / (beyond + inside)
        ratios.append(shrinks / grows)
    return _advantage(np.array(ratios))


def _advantage(ratios: np.ndarray) -> float:
    """Return N·ρ of a birth–death chain from its ratios of death to birth at 1 … N − 1."""
    return float((ratios.size + 1) / (1.0 + np.cumprod(ratios).sum()))


# ------------------------------------------------------------------------------- active linking


def link_share(forming: float, breaking: float) -> float:
    """Return φ, the share of possible links present where links form and break at rates.

    φ = α_i·α_j/(α_i·α_j + γ_ij) (Pacheco, Traulsen & Nowak 2006).
    """
    return forming / (forming + breaking)
