"""Every plot draws its table on the axes given, says what it measures, and computes nothing."""

import inspect
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import combinations, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

from experiments import plots
from experiments.evidence.assessment import Ageing
from experiments.evidence.figures import agreements, fitted
from experiments.plots import published, style
from experiments.plots.causes import causes
from experiments.plots.comparison import differences, intervals
from experiments.plots.fates import fates
from experiments.plots.indices import indices
from experiments.plots.network import network
from experiments.plots.practices import ends, guide, key, pays, shares
from experiments.plots.response import lines, response
from experiments.plots.standings import standings
from experiments.plots.surface import surface, winner_map
from experiments.plots.survival import hazard, survival, waiting
from experiments.plots.trajectories import trajectories
from experiments.report.picture import Picture

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

#: Advice under two headings: one piece clear of zero with its placebos, one that is not.
GUIDE = pd.DataFrame(
    [
        ("Why", "share", "removal", 0.4, 0.3, 0.5, 1, True),
        ("Why", "share", "null", 0.2, -0.1, 0.5, 0, True),
        ("Why", "share", "blind", -0.2, -0.3, -0.1, -1, True),
        ("How", "two $ three", "removal", np.nan, np.nan, np.nan, 0, False),
    ],
    columns=["part", "name", "kind", "difference", "low", "high", "clear", "several"],
)
PLANE = pd.DataFrame(list(product([0.1, 0.2], [1.0, 2.0, 3.0])), columns=["x", "y"])
PLANE = PLANE.assign(mean=[1.0, 2.0, np.nan, 4.0, 5.0, 6.0], told="+0.1", best=[*NAMES, *NAMES])
PLANE = PLANE.assign(clear=[True, False] * 3)
PLACES = pd.DataFrame(
    [(p, n, 1 + (k + s) % 3) for s, p in enumerate(("alone", "mix")) for k, n in enumerate(NAMES)],
    columns=["population", "name", "rank"],
)
PLACES = PLACES.assign(rank_low=PLACES["rank"] - 0.5, rank_high=PLACES["rank"] + 0.5)
PAYS = band(pays=[1.0, 0.6, np.nan]).assign(surely=[0.9, np.nan, 0.0], reversed=[0.0, np.nan, 0.2])
FIT = SimpleNamespace(
    used=("reciprocity", "transitivity"),
    observed={"reciprocity": 0.4, "transitivity": 0.9},
    shown=lambda: (np.array([0.3, 0.2]), np.array([0.4, 0.3]), np.array([0.5, 0.4])),
    missed=lambda: ["transitivity"],
)
GAMES = pd.DataFrame({"w": [0.2, 0.8], "TFT v TFT": [1.0, 1.5], "ALLD v TFT": [1.4, 1.1]})
CYCLES = pd.DataFrame({"ratio": [1.0, 3.0], "exact": [0.9, 1.1], "measured": [0.9, 1.1]})

WITH_UNIT = re.compile(r".+ \(.+\)")
#: Plots whose axes have no unit, or are named by whoever asks for them.
UNITLESS = ("network", "lines", "surface", "winner_map", "thresholds", "published", "fitted")


PLOTS: dict[str, tuple[Callable[..., Any], list[Any], dict[str, Any]]] = {
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
    "guide": (guide, [GUIDE], {"label": "payoff (utility/week)"}),
    "shares": (
        shares,
        [band(value=[1.0, 0.2, -0.1]).assign(alone=0.1, last=0.3)],
        {"label": "payoff (utility/week)"},
    ),
    "pays": (pays, [PAYS], {}),
    "ends": (
        ends,
        [pd.DataFrame({"name": NAMES, "by": "x", "at_low": [-1.0, 0.1, 0.2], "at_high": 0.5})],
        {"label": "payoff (utility/week)"},
    ),
    "fates": (fates, [band(mean=[0.2, 0.5, 0.9]).assign(start=0.3, by_chance=0.4, told="")], {}),
    "waiting": (waiting, [over_weeks("share")], {}),
    "standings": (standings, [PLACES], {}),
    "indices": (
        indices,
        [band(value=[1.0, 0.5, 0.1]).rename(columns={"name": "parameter"}).assign(beside=0.2)],
        {"label": "μ* (utility/week)", "beside": ("beside", "σ")},
    ),
    "lines": (
        lines,
        [over_weeks("mean").rename(columns={"week": "level"})],
        {"look": style.looks(NAMES)},
    ),
    "surface": (surface, [PLANE], {"x": "x", "y": "y", "labels": ("x", "y")}),
    "winner_map": (
        winner_map,
        [PLANE],
        {"x": "x", "y": "y", "labels": ("x", "y"), "look": style.looks(NAMES)},
    ),
    "agreements": (agreements, [{"ours": [Ageing(0, 2, 0.1, 0.05, 0.2)]}], {}),
    "fitted": (fitted, [FIT], {}),
    "thresholds": (published.thresholds, [GAMES, GAMES.assign(crossing=0.4)], {}),
    "published": (published.network, [CYCLES.assign(error=0.1), CYCLES], {}),
}


