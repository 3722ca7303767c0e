"""Outcomes of small worlds, worked by hand."""

import math

import numpy as np
import pytest

from sim.measures.outcomes import final, lives, period, week
from sim.measures.strategies import by_strategy
from sim.measures.totals import Totals
from sim.state.histories import ABSORBED, DISSOLVED, EXPELLED, LEFT, RUNNING
from tests.states import alliance_lives, memberships, tie, world


def kite(**tally: float):  # type: ignore[no-untyped-def]
    """Four agents: 0, 1 and 2 in an alliance of three, 2 and 3 in one of two.

    Allies: 01, 02, 12, 23; so they have 2, 2, 3 and 1.
    """
    return world(4, (0, 1, 2), (2, 3), **tally)


def test_means_over_agents() -> None:
    state = kite()
    state.agents["payoff"] = (1.0, 2.0, 3.0, 6.0)
    state.agents["shared"] = (0.0, 0.2, 0.4, 0.6)
    state.agents["work"] = (0.0, 0.5, 0.5, 1.0)
    state.agents["maintained"] = (0, 1, 2, 3)
    state.agents["standing"] = (0.5, 0.6, 0.7, 0.8)
    state.agents["voice"] = (1.0, 1.5, 2.0, 2.5)
    found = week(state)
    assert found["payoff"] == pytest.approx(3.0)
    assert found["sharing_gain"] == pytest.approx(0.3)
    assert found["work"] == pytest.approx(0.5)
    assert found["maintenance"] == pytest.approx(1.5)
    assert found["standing"] == pytest.approx(0.65)
    assert found["voice_gain"] == pytest.approx(0.75)


def test_how_much_alliance_there_is() -> None:
    found = week(kite())
    assert found["memberships"] == 5 / 4
    assert found["allies"] == 8 / 4
    assert found["alliances"] == 2 / 4


def test_shares_of_memberships_by_size() -> None:
    # 2 + 3 + 4 + 5 = 14 memberships in four alliances that share nobody
    found = week(world(14, (0, 1), (2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12, 13)))
    assert found["share_of_2"] == pytest.approx(2 / 14)
    assert found["share_of_3"] == pytest.approx(3 / 14)
    assert found["share_of_4"] == pytest.approx(4 / 14)
    assert found["share_of_5_up"] == pytest.approx(5 / 14)


@pytest.mark.parametrize(
    ("name", "tally", "value"),
    [
        ("formation", {"formed": 2}, 0.5),  # of 4 agents
        ("admission", {"admitted": 1}, 0.25),
        ("dissolution", {"dissolved": 1}, 0.25),
        ("left", {"left": 3}, 0.75),
        ("expelled", {"expelled": 1}, 0.25),
        ("memory_evicted", {"evicted": 2}, 0.5),
        ("memory_refused", {"refused": 2}, 0.5),
        ("conflicts", {"conflicts": 3}, 1.5),  # in 2 alliances
        ("milestones", {"milestones": 1}, 0.5),
        ("resolution", {"resolved": 3, "attempts": 4}, 0.75),
        ("follow_through", {"kept": 4, "commitments": 5}, 0.8),
        ("help_rate", {"helped": 2, "requests": 3}, 2 / 3),
        ("passed_on", {"passed_on": 1, "openings": 4}, 0.25),
        ("through_allies", {"through_allies": 1, "new_ties": 2}, 0.5),
        ("diversity_gain", {"diversity": 0.3, "progress": 2.0}, 0.15),
    ],
)
def test_what_was_counted(name: str, tally: dict[str, float], value: float) -> None:
    assert week(kite(**tally))[name] == pytest.approx(value)


def test_needs() -> None:
    state = kite()
    state.agents["needed"] = (True, True, True, False)
    state.agents["unmet"] = (False, True, False, False)
    assert week(state)["unmet_need"] == pytest.approx(1 / 3)
    assert week(state)["need_met"] == pytest.approx(2 / 3)


def test_without_needs_none_is_met_or_unmet() -> None:
    assert math.isnan(week(kite())["unmet_need"])
    assert math.isnan(week(kite())["need_met"])


def test_recent_inequality() -> None:
    # differences between two of (0, 0, 0, 4): the mean over all 16 pairs is 6·4/16 = 1.5;
    # Gini = 1.5/(2·1) = 3/4
    state = kite()
    state.agents["fitness"] = (0.0, 4.0, 0.0, 0.0)
    assert week(state)["inequality_recent"] == pytest.approx(0.75)


