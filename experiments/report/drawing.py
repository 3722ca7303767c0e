"""The figures of a report are drawn to their files, some of them by whoever helps."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.analysis.comparison import Comparison
from experiments.plots import style
from experiments.report.gallery import Gallery
from experiments.report.picture import Picture
from experiments.results.results import Results
from sim.rules.cache import SOURCE, source_digest

if TYPE_CHECKING:
    from matplotlib.figure import Figure


#: The digests of the sources that this process draws with, as they were when it loaded them.
LOADED = [source_digest(folder) for folder in (SOURCE, Path(__file__).parents[1])]


class Share(NamedTuple):
    """What is drawn elsewhere: of all figures of an experiment those of some numbers.

    It is drawn by nobody who has loaded other sources: they may have been edited during the runs.
    """

    results: Results
    comparison: Comparison
    folder: Path
    numbers: range
    loaded: list[str]


#: Asks for a share of the figures, and gives what waits for them: none, if nobody answers.
Ask = Callable[[Share], Callable[[], dict[int, str]]]


def draw(
    results: Results, comparison: Comparison, folder: Path, ask: Ask | None = None
) -> list[dict[str, str]]:
    """Draw all figures of an experiment to PNG and SVG in a folder, with whom one may ``ask``.

    Returns
    -------
    list of dict
        The ``name`` and ``caption`` of each, and its ``source``: an address that contains the SVG.
    """
    pictures = list(Gallery(results, comparison).pictures())
    every = range(len(pictures))
    theirs = every[1:-1:2] if ask else every[:0]  # fewer than ours: it has begun later
    answer = ask(Share(results, comparison, folder, theirs, LOADED)) if ask else dict
    sources = {k: save(pictures[k], folder) for k in every if k not in theirs}
    sources |= answer()
    sources |= {k: save(pictures[k], folder) for k in every if k not in sources}
    return [
        {"name": picture.name, "caption": picture.caption, "source": sources[k]}
        for k, picture in enumerate(pictures)
    ]


def drawn(share: Share | None) -> dict[int, str]:
    """Draw a share of the figures, and return the address of each; without one, get ready."""
    if share is None:
        _draw_a_word()
    if share is None or share.loaded != LOADED:
        return {}
    pictures = list(Gallery(share.results, share.comparison).pictures())
    return {k: save(pictures[k], share.folder) for k in share.numbers}


def _draw_a_word() -> None:
    """Load all that drawing takes, letters as well."""
    figure = style.new_figure(1)
    figure.add_subplot().set_title("word")
    style.lay_out(figure)
    printed(figure)


def save(picture: Picture, folder: Path) -> str:
    """Draw a figure to PNG and SVG, and return the SVG as an address that contains it."""
    png, svg = printed(picture.figure())
    (folder / f"{picture.name}.png").write_bytes(png)
    (folder / f"{picture.name}.svg").write_bytes(svg)
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")


def printed(figure: Figure) -> tuple[bytes, bytes]:
    """Return a figure, which is laid out, as PNG and as SVG."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    canvases: Any = (FigureCanvasAgg(figure), FigureCanvasSVG(figure))
    png, svg = BytesIO(), BytesIO()
    # Printed as it is: savefig would draw it once more, to lay out what is laid out.
    with rc_context(style.RC):  # where names inside the SVG are made: the same figure, same bytes
        canvases[0].print_png(png, metadata={"Software": None})
        canvases[1].print_svg(svg, metadata={"Date": None, "Creator": None})
    return png.getvalue(), svg.getvalue()
