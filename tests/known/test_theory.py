"""Exact theory, against values worked by hand or known from the papers."""

import networkx
import numpy as np
import pytest

from experiments.published import theory
from sim.inputs.strategies import MEMORY_ONE


def test_trust_in_the_long_run() -> None:
    # λ = .5: evidence adds up to 2, T = 3/4; keeping half of it, T = 2/4
    assert theory.endless(0.5) == pytest.approx(0.75, abs=1e-12)
    assert theory.endless(0.5, 0.5) == pytest.approx(0.5, abs=1e-12)
    # √(.25/.75)/4
    assert theory.endless_spread(0.5, 0.5) == pytest.approx(0.14433757, abs=1e-8)


def test_a_round_of_two_rules_by_hand() -> None:
    # TFT helps at first, ALLD never: only the first; then neither, for ever
    start, moves = theory.moves(MEMORY_ONE["TFT"], MEMORY_ONE["ALLD"])
    assert start.tolist() == [0.0, 1.0, 0.0, 0.0]
    assert moves[1].tolist() == moves[3].tolist() == [0.0, 0.0, 0.0, 1.0]
    assert moves.sum(axis=1).tolist() == [1.0] * 4
    # an error of .1 in each decision: .9 · .1, .9 · .9, .1 · .1, .1 · .9
    start, _ = theory.moves(MEMORY_ONE["TFT"], MEMORY_ONE["ALLD"], 0.1)
    assert start == pytest.approx([0.09, 0.81, 0.01, 0.09])


def test_a_rule_s_own_last_is_the_other_s_other_last() -> None:
    # after "only the first helped" a WSLS that was not helped defects, one that defected does too
    _, moves = theory.moves(MEMORY_ONE["WSLS"], MEMORY_ONE["GRIM"])
    assert moves[1].tolist() == [0.0, 0.0, 0.0, 1.0]
    # after "only the second helped" TFT returns help that ALLD was not given
    _, moves = theory.moves(MEMORY_ONE["TFT"], MEMORY_ONE["TFT"])
    assert moves[2].tolist() == [0.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [("TFT", "ALLD", 199), ("ALLD", "TFT", 204), ("WSLS", "ALLD", 100), ("ALLD", "WSLS", 600)],
)
def test_scores_of_two_hundred_rounds(first: str, second: str, total: int) -> None:
    assert theory.score(MEMORY_ONE[first], MEMORY_ONE[second], 200) == total


@pytest.mark.parametrize(
    ("first", "second", "cooperation"),
    [
        ("TFT", "TFT", 0.5),
        ("GTFT", "GTFT", 0.875),
        ("WSLS", "WSLS", 0.8645),
        ("TFT", "ALLD", 0.0725),
    ],
)
def test_cooperation_in_the_long_run(first: str, second: str, cooperation: float) -> None:
    often = theory.long_run(MEMORY_ONE[first], MEMORY_ONE[second], 0.05)
    assert often @ [1.0, 0.5, 0.5, 0.0] == pytest.approx(cooperation, abs=1e-9)
    assert often.sum() == pytest.approx(1.0)


def test_games_that_end_begin_anew() -> None:
    # every second round is a first one: ALLD is helped in half of the rounds
    often = theory.long_run(MEMORY_ONE["TFT"], MEMORY_ONE["ALLD"], 0.0, continuation=0.5)
    assert often == pytest.approx([0.0, 0.5, 0.0, 0.5])
    with pytest.raises(ValueError, match="first round"):
        theory.long_run(MEMORY_ONE["TFT"], MEMORY_ONE["TFT"], 0.0)


@pytest.mark.parametrize("ratio", [1.5, 3.0, 8.0])
def test_thresholds_are_those_of_the_paper(ratio: float) -> None:
    w = theory.threshold(ratio, "resists")
    assert w == pytest.approx(1.0 / ratio)
    w = theory.threshold(ratio, "risk-dominant")
    assert ratio == pytest.approx((2.0 - w) / w)
    w = theory.threshold(ratio, "one-third")
    assert ratio == pytest.approx((3.0 - 2.0 * w) / w)


