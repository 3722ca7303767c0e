"""One look for every figure: sizes, fonts, colours that colour-blind readers can tell apart.

Colours are Okabe & Ito's (2008), without their yellow, which vanishes on white, and then Tol's
(2021) muted ones; names beyond the eighth differ in marker and dash as well. A figure has a white
ground of its own, so that it stays legible on a dark page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.plots.letters import FONT, shortened, use_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import XAxis
    from matplotlib.figure import Figure
    from matplotlib.text import Text

INK = "#1b1f24"
SOFT = "#5b6470"
FAINT = "#d9dde2"
#: Of names that are not told apart.
GREY = "#9aa2ab"
#: Width of a figure in inches: a page of a journal.
WIDTH = 7.2
DPI = 160
#: Numbers along an axis keep twice as many pixels between them.
GAP = 3
#: A longer word is a name, which may be broken anywhere.
LONGEST_WORD = 24

COLOURS = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#3a4450",
    "#882255",
    "#999933",
    "#332288",
    "#44aa99",
    "#7f7f7f",
)
MARKERS = "osD^vph<>d8H"
DASHES = ((), (5, 1.6), (1.4, 1.4), (6, 1.5, 1.4, 1.5))

RC: dict[Any, Any] = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": DPI,
    "font.family": FONT,
    "text.parse_math": False,  # a dollar sign in a name is no mathematics
    "font.size": 8.5,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 14,
    "axes.labelsize": 8.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "lines.linewidth": 1.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "alliance-dynamics",
}


class Look(NamedTuple):
    """How one name is drawn in every figure of an experiment."""

    colour: str
    marker: str
    dashes: tuple[float, ...]
    label: str

    @property
    def ink(self) -> str:
        """The colour as text: dark enough to be read on white (a contrast of 4.5)."""
        from matplotlib.colors import to_hex, to_rgb

        rgb = to_rgb(self.colour)
        while luminance(rgb) > 0.18:
            rgb = (0.94 * rgb[0], 0.94 * rgb[1], 0.94 * rgb[2])
        return to_hex(rgb)


def luminance(rgb: tuple[float, float, float]) -> float:
    """Return the relative luminance of the Web Content Accessibility Guidelines."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def looks(names: Sequence[str], ordered: bool = False) -> dict[str, Look]:
    """Return a look for every name.

    Parameters
    ----------
    names
        In the order of the experiment: the same names look the same in all its figures.
    ordered
        The names are levels of one number: colours from light to dark rather than all different.
    """
    if ordered:
        from matplotlib import colormaps, colors

        shades = colormaps["viridis_r"]
        place = [0.15 + 0.85 * k / max(len(names) - 1, 1) for k in range(len(names))]
        chosen = [colors.to_hex(shades(p)) for p in place]
    else:
        chosen = [COLOURS[k % len(COLOURS)] for k in range(len(names))]
    told = shortened(names)
    return {
        name: Look(chosen[k], MARKERS[k % len(MARKERS)], DASHES[(k // 8) % len(DASHES)], told[name])
        for k, name in enumerate(names)
    }


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure of the one style; it belongs to no window and needs no closing."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(RC):
        return Figure(figsize=(width, height), layout="constrained")


def axes_or_new(ax: Axes | None, height: float = 3.2) -> Axes:
    """Return the axes given, or those of a new figure."""
    from matplotlib import rc_context

    if ax is not None:
        return ax
    with rc_context(RC):
        return new_figure(height).add_subplot()


def one_key(figure: Figure, below: bool = False) -> None:
    """Explain all panels of a figure by one key above or below them: that of the first panel."""
    handles, labels = figure.axes[0].get_legend_handles_labels()
    columns = min(len(labels), 6)
    place: Any = "outside lower center" if below else "outside upper right"
    figure.legend(handles, labels, loc=place, ncols=columns, fontsize=7.5)


def axis_label(label: str, unit: str = "") -> str:
    """Return the label of an axis with its unit in brackets."""
    return f"{label} ({unit})" if unit else label


def lay_out(figure: Figure) -> None:
    """Lay out a finished figure: nothing stands on anything else.

    Words that are longer than their panel are folded, and of numbers along a panel that would
    touch some are left out. The layout then stays as it is, whatever the figure is saved to.
    """
    use_fonts(figure)
    layout: Any = figure.get_layout_engine()
    told = [(ax, text, text.get_text()) for ax in figure.axes for text in _words(ax)]
    for _, text, _ in told:
        text.set_text("")  # long words would push the panels aside
    layout.execute(figure)
    for ax, text, words in told:
        text.set_text(words)
        panel, own = ax.get_window_extent(), text.get_window_extent()
        upright = text.get_rotation() == 90
        _fold(text, own.height / panel.height if upright else own.width / panel.width)
    for ax in figure.axes:
        _thin(ax.xaxis)
    layout.execute(figure)
    figure.set_layout_engine("none")


def _words(ax: Axes) -> list[Text]:
    """Return a panel's heading and the labels of its axes, as far as it has them."""
    from matplotlib.text import Text

    heading = ax.get_title(loc="left")
    texts = [part for part in ax.get_children() if isinstance(part, Text)]
    headings = [text for text in texts if text.get_text() == heading]
    return [text for text in (*headings, ax.xaxis.label, ax.yaxis.label) if text.get_text()]


def _thin(axis: XAxis) -> None:
    """Leave out numbers along an axis that would touch others.

    Of numbers that Matplotlib chose every other goes, and a zero stays; of levels the marks stay.
    """
    from matplotlib.ticker import FixedLocator

    while True:
        low, high = sorted(axis.get_view_interval())
        ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)  # or all are unseen
        seen = {place: text for place, text in ticks if low <= place <= high}
        kept, places = _apart(list(seen.values())), list(seen)
        if len(kept) == len(seen) or not all(map(_is_number, seen.values())):
            return
        if isinstance(axis.get_major_locator(), FixedLocator):
            axis.set_ticks(places, [t.get_text() if t in kept else "" for t in seen.values()])
            return
        axis.set_ticks(places[places.index(0) % 2 if 0 in seen else 0 :: 2])


def _apart(texts: Sequence[Text]) -> list[Text]:
    """Return texts of which none touches the next: the first, the last and as many as there may."""
    boxes = {text: text.get_window_extent().padded(GAP) for text in texts}
    kept: list[Text] = []
    for text in texts:
        if not kept or not boxes[text].overlaps(boxes[kept[-1]]):
            kept.append(text)
        elif text is texts[-1] and len(kept) > 1:
            kept[-1] = text
    return kept


def _is_number(text: Text) -> bool:
    try:
        float(text.get_text().replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return False
    return True


def _fold(text: Text, too_long: float) -> None:
    """Break a text, so many times as long as there is room, into as few lines, much alike."""
    words = text.get_text()
    if too_long > 1:
        room = max(int(len(words) / too_long), 1)
        names = max(map(len, words.split()), default=0) > LONGEST_WORD
        fold = partial(fill, break_long_words=names)
        folds = [fold(words, width) for width in range(1, room + 1)]
        text.set_text(min(folds, key=lambda lines: lines.count("\n")))  # of those, the narrowest
