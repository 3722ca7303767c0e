"""Alliances as a graph, on graphs whose numbers are known."""

import math

import networkx
import numpy as np
import pytest
from scipy.sparse import csr_array

from sim.measures.networks import (
    adjacency,
    coordinates,
    find_blocs,
    graph,
    modularity,
    reverse,
)
from sim.measures.outcomes import week
from tests.states import tie, world


def karate_club() -> csr_array:
    """34 members and 78 ties (Zachary 1977)."""
    return csr_array(networkx.to_scipy_sparse_array(networkx.karate_club_graph(), weight=None))


def test_adjacency_is_by_row_and_leaves_acquaintances_out() -> None:
    state = world([7, 3, 5], (3, 5), acquainted=((7, 3),))
    assert adjacency(state).toarray().tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_the_karate_club() -> None:
    allies = karate_club().astype(float)
    clustering = week(world(34, *networkx.karate_club_graph().edges))["clustering"]
    # 45 triangles, 528 pairs of ties that meet
    assert clustering == pytest.approx(3 * 45 / 528)
    assert clustering == pytest.approx(0.2557, abs=5e-5)
    blocs = find_blocs(allies)
    assert blocs.max() + 1 == 4
    assert modularity(allies, blocs) == pytest.approx(0.4198, abs=5e-5)  # the best there is


def test_modularity_agrees_with_networkx() -> None:
    club = networkx.karate_club_graph()
    halves = np.arange(34) % 3
    groups = [set(np.flatnonzero(halves == k).tolist()) for k in range(3)]
    expected = networkx.algorithms.community.modularity(club, groups, weight=None)
    assert modularity(karate_club(), halves) == pytest.approx(expected)


def test_clustering_of_a_triangle_a_star_and_nothing() -> None:
    assert week(world(3, (0, 1, 2)))["clustering"] == 1.0
    assert week(world(4, (0, 1), (0, 2), (0, 3)))["clustering"] == 0.0
    assert math.isnan(week(world(4, (0, 1), (2, 3)))["clustering"])


def test_blocs_are_numbered_by_size_and_nobody_alone_is_in_one() -> None:
    allies = adjacency(world(8, (1, 2), (3, 4, 5, 6)))
    assert find_blocs(allies).tolist() == [-1, 1, 1, 0, 0, 0, 0, -1]
    assert find_blocs(adjacency(world(2))).tolist() == [-1, -1]


def test_blocs_and_drawings_are_the_same_every_time() -> None:
    allies = karate_club()
    blocs, places = find_blocs(allies), coordinates(allies)
    for _ in range(5):
        assert find_blocs(allies).tolist() == blocs.tolist()
        assert coordinates(allies).tolist() == places.tolist()


def test_a_drawing_fills_the_square_and_puts_allies_close() -> None:
    triangles = [(3 * k, 3 * k + 1, 3 * k + 2) for k in range(6)]
    allies = adjacency(world(20, *triangles, (2, 3)))
    places = coordinates(allies)
    assert places.shape == (20, 2)
    assert np.abs(places).max() == pytest.approx(1.0)
    gaps = np.linalg.norm(places[:, None] - places[None], axis=2)
    others = ~np.eye(20, dtype=bool)
    together = allies.toarray() > 0
    assert gaps[together].mean() < 0.5 * gaps[others & ~together].mean()
    assert gaps[others].min() > 1e-3  # nobody hides anybody


@pytest.mark.parametrize("agents", [1, 5])
def test_agents_without_allies_can_be_drawn(agents: int) -> None:
    assert np.isfinite(coordinates(adjacency(world(agents)))).all()


def test_the_reverse_of_a_side() -> None:
    sides = world([4, 9, 2], (2, 4), (4, 9)).allied  # 2–4, 4–2, 4–9, 9–4
    assert reverse(sides["agent"], sides["other"]).tolist() == [1, 0, 3, 2]


def test_a_graph_for_networkx() -> None:
    state = world([4, 9, 2], (2, 4), (4, 9), acquainted=((2, 9),))
    state.agents["payoff"], state.agents["strategy"] = (1.0, 2.0, 3.0), (0, 1, 1)
    tie(state, 2, 4)["kept"] = 2.0  # ¾, and ½ the other way
    for i, j in ((2, 4), (4, 2)):
        tie(state, i, j)["tension"], tie(state, i, j)["rapport"] = 0.3, 0.4
    found = graph(state, names=["Di", "Ed", "Bo"], strategies=["balanced", "shirker"])
    assert dict(found.nodes[9]) == {
        "name": "Ed", "strategy": "shirker", "payoff": 2.0, "standing": 0.75,
    }  # fmt: skip
    assert sorted(map(sorted, found.edges)) == [[2, 4], [4, 9]]
    assert found.edges[4, 2] == {"trust": 0.625, "tension": 0.3, "rapport": 0.4, "alliance": 0}
    plain = graph(state)
    assert (plain.nodes[4]["name"], plain.nodes[2]["strategy"]) == ("4", 1)