def test_indirect_reciprocity_in_a_world_of_three() -> None:
    # 2 helpers, 1 defector, q = ½, b 3, c 1. A helper meets the other helper half of the time:
    # ½·2 − ½·½·1 = .75; the defector meets helpers only, who do not know it half of the time: 1.5
    assert theory.indirect(2.0 / 3.0, 0.5, 3.0, 1.0, 3) == pytest.approx((0.75, 1.5))


def test_the_one_third_law_of_few_agents_is_when_selection_is_weak() -> None:
    for game in ([[3.0, 0.0], [5.0, 1.0]], [[4.0, 1.0], [2.0, 2.2]], [[6.0, 0.0], [5.0, 1.0]]):
        for agents in (4, 20):
            law = theory.one_third(game, agents)
            assert (theory.fixation_mixed(game, agents, 1e-4) > 1.0) == (law > 0.0)
    # two agents: a and d are never met by an invader, b(3) > c(3)
    assert theory.one_third([[9.0, 1.0], [1.5, 0.0]], 2) == pytest.approx(-0.25)


def test_meeting_times_of_a_path_of_three() -> None:
    # ends meet the middle after m, each other after e: e = 1 + m, m = 1 + ½·½·e (the middle steps
    # onto the other with chance ½, to the far end with ½; the end steps onto the middle):
    # m = 1 + ¼·e → m = 5/3, e = 8/3
    times = theory.meeting_times(networkx.to_numpy_array(networkx.path_graph(3)))
    assert times == pytest.approx(np.array([[0, 5, 8], [5, 0, 5], [8, 5, 0]]) / 3.0)


@pytest.mark.parametrize(("n", "k"), [(20, 2), (10, 2), (12, 4)])
def test_the_threshold_of_a_regular_network(n: int, k: int) -> None:
    # (N − 2)/(N/k − 2), whatever else it looks like (Ohtsuki et al. 2006; Allen et al. 2017)
    ring = networkx.circulant_graph(n, range(1, k // 2 + 1))
    found = theory.critical_ratio(networkx.to_numpy_array(ring))
    assert found == pytest.approx((n - 2.0) / (n / k - 2.0), rel=1e-9)


@pytest.mark.parametrize(
    ("graph", "ratio"),
    [
        (networkx.karate_club_graph, 7.767862),
        (networkx.florentine_families_graph, 4.142340),
    ],
)
def test_the_threshold_of_known_networks(graph: object, ratio: float) -> None:
    weights = networkx.to_numpy_array(graph(), weight=None)  # type: ignore[operator]
    assert theory.critical_ratio(weights) == pytest.approx(ratio, rel=1e-6)


def test_everybody_with_everybody_never_favours_cooperation() -> None:
    assert theory.critical_ratio(np.ones((5, 5)) - np.eye(5)) < 0.0


def test_one_cooperator_on_a_triangle_by_hand() -> None:
    # b 2, c 1, δ .1. One cooperator (payoff −2 → .7), two defectors (2 → 1.1): it dies with ⅓; a
    # defector dies with ⅔ and becomes one with .7/(.7 + 1.1) = .3889. Two cooperators (0 → .9), a
    # defector (4 → 1.3): it dies and becomes one with ⅓; a cooperator dies with ⅔ and defects with
    # 1.3/(1.3 + .9) = .5909. ρ = 1/(1 + r₁ + r₁·r₂), r₁ = ⅓/(⅔·.3889) = 9/7, r₂ = 2·.5909 = 13/11
    r1, r2 = 9.0 / 7.0, 13.0 / 11.0
    expected = 3.0 / (1.0 + r1 + r1 * r2)
    assert theory.fixation_on_cycle(3, 2.0, 1.0, 0.1) == pytest.approx(expected)


def test_without_selection_nobody_has_an_advantage() -> None:
    assert theory.fixation_on_cycle(11, 3.0, 1.0, 0.0) == pytest.approx(1.0)
    assert theory.fixation_mixed([[3.0, 0.0], [5.0, 1.0]], 11, 0.0) == pytest.approx(1.0)


def test_links() -> None:
    assert theory.link_share(0.25, 0.1) == pytest.approx(0.25 / 0.35)
