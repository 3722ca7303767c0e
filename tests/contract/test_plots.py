"""Every plot draws its table on the axes given, says what it measures, and computes nothing."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from experiments.plots import style
from experiments.plots.causes import causes
from experiments.plots.comparison import differences, intervals
from experiments.plots.network import network
from experiments.plots.response import response
from experiments.plots.survival import hazard, survival
from experiments.plots.trajectories import trajectories

NAMES = ["one", "two $ three", "four"]
WEEKS = np.arange(0, 105)


def band(**columns: Any) -> pd.DataFrame:
    """Three names with a value, and an interval around it."""
    table = pd.DataFrame({"name": NAMES, **columns})
    return table.assign(low=table.iloc[:, -1] - 0.1, high=table.iloc[:, -1] + 0.1)


def over_weeks(value: str) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"name": name, "week": WEEKS, value: np.exp(-WEEKS * (k + 1) / 100)})
        for k, name in enumerate(NAMES)
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(low=table[value] * 0.9, high=table[value] * 1.1)


HAZARD = pd.DataFrame(
    {
        "name": np.repeat(NAMES, 2),
        "from": [0, 4] * 3,
        "to": [4, 13] * 3,
        "hazard": [0.04, 0.02, 0.03, 0.01, 0.05, 0.0],
        "low": [0.03, 0.01, 0.02, 0.005, 0.04, np.nan],
        "high": [0.05, 0.03, 0.04, 0.02, 0.06, np.nan],
    }
)
CAUSES = pd.DataFrame(
    {
        "name": np.repeat(NAMES, 2),
        "reason": ["tension", "something new"] * 3,
        "share": [0.4, 0.6] * 3,
    }
)
NODES = pd.DataFrame(
    {"x": [0.0, 1.0, 0.5], "y": [0.0, 0.0, 0.8], "name": ["A", "B", "C"], "strategy": NAMES}
).assign(allies=[1, 2, 1])
EDGES = pd.DataFrame({"x0": [0.0, 1.0], "y0": [0.0, 0.0], "x1": [1.0, 0.5], "y1": [0.0, 0.8]})
EDGES = EDGES.assign(trust=[0.6, 0.9], tension=[0.0, 1.5])

WITH_UNIT = re.compile(r".+ \(.+\)")

PLOTS: dict[str, tuple[Callable[..., Any], list[pd.DataFrame], dict[str, Any]]] = {
    "intervals": (intervals, [band(mean=[1.0, 2.0, 3.0])], {"label": "payoff (utility/week)"}),
    "differences": (
        differences,
        [band(difference=[1.0, -2.0, 0.0])],
        {"label": "difference to none (weeks)"},
    ),
    "response": (
        response,
        [band(mean=[1.0, 2.0, 3.0]).assign(level=[2.0, 4.0, 6.0])],
        {"label": "payoff (utility/week)", "level": "attention.acts (acts/week)"},
    ),
    "trajectories": (
        trajectories,
        [over_weeks("mean")],
        {"label": "trust (probability)", "warmup": 40},
    ),
    "survival": (survival, [over_weeks("survival")], {}),
    "hazard": (hazard, [HAZARD], {}),
    "causes": (causes, [CAUSES], {}),
    "network": (network, [NODES, EDGES], {}),
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_draws_on_the_axes_given_and_leaves_its_table_alone(name: str) -> None:
    plot, tables, more = PLOTS[name]
    before = [table.copy(deep=True) for table in tables]
    ax = Figure(figsize=(6, 4)).add_subplot()
    assert plot(*tables, ax, **more) is ax
    assert ax.has_data()
    for table, as_it_was in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, as_it_was)


@pytest.mark.parametrize("name", PLOTS)
def test_without_axes_a_plot_makes_a_figure_that_can_be_drawn(name: str) -> None:
    plot, tables, more = PLOTS[name]
    figure = plot(*tables, **more).figure
    figure.draw_without_rendering()
    assert tuple(figure.get_facecolor()) == (1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("name", [name for name in PLOTS if name != "network"])
def test_axes_say_what_they_measure_with_its_unit(name: str) -> None:
    plot, tables, more = PLOTS[name]
    ax = plot(*tables, **more)
    labels = [ax.get_xlabel(), ax.get_ylabel()]
    bare = {"week", "share of ended memberships", ""}
    assert all(label in bare or WITH_UNIT.fullmatch(label) for label in labels)
    assert any(labels)


@pytest.mark.parametrize("name", ["intervals", "differences", "causes"])
def test_names_stand_beside_their_rows(name: str) -> None:
    plot, tables, more = PLOTS[name]
    told = [label.get_text() for label in plot(*tables, **more).get_yticklabels()]
    assert told == [style.plain(name) for name in NAMES]


def test_agents_with_names_are_named_and_no_name_covers_another() -> None:
    ax = network(NODES, EDGES)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert [text.get_text() for text in ax.texts] == ["B", "A", "C"]  # most allies first
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


def test_names_at_the_ends_of_lines_stay_apart() -> None:
    table = over_weeks("mean")
    table["mean"] = 0.5 + 0.001 * table["name"].map(NAMES.index)
    ax = trajectories(table, label="trust (probability)")
    ax.figure.draw_without_rendering()
    ends = [text for text in ax.texts if text.get_text() in map(style.plain, NAMES)]
    boxes = [text.get_window_extent() for text in ends]
    assert len(boxes) == 3
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


def test_an_interval_narrower_than_its_marker_is_seen() -> None:
    table = pd.DataFrame({"name": NAMES, "difference": 0.0, "low": -1e-6, "high": 1e-6})
    ax = differences(table, label="difference to none (weeks)")
    bars = [line for line in ax.lines if line.get_marker() == "|"]
    dots = [line for line in ax.lines if line.get_marker() in style.MARKERS]
    assert len(bars) == len(dots) == 3
    assert min(bar.get_markersize() for bar in bars) > max(dot.get_markersize() for dot in dots) + 2


def test_curves_that_end_alike_are_named_in_the_order_of_what_lies_below_them() -> None:
    rows = [("early", [1.0, 0.2, 0.0]), ("late", [1.0, 0.9, 0.0]), ("lost", [1.0, 0.8, np.nan])]
    table = pd.DataFrame(
        [(name, w, s, s, s) for name, curve in rows for w, s in enumerate(curve)],
        columns=["name", "week", "survival", "low", "high"],
    )
    heights = {text.get_text(): text.xy[1] for text in survival(table).texts}
    assert heights["early"] < heights["late"] < heights["lost"]
    assert heights["lost"] == pytest.approx(0.8)  # as far as it is known


def test_strategies_have_a_legend_of_their_own() -> None:
    ax = network(NODES, EDGES)
    legends = [c for c in ax.get_children() if isinstance(c, Legend)]
    words = [[text.get_text() for text in legend.get_texts()] for legend in legends]
    assert [style.plain(name) for name in NAMES] in words
    assert ["1 ally", "5 allies", "trust .5", "trust .95", "tension ≥ 1"] in words
    assert len(words) == 2


def test_networks_beside_one_another_are_framed_alike() -> None:
    figure = style.new_figure(3.0)
    panels = figure.subplots(1, 2)
    for ax, stretched in zip(panels, (0.2, 3.0), strict=True):
        nodes = NODES.assign(y=NODES["y"] * stretched)
        network(nodes, EDGES.assign(y1=EDGES["y1"] * stretched), ax, legend=False, frame=True)
    figure.draw_without_rendering()
    first, second = (ax.get_window_extent() for ax in panels)
    assert (first.height, first.width) == pytest.approx((second.height, second.width))
    assert all(spine.get_visible() for ax in panels for spine in ax.spines.values())


def test_twelve_names_are_told_apart_and_can_be_read() -> None:
    looks = style.looks([f"arm {k}" for k in range(12)])
    assert len({look.colour for look in looks.values()}) == 12
    assert len({(look.marker, look.dashes) for look in looks.values()}) == 12
    for look in looks.values():
        red, green, blue = (int(look.ink[k : k + 2], 16) / 255 for k in (1, 3, 5))
        assert (1.05) / (style.luminance((red, green, blue)) + 0.05) >= 4.5
