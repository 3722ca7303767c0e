"""The figure of costs: time and memory against the size of the population."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.style import INK, RC, SOFT, looks, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def costs(table: pd.DataFrame) -> Figure:
    """Draw time an agent-week and memory against N.

    Parameters
    ----------
    table
        Rows of ``benchmarks.scaling.table``.
    """
    from matplotlib import rc_context

    with rc_context(RC):
        figure = new_figure(3.1)
        time, memory = figure.subplots(1, 2, width_ratios=(3, 2))
        _time(time, table)
        _memory(memory, table[table["model"] == "tables"])
        for axes in (time, memory):
            axes.set_xscale("log")
            axes.set_yscale("log")
            axes.set_xlabel("agents")
            axes.grid(True, which="major")
    return figure


def _time(axes: Axes, table: pd.DataFrame) -> None:
    for name, look in looks(["tables", "objects", "objects on Mesa's random"]).items():
        rows = table[table["model"] == name].sort_values("agents")
        axes.fill_between(
            rows["agents"], rows["low"], rows["high"], color=look.colour, alpha=0.18, lw=0
        )
        axes.plot(
            rows["agents"],
            rows["median"],
            color=look.colour,
            marker=look.marker,
            markersize=4,
            label=name,
        )
    axes.set_title("Time an agent-week")
    axes.set_ylabel("microseconds")
    axes.legend(loc="center right")


def _memory(axes: Axes, tables: pd.DataFrame) -> None:
    tables = tables.sort_values("agents")
    axes.plot(
        tables["agents"], tables["gigabytes"], color=INK, marker="o", markersize=4,
        label="the whole process",
    )  # fmt: skip
    axes.plot(
        tables["agents"],
        tables["kilobytes"] * tables["agents"] / 1e6,
        color=SOFT,
        linestyle="--",
        label="its tables, without histories",
    )
    axes.set_title("Memory")
    axes.set_ylabel("gigabytes")
    axes.legend(loc="upper left")
