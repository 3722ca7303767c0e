"""What every answer consists of: sentences, tables, and figures, which are data as well.

Nothing here is printed or drawn: commands print tables, and the report has figures drawn.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple

import pandas as pd

#: Where a part is told: "before" the comparison of arms, "after" it, or "instead" of it.
Place = Literal["before", "after", "instead"]
#: The kinds of figures; experiments/report/drawers.py has what draws each.
Kind = Literal[
    "guide", "shares", "worlds", "where advice fails", "portions",
    "shares over time", "fates", "standings", "recovery", "depth",
    "indices", "map", "curves", "crossed curves", "surfaces",
]  # fmt: skip


class Table(NamedTuple):
    """A table of words and numbers as they are read.

    ``note`` is what to know of it, which stands above it on the page; ``foot`` what is said under
    it in a terminal. A ``wide`` one has no room there.
    """

    title: str
    note: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    wide: bool = False
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class Figure:
    """A figure as data, before it is drawn.

    Attributes
    ----------
    kind
        How it is drawn.
    name
        Of its file.
    caption
        What one sees in it.
    tables
        What is drawn, by the names that its kind gives them; often one for every panel.
    names
        What is told apart by colour, in the order of the experiment.
    across
        The parameters along its axes, the upright one first.
    levels
        Parameter → its levels, and how each is told on an axis: different ones differently.
    units
        Parameter → its unit.
    """

    kind: Kind
    name: str
    caption: str
    tables: Mapping[str, pd.DataFrame]
    names: Sequence[str] = ()
    across: Sequence[str] = ()
    levels: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


class Part(ABC):
    """An answer that an experiment asks for beside the comparison of its arms."""

    place: ClassVar[Place]

    @property
    @abstractmethod
    def sentences(self) -> Sequence[str]:
        """The answer, the most important first."""

    @abstractmethod
    def tables(self) -> Iterator[Table]:
        """Give the tables for page and terminal, the most telling first."""

    @abstractmethod
    def figures(self) -> Iterator[Figure]:
        """Give the figures, the most telling first."""

    @abstractmethod
    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables to be written beside the results, by the names of their files."""
