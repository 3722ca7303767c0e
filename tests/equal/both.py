"""Objects and tables side by side: the same worlds, compared after every week."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.engine.model import TableModel
from sim.objects.model import AllianceModel
from sim.state.tables import State


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


def compare(
    parameters: Mapping[str, Any],
    strategies: Any = "balanced",
    *,
    seed: int = 1,
    weeks: int = 20,
    events: Iterable[Mapping[str, Any]] = (),
) -> TableModel:
    """Run both for some weeks; fail at the first week in which they differ."""
    events = list(events)
    objects = AllianceModel(parameters, strategies, rng=seed, events=events)
    tables = TableModel(parameters, strategies, rng=seed, events=events)
    assert differences(objects.state(), tables.state()) == []
    for week in range(1, weeks + 1):
        objects.step()
        tables.step()
        found = differences(objects.state(), tables.state())
        assert not found, "\n".join([f"week {week}:", *found])
        for ours, theirs in zip(objects.history_tables(), tables.history_tables(), strict=True):
            assert np.array_equal(ours, theirs), f"week {week}: histories"
        assert np.array_equal(objects.stays(), tables.stays()), f"week {week}: stays"
    return tables
