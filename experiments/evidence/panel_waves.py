"""The order of a panel's waves: numbers by size, dates by day, names by their numbers.

T9 goes before T10. Labels with no such order keep that in which the file has them, if it goes wave
by wave; a month without a year is one of these, as a school year begins in autumn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sim.errors import BadInput
from sim.state.networks.numbers import is_number

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: A longer label is no wave.
MOST_LETTERS = 200
Key = tuple[Any, ...]


def in_order(labels: Sequence[str], wave_by_wave: bool, where: str) -> tuple[list[str], str]:
    """Return the labels of waves in order, and by what.

    Parameters
    ----------
    labels
        The labels as they first appear.
    wave_by_wave
        Whether all lines of a wave stand together.
    where
        Begins the message if they have no order.
    """
    longest = max(labels, key=len)
    if len(longest) > MOST_LETTERS:
        raise BadInput(
            f"{where}: a wave is called {longest[:20]}…, which has {len(longest):,} letters;"
            f" {MOST_LETTERS} at most"
        )
    slashes = _with_slashes(labels, where)
    if slashes is not None:
        return slashes
    for how, key in _ORDERS.items():
        keys = [found for label in labels if (found := key(label)) is not None]
        if len(keys) < len(labels) or len({_shape(one) for one in keys}) > 1:
            continue
        same = _twice(labels, keys)
        if same:
            raise BadInput(f"{where}: waves {same[0]!r} and {same[1]!r} differ only in spelling")
        return [labels[k] for k in sorted(range(len(labels)), key=keys.__getitem__)], how
    if not wave_by_wave:
        raise BadInput(
            f"{where}: the waves {', '.join(labels[:5])} have no order that is known, and the lines"
            " do not go wave by wave; sort the lines, or number the waves"
        )
    return list(labels), "as they appear"


def number(label: str) -> float:
    """Return a label that is a number, be it with a decimal comma."""
    return float(label.replace(",", "."))


def _by_number(label: str) -> Key | None:
    return (number(label),) if is_number(label) else None


def _day_first(label: str) -> Key | None:
    """Day.month.year, as it is written with points."""
    found = re.fullmatch(r"(?:(\d\d?)\.\s*)?(\d\d?)\.\s*((?:19|20)?\d\d)", label, re.ASCII)
    if found is None or not 1 <= int(found[2]) <= 12 or (not found[1] and len(found[3]) < 4):
        return None
    return (_year(found[3]), int(found[2]), int(found[1] or 0))


def _named_month(label: str) -> Key | None:
    """A month by its English name, with a year and perhaps a day."""
    parts = re.findall(r"[a-z]+|\d+", label.casefold(), re.ASCII)
    names = [part[:3] for part in parts if part.isalpha() and part[:3] in _MONTHS]
    numbers = [part for part in parts if part.isdigit()]
    if len(names) != 1 or len(parts) != 1 + len(numbers) or not 1 <= len(numbers) <= 2:
        return None
    numbers.sort(key=len)
    year = next((n for n in numbers if len(n) == 4), numbers[-1] if len(numbers) == 1 else None)
    if year is None:
        return None
    day = int(numbers[0]) if len(numbers) == 2 else 0
    return (_year(year), 1 + _MONTHS.index(names[0]), day)


def _numbered(label: str) -> Key | None:
    """Words that are alike but for their numbers, and dates from the year down."""
    parts = re.split(r"([0-9]+)", label.casefold())
    return tuple(int(p) if k % 2 else p for k, p in enumerate(parts)) if len(parts) > 1 else None


_ORDERS: dict[str, Callable[[str], Key | None]] = {
    "by date, day.month.year": _day_first,
    "by number": _by_number,
    "by date, months by name": _named_month,
    "by the numbers in their names": _numbered,
}


def _shape(key: Key) -> Key:
    """Return what must be alike in keys that can be compared: all but the numbers."""
    return tuple(part if isinstance(part, str) else "" for part in key)


def _twice(labels: Sequence[str], keys: Sequence[Key]) -> tuple[str, str] | None:
    seen: dict[Key, str] = {}
    for label, key in zip(labels, keys, strict=True):
        if key in seen:
            return seen[key], label
        seen[key] = label
    return None


def _with_slashes(labels: Sequence[str], where: str) -> tuple[list[str], str] | None:
    """Return dates like 3/9/2004 in order: the day first, or the month, as no month is over 12."""
    found = [
        re.fullmatch(r"(\d\d?)[/-](\d\d?)[/-](\d{4}|\d\d)", label, re.ASCII) for label in labels
    ]
    if None in found:
        return None
    parts = [(int(f[1]), int(f[2]), _year(f[3])) for f in found if f]
    ways = {}
    if all(month <= 12 for _, month, _ in parts):
        ways["by date, day/month/year"] = [(y, m, d) for d, m, y in parts]
    if all(month <= 12 for month, _, _ in parts):
        ways["by date, month/day/year"] = [(y, m, d) for m, d, y in parts]
    orders = {how: sorted(range(len(labels)), key=keys.__getitem__) for how, keys in ways.items()}
    if not orders:
        return None
    first, *others = orders.values()
    if any(other != first for other in others):
        raise BadInput(
            f"{where}: {labels[0]} may be day/month or month/day, and the order of the waves"
            " differs; write the waves as year-month-day"
        )
    return [labels[k] for k in first], next(iter(orders))


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (1900 if int(text) > 68 else 2000)
