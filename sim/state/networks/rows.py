"""Rows of cells as an edge list: two names, if wanted a weight, and what else there is."""

from __future__ import annotations

from dataclasses import dataclass

from sim.errors import BadNetwork
from sim.state.networks.heading import PLAIN, Columns, columns_of
from sim.state.networks.numbers import looks_like_weight, weights
from sim.state.networks.record import Builder, Network, Understood, legible
from sim.state.networks.text import Row
from sim.state.networks.words import plain

#: What the ties of Gephi and KONECT say of their direction.
MUTUAL = "directions are not kept: allies are mutual"


@dataclass(frozen=True)
class EdgeList:
    """An edge list, understood but not yet put together.

    ``ties`` have a line, two names (the second is "" for somebody alone) and a weight as written.
    """

    file: str
    columns: Columns
    ties: tuple[tuple[int, str, str, str], ...]
    notes: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether its header says that it is one."""
        return self.columns.sure

    @property
    def called(self) -> set[str]:
        """All names in it."""
        return {name for tie in self.ties for name in tie[1:3]}

    def sides(self) -> tuple[set[str], set[str]]:
        """Return the names of either column, of those who have ties."""
        tied = [tie for tie in self.ties if tie[2]]
        return {tie[1] for tie in tied}, {tie[2] for tie in tied}

    def network(self, kind: str, notes: tuple[str, ...] = ()) -> Network:
        """Return the network; ``kind`` is what its cells are separated by."""
        amounts = weights(((line, text) for line, _, _, text in self.ties), self.file)
        built = Builder()
        for (line, first, second, _), amount in zip(self.ties, amounts, strict=True):
            built.node(first)
            if second:
                built.edge(first, second, amount, f"{self.file}, line {line}")
        columns, given = self.columns, [tie[3] for tie in self.ties if tie[2]]
        header, more = columns.header, []
        if 0 < given.count("") < len(given):
            more.append(f"{given.count(''):,} ties have no weight; they count once")
        understood = Understood(
            f"an edge list, separated by {kind}, {'with' if header else 'without'} a header",
            _called(header, columns.first, columns.second) if header else "the first two columns",
            ("" if not any(given) else _called(header, columns.weight or 0)),
            columns.unused,
            (*self.notes, *notes, *more),
        )
        return built.network(self.file, understood)


def _called(header: tuple[str, ...], *which: int) -> str:
    names = [legible(header[n]) if n < len(header) else str(n + 1) for n in which]
    return f"column{'s' * (len(names) > 1)} {' and '.join(names)}"


def edge_list(rows: list[Row], above: list[str], file: str) -> EdgeList:
    """Read rows as an edge list.

    Parameters
    ----------
    rows
        All rows that are no comments.
    above
        Cells of the comment that stands above them, which may be the header.
    file
        What the file is called.

    Raises
    ------
    BadNetwork
        With the line that does not fit.
    """
    columns, body = columns_of(rows, above, file)
    header = columns.header
    width = len(header) + columns.skipped if header and not columns.bare else 3 + columns.skipped
    width = max(width, len(header) + columns.skipped)
    last = max(columns.first, columns.second)
    ties = []
    for row in body:
        cells = row.cells[columns.skipped :]
        while cells and not cells[-1] and len(cells) > 1:
            cells = cells[:-1]
        where = f"{file}, line {row.line}"
        if cells == [""]:
            continue
        if len(cells) > width - columns.skipped:
            seen = (
                f"{len(cells)} cells"
                if not header
                else f"{len(cells)} cells, the header {len(header)}"
            )
            raise BadNetwork(f"{where}: {PLAIN}, and found {seen}")
        padded = cells + [""] * (max(width, last + 1, 3) - len(cells))
        first, second = padded[columns.first], padded[columns.second]
        weight = padded[columns.weight] if columns.weight is not None else ""
        if not first:
            raise BadNetwork(f"{where}: {PLAIN}, and found no first name")
        if not header and weight and not second:
            raise BadNetwork(f"{where}: {PLAIN}, and found no second name")
        if not header and weight and not looks_like_weight(weight) and "," not in weight:
            raise BadNetwork(f"{where}: the weight '{legible(weight)}' is not a number")
        ties.append((row.line, first, second, weight))
    weights(((line, weight) for line, _, _, weight in ties), file)
    return EdgeList(file, columns, tuple(ties), _notes(columns, body))


def _notes(columns: Columns, body: list[Row]) -> tuple[str, ...]:
    for n, cell in enumerate(columns.header):
        if plain(cell) in ("type", "edgetype", "directed") and n not in (
            columns.first,
            columns.second,
        ):
            said = {
                plain(row.cells[n + columns.skipped])
                for row in body
                if len(row.cells) > n + columns.skipped
            }
            if said & {"directed", "true"}:
                return (MUTUAL,)
    return ()
