"""How many of a thing there are, counted where the thing is declared, and written as a word.

A page has such a number between ``<!-- count: WHAT -->`` and ``<!-- end -->``, in the line. It is
written as it stood there: in figures, as a word, or as a word that begins a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sim.inputs.strategies import PRESETS
from sim.inputs.switches import MAINTENANCE, PROCESSES

COUNTED = re.compile(
    r"(?P<opening><!-- count: (?P<what>\w+) -->)(?P<now>[^<]*)(?P<closing><!-- end -->)"
)
_ONES = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: Every number below a hundred as a word.
WORDS = (
    *_ONES,
    *(f"{ten}{f'-{one}' if one else ''}" for ten in _TENS for one in ("", *_ONES[1:10])),
)


def _lessons() -> int:
    from lessons.lesson import all_lessons

    return len(all_lessons())


def _published() -> int:
    from experiments.published.catalogue import REPLICATIONS

    return len(REPLICATIONS)


def _populations() -> int:
    from experiments.config.reader import read_experiment
    from experiments.config.shipped import configs

    return len(read_experiment(configs()["quickstart"]).arms)


#: What can be counted → how many there are.
COUNTS: dict[str, Callable[[], int]] = {
    "lessons": _lessons,
    "presets": lambda: len(PRESETS),
    "processes": lambda: len(PROCESSES),
    "maintenance": lambda: len(MAINTENANCE),
    "coalitions": lambda: 2 ** len(MAINTENANCE),
    "published": _published,
    "populations": _populations,
}


def counted(text: str) -> str:
    """Return a page with every such number counted again."""
    return COUNTED.sub(
        lambda m: m["opening"] + _as(m["now"], COUNTS[m["what"]]()) + m["closing"], text
    )


def _as(now: str, number: int) -> str:
    if now[:1].isdigit():
        return str(number)
    word = WORDS[number] if number < len(WORDS) else str(number)
    return word.capitalize() if now[:1].isupper() else word
