"""Names as figures show them: short enough, in letters that a font of the machine has.

A name is shortened in its middle, and names that are different stay different. Letters that the one
font of all figures lacks are drawn from another one that is installed; what no font has is written
as its number in Unicode, so that no name becomes a row of boxes.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The font of all figures.
FONT = "DejaVu Sans"
#: Names longer than this are shortened; letters of double width count twice.
MOST_LETTERS = 32
#: Installed fonts are looked through in this order, those without any of this in their name last.
PREFERRED = ("Noto Sans", "Droid", "Source Han", "WenQuanYi", "Gothic", "YaHei", "Hei", "Unicode")


def shortened(names: Iterable[str], most: int = MOST_LETTERS) -> dict[str, str]:
    """Return names as they are drawn: different ones differently, none much longer than ``most``.

    Examples
    --------
    >>> shortened(["one", "a name that is longer than it should be"], most=20)
    {'one': 'one', 'a name that is longer than it should be': 'a name that …ould be'}
    """
    known = {name: written(_in_one_line(name)) for name in dict.fromkeys(names)}
    found = {name: _cut(text, most) for name, text in known.items()}
    for group in _alike(found):  # show where they begin to differ
        columns = zip(*(known[name] for name in group), strict=False)
        same = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, columns))
        start = max(same - 2, 0)
        for name in group:
            head, there = known[name][: most // 4], known[name][start:]
            found[name] = f"{head}…{_cut(there, most - most // 4 - 1)}"
    for group in _alike(found):
        for number, name in enumerate(group, 1):
            found[name] = f"{_cut(found[name], most - 5)} ({number})"
    # a label that begins with an underscore would be left out of legends
    return {name: f" {text}" if text.startswith("_") else text for name, text in found.items()}


def _in_one_line(name: str) -> str:
    """Return a name in which the ends of lines, and what else no font draws, are escapes."""
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) == "Cc" else c for c in name
    )


def _alike(found: dict[str, str]) -> list[list[str]]:
    """Return the groups of names that look alike."""
    often = Counter(found.values())
    return [[n for n in found if found[n] == text] for text, times in often.items() if times > 1]


def _cut(text: str, most: int) -> str:
    """Return a text without its middle, if it is too long."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    if len(text) + wide <= most:
        return text
    room = max(most * len(text) // (len(text) + wide), 5) - 1
    tail = room // 3
    end = text[-tail:].lstrip("".join(c for c in text if unicodedata.combining(c)))
    return f"{text[: room - tail]}…{end}"


# ----------------------------------------------------------------------------------------- letters


def written(text: str) -> str:
    """Return a text in which letters that no font has are numbers: "[65E5 672C]"."""
    if text.isascii():
        return text
    parts: list[str] = []
    for known, letters in groupby(text, key=lambda letter: font_of(letter) is not None):
        if known:
            parts += letters
            continue
        numbers = [f"{ord(c):X}" for c in letters if unicodedata.category(c) not in _UNSEEN]
        parts += [f"[{' '.join(numbers)}]"] if numbers else []
    return "".join(parts)


#: Marks and signs that change other letters and are nothing without them.
_UNSEEN = ("Mn", "Me", "Cf")


def lacking(texts: Iterable[str]) -> str:
    """Return the letters of some texts that no installed font has, each once."""
    letters = dict.fromkeys("".join(texts))
    seen = [c for c in letters if not c.isascii() and unicodedata.category(c) not in _UNSEEN]
    return "".join(c for c in seen if font_of(c) is None)


def use_fonts(figure: Figure) -> None:
    """Give every text of a figure the fonts that its letters need, and no letter that none has."""
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter

    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            formatter = axis.get_major_formatter()
            if isinstance(formatter, FixedFormatter):
                formatter.seq = [written(text) for text in formatter.seq]
            axis.get_ticklabels()  # makes the labels that are to be given their fonts
    for text in figure.findobj(Text):
        if not text.get_text().isascii():
            text.set_text(written(text.get_text()))
            families = [font_of(letter) for letter in text.get_text()]
            text.set_fontfamily([FONT, *(f for f in dict.fromkeys(families) if f and f != FONT)])


@cache
def font_of(letter: str) -> str | None:
    """Return the first font that has a letter, the one of all figures before any other; or None."""
    if letter.isascii():
        return FONT
    return next((name for name, file in _fonts() if ord(letter) in _letters(file)), None)


@cache
def _fonts() -> Sequence[tuple[str, str]]:
    """Return the installed fonts in the order of preference: names and files."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    for file in sorted({*findSystemFonts()} - {font.fname for font in fontManager.ttflist}):
        with suppress(OSError, RuntimeError, ValueError):  # installed since fonts were last listed
            fontManager.addfont(file)
    upright = [
        f for f in fontManager.ttflist if f.style == "normal" and f.weight in (400, "normal")
    ]
    # "Last Resort" has a box for every letter that there is
    fonts = dict(sorted({(f.name, f.fname) for f in upright if "Last Resort" not in f.name}))

    def place(name: str) -> tuple[int, str]:
        known = [k for k, part in enumerate(PREFERRED) if part in name]
        return (-1 if name == FONT else min(known, default=len(PREFERRED)), name)

    return [(name, fonts[name]) for name in sorted(fonts, key=place)]


@cache
def _letters(file: str) -> frozenset[int]:
    """Return what a font has; nothing of one that cannot be read, or is not made of outlines."""
    from matplotlib.ft2font import FT2Font

    try:
        font = FT2Font(file)
        return frozenset(font.get_charmap()) if font.scalable else frozenset()
    except (OSError, RuntimeError, ValueError):
        return frozenset()