def test_every_function_that_draws_on_axes_is_tried_here() -> None:
    tried = {plot for plot, _, _ in PLOTS.values()} | {key}
    for file in Path(plots.__file__).parent.glob("*.py"):
        module = import_module(f"experiments.plots.{file.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            first, *rest = [*inspect.signature(function).parameters, ""]
            draws = "ax" in rest and first != "ax"
            assert not (own and draws) or function in tried, f"{file.name}: {name}"


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_draws_on_the_axes_given_and_leaves_its_table_alone(name: str) -> None:
    plot, tables, more = PLOTS[name]
    before = [table.copy(deep=True) for table in tables if isinstance(table, pd.DataFrame)]
    ax = Figure(figsize=(6, 4)).add_subplot()
    assert plot(*tables, ax, **more) is ax
    assert ax.has_data()
    for table, as_it_was in zip(tables, before, strict=False):
        pd.testing.assert_frame_equal(table, as_it_was)


@pytest.mark.parametrize("name", PLOTS)
def test_without_axes_a_plot_makes_a_figure_that_can_be_drawn(name: str) -> None:
    plot, tables, more = PLOTS[name]
    figure = plot(*tables, **more).figure
    figure.draw_without_rendering()
    assert tuple(figure.get_facecolor()) == (1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("name", [name for name in PLOTS if name not in UNITLESS])
def test_axes_say_what_they_measure_with_its_unit(name: str) -> None:
    plot, tables, more = PLOTS[name]
    ax = plot(*tables, **more)
    labels = [ax.get_xlabel(), ax.get_ylabel()]
    bare = {"week", "share of ended memberships", "share of worlds", ""}
    assert all(label in bare or WITH_UNIT.fullmatch(label) for label in labels)
    assert any(labels)


@pytest.mark.parametrize("name", ["intervals", "differences", "causes"])
def test_names_stand_beside_their_rows(name: str) -> None:
    plot, tables, more = PLOTS[name]
    told = [label.get_text() for label in plot(*tables, **more).get_yticklabels()]
    assert told == NAMES


def stay_apart(texts: Iterable[Text]) -> bool:
    boxes = [text.get_window_extent() for text in texts if text.get_text()]
    return not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_agents_with_names_are_named_and_no_name_covers_another() -> None:
    ax = network(NODES, EDGES)
    ax.figure.draw_without_rendering()
    assert [text.get_text() for text in ax.texts] == ["B", "A", "C"]  # most allies first
    assert stay_apart(ax.texts)


def test_names_at_the_ends_of_lines_stay_apart() -> None:
    table = over_weeks("mean")
    table["mean"] = 0.5 + 0.001 * table["name"].map(NAMES.index)
    ax = trajectories(table, label="trust (probability)")
    ax.figure.draw_without_rendering()
    ends = [text for text in ax.texts if text.get_text() in NAMES]
    assert len(ends) == 3
    assert stay_apart(ends)


def test_an_interval_narrower_than_its_marker_is_seen() -> None:
    table = pd.DataFrame({"name": NAMES, "difference": 0.0, "low": -1e-6, "high": 1e-6})
    ax = differences(table, label="difference to none (weeks)")
    bars = [line for line in ax.lines if line.get_marker() == "|"]
    dots = [line for line in ax.lines if line.get_marker() in style.MARKERS]
    assert len(bars) == len(dots) == 3
    assert min(bar.get_markersize() for bar in bars) > max(dot.get_markersize() for dot in dots) + 2


def test_strategies_have_a_legend_of_their_own() -> None:
    ax = network(NODES, EDGES)
    legends = [c for c in ax.get_children() if isinstance(c, Legend)]
    words = [[text.get_text() for text in legend.get_texts()] for legend in legends]
    assert NAMES in words
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


def test_a_guide_says_kinds_apart_and_writes_the_effect_of_not_doing_it() -> None:
    ax = guide(GUIDE, label="payoff (utility/week)")
    key(ax, ["removal", "null", "blind"])
    ax.figure.draw_without_rendering()
    words = [text.get_text() for text in ax.texts]
    assert words == ["+0.40", "–", "Why", "How"]
    told = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert "against doing it without effect" in told
    assert "costs" in told
    colours = {line.get_color() for line in ax.lines if line.get_marker() in ("o", "D", "^")}
    assert len(colours) == 3  # pays, costs, not clear of zero


def test_advice_that_turns_is_marked() -> None:
    table = pd.DataFrame({"name": ["a", "b"], "by": "x", "at_low": [-1.0, 0.1], "at_high": 0.5})
    ax = ends(table, label="payoff (utility/week)")
    turning, steady = (line.get_color() for line in ax.lines[:2])
    assert turning != steady


def test_where_luck_is_unknown_nothing_is_sure() -> None:
    bars = pays(PAYS.assign(surely=np.nan, reversed=np.nan)).patches
    assert {bar.get_width() for bar in bars} == {0.0}


def test_words_longer_than_their_panel_are_folded_and_cover_nothing() -> None:
    def draw() -> Figure:
        figure = style.new_figure(4.0)
        for ax in figure.subplots(1, 4):
            ax.set_title("equal shares of all strategies, and nobody may leave", pad=4)
            ax.set_xlabel("payoff, difference to equal shares (utility/week)")
            ax.set_ylabel("short")
        return figure

    figure = Picture("long", "", draw).figure()
    figure.draw_without_rendering()
    texts = {text for ax in figure.axes for text in ax.findobj(Text)}
    long = [text for text in texts if text.get_text().startswith(("equal", "payoff"))]
    assert len(long) == 8
    assert stay_apart(long)
    boxes = [text.get_window_extent() for text in long]
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes)
    assert figure.axes[0].get_xlabel().split() == (
        ["payoff,", "difference", "to", "equal", "shares", "(utility/week)"]
    )
    assert figure.axes[0].get_ylabel() == "short"
