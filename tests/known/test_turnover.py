"""People who come and go, worked out on paper."""

from pathlib import Path

import numpy as np
import pytest

from sim import simulate
from sim.errors import BadInput
from sim.objects.model import AllianceModel
from sim.rules.draws import ENTRY, EXIT
from sim.state.histories import DISSOLVED, EXITED, LEFT, NO_CAUSE, RUNNING, in_words
from sim.state.seats import IDS, name_of, next_id
from sim.state.start import newcomers
from tests.worlds import Scripted, world

GOES, STAYS = (0.04,), (0.06,)
LEAVING = {"turnover__exit": 0.05}


def left(model: Scripted) -> list[int]:
    return [agent.id for agent in model.population]


def test_who_leaves_is_gone_from_alliances_memories_and_offers() -> None:
    luck = {(EXIT,): STAYS, (EXIT, 1): GOES}
    model = world(4, (0, 1, 2), (1, 3), acquainted=[(3, 0)], luck=luck, turnover__entry=0.0,
                  **LEAVING)  # fmt: skip
    a, b, c, d = model.population
    a.introducer, c.introducer = b, d
    model.turnover()
    assert left(model) == [0, 2, 3]
    assert [agent.seat for agent in model.population] == [0, 2, 3]
    assert [m.id for m in model.alliances[0].members] == [0, 2]
    assert len(model.alliances) == 1
    assert not any(1 in agent.ties for agent in (a, c, d))
    assert set(d.ties) == {0}
    assert (a.introducer, c.introducer) == (None, d)
    assert d.memberships == []
    memberships, lives = model.histories.tables()
    # of the three 1 exits; the pair ends with it, and censors the life of the one left alone
    ended = {(r["alliance"], r["agent"]): (r["how"], r["cause"], r["ended"]) for r in memberships}
    assert ended[0, 1] == ended[1, 1] == ended[1, 3] == (EXITED, NO_CAUSE, 10)
    assert ended[0, 0] == ended[0, 2] == (RUNNING, NO_CAUSE, -1)
    assert lives[1][["ended", "how", "cause", "ended_by"]].tolist() == (10, EXITED, NO_CAUSE, 1)
    assert model.tally["dissolved"] == 1
    assert model.tally["left"] == 0
    assert model.stays().tolist() == [(0, 0, 0, -1), (1, 1, 0, 10), (2, 2, 0, -1), (3, 3, 0, -1)]
    state = model.state()
    assert state.agents["id"].tolist() == [0, 2, 3]
    assert state.seats["present"].tolist() == [True, False, True, True]


def test_of_several_who_leave_the_first_seat_ends_what_they_had() -> None:
    luck = {(EXIT,): GOES, (EXIT, 0): STAYS}
    model = world(4, (0, 1, 2), (1, 3), luck=luck, turnover__entry=0.0, **LEAVING)
    model.turnover()
    _, lives = model.histories.tables()
    assert lives["ended_by"].tolist() == [1, 1]
    assert set(model.histories.tables()[0]["how"]) == {EXITED}
    assert left(model) == [0]


def test_a_newcomer_begins_as_in_week_0_with_the_fitness_of_somebody() -> None:
    luck = {(EXIT,): STAYS, (EXIT, 2): GOES, (ENTRY,): (0.3, 0.99, 0.5, 0.5)}
    model = world(3, (0, 1), luck=luck, turnover__entry=0.4, **LEAVING)
    model.population[0].fitness = 0.7
    model.turnover()
    assert left(model) == [0, 1, 5]  # .3 < .4: seat 2 has its second, and .3·3 is seat 0
    newcomer = model.by_id[5]
    (drawn,) = newcomers(model.parameters, model.seed, np.array([5]))
    for name in ("reliability", "openness", "attention", "standing", "work"):
        assert getattr(newcomer, name) == drawn[name]
    assert newcomer.goal == tuple(drawn["goal"].tolist())
    assert newcomer.stock == tuple(drawn["stock"].tolist())
    assert (newcomer.seat, newcomer.fitness, newcomer.ties) == (2, 0.7, {})
    assert model.stays().tolist()[-1] == (5, 2, 10, -1)


