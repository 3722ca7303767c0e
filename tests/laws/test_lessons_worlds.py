"""The page shows the model: the same weeks as `simulate`, whatever is dropped or turned."""

import tomllib

import numpy as np
import pytest

from experiments.config.reader import read_experiment
from experiments.runs.plan import planned
from experiments.runs.runner import Stage, simulated
from experiments.runs.snapshot import laid
from lessons.exports import config_text
from lessons.feed import MOST_NEWS, Feed
from lessons.frames import edges_of, frame_of
from lessons.inspect import agent_in
from lessons.lesson import all_lessons
from lessons.play import WEEKS, Play
from lessons.setup import Setup, World, of_lesson
from lessons.worlds import Worlds
from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import PRESETS, mix_from
from sim.state.histories import EXPELLED, LEFT
from tests.engine_invariants import hold

MEASURED = ("payoff", "trust", "memberships", "conflicts")


def test_dropping_what_has_ended_changes_nothing() -> None:
    mix = {"balanced": 0.5, "shirker": 0.5}
    whole = TableModel({"population.agents": 40}, mix, rng=3)
    tidied = TableModel({"population.agents": 40}, mix, rng=3)
    for week in range(1, 61):
        whole.step()
        tidied.step()
        if week % 7 == 0:
            tidied.forget()
            hold(tidied)
    a, b = whole.state(), tidied.state()
    assert np.array_equal(a.agents, b.agents)
    for name in set(a.ties.dtype.names) - {"alliance"}:
        assert np.array_equal(a.ties[name], b.ties[name]), name
    assert np.array_equal(a.alliances["members"], b.alliances["members"])
    assert np.array_equal(a.alliances["formed"], b.alliances["formed"])
    memberships, lives = tidied.history_tables()
    assert len(lives) < 0.5 * whole.world.counts[1]
    assert len(memberships) < len(whole.history_tables()[0])


def test_the_news_are_the_histories_whenever_they_are_read() -> None:
    model = TableModel({"population.agents": 12}, {"balanced": 0.5, "shirker": 0.5}, rng=2)
    weekly, seldom = Feed(model), Feed(model)
    told = []
    for week in range(1, 61):
        model.step()
        told += weekly.take(model)
        if week % 20 == 0:
            since = [one for one in told if one["week"] > week - 20]
            assert seldom.take(model) == since[-MOST_NEWS:]
    memberships, lives = model.history_tables()
    kinds = [one["kind"] for one in told]
    assert kinds.count("founded") == len(lives)
    assert kinds.count("joined") == len(memberships) - 2 * len(lives)
    assert kinds.count("left") == (memberships["how"] == LEFT).sum() > 0
    assert kinds.count("expelled") == (memberships["how"] == EXPELLED).sum()
    left = [one for one in told if one["kind"] == "left" and one["other"]]
    for one in left:
        ended = memberships[memberships["ended"] == one["week"]]
        seats = [one[which]["agent"] for which in ("who", "other")]
        theirs = [set(ended["alliance"][ended["agent"] == seat]) for seat in seats]
        assert theirs[0] & theirs[1]
    assert left


@pytest.mark.parametrize("name", ["check-ins", "trust-slow-to-build", "reciprocity"])
def test_an_exported_config_makes_the_same_weeks(name: str, tmp_path) -> None:
    worlds = Worlds(of_lesson(all_lessons()[name], seed=4), (*MEASURED, "share:strategy"))
    worlds.go(15, 60.0)
    for value in (0.2, 0.1):  # turned twice in one week: the last counts
        for side in worlds.sides:
            side.turn("support.slip", value)
    worlds.go(10, 60.0)
    worlds.sides[1].turn("support.hardship", 0.5)
    worlds.go(15, 60.0)
    text = config_text(worlds.now(), worlds.week, "What?")
    assert len(tomllib.loads(text)["arm"]) == 2
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    experiment = read_experiment(file)
    plan = planned(experiment)
    inputs = laid(plan.inputs, tmp_path / "inputs")
    tasks = [plan.task(run) for run in range(len(plan.table))]
    assert len(tasks) == 2
    for task, side in zip(tasks, worlds.sides, strict=True):
        run = simulated(inputs, task, experiment.record, Stage())
        measured, by = side.take_measured()
        for outcome in MEASURED:
            shown, ran = measured[outcome], run.series[outcome].to_numpy()
            assert len(shown) == len(ran) == 40
            np.testing.assert_array_equal(shown, ran)
        rows = run.by_strategy["share"].to_numpy().reshape(40, -1)
        np.testing.assert_array_equal(by["share"], rows)


def test_one_world_can_be_exported_too(tmp_path) -> None:
    world = World(Parameters().updated({"population.agents": 12}), mix_from("balanced"))
    file = tmp_path / "one.toml"
    file.write_text(config_text(Setup(2, (world,)), 0, ""), encoding="utf-8")
    assert read_experiment(file).weeks == 1


def test_the_same_choices_have_the_same_end_and_others_another() -> None:
    play = Play(2)
    for _ in range(WEEKS):
        play.week({"work": play.acts}, [])
    found = play.comparison()
    assert set(found["strategies"]) == set(PRESETS)
    again = Play(2)
    for _ in range(WEEKS):
        again.week({"work": again.acts}, [])
    assert again.payoffs == found["you"]
    other = Play(2)
    for _ in range(WEEKS):
        allies = [ally["agent"] for ally in other.situation()["allies"]]
        other.week({"check_in": other.acts}, allies)
    assert other.payoffs != found["you"]
    with pytest.raises(BadInput, match="over"):
        other.week({}, [])


def test_who_is_compared_lives_the_same_weeks() -> None:
    """Put back its own strategy, and the agent's weeks are those of an untouched world."""
    play = Play(1)
    own = play._begun.mix[int(play._begun.world.agents["strategy"][play.row])][0].name
    untouched = TableModel(**play._arguments())
    payoffs = []
    for _ in range(WEEKS):
        play.week({"work": play.acts}, [])
        untouched.step()
        payoffs.append(round(float(untouched.world.agents["payoff"][play.row]), 4))
    assert play.comparison()["strategies"][own] == payoffs


def test_people_who_come_and_go_are_drawn_in_their_seats() -> None:
    world = World(
        Parameters().updated(
            {"population.agents": 12, "turnover.exit": 0.1, "turnover.entry": 0.5}
        ),
        mix_from("balanced"),
        (),
    )
    worlds = Worlds(Setup(3, (world,), ()), MEASURED)
    for _ in range(40):
        worlds.go(1, 60.0)
        (side,) = frame_of(worlds)["sides"]
        state = worlds.sides[0].state
        there = np.array(side["strategy"]) >= 0
        assert there.tolist() == state.seats["present"].tolist()
        assert np.sum(side["allies"]) == len(state.ties)
        ids = np.array(side["generations"]) * 12 + np.arange(12)
        assert ids[there].tolist() == state.agents["id"].tolist()
        edges = edges_of(worlds.sides[0])
        pairs = {(int(a) % 12, int(b) % 12) for a, b in state.ties[["agent", "other"]].tolist()}
        assert {(int(a), int(b)) for a, b in edges[["a", "b"]].tolist()} == {
            (a, b) for a, b in pairs if a < b
        }
        for seat in range(12):
            if there[seat]:
                found = agent_in(worlds.sides[0], seat)
                assert found["generation"] * 12 + found["agent"] == ids[seat]
            else:
                with pytest.raises(BadInput, match="nobody is there"):
                    agent_in(worlds.sides[0], seat)
    assert max(side["generations"]) > 1
