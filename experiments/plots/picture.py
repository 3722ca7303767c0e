"""A figure of an experiment: its file name, what one sees in it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Picture:
    """A figure of an experiment: its file name, what one sees in it, and how it is drawn."""

    name: str
    caption: str
    draw: Callable[[], Figure]

    def figure(self) -> Figure:
        """Draw the figure in the one style."""
        from matplotlib import rc_context

        with rc_context(style.RC):
            drawn = self.draw()
            style.lay_out(drawn)
        return drawn
