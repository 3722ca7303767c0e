"""The first state: a population drawn from the seed, without ties, in pairs, or in a network.

Those who come later begin as the first did.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from sim.errors import BadNetwork
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix, counts
from sim.rules.draws import TELL, key, uniforms
from sim.rules.goals import Goal, bent, blend
from sim.rules.jit import fields_of
from sim.state.histories import AT_START, Histories
from sim.state.network_files import read_network
from sim.state.people import draw_people, draw_places
from sim.state.presence import read_presence
from sim.state.settings import record_of, settings_from
from sim.state.tables import AGENT, NONE, SEAT, TALLY, TIE, State, alliance_dtype


class Beginning(NamedTuple):
    """Whom a population begins with, before anybody is drawn.

    Attributes
    ----------
    names
        By seat; None where agents are called by their ids.
    seats
        dtype ``SEAT``, shape (N,): who is to be there when; no strategy is dealt yet.
    edges
        Seats of allies, smaller first, and the weight of their tie; both are there.
    """

    names: list[str] | None
    seats: np.ndarray
    edges: tuple[tuple[int, int, float], ...]


def beginning(parameters: Parameters) -> Beginning:
    """Return whom a population begins with: nobody allied, in pairs, or in a network.

    Raises
    ------
    BadNetwork
        If somebody has more allies than an agent can remember.
    """
    names: list[str] | None = None
    edges: tuple[tuple[int, int, float], ...] = ()
    n = parameters.population.agents
    if parameters.population.network:
        network = read_network(parameters.population.network)
        names, edges, n = list(network.names), network.edges, len(network.names)
    elif parameters.population.pairs:
        edges = tuple((i, i + 1, 0.0) for i in range(0, n - 1, 2))
    seats = np.zeros(n, SEAT)
    seats["id"], seats["present"] = np.arange(n), True
    if parameters.population.presence:
        called = names if names is not None else list(map(str, range(n)))
        who = read_presence(parameters.population.presence, called)
        seats["listed"], seats["since"], seats["until"] = who.listed, who.since, who.until
        seats["present"] = who.at_start
    there = seats["present"]
    edges = tuple(edge for edge in edges if there[edge[0]] and there[edge[1]])
    busiest = max(Counter(seat for edge in edges for seat in edge[:2]).values(), default=0)
    if busiest > parameters.population.memory:
        raise BadNetwork(
            f"somebody in the network has {busiest} allies, more than population.memory ="
            f" {parameters.population.memory} allows to remember"
        )
    return Beginning(names, seats, edges)


def first_state(
    parameters: Parameters, mix: Mix, seed: int
) -> tuple[State, Histories, list[str] | None]:
    """Return the state of week 0, its histories, and names by seat if agents have any."""
    names, seats, edges = beginning(parameters)
    agents = newcomers(parameters, seed, np.arange(len(seats)))
    agents["strategy"] = seats["strategy"] = dealt(mix, seed, len(seats))
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
    agents = np.zeros(len(ids), AGENT)
    agents["id"] = ids
    draw_people(fields_of(agents), record_of(settings_from(parameters)), *key(seed))
    return agents


def dealt(mix: Mix, seed: int, n: int) -> np.ndarray:
    """Return the strategies that a mix deals to ``n`` seats, as numbers in it, shape (n,)."""
    words = np.empty(n, np.int64)
    draw_places(words, *key(seed))
    strategies = np.empty(n, np.int64)
    strategies[np.argsort(words, kind="stable")] = np.repeat(np.arange(len(mix)), counts(mix, n))
    return strategies


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
    return np.sort(ties, order=("agent", "other"))


def _told(teller: Any, listener: Any, parameters: Parameters, mix: Mix, seed: int) -> Goal:
    own = mix[teller["strategy"]][0].openness
    openness = float(teller["openness"]) if own is None else own
    if "openness" in parameters.off:
        openness = 0.0
    goal: Goal = tuple(teller["goal"].tolist())
    luck = uniforms(*key(seed), TELL, 0, int(teller["id"]), int(listener["id"]), 0)
    return goal if luck[0] < openness else bent(goal, tuple(listener["goal"].tolist()))