def test_inequality_does_not_exist_where_there_is_nothing_to_divide() -> None:
    state = kite()
    state.agents["fitness"] = (1.0, -1.0, -2.0, 1.0)
    assert math.isnan(week(state)["inequality_recent"])


def test_goals() -> None:
    # 0 and 1 are allied, at right angles; 1 has been told of, wrongly
    state = world(2, (0, 1))
    state.agents["goal"] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    state.alliances["common_goal"] = (0.8, 0.6, 0.0)
    tie(state, 0, 1)["believed_goal"] = (0.6, 0.8, 0.0)  # cosine with (0, 1, 0): .8
    tie(state, 1, 0)["believed_goal"] = (1.0, 0.0, 0.0)  # cosine 1
    found = week(state)
    assert found["goal_similarity"] == pytest.approx(0.0)
    assert found["belief_accuracy"] == pytest.approx(0.9)
    # align of 0 and of 1 to the common goal: (1 + .8)/2 and (1 + .6)/2, their mean .85
    assert found["misalignment"] == pytest.approx(0.15)


def test_misalignment_looks_at_the_alliance_of_each_tie() -> None:
    # the alliance of three is aimed at everybody's goal, the pair at its opposite: of eight sides
    # two are as misaligned as can be
    state = kite()
    state.alliances["common_goal"][1] = (-1.0, 0.0, 0.0)
    assert week(state)["misalignment"] == pytest.approx(2 / 8)


def test_trust_and_what_it_goes_with() -> None:
    state = world(4, (0, 1), (2, 3))
    for (i, j), kept in {(0, 1): 2, (1, 0): 2, (2, 3): 2, (3, 2): 0}.items():
        tie(state, i, j)["kept"] = kept  # T = 3/4 with two kept, 1/2 with none
    found = week(state)
    assert found["trust"] == pytest.approx((3 * 0.75 + 0.5) / 4)
    # deviations from the mean .6875 are .0625, .0625, .0625, −.1875 one way and
    # .0625, .0625, −.1875, .0625 the other: −.015625/.046875
    assert found["mutual_trust"] == pytest.approx(-1 / 3)


def test_trust_accuracy_leaves_out_ties_younger_than_eight_weeks() -> None:
    state = world(4, (0, 1), (2, 3), week=10)
    state.agents["reliability"] = (0.5, 0.7, 0.9, 0.1)
    for (i, j), kept in {(0, 1): 2, (1, 0): 0, (2, 3): 0, (3, 2): 8}.items():
        tie(state, i, j)["kept"] = kept
    for i, j in ((2, 3), (3, 2)):
        tie(state, i, j)["joined"] = 3  # 7 weeks
    # left: trust ¾ in reliability .7, ½ in .5
    assert week(state)["trust_accuracy"] == pytest.approx(1.0)
    for i, j in ((2, 3), (3, 2)):
        tie(state, i, j)["joined"] = 2  # 8 weeks: now all count
    # T (.75, .5, .5, .9) against (.7, .5, .1, .9): deviations (.0875, −.1625, −.1625, .2375) and
    # (.15, −.05, −.45, .35): .1775/√(.116875·.35)
    assert week(state)["trust_accuracy"] == pytest.approx(0.1775 / math.sqrt(0.116875 * 0.35))


def test_trust_accuracy_over_all_takes_whoever_there_is_evidence_about() -> None:
    state = world(3, (0, 1), acquainted=((0, 2), (2, 1)))
    state.agents["reliability"] = (0.4, 0.8, 0.2)
    tie(state, 0, 1)["kept"] = 2.0  # ¾ in .8
    tie(state, 0, 2)["broken"] = 2.0  # ¼ in .2
    tie(state, 1, 0)["kept"] = tie(state, 1, 0)["broken"] = 1.0  # ½ in .4
    # 2 knows 1 without evidence: left out. Deviations ¼, −¼, 0 and 1/3, −4/15, −1/15: .15 over
    # √(.125 · 14/75)
    assert final(state)["trust_accuracy_all"] == pytest.approx(0.15 / math.sqrt(0.125 * 14 / 75))


