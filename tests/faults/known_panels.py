"""Known panels: people with names that hurt, waves, who names whom, and who did not answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

T = TypeVar("T")

PLAIN = ["Ann", "Bob", "Cem", "Dee", "Eva", "Fay", "Gus", "Hal", "Ida", "Jo", "Kim", "Lea", "Max"]
HURT = [
    *("NA", "None", "nan", "null", "01", "1", "1.0", "0", "-5", "1e5", "TRUE", "from", "inf", "+1"),
    *("émile", "Zoë 🦊", "李雷", "Straße", "New York", "Lee, Ann", 'say "hi"', '"q"', "a;b", "x|y"),
    *("A\u00a0B", "#1", "%x", "O'Brien", "T9", "wave", "a\\b", "Lee, Ann; Jr", "👩‍👩‍👧", "e\u0301"),
]
#: How a program of another kind calls the columns of wave, from and to.
HEADS = [
    ("wave", "from", "to"), ("Wave", "From", "To"), ("year", "ego", "alter"), ("t", "i", "j"),
    ("TIME", "Sender", "Receiver"), ("period", "source", "target"), ("Date", "from_id", "to_id"),
    ("week", "nominator", "nominee"), ("time", "ego.id", "alter.id"), ("round", "rater", "ratee"),
    ("wave_nr", "Source", "Target"), ("timepoint", "chooser", "chosen"), ("wave", "id", "alter"),
]  # fmt: skip
VALUES = ["value", "tie", "friend", "Weight", "nomination", "friendship", "w"]
WAVES = [
    ["1", "2", "3", "4"], ["T9", "T10", "T11", "T12"], ["2003-12-01", "2004-03-01", "2004-06-15"],
    ["15.12.2003", "01.03.2004", "07.10.2004"], ["9", "10", "11"], ["wave 2", "wave 10"],
    ["25/12/2003", "03/01/2004"], ["Sep 2003", "Jan 2004", "Apr 2004"], ["w1", "w2", "w10"],
    ["1998", "2001", "2002"], ["0.5", "1.5", "10"],
]  # fmt: skip
#: Files with people called so may be refused: they mean nobody elsewhere, or begin a comment.
DOUBTFUL = {"NA", "None", "nan", "null", "#1", "%x"}
SEPARATORS = [",", ";", "\t", "|", " "]


@dataclass
class Known:
    """A panel that is known: ``ties[w, i, j]``, and who did not answer in a wave."""

    names: list[str]
    waves: list[str]
    ties: np.ndarray
    away: np.ndarray
    luck: np.random.Generator

    def lines(self) -> list[tuple[str, str, str]]:
        """Return (wave, from, to) of every tie, wave by wave."""
        places = zip(*np.nonzero(self.ties), strict=True)
        return [(self.waves[w], self.names[i], self.names[j]) for w, i, j in places]

    def table(self, heads: Sequence[str]) -> pd.DataFrame:
        """Return them under some heads."""
        return pd.DataFrame(self.lines(), columns=pd.Index(heads[:3]), dtype=str)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of several."""
        return options[int(self.luck.integers(len(options)))]


@dataclass
class Case:
    """Files, and what must be read from them.

    ``people`` is None where all who give or get a tie are; ``absent`` are (wave, person).
    ``refusal`` says that refusing is right too.
    """

    files: list[Path]
    people: set[str] | None = None
    absent: set[tuple[str, str]] = field(default_factory=set)
    waves: list[str] | None = None
    renamed: dict[str, str] = field(default_factory=dict)
    refusal: bool = False


def known(seed: int) -> Known:
    """Return a panel: people with some names that hurt, in two waves or more."""
    luck = np.random.default_rng(seed)
    n = int(luck.integers(6, 13))
    pool = PLAIN if luck.random() < 0.3 else [*HURT, *PLAIN[:6]]
    names = [str(name) for name in luck.choice(pool, n, replace=False)]
    waves = list(WAVES[int(luck.integers(len(WAVES)))])
    ties = luck.random((len(waves), n, n)) < luck.uniform(0.15, 0.45)
    ties[:, np.arange(n), np.arange(n)] = False
    ties[:, [0, 1], [1, 2]] = True
    away = luck.random((len(waves), n)) < 0.12
    away[:, :3] = False
    return Known(names, waves, ties, away, luck)
