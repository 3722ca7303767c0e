"""What is measured by kernels is what it says, whichever implementation the tables come from."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.model import TableModel
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix
from sim.measures.outcomes import week
from sim.measures.strategies import by_strategy
from sim.measures.tables import Tables
from sim.measures.totals import Totals
from sim.objects.model import AllianceModel
from sim.simulation import simulate
from sim.state.tables import State
from tests import generated
from tests.equal import reference_outcomes as reference
from tests.states import world

#: What adding up in another order may change.
ROUNDING: dict[str, Any] = {"rel": 1e-11, "abs": 1e-12, "nan_ok": True}
#: People come and go: seats are empty, somebody is new, nobody is left.
COMING_AND_GOING = [
    {"turnover.exit": 0.1, "turnover.entry": 0.3},
    {"turnover.exit": 0.4, "turnover.entry": 0.02},
    {"turnover.exit": 0.6, "turnover.entry": 0.0},
]


def bits(found: dict[str, float]) -> dict[str, str]:
    """Return values as text that tells every bit, but of all NaN the same."""
    return {name: float(value).hex() for name, value in found.items()}


def is_as_the_reference_has_it(state: State, strategies: int) -> None:
    found, expected = week(state), reference.weekly(state)
    assert {name: found[name] for name in expected} == pytest.approx(expected, **ROUNDING)
    columns = by_strategy(state, strategies)
    for number in range(strategies):
        theirs = {name: float(column[number]) for name, column in columns.items()}
        assert theirs == pytest.approx(reference.by_strategy(state, number), **ROUNDING)


def is_the_same_from_tables(model: TableModel, strategies: int) -> None:
    tables, state = Tables(model.world, model.handle), model.state()
    assert bits(week(tables)) == bits(week(state))
    ours, theirs = by_strategy(tables, strategies), by_strategy(state, strategies)
    for name, column in ours.items():
        assert np.array_equal(column, theirs[name], equal_nan=True), name


@settings(max_examples=25, deadline=None)
@given(generated.parameters(), generated.mixes(), st.integers(0, 99), st.integers(1, 12))
def test_any_week_of_any_world(parameters: Parameters, mix: Mix, seed: int, weeks: int) -> None:
    model = TableModel(parameters, mix, rng=seed)
    for _ in range(weeks):
        model.step()
    is_as_the_reference_has_it(model.state(), len(mix))
    is_the_same_from_tables(model, len(mix))


@pytest.mark.parametrize("settings", COMING_AND_GOING)
def test_weeks_in_which_seats_are_empty(settings: dict[str, float]) -> None:
    model = TableModel({"population.agents": 30, **settings}, {"balanced": 0.5, "shirker": 0.5})
    ours, theirs, states = Totals(), Totals(), []
    for _ in range(25):
        model.step()
        states.append(model.state())
        is_as_the_reference_has_it(states[-1], 2)
        is_the_same_from_tables(model, 2)
        ours.add(Tables(model.world, model.handle))
        theirs.add(states[-1])
    assert np.array_equal(ours.ids, theirs.ids)
    columns, others = ours.columns(), theirs.columns()
    for name in columns:
        assert np.array_equal(columns[name], others[name], equal_nan=True), name
    for row, id_ in enumerate(ours.ids.tolist()):
        found = {name: float(column[row]) for name, column in columns.items()}
        assert found == pytest.approx(reference.of_a_person(states, id_), **ROUNDING)


@pytest.mark.parametrize("agents", [0, 1])
def test_a_world_of_nobody_and_of_one(agents: int) -> None:
    is_as_the_reference_has_it(world(agents), 1)
    assert math.isnan(week(world(agents))["payoff"]) == (agents == 0)


def test_objects_are_measured_as_the_tables_of_the_same_state() -> None:
    parameters = {"population.agents": 24, "turnover.exit": 0.05, "turnover.entry": 0.5}
    objects = AllianceModel(parameters, rng=3)
    totals, others = Totals(), Totals()
    for _ in range(15):
        objects.step()
        without = objects.state(acquaintances=False)
        tables = TableModel(parameters, rng=3, state=objects.state(), histories=objects.histories)
        measured = Tables(tables.world, tables.handle)
        assert bits(week(without)) == bits(week(measured))
        totals.add(without)
        others.add(measured)
    for name in ("ids", "weeks", "payoff", "trust"):
        assert np.array_equal(getattr(totals, name), getattr(others, name))


def test_a_run_by_objects_is_one_by_tables() -> None:
    world = {"population.agents": 24, "learn.rule": "fermi", "turnover.exit": 0.05}
    mix = {"networker": 0.5, "shirker": 0.5}
    objects, tables = (
        simulate(world, mix, seed=2, weeks=20, implementation=way) for way in ("objects", "tables")
    )
    for name in ("series", "by_strategy", "agents", "people"):
        assert getattr(objects, name).equals(getattr(tables, name)), name
    assert bits(objects.outcomes) == bits(tables.outcomes)


def test_measuring_changes_nothing() -> None:
    parameters = {"population.agents": 30, "learn.rule": "fermi", "turnover.exit": 0.05}
    watched, alone = (TableModel(parameters, rng=8) for _ in range(2))
    totals = Totals()
    for _ in range(20):
        for model in (watched, alone):
            model.step()
        tables = Tables(watched.world, watched.handle)
        week(tables), by_strategy(tables, 1), totals.add(tables)
    ours, theirs = watched.state(), alone.state()
    for name in ("agents", "ties", "alliances"):
        assert getattr(ours, name).tobytes() == getattr(theirs, name).tobytes(), name
