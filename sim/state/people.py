"""People as they begin: each is drawn from the seed for its id alone, whenever it comes."""

from __future__ import annotations

from typing import Any

from sim.rules.draws import GOAL, SPECIALTY, TEMPERAMENT, WORD, normals, uniforms
from sim.rules.elementary import log
from sim.rules.goals import normalise
from sim.rules.jit import njit, part
from sim.rules.quantiles import Beta, beta, beta_of, poisson


@njit
def draw_people(agents: Any, p: Any, k0: int, k1: int) -> None:
    """Draw everything about agents, who are known by their ids, but their strategies.

    Parameters
    ----------
    agents
        Records of any table of agents, shape (n,): zeros but for the column ``id``.
    p
        The record of parameters.
    k0, k1
        The key of the run (:func:`sim.rules.draws.key`).
    """
    reliable = beta_of(p.population.reliability, p.population.reliability_weight)
    open_ = beta_of(p.population.openness, p.population.openness_weight)
    for i in range(agents.size):
        draw_person(agents[i], agents[i].id, p, k0, k1, reliable, open_)


@part
def draw_person(
    agent: Any, id_: int, p: Any, k0: int, k1: int, reliable: Beta, open_: Beta
) -> None:
    """Draw everything about an agent but its strategy; the distributions are ready-made."""
    goal = normalise(normals(k0, k1, GOAL + 0, 0, id_, 0))
    u0, u1, u2, _ = uniforms(k0, k1, SPECIALTY + 0, 0, id_, 0, 0)
    s0, s1, s2 = -log(u0), -log(u1), -log(u2)
    total = s0 + s1 + s2
    shares = (s0 / total, s1 / total, s2 / total)
    lasting = 1.0 / max(1.0 - p.produce.retention, 0.01)
    for axis in range(3):
        agent.goal[axis] = goal[axis]
        agent.specialty[axis] = shares[axis]
        agent.stock[axis] = shares[axis] * p.produce.output * 0.5 * lasting
    u0, u1, u2, _ = uniforms(k0, k1, TEMPERAMENT + 0, 0, id_, 0, 0)
    agent.reliability = beta(reliable, u0)
    agent.openness = beta(open_, u1)
    agent.attention = 1 + poisson(p.attention.acts - 1.0, u2)
    agent.work = p.population.work
    agent.standing = p.population.standing
    agent.introducer = -1
    agent.voice = 1.0


@njit
def draw_places(words: Any, k0: int, k1: int) -> None:
    """Draw the words in whose order seats are dealt their strategies, shape (seats,)."""
    for seat in range(words.size):
        _, _, _, u = uniforms(k0, k1, TEMPERAMENT + 0, 0, seat, 0, 0)
        words[seat] = int(u * WORD)
