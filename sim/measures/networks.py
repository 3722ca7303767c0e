"""Alliances as a graph: who is allied with whom, seen as a matrix, a graph and a drawing.

An edge is a pair of allies, whichever alliance they share; agents are the nodes, numbered by their
row. Everything here is a pure function: igraph is given the same luck at every call.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.arrays import NAN, sum_of, trust_of
from sim.state.tables import State

if TYPE_CHECKING:
    import igraph
    import networkx
    from scipy.sparse import csr_array


def adjacency(state: State) -> csr_array:
    """Return the matrix of allies, shape (N, N) by row of ``agents``: 1.0 where allied, else 0."""
    sides = state.allied
    return matrix(
        state.rows_of(sides["agent"]), state.rows_of(sides["other"]), state.agents.shape[0]
    )


def matrix(own: np.ndarray, other: np.ndarray, n_agents: int) -> csr_array:
    """Return the adjacency matrix of edges given in both directions, rows of shape (sides,)."""
    from scipy.sparse import coo_array, csr_array

    return csr_array(coo_array((np.ones(own.size), (own, other)), shape=(n_agents, n_agents)))


def find_blocs(allies: csr_array) -> np.ndarray:
    """Return the number of each agent's bloc, shape (N,); −1 for an agent without allies.

    Blocs are the communities of greatest modularity that the Leiden algorithm finds (Traag, Waltman
    & van Eck 2019), numbered by size, the largest first.
    """
    with _same_luck():
        found = _igraph(allies).community_leiden("modularity", n_iterations=-1)
    labels = np.asarray(found.membership, dtype=np.int64)
    labels[np.diff(allies.indptr) == 0] = -1
    names, first, sizes = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    by_size = names[np.lexsort((first, -sizes))]
    place = np.full(labels.max(initial=0) + 2, -1)  # the last entry keeps −1 where it is
    place[by_size] = np.arange(by_size.size)
    return place[labels]


def modularity(allies: csr_array, labels: np.ndarray) -> float:
    """Return Newman & Girvan's (2004) modularity of a partition; NaN without ties.

    The share of ties inside groups, less the share expected if everybody kept its number of allies
    and met at random.
    """
    degree = np.diff(allies.indptr)
    sides = allies.nnz
    if sides == 0:
        return NAN
    group = labels - labels.min()
    own = np.repeat(np.arange(degree.size), degree)
    inside = np.count_nonzero(group[own] == group[allies.indices])
    reach = np.bincount(group, weights=degree) / sides
    return float(inside / sides) - sum_of(reach * reach)


def coordinates(allies: csr_array) -> np.ndarray:
    """Return places for a drawing, shape (N, 2), within [−1, 1].

    Fruchterman & Reingold's forces (1991) from a start on a sunflower, so that the same alliances
    are always drawn alike; agents without allies lie in a ring around the rest.
    """
    n_agents = allies.shape[0]
    degree = np.diff(allies.indptr)
    turn = np.arange(n_agents) * np.pi * (3.0 - np.sqrt(5.0))
    places = np.sqrt(np.arange(n_agents) + 0.5)[:, None] * np.c_[np.cos(turn), np.sin(turn)]
    some = np.flatnonzero(degree)
    if some.size:
        linked = allies[some][:, some]
        with _same_luck():
            layout = _igraph(linked).layout_fruchterman_reingold(seed=places[: some.size].tolist())
        places[some] = np.asarray(layout.coords)
    alone = np.flatnonzero(degree == 0)
    if some.size and alone.size:
        centre = places[some].mean(axis=0)
        radius = 1.1 * np.sqrt(np.sum((places[some] - centre) ** 2, axis=1).max())
        around = np.arange(alone.size) * 2.0 * np.pi / alone.size
        places[alone] = centre + radius * np.c_[np.cos(around), np.sin(around)]
    places = places - 0.5 * (places.min(axis=0) + places.max(axis=0))
    return np.asarray(places / max(np.abs(places).max(), 1e-12))


def graph(
    state: State, names: Sequence[str] | None = None, strategies: Sequence[str] | None = None
) -> networkx.Graph:
    """Return allies as a networkx graph whose nodes are the agents' ids.

    Parameters
    ----------
    state
        The state of a model.
    names
        Names of the agents by row, or none.
    strategies
        Names of the run's strategies, in order; without them nodes carry the number.

    Returns
    -------
    networkx.Graph
        Nodes have name, strategy, payoff and standing; edges trust (the mean of both sides),
        tension, rapport and the alliance.
    """
    import networkx

    result = networkx.Graph()
    for row, agent in enumerate(state.agents):
        number = int(agent["strategy"])
        result.add_node(
            int(agent["id"]),
            name=names[row] if names else str(agent["id"]),
            strategy=strategies[number] if strategies else number,
            payoff=float(agent["payoff"]),
            standing=float(agent["standing"]),
        )
    sides = state.allied
    trust = trust_of(sides)
    own, other = state.rows_of(sides["agent"]), state.rows_of(sides["other"])
    mutual = 0.5 * (trust + trust[reverse(own, other)])
    once = own < other
    for side, both in zip(sides[once], mutual[once], strict=True):
        result.add_edge(
            int(side["agent"]),
            int(side["other"]),
            trust=float(both),
            tension=float(side["tension"]),
            rapport=float(side["rapport"]),
            alliance=int(side["alliance"]),
        )
    return result


def reverse(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return for each side of a tie where the other side is, shape (sides,).

    The rows of both are given for allied ties in both directions: of these the k-th by (other, own)
    is the reverse of the k-th by (own, other).
    """
    places = np.empty(own.size, np.int64)
    places[np.lexsort((other, own))] = np.lexsort((own, other))
    return places


def _igraph(allies: csr_array) -> igraph.Graph:
    import igraph
    from scipy.sparse import triu

    upper = triu(allies, k=1, format="coo")
    return igraph.Graph(n=allies.shape[0], edges=np.c_[upper.row, upper.col])


@contextmanager
def _same_luck() -> Iterator[None]:
    """Give igraph a fresh generator of a fixed seed, and afterwards the one it began with."""
    import igraph

    igraph.set_random_number_generator(random.Random(20_000))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)
