"""Curves of lives: whole weeks along the axis, ages that runs allow, nothing where nobody lived."""

import numpy as np
import pandas as pd
import pytest

from experiments.plots import style
from experiments.plots.survival import hazard, survival
from tests.contract.test_plots import stay_apart


def test_curves_that_end_alike_are_named_in_the_order_of_what_lies_below_them() -> None:
    rows = [("early", [1.0, 0.2, 0.0]), ("late", [1.0, 0.9, 0.0]), ("lost", [1.0, 0.8, np.nan])]
    table = pd.DataFrame(
        [(name, w, s, s, s) for name, curve in rows for w, s in enumerate(curve)],
        columns=["name", "week", "survival", "low", "high"],
    )
    heights = {text.get_text(): text.xy[1] for text in survival(table).texts}
    assert heights["early"] < heights["late"] < heights["lost"]
    assert heights["lost"] == pytest.approx(0.8)  # as far as it is known


def test_the_years_of_a_long_life_stay_apart() -> None:
    weeks = np.arange(0, 5_001, 10)
    table = pd.DataFrame({"name": "one", "week": weeks, "survival": 0.5, "low": 0.4, "high": 0.6})
    ax = survival(table)
    style.lay_out(ax.figure)
    told = ax.get_xticklabels()
    assert len(told) > 4
    assert stay_apart(told)


@pytest.mark.parametrize("weeks", [1, 2, 30, 51, 60, 103, 104, 208])
def test_ages_along_the_axis_are_whole_weeks_and_several(weeks: int) -> None:
    table = pd.DataFrame({"name": "one", "week": np.arange(weeks + 1), "survival": 0.5})
    ax = survival(table.assign(low=0.4, high=0.6))
    style.lay_out(ax.figure)
    told = [place for place in ax.get_xticks() if 0 <= place <= weeks]
    assert len(told) >= 2
    assert all(place == int(place) for place in told)
    assert weeks < 104 or told == list(range(0, weeks + 1, 52))


def test_of_nobody_no_hazard_is_drawn() -> None:
    nobody = pd.DataFrame(columns=["name", "from", "to", "hazard", "low", "high"])
    ax = hazard(nobody)
    style.lay_out(ax.figure)
    assert not ax.get_xticks().size
    assert not ax.get_yticks().size  # no scale is made up


def test_where_nobody_leaves_a_hazard_has_ages_and_no_scale() -> None:
    ages = {"name": "one", "from": [0, 4], "to": [4, 13]}
    ax = hazard(pd.DataFrame({**ages, "hazard": 0.0, "low": np.nan, "high": np.nan}))
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0–3", "4–12"]
    assert not ax.get_yticks().size


def test_a_single_week_of_age_is_named_once() -> None:
    ages = {"name": "one", "from": [0], "to": [1]}
    ax = hazard(pd.DataFrame({**ages, "hazard": 0.2, "low": 0.1, "high": 0.3}))
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0"]
