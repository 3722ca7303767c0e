"""Numbers and names in figures stay apart, and stand where what they are of is."""

import numpy as np
import pandas as pd
import pytest

from experiments.plots import style
from experiments.plots.comparison import differences
from experiments.plots.response import response
from experiments.plots.trajectories import trajectories
from tests.contract.test_plots import stay_apart


@pytest.mark.parametrize("width", [3.2, 4.4, 7.2])
@pytest.mark.parametrize("least", [-0.19, -0.0019, -190_000.0, 12.25])
def test_numbers_along_an_axis_stay_apart_and_zero_stays(least: float, width: float) -> None:
    numbers = {"difference": [0.0, least], "low": [0.0, least], "high": [0.0, least]}
    table = pd.DataFrame({"name": ["none", "one"], **numbers})

    axis = differences(table, style.new_figure(2.0, width).add_subplot(), label="gain").xaxis
    style.lay_out(axis.figure)
    low, high = axis.get_view_interval()
    told = [text for text in axis.get_ticklabels() if low <= text.get_position()[0] <= high]
    assert len(told) >= 3
    assert stay_apart(told)
    assert 0 in [text.get_position()[0] for text in told]


@pytest.mark.parametrize(
    ("levels", "told"),
    [([0.0, 0.001, 0.002, 0.5, 1.0], "0.000 0.500 1.000"), ([0, 4, 5, 8, 32], "0 5 32")],
)
def test_levels_that_lie_close_together_stay_apart(levels: list[float], told: str) -> None:
    table = pd.DataFrame({"level": levels, "mean": 1.0, "low": 0.5, "high": 1.5})
    ax = response(table, style.new_figure(2.0).add_subplot(), label="gain", level="rate")
    ax.figure.set_figwidth(7.2 if len(told) > 9 else 1.5)
    style.lay_out(ax.figure)
    assert list(ax.get_xticks()) == levels  # whose marks stay
    assert " ".join(filter(None, (text.get_text() for text in ax.get_xticklabels()))) == told
    assert stay_apart(ax.get_xticklabels())


def test_lines_are_named_where_they_end_and_one_point_is_seen() -> None:
    rows = [("long", 0, 1.0), ("long", 9, 1.0), ("short", 0, 3.0), ("short", 9, np.nan)]
    rows += [("none", 0, np.nan), ("none", 9, np.nan)]
    table = pd.DataFrame(rows, columns=["name", "week", "mean"]).assign(low=np.nan, high=np.nan)
    ax = trajectories(table, label="trust (probability)")
    assert {text.get_text(): text.xy[1] for text in ax.texts} == {"long": 1.0, "short": 3.0}
    assert [line.get_marker() for line in ax.lines] == ["None", "o", "None"]
