"""Objects and tables side by side: the same worlds, compared after every week."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from sim.engine.model import TableModel
from sim.objects.model import AllianceModel
from sim.state.log import Logged
from sim.state.tables import State

#: Notes that both keep of a week: more than most weeks have, fewer than some.
ROOM = 200

Model = AllianceModel | TableModel
#: Decides for agents of a model before a week.
Hand = Callable[[Model, int], None]


def differences(objects: State, tables: State) -> list[str]:
    """Return a line for every column in which two states differ, if only in a last bit."""
    lines = []
    for table in ("agents", "ties", "alliances", "seats"):
        ours, theirs = getattr(objects, table), getattr(tables, table)
        if len(ours) != len(theirs):
            lines.append(f"{table}: {len(ours)} rows in objects, {len(theirs)} in tables")
            continue
        for name in ours.dtype.names:
            a, b = ours[name], theirs[name]
            same = a == b
            if not same.all():
                row = np.argwhere(~same)[0][0]
                lines.append(f"{table}.{name}: {(~same).sum()} differ, first {ours[row]}: {b[row]}")
    for name, count in objects.tally.items():
        if count != tables.tally[name]:
            lines.append(f"tally {name}: {count} in objects, {tables.tally[name]} in tables")
    if objects.serial != tables.serial:
        lines.append(f"serial: {objects.serial} in objects, {tables.serial} in tables")
    return lines


def logs_differ(objects: Logged, tables: Logged) -> list[str]:
    """Return a line for every column in which two logs differ."""
    ours, theirs = objects.notes, tables.notes
    if (len(ours), objects.dropped) != (len(theirs), tables.dropped):
        counts = [f"{len(log.notes)} notes, {log.dropped} dropped" for log in (objects, tables)]
        return [f"log: {counts[0]} in objects, {counts[1]} in tables"]
    columns = ours.dtype.names or ()
    return [f"log {name}" for name in columns if not np.array_equal(ours[name], theirs[name])]


def compare(
    parameters: Mapping[str, Any],
    strategies: Any = "balanced",
    *,
    seed: int = 1,
    weeks: int = 20,
    events: Iterable[Mapping[str, Any]] = (),
    hand: Hand | None = None,
) -> TableModel:
    """Run both for some weeks; fail at the first week in which they differ.

    ``hand`` may decide for agents of either before every week.
    """
    events = list(events)
    objects = AllianceModel(parameters, strategies, rng=seed, events=events)
    tables = TableModel(parameters, strategies, rng=seed, events=events)
    for model in (objects, tables):
        model.log(ROOM)
    assert differences(objects.state(), tables.state()) == []
    for week in range(1, weeks + 1):
        for model in (objects, tables):
            if hand is not None:
                hand(model, week)
            model.step()
        found = differences(objects.state(), tables.state())
        found += logs_differ(objects.logged(), tables.logged())
        assert objects.steering.answers == tables.steering.answers
        assert objects.steering.plans == tables.steering.plans
        assert not found, "\n".join([f"week {week}:", *found])
        for ours, theirs in zip(objects.history_tables(), tables.history_tables(), strict=True):
            assert np.array_equal(ours, theirs), f"week {week}: histories"
        assert np.array_equal(objects.stays(), tables.stays()), f"week {week}: stays"
    return tables
