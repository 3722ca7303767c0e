"""A figure of an experiment that can be drawn: its file's name, what one sees in it, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from warnings import catch_warnings, filterwarnings

from experiments.analysis.part import Figure
from experiments.plots import style

if TYPE_CHECKING:
    import matplotlib.figure

#: Draws a figure that is given as data.
Drawer = Callable[[Figure], "matplotlib.figure.Figure"]


@dataclass(frozen=True)
class Picture:
    """A figure of an experiment: the name of its file, what one sees in it, and how it is drawn."""

    name: str
    caption: str
    draw: Callable[[], matplotlib.figure.Figure]

    def figure(self) -> matplotlib.figure.Figure:
        """Draw the figure in the one style."""
        from matplotlib import rc_context

        with rc_context(style.RC), catch_warnings():
            # some are laid out while they are drawn, before their letters have their fonts
            filterwarnings("ignore", "Glyph .* missing")
            drawn = self.draw()
            style.lay_out(drawn)
        return drawn
