"""Text with something between the cells: what it is, is decided by all lines, and else refused."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from sim.errors import BadNetwork
from sim.state.networks import listings
from sim.state.networks.matrices import Matrix, matrix
from sim.state.networks.record import Builder, Network, Understood, legible
from sim.state.networks.rows import MUTUAL, EdgeList, edge_list
from sim.state.networks.text import Line, Row, lines_of, rows_of
from sim.state.networks.words import ALONE, KNOWN_PAIRS, plain, two_columns

#: What may separate cells, the surest first: a name has a blank rather than a tab.
SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "pipes", ",": "commas", " ": "blanks"}
#: Excel's own line, which says what separates the cells.
EXCEL = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
#: KONECT's first line: is it directed, has it two kinds of nodes, what are its weights.
KONECT = re.compile(r"%\s*(?P<form>sym|asym|bip)\s+(?P<weights>\w+)\s*", re.ASCII)
#: A separator in more of the lines than this is none by chance.
BY_CHANCE = 1 / 3


@dataclass(frozen=True)
class Reading:
    """What lines are if a certain separator is between their cells."""

    separator: str
    what: EdgeList | Matrix
    rows: list[Row]

    @property
    def even(self) -> bool:
        """Whether every line has as many cells."""
        return len({len(row.cells) for row in self.rows}) == 1

    def network(self, notes: tuple[str, ...]) -> Network:
        """Return the network that the lines are by this reading."""
        return self.what.network(SEPARATORS.get(self.separator, f"'{self.separator}'"), notes)


def read_delimited(text: str, file: str) -> Network:
    """Read an edge list or a matrix in text, whatever separates the cells.

    Parameters
    ----------
    text
        The whole text.
    file
        What the file is called.

    Raises
    ------
    BadNetwork
        With the line that does not fit, or with what the file may be if it may be several things.
    """
    lines = lines_of(text)
    if lines and lines[0][1].startswith("%%MatrixMarket"):
        raise BadNetwork(f"{file}: a file of Matrix Market; write it as an edge list")
    given = EXCEL.fullmatch(lines[0][1].strip()) if lines else None
    lines = lines[1:] if given else lines
    comments = [(n, line) for n, line in lines if line.lstrip(" \t")[0] in "#%"]
    lines = [(n, line) for n, line in lines if line.lstrip(" \t")[0] not in "#%"]
    if not lines:
        raise BadNetwork(f"{file}: a network needs two agents at least, and no line has one")
    if listings.is_adjacency(comments):
        return listings.adjacency(lines, comments, file)
    if listings.have_data(lines):
        return listings.with_data(lines, comments, file)
    if plain(lines[0][1]) in ALONE and lines[0][1].strip(' \t"').isalpha():
        return _names_alone(lines[1:], file)
    if found := _konect(lines, comments, file):
        return found
    separators = [given[1]] if given else [one for one in SEPARATORS if one in text]
    try:
        reading = _chosen(lines, separators, _above(lines, comments), file)
    except BadNetwork:  # for want of a row that looks like a comment, perhaps
        for separator in separators if comments else ():
            _no_row_is_a_comment(separator, _leniently(lines, separator), comments, None, file)
        raise
    called = reading.what.sides()[1]
    _no_row_is_a_comment(reading.separator, reading.rows, comments, called, file)
    for other in separators if comments else ():  # it is in every line, and would be in this row
        if other not in (reading.separator, " ") and all(other in line for _, line in lines):
            _no_row_is_a_comment(other, _leniently(lines, other), comments, called, file)
    return reading.network(_skipped(comments))


def _skipped(comments: list[Line]) -> tuple[str, ...]:
    if not comments:
        return ()
    first = legible(comments[0][1].strip(), 40)
    many = f"{len(comments):,} lines are comments, the first: {first}"
    return (many if len(comments) > 1 else f"a line is a comment: {first}",)


def _above(lines: list[Line], comments: list[Line]) -> str:
    """Return the text of the last comment above the lines: the header, perhaps."""
    before = [line for n, line in comments if n < lines[0][0]]
    return before[-1].lstrip(" \t#%") if before else ""


# -------------------------------------------------------------------------------- what separates


def _chosen(lines: list[Line], separators: list[str], above: str, file: str) -> Reading:
    """Return the one reading that fits; raise with what is wrong in it, or if there are two."""
    readings: list[Reading] = []
    wrong: dict[str, BadNetwork] = {}
    shares: dict[str, float] = {}
    for separator in separators:
        try:
            rows = rows_of(lines, separator, file)
            if separator == " " and all(
                (line[0] in " \t") == (n == 0) for n, (_, line) in enumerate(lines)
            ):
                rows[0] = Row(rows[0].line, ["", *rows[0].cells], [False, *rows[0].quoted])
            shares[separator] = sum(len(row.cells) > 1 for row in rows) / len(rows)
            if shares[separator] == 0.0:
                continue
            cells = rows_of([(1, above)], separator, file)[0].cells if above else []
            what = matrix(rows, file) or edge_list(rows, cells, file)
            if all(what != other.what for other in readings) and (what.sure or what.sides()[1]):
                readings.append(Reading(separator, what, rows))
                if what.sure:
                    return readings[-1]
        except BadNetwork as error:
            shares.setdefault(separator, sum(separator in line for _, line in lines) / len(lines))
            wrong[separator] = error
    blamed = _to_blame(wrong, shares, readings)
    if blamed:
        raise blamed
    if not readings:
        raise BadNetwork(_nothing(lines, file))
    found = readings[0]
    for other in readings[1:]:
        found = _likelier(found, other, shares, file)
    return found


def _to_blame(
    wrong: dict[str, BadNetwork], shares: dict[str, float], readings: list[Reading]
) -> BadNetwork | None:
    """Return what is wrong with the separator that is meant, if it is one that does not fit."""
    order = list(SEPARATORS)
    first = min((order.index(r.separator) for r in readings if r.separator in order), default=99)
    most = max((shares[reading.separator] for reading in readings), default=0.0)
    meant = [
        s
        for s in wrong
        if not readings
        or (order.index(s) < first and shares[s] > BY_CHANCE)
        or shares[s] >= (3 if s == " " else 2) * most
    ]
    return (
        wrong[max(meant, key=lambda s: (shares[s], -order.index(s) if s in order else 0))]
        if meant
        else None
    )


def _nothing(lines: list[Line], file: str) -> str:
    known = ", ".join(SEPARATORS.values())
    first = legible(lines[0][1].strip())
    if len(lines) < 2:
        return f"{file}: a network needs two agents at least, and there is one line: {first}"
    return (
        f"{file}: nobody in it has a tie: no line has cells separated by {known}; the first line is"
        f" {first}. If it is meant to have none, put the line 'name' above the names"
    )


def _likelier(one: Reading, other: Reading, shares: dict[str, float], file: str) -> Reading:
    """Return the right one of two readings, the first of which has the surer separator."""
    share = shares[one.separator]
    if one.separator == "\t" and share == 1.0:
        return one
    explained = [_without(one, other.separator), _without(other, one.separator)]
    if explained[0] != explained[1]:
        return one if explained[0] else other
    if not other.even:
        return one
    if share <= BY_CHANCE:
        return other
    if one.even or share < 1.0:
        mine, others = _both_sides(one), _both_sides(other)
        if mine and not others:
            return one
        if others and not mine and one.even:
            return other
        raise _either(one, other, file)
    return one


def _without(reading: Reading, separator: str) -> bool:
    """Return whether no name has another separator in it: that is one of decimals, then."""
    return not any(separator in name for name in reading.what.called)


def _both_sides(reading: Reading) -> bool:
    """Return whether somebody is named first in one tie and second in another, or called alike."""
    first, second = reading.what.sides()
    if first & second:
        return True
    if reading.separator == " ":
        return False
    stems = [{name.split(" ")[0] for name in names if " " in name} for names in (first, second)]
    return bool(stems[0] & stems[1])


def _either(one: Reading, other: Reading, file: str) -> BadNetwork:
    shown = [
        f"{SEPARATORS[reading.separator]} ({' | '.join(map(legible, reading.rows[0].cells[:4]))})"
        for reading in (one, other)
    ]
    return BadNetwork(
        f"{file}: the cells may be separated by {' or by '.join(shown)}; put a header above them"
        f" whose words are known ({KNOWN_PAIRS})"
    )


# --------------------------------------------------------------------------------- what else is in


def _leniently(lines: list[Line], separator: str) -> list[Row]:
    """Return lines in cells as far as that can be said of lines that were refused."""
    return [Row(n, line.split(separator), []) for n, line in lines if separator in line]


def _no_row_is_a_comment(
    separator: str, rows: list[Row], comments: list[Line], called: set[str] | None, file: str
) -> None:
    """Refuse a line that begins with # or % as a comment does, and is made as the rows are."""
    if not rows or not comments:
        return
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    if called is None:
        called = {cell.strip(' \t"') for row in rows for cell in row.cells}
    for number, line in comments:
        try:
            cells = rows_of([(number, line)], separator, file)[0].cells
        except BadNetwork:
            continue
        bare_line = re.sub('"[^"]*"', "", line)
        close = line.strip()[1:2] not in ("", "#", "%") and not (
            re.search(f"{re.escape(separator)}[ \t]", bare_line)
            or (separator == " " and len(cells[0]) == 1)
        )
        bare = [cells[0][1:], *cells[1:]]
        if (cells[0] and cells[0] in called) or (
            close and len(cells) == width and not two_columns(bare)
        ):
            raise BadNetwork(
                f"{file}, line {number}: it begins as a comment and is made as a row. If it is a"
                f" comment, begin it with {2 * line.strip()[0]}; if {legible(cells[0])} is a name,"
                " put the name in quotes"
            )


