"""Which column of a panel's file is what: by the words of its header, or by what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from experiments.evidence.panel_cells import MISSING, Cells
from experiments.evidence.panel_values import parsed
from sim.errors import BadInput
from sim.state.networks.numbers import is_number
from sim.state.networks.words import plain

#: What a column can be, and the words for it as ``plain`` gives them, the surest first.
WORDS: Mapping[str, tuple[str, ...]] = {
    "wave": (
        *("wave", "waves", "week", "year", "time", "t", "period", "timepoint", "waveid", "waveno"),
        *("wavenr", "wavenumber", "surveywave", "round", "session", "snapshot", "month", "date"),
        *("day", "semester", "term", "quarter", "season", "occasion", "survey", "tick"),
    ),
    "from": (
        *("from", "ego", "sender", "source", "i", "nominator", "chooser", "rater", "giver", "src"),
        *("respondent", "actor", "id", "person", "name", "pupil", "student", "subject"),
    ),
    "to": (
        *("to", "alter", "receiver", "target", "j", "nominee", "chosen", "ratee", "taker", "tgt"),
        *("recipient", "nominated", "partner", "peer", "dst", "destination", "whom"),
    ),
    "value": (
        *("value", "tie", "weight", "nomination", "friend", "val", "ties", "friends", "friendship"),
        *("named", "nominates", "edge", "link", "strength", "score", "rating", "w", "likes"),
        *("exists", "connected", "linked", "tievalue", "tieweight", "weights", "values"),
    ),
    "relation": ("relation", "relations", "relationship", "layer", "question", "type"),
    "rank": ("rank", "ranking"),
}
#: Pairs that belong together: where a file has words of two pairs, the whole one is meant.
_PAIRS = tuple(zip(WORDS["from"][:9], WORDS["to"][:9], strict=True))
#: What Gephi and igraph say of an edge: not a relation but whether it goes both ways.
DIRECTIONS = {"directed": False, "undirected": True, "mutual": True}
_AFFIXES = ("id", "name", "node", "label", "code", "nr", "no", "number", "person")
_KNOWN = {text: role for role, texts in reversed(list(WORDS.items())) for text in texts}
HEADS = frozenset(_KNOWN) | {
    head for text in _KNOWN for affix in _AFFIXES for head in (text + affix, affix + text)
}
#: Files without a header: what their columns may be.
_LAYOUTS = (
    ("wave", "from", "to"),
    ("from", "to", "wave"),
    ("from", "to", "value", "wave"),
    ("wave", "from", "to", "value"),
    ("from", "to", "wave", "value"),
)
HOW = 'say which it is, as in --column {role}=NAME (in a fit: columns.{role} = "NAME")'


@dataclass(frozen=True)
class Columns:
    """Which column is what.

    ``places`` is role → position, ``names`` the heads of all columns (or their numbers), ``notes``
    what was seen.
    """

    places: Mapping[str, int]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def named(self) -> dict[str, str]:
        """Return role → head of the column."""
        return {role: self.names[k] for role, k in self.places.items()}

    def unused(self) -> tuple[str, ...]:
        """Return the heads of the columns that are not used."""
        used = set(self.places.values())
        return tuple(name or "row names" for k, name in enumerate(self.names) if k not in used)


def as_panel(header: Iterable[str]) -> bool:
    """Whether a header has columns of a wave and of who names whom."""
    return {"wave", "from", "to"} <= {role for _, role in _by_word(tuple(header))}


def find(path: Path, cells: Cells, told: Mapping[str, str]) -> Columns:
    """Return which column is what.

    Parameters
    ----------
    path
        The file, for messages.
    cells
        What is in it.
    told
        Role → head of its column, or its number; "none" for a role that no column has.

    Raises
    ------
    BadInput
        If a column that a panel needs is not there, or several may be it.
    """
    names = cells.header or tuple(str(k + 1) for k in range(cells.width))
    given = {role: _told(path, names, role, name) for role, name in told.items()}
    if cells.header is None:
        columns = Columns(_by_content(path, cells, given), names, ("no header",))
    else:
        columns = Columns(_by_header(path, cells, given), names)
    return columns


def _told(path: Path, names: Sequence[str], role: str, name: str) -> int | None:
    if role not in WORDS:
        raise BadInput(f"--column {role}={name}: a column can be {', '.join(WORDS)}")
    if name in names:
        return names.index(name)
    alike = [k for k, one in enumerate(names) if plain(one) == plain(name)]
    if len(alike) == 1:
        return alike[0]
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(names):
        return int(name) - 1
    if name == "none":
        return None
    raise BadInput(f"{path}: has no column {name}; it has: {_listed(names)}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(name or '""' for name in names)


# ------------------------------------------------------------------------------------- by a header


def _by_header(path: Path, cells: Cells, given: Mapping[str, int | None]) -> dict[str, int]:
    names = cells.header or ()
    taken = set(given.values())
    found: dict[str, list[int]] = {role: [] for role in WORDS}
    for column, role in _by_word(names):
        if column not in taken and role not in given:
            found[role].append(column)
    places = {role: column for role, column in given.items() if column is not None}
    _take_direction(cells, found["relation"], places)
    _take_answers(cells, found)
    _keep_whole_pair(names, found)
    for role in ("wave", "from", "rank", "relation"):
        if found[role]:
            places[role] = _surest(path, cells, role, found[role])
    if not found["to"] and "to" not in given:
        found["to"] = [k for k in found["value"] if not _is_value(cells, k)]
    found["value"] = [k for k in found["value"] if k not in found["to"]]
    if found["to"]:
        places["to"] = _surest(path, cells, "to", found["to"])
    missing = [role for role in ("wave", "from", "to") if role not in places]
    if missing:
        raise BadInput(
            f"{path}:{cells.header_line}: lacks the column {', '.join(missing)}; a panel has wave,"
            f" from, to, and this file has: {_listed(names)}; {HOW.format(role=missing[0])}"
        )
    if found["value"]:
        places["value"] = _value(path, cells, found["value"])
    elif "value" not in given and "rank" not in places:
        _look_for_ties(path, cells, places)
    return places


def _by_word(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Return (column, role) of every head that is known."""
    for column, name in enumerate(names):
        text = _bare(plain(name))
        if text in _KNOWN:
            yield column, _KNOWN[text]


