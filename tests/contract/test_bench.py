"""The benchmark as a program: it measures, says what is met, and draws; how fast is not tested."""

import json

import numpy as np
import pandas as pd
import pytest

from benchmarks.figure import costs
from benchmarks.measure import compare
from benchmarks.scaling import table
from benchmarks.targets import at_least, at_most, told


def test_a_promise_is_met_or_not() -> None:
    assert at_least("speed", 40, 40.0, "×").met
    assert not at_least("speed", 40, 39.9, "×").met
    assert at_most("memory", 6, 6.0, "kB").met
    assert not at_most("memory", 6, 6.1, "kB").met
    assert at_most("memory", 6, 5.3, "kB").target == "≤ 6 kB"
    assert json.loads(json.dumps(at_most("memory", 6, np.float64(5.3), "kB").as_data()))["met"]
    table = told([at_least("speed", 40, 39.9, "×"), at_most("a long name", 6, 5.3, "frames/s")])
    assert table.splitlines() == [
        "what         target             measured  met",
        "speed        ≥ 40 ×               39.9 ×  NO",
        "a long name  ≤ 6 frames/s   5.3 frames/s  yes",
    ]


@pytest.mark.slow
def test_objects_and_tables_are_measured_and_drawn() -> None:
    timed = compare(12, repeats=2)
    assert [t.model for t in timed] == ["tables", "objects", "objects on Mesa's random"]
    assert all(0.0 < t.low <= t.median <= t.high for t in timed)
    cost = table([12], [])  # in a process of its own
    assert cost["kilobytes"].between(1, 20).all()
    figure = costs(pd.concat([cost, pd.DataFrame([t.as_data() for t in timed])]))
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Time an agent-week", "Memory"]