def _names_alone(lines: list[Line], file: str) -> Network:
    """Read a list of names, whose header says that they are all there is."""
    built = Builder()
    for row in rows_of(lines, "\t", file):
        name = row.cells[0]
        if len(row.cells) > 1 or (not row.quoted[0] and re.search("[,;|]", name)):
            raise BadNetwork(
                f"{file}, line {row.line}: more than a name; the header has one column. Put a name"
                " with such signs in quotes"
            )
        built.node(name)
    understood = Understood("a list of names, without ties", "each line")
    return built.network(file, understood, meant=True)


def _konect(lines: list[Line], comments: list[Line], file: str) -> Network | None:
    """Read a file of KONECT, whose first comment says what its columns are."""
    said = KONECT.fullmatch(comments[0][1]) if comments and comments[0][0] < lines[0][0] else None
    if said is None:
        return None
    if said["form"] == "bip":
        raise BadNetwork(f"{file}: a network of KONECT with two kinds of nodes (bip)")
    header = ["from", "to", "weight", "timestamp"]
    rows = rows_of(lines, " ", file)
    if any(not 2 <= len(row.cells) <= 4 for row in rows):
        wrong = next(row for row in rows if not 2 <= len(row.cells) <= 4)
        raise BadNetwork(f"{file}, line {wrong.line}: a row of KONECT has 2 to 4 cells")
    above = header[: max(len(row.cells) for row in rows)]
    head = Row(0, above, [False] * len(above))
    notes = (MUTUAL,) if said["form"] == "asym" else ()
    return edge_list([head, *rows], [], file).network("blanks, by KONECT", notes)
