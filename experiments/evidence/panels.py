"""Panels: who names whom, wave after wave; read from files, or made by observing a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Reading:
    """How a panel's files were understood.

    Attributes
    ----------
    files
        The files, in order of the waves if there is one a wave.
    form
        What they are: a list of nominations, or matrices.
    columns
        What was looked for → head of the column.
    unused
        Heads of the columns that were not used.
    order
        By what the waves were put in order.
    notes
        What else is to be said, each a phrase.
    """

    files: tuple[str, ...]
    form: str
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    order: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """Directed nominations among the same people in several waves.

    Attributes
    ----------
    name
        What the panel is called in tables.
    waves
        Labels of the waves in order.
    ids
        Names of the people.
    ties
        ``ties[w, i, j]``: i names j in wave w; bool, shape (W, N, N), nobody names oneself.
    present
        ``present[w, i]``: i was observed in wave w; bool, shape (W, N).
    reading
        How its files were understood; None if it was not read.
    """

    name: str
    waves: tuple[str, ...]
    ids: tuple[str, ...]
    ties: np.ndarray
    present: np.ndarray
    reading: Reading | None = None

    def wave(self, w: int) -> np.ndarray:
        """Return who names whom in a wave, among those observed; shape (n, n)."""
        seen = self.present[w]
        return np.asarray(self.ties[w][np.ix_(seen, seen)])

    def both(self, *waves: int) -> list[np.ndarray]:
        """Return several waves among those who were observed in all of them."""
        seen = self.present[list(waves)].all(axis=0)
        return [np.asarray(self.ties[w][np.ix_(seen, seen)]) for w in waves]

    def understood(self) -> dict[str, Any]:
        """Return how the panel was understood, as JSON knows it: first of all its waves."""
        waves = [
            {"wave": label, "observed": int(here.sum()), "names": int(ties.sum())}
            for label, here, ties in zip(self.waves, self.present, self.ties, strict=True)
        ]
        told = {} if self.reading is None else asdict(self.reading)
        return {"waves": waves, "people": len(self.ids), "first": list(self.ids[:5]), **told}
