"""Weights as they are written: with a point or, where the country has it so, a comma."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.errors import BadNetwork
from sim.state.networks.record import legible

POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
#: A comma that may be one of thousands.
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+", re.ASCII)
#: Numbers that cannot be weights, and are called so by their own message.
NO_AMOUNT = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
#: What is in the place of a number that is missing.
MISSING = ("NA", "NaN", "nan", "None", "null", ".", "-", "–")


def is_number(text: str) -> bool:
    """Return whether a text is a number, with a point or a comma."""
    return bool(POINT.fullmatch(text) or COMMA.fullmatch(text))


def looks_like_weight(text: str) -> bool:
    """Return whether a text is a number, of a weight that can or cannot be."""
    return is_number(text) or bool(NO_AMOUNT.fullmatch(text))


def weights(cells: Iterable[tuple[int, str]], file: str) -> list[float]:
    """Return a column of weights, 1 where a cell is empty.

    Parameters
    ----------
    cells
        For each its line and its text.
    file
        What the file is called.

    Raises
    ------
    BadNetwork
        With the line of one that is no number, or could be two.
    """
    cells = list(cells)
    try:  # most files have numbers as Python writes them
        return [float(text) if POINT.fullmatch(text) else _other(text) for _, text in cells]
    except ValueError:
        return _with_commas(cells, file)


def _other(text: str) -> float:
    if not text:
        return 1.0
    if NO_AMOUNT.fullmatch(text):
        return float(text)
    raise ValueError(text)


def _with_commas(cells: list[tuple[int, str]], file: str) -> list[float]:
    for line, text in cells:
        if text and not looks_like_weight(text) and not THOUSANDS.fullmatch(text):
            raise BadNetwork(f"{file}, line {line}: the weight {legible(text)!r} is not a number")
    sure = any(COMMA.fullmatch(text) and not THOUSANDS.fullmatch(text) for _, text in cells)
    for line, text in cells:
        if THOUSANDS.fullmatch(text) and (not sure or text.count(",") > 1):
            raise BadNetwork(
                f"{file}, line {line}: the weight '{text}' may be"
                f" {text.replace(',', '')} or {text.replace(',', '.', 1)}; write it without comma"
            )
        if "." in text and POINT.fullmatch(text):
            raise BadNetwork(
                f"{file}, line {line}: the weight '{text}' has a point, and others have a comma"
            )
    return [float(text.replace(",", ".")) if is_number(text) else _other(text) for _, text in cells]
