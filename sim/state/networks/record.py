"""A network as it was read, what was understood of its file, and how it is put together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.errors import BadNetwork


@dataclass(frozen=True)
class Understood:
    """How a file was read: in words, to be shown to the person whose file it is.

    ``kind`` is what sort of file it was taken for, ``names`` where the names of agents come from,
    ``weights`` where the weights of ties do ("" if they all weigh 1), ``unused`` what else there
    was, and ``notes`` are sentences about what one may not expect.
    """

    kind: str = ""
    names: str = ""
    weights: str = ""
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network:
    """Names of nodes in order, and undirected edges (row, row, weight).

    ``attributes`` are what a file says of its nodes beside their names: a value for each node, None
    where it says nothing. ``understood`` tells how the file was read.
    """

    names: tuple[str, ...]
    edges: tuple[tuple[int, int, float], ...]
    attributes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    understood: Understood = field(default_factory=Understood, compare=False)

    @property
    def isolates(self) -> tuple[str, ...]:
        """Names of those who have no tie."""
        tied = {end for edge in self.edges for end in edge[:2]}
        return tuple(name for row, name in enumerate(self.names) if row not in tied)

    def told(self) -> Iterator[tuple[str, str]]:
        """Give what was understood as pairs of a heading and a sentence."""
        understood, alone = self.understood, self.isolates
        if understood.kind:
            yield "read as", understood.kind
        ties = f"{len(self.edges):,} tie{'s' * (len(self.edges) != 1)}"
        yield "agents", f"{len(self.names):,}, {ties}, {_without(alone)}"
        if understood.names:
            yield "names", f"{understood.names}: {_first(self.names)}"
        if self.edges:
            low, high = (f(weight for *_, weight in self.edges) for f in (min, max))
            span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
            yield "weights", f"{understood.weights or 'none given'}: {span}"
        if self.attributes:
            yield "attributes", f"{_first(tuple(self.attributes), 12)}, kept with the network"
        if understood.unused:
            yield "not used", _first(understood.unused, 12)
        for note in understood.notes:
            yield "note", note


def _without(alone: tuple[str, ...]) -> str:
    return f"{len(alone):,} without ties ({_first(alone)})" if alone else "none without ties"


def _first(names: tuple[str, ...], most: int = 5) -> str:
    """Return the first of some names, as they can be read."""
    return ", ".join(map(legible, names[:most])) + ", …" * (len(names) > most)


def legible(name: str, most: int = 60) -> str:
    """Return a name as it can be shown: short, and what is invisible written out."""
    short = name if len(name) <= most else f"{name[: most - 1]}…"
    seen = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)
    return f"'{seen}'" if seen != seen.strip() or not seen or "," in seen else seen


class Builder:
    """Collects nodes and edges; a pair named twice adds its weights up."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.weights: dict[tuple[int, int], float] = {}
        self.twice = 0

    def node(self, name: str) -> int:
        """Return the row of a name, a new one if it has none."""
        return self.rows.setdefault(name, len(self.rows))

    def edge(self, a: str, b: str, weight: float, where: str) -> None:
        """Ally two names; ``where`` says in which line or edge of the file they are."""
        if a == b:
            raise BadNetwork(f"{where}: {legible(a)} cannot be allied with itself")
        if not (math.isfinite(weight) and weight >= 0.0):
            raise BadNetwork(f"{where}: a weight must be a number from 0 up, not {weight}")
        first, second = self.node(a), self.node(b)
        pair = (first, second) if first < second else (second, first)
        before = self.weights.get(pair)
        if before is not None:
            self.twice += 1
            if math.isinf(before + weight):
                raise BadNetwork(
                    f"{where}: the weights of {legible(a)} and {legible(b)} add up to more than a"
                    f" number can hold ({before:g} and {weight:g})"
                )
        self.weights[pair] = (before or 0.0) + weight

    def network(
        self,
        where: str,
        understood: Understood,
        attributes: Mapping[str, tuple[Any, ...]] | None = None,
        meant: bool = False,
    ) -> Network:
        """Return what was collected; nobody may have a tie only where that is ``meant``."""
        if len(self.rows) < 2:
            raise BadNetwork(f"{where}: a network needs two agents at least")
        if not self.weights and not meant:
            raise BadNetwork(
                f"{where}: nobody in it has a tie; if that is meant, give a text file with a name"
                " a line below the word 'name'"
            )
        notes = list(understood.notes)
        if self.twice:
            times = "once" if self.twice == 1 else f"{self.twice:,} times"
            notes.append(f"a pair was named again {times}, and its weights added up")
        edges = tuple((a, b, weight) for (a, b), weight in sorted(self.weights.items()))
        whole = Understood(
            understood.kind, understood.names, understood.weights, understood.unused, tuple(notes)
        )
        return Network(tuple(self.rows), edges, dict(attributes or {}), whole)
