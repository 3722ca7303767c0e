"""The first state: a population drawn from the seed, without ties, in pairs, or in a network.

Those who come later begin as the first did.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import betaincinv

from sim.errors import BadNetwork
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix, counts
from sim.rules.draws import GOAL, SPECIALTY, TELL, TEMPERAMENT, blocks, key, normals, uniforms
from sim.rules.goals import Goal, bent, blend, normalise
from sim.state.histories import AT_START, Histories
from sim.state.network_files import read_network
from sim.state.presence import read_presence
from sim.state.tables import AGENT, NONE, TALLY, TIE, State, alliance_dtype, seats_of


def first_state(
    parameters: Parameters, mix: Mix, seed: int
) -> tuple[State, Histories, list[str] | None]:
    """Return the state of week 0, its histories, and names by seat if agents have any."""
    names: list[str] | None = None
    edges: tuple[tuple[int, int, float], ...] = ()
    n = parameters.population.agents
    if parameters.population.network:
        network = read_network(parameters.population.network)
        names, edges, n = list(network.names), network.edges, len(network.names)
    elif parameters.population.pairs:
        edges = tuple((i, i + 1, 0.0) for i in range(0, n - 1, 2))
    agents = newcomers(parameters, seed, np.arange(n))
    agents["strategy"] = dealt(mix, seed, n)
    seats = seats_of(agents)
    if parameters.population.presence:
        called = names if names is not None else list(map(str, range(n)))
        who = read_presence(parameters.population.presence, called)
        seats["listed"], seats["since"], seats["until"] = who.listed, who.since, who.until
        there = seats["present"] = who.at_start
        edges = tuple(edge for edge in edges if there[edge[0]] and there[edge[1]])
    histories = Histories()
    alliances = np.zeros(len(edges), alliance_dtype(parameters.alliances.largest))
    ties = _ally(edges, agents, alliances, parameters, mix, seed, histories)
    tally = dict.fromkeys(TALLY, 0.0)
    people = agents[seats["present"]]
    return State(0, people, ties, alliances, len(edges), tally, seats), histories, names


def newcomers(parameters: Parameters, seed: int, ids: np.ndarray) -> np.ndarray:
    """Return agents as they begin, drawn from the seed: of dtype ``AGENT``, shape (ids,).

    Chance knows them by their ids alone, whenever they come. Their strategies are not drawn here.
    """
    p, k = parameters.population, key(seed)
    agents = np.zeros(len(ids), AGENT)
    agents["id"] = ids
    goals = [normalise(normals(*k, GOAL, 0, i, 0)) for i in ids.tolist()]
    agents["goal"] = np.array(goals).reshape(-1, 3)
    shares = -np.log(blocks(*k, SPECIALTY, 0, ids)[:, :3])
    agents["specialty"] = shares / shares.sum(axis=1, keepdims=True)
    luck = blocks(*k, TEMPERAMENT, 0, ids)
    agents["reliability"] = beta(p.reliability, p.reliability_weight, luck[:, 0])
    agents["openness"] = beta(p.openness, p.openness_weight, luck[:, 1])
    agents["attention"] = 1 + poisson(parameters.attention.acts - 1.0, luck[:, 2])
    produce = parameters.produce
    lasting = 1.0 / max(1.0 - produce.retention, 0.01)
    agents["stock"] = agents["specialty"] * produce.output * 0.5 * lasting
    agents["work"] = p.work
    agents["standing"] = p.standing
    agents["introducer"] = NONE
    agents["voice"] = 1.0
    return agents


def dealt(mix: Mix, seed: int, n: int) -> np.ndarray:
    """Return the strategies that a mix deals to ``n`` seats, as numbers in it, shape (n,)."""
    luck = blocks(*key(seed), TEMPERAMENT, 0, np.arange(n))
    strategies = np.empty(n, np.int64)
    strategies[np.argsort(luck[:, 3], kind="stable")] = np.repeat(
        np.arange(len(mix)), counts(mix, n)
    )
    return strategies


def beta(mean: float, weight: float, u: np.ndarray) -> np.ndarray:
    """Return Beta variates of a mean and a weight (the sum of both parameters) from uniforms.

    Where a parameter is too small to compute with, all variates are 0 or 1 but for a share that no
    uniform can tell from none: those of the limit.
    """
    if mean in (0.0, 1.0):
        return np.full(u.shape, mean)
    found = betaincinv(mean * weight, (1.0 - mean) * weight, u)
    return np.where(np.isnan(found), np.where(u < 1.0 - mean, 0.0, 1.0), found)


def poisson(mean: float, u: np.ndarray) -> np.ndarray:
    """Return Poisson variates from uniforms, by inverting the distribution function."""
    last = int(mean + 12.0 * math.sqrt(mean) + 20.0)
    terms = np.cumprod(np.concatenate(([math.exp(-mean)], mean / np.arange(1, last + 1))))
    return np.searchsorted(np.cumsum(terms), u)


def _ally(
    edges: tuple[tuple[int, int, float], ...],
    agents: np.ndarray,
    alliances: np.ndarray,
    parameters: Parameters,
    mix: Mix,
    seed: int,
    histories: Histories,
) -> np.ndarray:
    """Fill in an alliance an edge, and return the ties: both have told, evidence = weight."""
    ties = np.zeros(2 * len(edges), TIE)
    ties["last_given"] = ties["last_got"] = ties["tried"] = NONE
    ties["satisfaction"] = parameters.scout.hope
    alliances["members"] = alliances["joined"] = NONE
    for number, (a, b, weight) in enumerate(edges):
        first = _told(agents[a], agents[b], parameters, mix, seed)
        second = _told(agents[b], agents[a], parameters, mix, seed)
        for side, (owner, other, belief) in enumerate([(a, b, second), (b, a, first)]):
            tie = ties[2 * number + side]
            tie["agent"], tie["other"], tie["alliance"] = owner, other, number
            tie["kept"], tie["believed_goal"] = weight, belief
        alliance = alliances[number]
        alliance["alliance"], alliance["size"] = number, 2
        alliance["members"][:2], alliance["joined"][:2] = (a, b), 0
        alliance["common_goal"] = blend(1.0, first, second)
        histories.form(number, a, b, AT_START, 0)
        for size, member in enumerate((a, b), start=1):
            histories.join(number, member, int(agents["strategy"][member]), 0, size)
    agents["n_allies"] = agents["n_memberships"] = np.bincount(ties["agent"], minlength=len(agents))
    busiest = int(agents["n_allies"].max())
    if busiest > parameters.population.memory:
        raise BadNetwork(
            f"somebody in the network has {busiest} allies, more than population.memory ="
            f" {parameters.population.memory} allows to remember"
        )
    return np.sort(ties, order=("agent", "other"))


def _told(teller: Any, listener: Any, parameters: Parameters, mix: Mix, seed: int) -> Goal:
    own = mix[teller["strategy"]][0].openness
    openness = float(teller["openness"]) if own is None else own
    if "openness" in parameters.off:
        openness = 0.0
    goal: Goal = tuple(teller["goal"].tolist())
    luck = uniforms(*key(seed), TELL, 0, int(teller["id"]), int(listener["id"]), 0)
    return goal if luck[0] < openness else bent(goal, tuple(listener["goal"].tolist()))
