"""Laws of room: how much tables have, and how often what has ended is dropped, changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import transfer
from sim.engine.model import TableModel
from sim.engine.world import FREE, GONE, LOGGED, SERIAL
from sim.errors import BadInput
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix
from sim.state.seats import IDS
from tests.engine_invariants import hold
from tests.generated import mixes, parameters, seeds
from tests.invariants import differences

COMING_AND_GOING = {"turnover.exit": 0.1, "turnover.entry": 0.5}


def as_full_as_can_be(model: TableModel) -> None:
    """Leave no room for one more life, membership, stay or alliance."""
    world = model.world
    for size, count in (("lives", SERIAL), ("logged", LOGGED), ("stays", GONE)):
        world = transfer._resized(world, size, int(world.counts[count]))
    used = len(world.rosters) - int(world.counts[FREE])
    if not world.counts[FREE] or world.free[: world.counts[FREE]].min() == used:
        world.counts[FREE] = 0
        world = transfer._resized(world, "rows", used)
    model._hold(world)


@settings(max_examples=20, deadline=None)
@given(parameters(), mixes(), seeds, st.integers(1, 12))
def test_a_week_that_stops_for_room_is_the_week_that_had_it(
    drawn: Parameters, mix: Mix, seed: int, weeks: int
) -> None:
    drawn = drawn.updated(COMING_AND_GOING)
    ample, scarce = (TableModel(drawn, mix, rng=seed) for _ in range(2))
    for _ in range(weeks):
        as_full_as_can_be(scarce)
        ample.step()
        scarce.step()
        hold(scarce)
        assert differences(ample.state(), scarce.state()) == []
    for ours, theirs in zip(ample.history_tables(), scarce.history_tables(), strict=True):
        assert np.array_equal(ours, theirs)
    assert np.array_equal(ample.stays(), scarce.stays())


@settings(max_examples=20, deadline=None)
@given(parameters(), mixes(), seeds, st.integers(1, 12), st.integers(1, 4))
def test_forgetting_what_has_ended_changes_nothing(
    drawn: Parameters, mix: Mix, seed: int, weeks: int, every: int
) -> None:
    drawn = drawn.updated(COMING_AND_GOING)
    whole, tidied = (TableModel(drawn, mix, rng=seed) for _ in range(2))
    for week in range(1, weeks + 1):
        whole.step()
        tidied.step()
        if week % every == 0:
            tidied.forget()
            hold(tidied)
    a, b = whole.state(), tidied.state()
    assert np.array_equal(a.agents, b.agents)
    assert np.array_equal(a.seats, b.seats)
    numbers = a.alliances["alliance"]
    assert np.array_equal(np.searchsorted(numbers, a.ties["alliance"][a.ties["alliance"] >= 0]),
                          np.searchsorted(b.alliances["alliance"],
                                          b.ties["alliance"][b.ties["alliance"] >= 0]))  # fmt: skip
    for table, but in (("ties", {"alliance"}), ("alliances", {"alliance"})):
        for name in set(getattr(a, table).dtype.names) - but:
            assert np.array_equal(getattr(a, table)[name], getattr(b, table)[name]), name


def test_what_is_forgotten_takes_no_room() -> None:
    model = TableModel({"population.agents": 10, **COMING_AND_GOING}, rng=1)
    sizes = []
    for week in range(1, 401):
        model.step()
        if week % 20 == 0:
            model.forget()
            sizes.append([len(getattr(model.world, n)) for n in ("lives", "memberships", "gone")])
    assert sizes[2] == sizes[-1]
    assert model.stays()["gone"].max() == -1


def test_ids_run_out_with_a_sentence() -> None:
    model = TableModel({"population.agents": 4, "turnover.exit": 1.0, "turnover.entry": 1.0}, rng=1)
    model.world.ids[:] = np.arange(IDS - 4, IDS)
    with pytest.raises(BadInput, match="ids have run out: 4 seats can be taken 1,073,741,824"):
        model.step()