def test_an_empty_seat_is_drawn_again_for_somebody() -> None:
    # the first of the block is seat 2 itself, which is empty, the second is seat 1
    luck = {(EXIT,): STAYS, (EXIT, 2): GOES, (ENTRY,): (0.3,), (ENTRY, 5, 0, 1): (0.9, 0.5)}
    model = world(3, luck=luck, turnover__entry=0.4, **LEAVING)
    model.population[1].fitness = 0.9
    model.turnover()
    assert model.by_id[5].fitness == 0.9


@pytest.mark.parametrize(("rule", "taken"), [("off", 0), ("fermi", 1)])
def test_where_strategies_are_learnt_it_has_that_of_the_same_one(rule: str, taken: int) -> None:
    luck = {(EXIT,): STAYS, (EXIT, 2): GOES, (ENTRY,): (0.3, 0.99, 0.5, 0.5)}
    mix = {"balanced": 0.5, "shirker": 0.5}
    model = world(3, luck=luck, strategies=mix, learn__rule=rule, turnover__entry=0.4, **LEAVING)
    model.population[0].strategy_number = 1
    model.turnover()
    assert model.by_id[5].strategy_number == taken


def test_nobody_comes_to_a_seat_that_is_not_empty_or_with_turnover_off() -> None:
    model = world(3, luck={}, turnover__entry=1.0)
    model.turnover()  # nothing was drawn
    model = world(3, luck={}, turnover__exit=1.0, off=("turnover",))
    model.turnover()
    assert left(model) == [0, 1, 2]


