"""From figures as data to figures that can be drawn: every kind has a function that draws it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import experiments.report.part_figures as part_figures
import experiments.report.sweep_figures as sweep_figures
from experiments.analysis.part import Figure, Kind
from experiments.report.picture import Drawer, Picture

#: Kind of figure → what draws it.
DRAWERS: Mapping[Kind, Drawer] = {**part_figures.DRAWERS, **sweep_figures.DRAWERS}


def picture_of(figure: Figure) -> Picture:
    """Return a figure as it can be drawn."""
    return Picture(figure.name, figure.caption, partial(DRAWERS[figure.kind], figure))