def test_reciprocity() -> None:
    # three ties on which both have asked: help for help, help for none (seen from both sides),
    # none for none; on the fourth only one has asked
    state = world(8, (0, 1), (2, 3), (4, 5), (6, 7))
    for (i, j), (given, got) in {
        (0, 1): (1, 1), (1, 0): (1, 1), (2, 3): (1, 0), (3, 2): (0, 1),
        (4, 5): (0, 0), (5, 4): (0, 0), (6, 7): (1, -1), (7, 6): (-1, 1),
    }.items():  # fmt: skip
        record = tie(state, i, j)
        record["last_given"], record["last_got"] = given, got
    # given 1 1 1 0 0 0, got 1 1 0 1 0 0: mean ½, covariance 2/6 − 1/4 = 1/12, variance 1/4
    assert week(state)["reciprocity"] == pytest.approx(1 / 3)


def test_how_ties_are_doing() -> None:
    state = world(3, (0, 1), (1, 2), acquainted=((0, 2),))
    state.ties["satisfaction"] = (0.4, 9.0, 0.0, 0.2, 0.6)  # 01, 02 (no allies), 10, 12, 21
    state.ties["rapport"] = (0.5, 9.0, 0.5, 0.1, 0.1)
    state.ties["tension"] = (1.0, 9.0, 1.0, 0.0, 0.0)
    found = week(state)
    assert found["satisfaction"] == pytest.approx(0.3)
    assert found["rapport"] == pytest.approx(0.3)
    assert found["tension"] == pytest.approx(0.5)


def test_network() -> None:
    found = week(kite())
    assert found["density"] == pytest.approx(4 / 6)
    # ordered pairs of allies: 2 + 2 + 6 + 0 = 10, of whom the one triangle closes 6
    assert found["clustering"] == pytest.approx(0.6)
    assert found["clustering_ratio"] == pytest.approx(0.9)
    # allies at the two ends: 2 2, 2 2, and twice each 2 3, 3 2, once 3 1 and 1 3; mean 18/8,
    # variance 44/8 − 81/16 = 7/16, covariance 38/8 − 81/16 = −5/16
    assert found["assortativity"] == pytest.approx(-5 / 7)


def test_without_two_allies_of_one_there_is_no_clustering() -> None:
    found = week(world(4, (0, 1), (2, 3)))
    assert math.isnan(found["clustering"])
    assert math.isnan(found["clustering_ratio"])
    assert math.isnan(found["assortativity"])  # everybody has one ally: no variation
    assert math.isnan(found["mutual_trust"])


def test_blocs() -> None:
    # two triangles joined by one tie, and one agent alone
    state = world(7, (0, 1, 2), (3, 4, 5), (2, 3))
    state.agents["goal"][3:6] = (0.0, 1.0, 0.0)
    found = final(state)
    assert found["blocs"] == 2
    assert found["largest_bloc"] == pytest.approx(3 / 7)
    # 6 of 7 ties are inside; each bloc has half of the ends: 6/7 − ¼ − ¼
    assert found["modularity"] == pytest.approx(6 / 7 - 0.5)
    # cosine 1 within, 0 between; the agent alone is in no bloc
    assert found["polarisation"] == pytest.approx(1.0)


def test_polarisation_compares_all_pairs_of_agents() -> None:
    # bloc 0 = {0, 1, 2} of which 2 turned away, bloc 1 = {3, 4, 5} like 0 and 1
    state = world(6, (0, 1, 2), (3, 4, 5), (2, 3))
    state.agents["goal"][2] = (-1.0, 0.0, 0.0)
    # within: (1 − 1 − 1) + (1 + 1 + 1) of six pairs = 1/3; between: 6 pairs at 1 and 3 at −1 of
    # nine = 1/3
    assert final(state)["polarisation"] == pytest.approx(0.0)


def test_one_bloc_is_not_polarised() -> None:
    found = final(world(3, (0, 1, 2)))
    assert (found["blocs"], found["largest_bloc"]) == (1, 1.0)
    assert math.isnan(found["polarisation"])


def test_by_strategy() -> None:
    state = kite()
    agents = state.agents
    agents["strategy"] = (0, 0, 0, 1)
    agents["payoff"], agents["fitness"] = (1.0, 2.0, 3.0, 5.0), (2.0, 2.0, 5.0, 4.0)
    agents["maintained"] = (0, 1, 5, 3)
    tie(state, 2, 3)["kept"] = 2.0  # ¾; everybody else is trusted by one half
    found = by_strategy(state, 3)
    assert found["share"].tolist() == [0.75, 0.25, 0.0]
    assert found["payoff"].tolist() == pytest.approx([2.0, 5.0, math.nan], nan_ok=True)
    assert found["fitness"].tolist() == pytest.approx([3.0, 4.0, math.nan], nan_ok=True)
    assert found["memberships"].tolist() == pytest.approx([4 / 3, 1.0, math.nan], nan_ok=True)
    assert found["allies"].tolist() == pytest.approx([7 / 3, 1.0, math.nan], nan_ok=True)
    assert found["trust_received"].tolist() == pytest.approx([0.5, 0.75, math.nan], nan_ok=True)
    assert found["maintenance"].tolist() == pytest.approx([2.0, 3.0, math.nan], nan_ok=True)