def _bare(text: str) -> str:
    """Return a head without what may stand beside its word: ``from`` for ``from_id``."""
    if text in _KNOWN:
        return text
    for affix in _AFFIXES:
        for rest in (text.removesuffix(affix), text.removeprefix(affix)):
            if rest != text and (rest in _KNOWN or _bare(rest) in _KNOWN):
                return _bare(rest)
    return text


def _keep_whole_pair(names: Sequence[str], found: dict[str, list[int]]) -> None:
    """Of several that may name and be named, keep the pair of words that belong together."""
    heads = {_bare(plain(name)): k for k, name in enumerate(names)}
    if len(found["from"]) > 1 or len(found["to"]) > 1:
        whole = [(heads[a], heads[b]) for a, b in _PAIRS if a in heads and b in heads]
        whole = [(a, b) for a, b in whole if a in found["from"] and b in found["to"]]
        if len(whole) == 1:
            found["from"], found["to"] = [whole[0][0]], [whole[0][1]]


def _surest(path: Path, cells: Cells, role: str, columns: Sequence[int]) -> int:
    """Return the column whose word is the surest; refuse if others say otherwise."""
    names, words = cells.header or (), WORDS[role]
    heads = {k: _bare(plain(names[k])) for k in columns}
    sure = {k: words.index(head) if head in words else len(words) for k, head in heads.items()}
    ranked = sorted(columns, key=lambda k: sure[k])
    last = 9 if role == "from" else len(words)  # "id" beside "ego" is a number of the line
    rivals = [k for k in ranked[1:] if sure[k] < last or role == "to"]
    differ = [k for k in rivals if any(row[k] != row[ranked[0]] for row in cells.rows)]
    if role == "wave" and sure[ranked[0]] < 4:
        return ranked[0]  # a date beside it is that of the day somebody was asked
    if differ and role != "wave":
        several = " and ".join(names[k] for k in (ranked[0], *differ))
        raise BadInput(f"{path}: {several} may all be the column {role}; {HOW.format(role=role)}")
    if differ and not all(_goes_with(cells, k, ranked[0]) for k in differ):
        several = " and ".join(names[k] for k in (ranked[0], *differ))
        raise BadInput(f"{path}: {several} may all be the wave; {HOW.format(role=role)}")
    return ranked[0]


def _goes_with(cells: Cells, column: int, other: int) -> bool:
    """Whether a column is the same wherever another is, as the year of a wave."""
    values: dict[str, str] = {}
    return all(values.setdefault(row[other], row[column]) == row[column] for row in cells.rows)


def _is_value(cells: Cells, column: int) -> bool:
    return all(row[column] in MISSING or parsed(row[column]) is not None for row in cells.rows)


def _value(path: Path, cells: Cells, columns: Sequence[int]) -> int:
    """Return the column that says whether there is a tie; several must say the same."""
    names = cells.header or ()
    ties = {k: [(parsed(row[k]) or 0.0) > 0 for row in cells.rows] for k in columns}
    first = columns[0]
    if any(ties[k] != ties[first] for k in columns):
        several = " and ".join(names[k] for k in columns)
        raise BadInput(
            f"{path}: {several} may all say whether there is a tie, and differ;"
            f" {HOW.format(role='value')}"
        )
    return first


