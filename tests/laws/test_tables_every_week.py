"""Laws of the engine's own tables, every week of any small world."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.model import TableModel
from sim.engine.world import FREE, World
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix
from tests.engine_invariants import hold
from tests.generated import mixes, parameters, seeds


@settings(max_examples=50, deadline=None)
@given(parameters(), mixes(), seeds, st.integers(1, 12))
def test_the_invariants_of_the_tables_hold(
    settings: Parameters, mix: Mix, seed: int, weeks: int
) -> None:
    model = TableModel(settings, mix, rng=seed)
    model.log(30)
    hold(model)
    for week in range(weeks):
        for agent in model.who_is_there()[week % 2 :: 2]:
            model.plan(agent, {"work": 0.5, "offer": 0.5} if week % 3 else None)
        for asked, asking in pairwise(model.who_is_there()):
            model.answer(asked, asking, week / weeks)
        model.step()
        hold(model)
    model.state()  # settles what fades later
    hold(model)


def _points_back_wrongly(world: World) -> None:
    world.ties["back"][_sociable(world), 0] += 1


def _is_known_twice(world: World) -> None:
    i = _sociable(world)
    world.known[i, 1] = world.known[i, 0]


def _disagrees_on_rapport(world: World) -> None:
    world.ties["rapport"][_sociable(world), 0] = 0.123


def _is_free_and_used(world: World) -> None:
    world.free[world.counts[FREE]] = world.member_of[_sociable(world), 0]
    world.counts[FREE] += 1


def _has_ended_in_the_books(world: World) -> None:
    a = world.member_of[_sociable(world), 0]
    world.memberships["ended"][world.logged[a, 0]] = 3


def _has_the_plan_of_nobody(world: World) -> None:
    world.plans[0] = 1.0


def _is_no_number(world: World) -> None:
    world.ties["gain"][_sociable(world), 0] = float("nan")


def _sociable(world: World) -> int:
    return int(world.agents["n_allies"].argmax())


@pytest.mark.parametrize(
    "spoil",
    [
        _points_back_wrongly,
        _is_known_twice,
        _disagrees_on_rapport,
        _is_free_and_used,
        _has_ended_in_the_books,
        _has_the_plan_of_nobody,
        _is_no_number,
    ],
)
def test_the_invariants_notice_what_is_wrong(spoil: Callable[[World], None]) -> None:
    model = TableModel({"population.agents": 20}, rng=1)
    for _ in range(20):
        model.step()
    hold(model)
    spoil(model.world)
    with pytest.raises(AssertionError):
        hold(model)