def test_averages_of_each_agent() -> None:
    totals = Totals()
    first, second = kite(), world(4, (0, 1))
    first.agents["payoff"], second.agents["payoff"] = (1, 1, 4, 0), (3, 1, 0, 0)
    first.agents["maintained"], second.agents["maintained"] = (1, 0, 0, 0), (2, 0, 0, 0)
    first.agents["won"] = (True, True, True, False)
    second.agents["won"] = (True, False, False, False)
    tie(first, 1, 0)["kept"], tie(second, 1, 0)["kept"] = 2.0, 8.0  # ¾, then .9
    totals.add(first)
    totals.add(second)
    found = totals.columns()
    assert found["mean_payoff"].tolist() == [2.0, 1.0, 2.0, 0.0]
    assert found["mean_allies"].tolist() == [1.5, 1.5, 1.5, 0.5]
    assert found["mean_memberships"].tolist() == [1.0, 1.0, 1.0, 0.5]
    assert found["votes_won"].tolist() == [1.0, 0.5, 0.5, 0.0]
    assert found["maintenance"].tolist() == [1.5, 0.0, 0.0, 0.0]
    # 0 was trusted by 1 (¾) and 2 (½), then by 1 (.9); the others by one half throughout
    assert found["trust_received"].tolist() == pytest.approx([2.15 / 3, 0.5, 0.5, 0.5])
    # payoffs 0 1 2 2: the 16 differences add up to 14; 14/16 ÷ (2·5/4)
    outcome = period(totals)
    assert outcome["inequality"] == pytest.approx(0.35)
    # allies 1.5 1.5 1.5 .5 and votes 1 ½ ½ 0: deviations ¼ ¼ ¼ −¾ and ½ 0 0 −½
    assert outcome["voice_correlation"] == pytest.approx(0.5 / math.sqrt(0.75 * 0.5))


def test_without_decisions_no_votes_are_won() -> None:
    totals = Totals()
    totals.add(kite())
    assert np.isnan(totals.columns()["votes_won"]).all()
    assert math.isnan(period(totals)["voice_correlation"])


def test_who_never_had_an_ally_was_never_trusted() -> None:
    totals = Totals()
    totals.add(world(3, (0, 1)))
    assert totals.columns()["trust_received"].tolist() == pytest.approx(
        [0.5, 0.5, math.nan], nan_ok=True
    )


def test_lives() -> None:
    # five memberships of a run of 300 weeks: two end after 2 weeks, one after 60, one is absorbed
    # after 80, one still runs after 290
    table = memberships(
        (0, 2, LEFT),
        (5, 7, EXPELLED),
        (10, 70, DISSOLVED),
        (20, 100, ABSORBED),
        (10, -1, RUNNING),
    )
    found = lives(table, alliance_lives((0, 2, LEFT), (10, -1, RUNNING)), 300)
    # S = 1 for t < 2, 3/5 for 2 ≤ t < 60, 2/5 from then on
    assert found["lifetime"] == pytest.approx(2 + 58 * 3 / 5 + 44 * 2 / 5)
    assert found["median_life"] == 60
    assert found["survival_200"] == pytest.approx(2 / 5)
    # S of alliances: 1 for t < 2, then ½
    assert found["alliance_lifetime"] == pytest.approx(2 + 102 / 2)
    assert found["hazard_ratio"] == pytest.approx(found["hazard_young"] / found["hazard_old"])
    assert found["hazard_young"] > 5 * found["hazard_old"] > 0


def test_a_median_that_was_not_reached_does_not_exist() -> None:
    found = lives(
        memberships((0, 2, LEFT), (0, -1, RUNNING), (0, -1, RUNNING)),
        alliance_lives((0, -1, RUNNING)),
        50,
    )
    assert math.isnan(found["median_life"])
    # nobody was watched for longer than 50 weeks
    assert math.isnan(found["lifetime"])
    assert math.isnan(found["survival_200"])
    assert math.isnan(found["hazard_old"])
    assert math.isnan(found["hazard_ratio"])