def _look_for_ties(path: Path, cells: Cells, places: dict[str, int]) -> None:
    """Take a column of 0 and 1 for the ties where all pairs are listed; refuse where some are."""
    names = cells.header or ()
    for column, name in enumerate(names):
        values = {row[column] for row in cells.rows} - MISSING
        if column in places.values() or plain(name) in ("", "unnamed0", "index"):
            continue
        if {parsed(value) for value in values} != {0.0, 1.0}:
            continue
        of_a_person = any(_goes_with(cells, column, places[side]) for side in ("from", "to"))
        every = _lists_every_pair(cells, places)
        if every and not of_a_person and "value" not in places:
            places["value"] = column
        elif every or not of_a_person:
            raise BadInput(
                f"{path}: the column {name} has 0 and 1: is 1 a tie, and 0 none? If so: --column"
                f" value={name}; if not: --column value=none (in a fit: columns.value)"
            )


def _lists_every_pair(cells: Cells, places: Mapping[str, int]) -> bool:
    waves: dict[str, set[tuple[str, str]]] = {}
    for row in cells.rows:
        pair = (row[places["from"]], row[places["to"]])
        if pair[0] != pair[1]:
            waves.setdefault(row[places["wave"]], set()).add(pair)
    sizes = {wave: len({one for pair in pairs for one in pair}) for wave, pairs in waves.items()}
    return all(n > 2 and len(waves[wave]) == n * (n - 1) for wave, n in sizes.items())


def _take_direction(cells: Cells, relations: list[int], places: dict[str, int]) -> None:
    """Take ``Type`` for what Gephi means by it; it is a relation only if there are several."""
    for column in [k for k in relations if plain((cells.header or ())[k]) == "type"]:
        values = {row[column].casefold() for row in cells.rows}
        if values <= set(DIRECTIONS):
            places["direction"] = column
        if values <= set(DIRECTIONS) or len(values) == 1:
            relations.remove(column)


def _take_answers(cells: Cells, found: dict[str, list[int]]) -> None:
    """Take a column such as ``chosen`` for an answer if it has 0 and 1 and another says whom."""
    answers = [
        k
        for k in found["to"]
        if {parsed(row[k]) for row in cells.rows} <= {0.0, 1.0, None} and _is_value(cells, k)
    ]
    if len(answers) < len(found["to"]):
        found["to"] = [k for k in found["to"] if k not in answers]
        found["value"] += answers


# ------------------------------------------------------------------------------- without a header


def _by_content(path: Path, cells: Cells, given: Mapping[str, int | None]) -> dict[str, int]:
    """Return what the columns are where only one way makes sense."""
    told = {role: column for role, column in given.items() if column is not None}
    if {"wave", "from", "to"} <= set(told):
        return told
    possible = []
    for layout in _LAYOUTS:
        places = {role: k for k, role in enumerate(layout)}
        if len(layout) == cells.width and told.items() <= places.items():
            if _makes_sense(cells, places):
                possible.append(places)
    rising = [places for places in possible if _rises(cells, places["wave"])]
    if len(possible) > 1 and len(rising) == 1:
        possible = rising
    if len(possible) == 1:
        return possible[0]
    first = ", ".join(cells.rows[0][:8])
    seen = f"{path}: has no header, {cells.width} columns, and begins with: {first}"
    if possible:
        ways = "; or ".join(", ".join(sorted(p, key=p.__getitem__)) for p in possible)
        raise BadInput(f"{seen}. They may be {ways}; write a header, such as wave,from,to")
    raise BadInput(
        f"{seen}. It lacks the column wave, from, to, or is no square matrix; write a header, or"
        " say which column is what, as in --column wave=1 --column from=2 --column to=3"
    )


def _makes_sense(cells: Cells, places: Mapping[str, int]) -> bool:
    """Whether columns can be what they are taken for."""
    rows = [row for row in cells.rows if len(row) == cells.width]
    wave, one, other = (places[role] for role in ("wave", "from", "to"))
    waves = {row[wave] for row in rows}
    senders = {row[one] for row in rows} - MISSING
    receivers = {row[other] for row in rows} - MISSING
    if waves & MISSING or 2 * len(waves) > len(rows) or not senders & receivers:
        return False
    if len(senders & receivers) * 2 < min(len(senders), len(receivers)):
        return False
    if "value" in places:
        values = [parsed(row[places["value"]]) for row in rows]
        if any(
            v is None and r[places["value"]] not in MISSING
            for v, r in zip(values, rows, strict=True)
        ):
            return False
    itself = [row for row in rows if row[one] == row[other] and row[one] not in MISSING]
    if itself and not (
        "value" in places
        and all(parsed(row[places["value"]]) in (None, 0.0, 10.0) for row in itself)
    ):
        return False
    once = [(row[wave], row[one], row[other]) for row in rows if row[other] not in MISSING]
    if len(set(once)) < len(once):
        return False
    numbers = {is_number(label) for label in waves}
    return len(numbers) == 1


def _rises(cells: Cells, column: int) -> bool:
    """Whether a column goes wave by wave: what was left does not come again."""
    labels = [row[column] for row in cells.rows if len(row) > column]
    changes = 1 + sum(a != b for a, b in pairwise(labels))
    return changes == len(set(labels))