def test_a_listed_seat_is_its_persons_for_good(tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("name,from,until\n0,,3\n1,2,\n2,1,1\n")
    settings = {"population.agents": 4, "population.presence": str(tmp_path / "who.csv")}
    model = AllianceModel({**settings, "turnover.exit": 1.0}, rng=3)
    there = [[agent.id for agent in model.population]]
    for _ in range(5):
        model.step()
        there.append([agent.id for agent in model.population])
    # seat 3 alone is not on the list: its agents leave every week, and others come
    assert there == [[0, 3], [0, 2, 7], [0, 1, 11], [0, 1, 15], [1, 19], [1, 23]]
    stays = {(r["agent"], r["came"], r["gone"]) for r in model.stays()}
    assert stays == {
        (0, 0, 4), (1, 2, -1), (2, 1, 2), (3, 0, 1), (7, 1, 2), (11, 2, 3), (15, 3, 4), (19, 4, 5),
        (23, 5, -1),
    }  # fmt: skip


def test_ties_with_somebody_not_yet_there_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("name;from\nMedici;1\n")
    network = {"population.network": "networkx:florentine_families"}
    who = {"population.presence": str(tmp_path / "who.csv")}
    run, without = simulate(network, seed=1, weeks=1), simulate({**network, **who}, seed=1, weeks=1)
    before = run.histories.query("formed == 0")
    after = without.histories.query("formed == 0")
    assert (len(before), len(after)) == (20, 14)  # the Medici have six
    assert without.agents["name"].tolist() == run.agents["name"].tolist()
    assert without.people.query("name == 'Medici'")["came"].tolist() == [1]


def test_names_of_those_who_follow_take_the_next_number_that_is_free() -> None:
    firsts = ["Ann", "Bob", "Ann 2"]
    assert [name_of(id_, 3, firsts) for id_ in (0, 3, 6)] == ["Ann", "Ann 3", "Ann 4"]
    assert [name_of(id_, 3, firsts) for id_ in (1, 4, 7)] == ["Bob", "Bob 2", "Bob 3"]
    assert [name_of(id_, 3, firsts) for id_ in (2, 5)] == ["Ann 2", "Ann 2 2"]
    assert name_of(7, 3, None) == "7"


def test_ids_are_words_of_32_bits() -> None:
    assert next_id(IDS - 4, False, 3) == IDS - 1
    assert next_id(5, True, 3) == 5
    with pytest.raises(BadInput, match="ids have run out"):
        next_id(IDS - 3, False, 3)


def test_a_run_says_who_was_there_and_averages_over_the_weeks_they_were() -> None:
    settings = {"population.agents": 20, "turnover.exit": 0.1, "turnover.entry": 0.5}
    run = simulate(settings, seed=4, weeks=30, warmup=10)
    people = run.people
    assert len(people) > 40
    assert set(run.agents["id"]) == set(people.query("gone < 0")["agent"])
    weeks = (people["gone"].where(people["gone"] >= 0, 31) - people["came"].clip(lower=11)).clip(0)
    measured = run.totals.columns(people["agent"].to_numpy())["mean_payoff"]
    assert np.array_equal(np.isfinite(measured), weeks > 0)
    assert run.totals.weeks.sum() == weeks.sum()
    exits = run.memberships.query("how == 'exited'")
    assert len(exits)
    assert (exits["cause"] == "").all()


def test_inequality_weighs_people_by_the_weeks_they_were_there() -> None:
    from sim.measures.arrays import gini
    from sim.measures.pairs import correlation

    values = np.array([1.0, 3.0, 3.0, 5.0])
    twice = np.array([1.0, 3.0, 5.0])
    assert gini(twice, np.array([0.5, 1.0, 0.5])) == pytest.approx(gini(values, np.ones(4)))
    x, y = np.array([1.0, 2.0, 4.0]), np.array([2.0, 1.0, 5.0])
    assert correlation(x, y, np.array([1.0, 2.0, 1.0])) == pytest.approx(
        correlation(x[[0, 1, 1, 2]], y[[0, 1, 1, 2]])
    )


@pytest.mark.parametrize("implementation", ["objects", "tables"])
def test_a_world_of_one_and_of_nobody_goes_on(implementation: str, tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("name,from,until\n0,,4\n1,,2\n2,,2\n")
    settings = {"population.agents": 3, "population.presence": str(tmp_path / "who.csv")}
    for rule in ("fermi", "death_birth"):
        run = simulate(
            {**settings, "learn.rule": rule, "learn.rate": 1.0, "learn.allies": 0.0},
            seed=1, weeks=6, warmup=0, implementation=implementation,
        )  # fmt: skip
        payoff = run.series["payoff"]
        assert np.isfinite(payoff[:4]).all()
        assert np.isnan(payoff[4:]).all()
        assert np.isnan(run.series["density"][2:]).all()
        assert np.isfinite(run.outcomes["payoff"])
        assert len(run.agents) == 0
        assert len(run.graph()) == 0
    assert DISSOLVED not in run.membership_table["how"]
    assert LEFT not in run.membership_table["how"] or run.weeks == 6


def test_states_and_runs_with_people_gone_come_back_as_they_were(tmp_path: Path) -> None:
    from sim.run import Run

    settings = {"population.agents": 20, "turnover.exit": 0.1, "turnover.entry": 0.5}
    for implementation in ("objects", "tables"):
        half = simulate(settings, seed=4, weeks=10, warmup=2, implementation=implementation)
        again = Run.load(half.save(tmp_path / f"{implementation}.npz"))
        whole = simulate(settings, seed=4, weeks=20, warmup=2, implementation=implementation)
        on = simulate(start=again, weeks=20, implementation=implementation)
        assert on.people.equals(whole.people)
        assert on.agents.equals(whole.agents)
        assert on.outcomes == pytest.approx(whole.outcomes, nan_ok=True, rel=0, abs=0)


def test_in_words_an_exit_is_censored() -> None:
    run = simulate({"population.agents": 20, "turnover.exit": 0.3}, seed=4, weeks=10)
    words = in_words(run.membership_table)
    from sim.measures.lifetimes import CENSORED

    assert "exited" in set(words["how"])
    assert "exited" in CENSORED
