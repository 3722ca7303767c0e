"""UCINET's data language (DL): a head that says what is below, labels, and data."""

from __future__ import annotations

import re

from sim.errors import BadNetwork
from sim.state.networks.matrices import from_matrix
from sim.state.networks.numbers import POINT
from sim.state.networks.record import Builder, Network, Understood, legible
from sim.state.networks.rows import MUTUAL

#: What stands between things, and a thing: in quotes of either kind, or without.
TOKEN = re.compile(
    r"""[\s,]*(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'(?=[\s,]|$)|(?P<bare>[^\s,"][^\s,]*))"""
)
HEAD = re.compile(r"\s*dl\b", re.IGNORECASE)
SIZE = re.compile(r"\b(n|nr|nc|nm)\s*=\s*(\d{1,6})\b", re.IGNORECASE)
FORMAT = re.compile(r"\bformat\s*=\s*(\w+)", re.IGNORECASE)
LABELS = re.compile(r"\b(row\s+|column\s+|col\s+|matrix\s+|level\s+)?labels?\s*:", re.IGNORECASE)
EMBEDDED = re.compile(r"\b(?:row\s+|column\s+|col\s+)?labels?\s+embedded\b\s*:?", re.IGNORECASE)
DATA = re.compile(r"^[ \t]*data\s*:", re.IGNORECASE | re.MULTILINE)
KNOWN = ("fullmatrix", "edgelist1", "nodelist1", "upperhalf", "lowerhalf")


def is_dl(text: str) -> bool:
    """Return whether text begins as a file of UCINET does."""
    return bool(HEAD.match(text)) and bool(re.search(r"\b(n|nr)\s*=", text[:1000], re.IGNORECASE))


def read_dl(text: str, file: str) -> Network:
    """Read a network in UCINET's data language.

    Raises
    ------
    BadNetwork
        With what is missing, or what of the language is not read.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = DATA.search(text) or re.search(r"\bdata\s*:", text, re.IGNORECASE)
    if not HEAD.match(text) or start is None:
        raise BadNetwork(f"{file}: expected DL, n = a number, and the word data: above the data")
    head, data = text[: start.start()], text[start.end() :]
    line = text[: start.end()].count("\n") + 1
    before = LABELS.split(head)[0]
    sizes = {name.lower(): int(size) for name, size in SIZE.findall(before)}
    n = sizes.get("n", sizes.get("nr"))
    kind = (FORMAT.search(head) or ["", "fullmatrix"])[1].lower()
    if n is None or sizes.get("nc", n) != n or sizes.get("nm", 1) != 1:
        seen = ", ".join(f"{name} = {size}" for name, size in sizes.items()) or "none"
        raise BadNetwork(
            f"{file}: a network is one matrix of n rows and columns; the sizes given are {seen}"
        )
    if kind not in KNOWN:
        raise BadNetwork(f"{file}: format {legible(kind)} is not read; known: {', '.join(KNOWN)}")
    embedded = bool(EMBEDDED.search(head))
    labels = _labels(EMBEDDED.sub("", head), n, file)
    if kind in ("edgelist1", "nodelist1"):
        return _lists(data, line, labels, n, embedded, kind, file)
    return _matrix(data, line, labels, n, embedded, kind, file)


def _tokens(text: str, file: str) -> list[str]:
    """Return what stands in text, quotes taken off."""
    found, at, end = [], 0, len(text.rstrip(" \t\n,"))
    while at < end:
        token = TOKEN.match(text, at)
        if token is None:
            raise BadNetwork(
                f"{file}: a quote is opened and not closed: {legible(text[at:].strip())}"
            )
        found.append(next(part for part in token.groups() if part is not None))
        at = token.end()
    return found


def _labels(head: str, n: int, file: str) -> list[str]:
    """Return the labels that the head gives; rows and columns must be called alike."""
    parts = LABELS.split(head)
    given: list[list[str]] = []
    for kind, text in zip(parts[1::2], parts[2::2], strict=True):
        if (kind or "").strip().lower() not in ("matrix", "level"):
            given.append(_tokens(text.split(";")[0] if ";" in text else text, file))
    if len({tuple(labels) for labels in given}) > 1:
        raise BadNetwork(f"{file}: rows and columns have other labels: two kinds of nodes")
    if given and (len(given[0]) != n or len(set(given[0])) != n):
        raise BadNetwork(
            f"{file}: expected {n} different labels, and found {len(set(given[0]))} of"
            f" {len(given[0])}; a label with a blank or a comma in it needs quotes"
        )
    return given[0] if given else []


def _lists(
    data: str, line: int, labels: list[str], n: int, embedded: bool, kind: str, file: str
) -> Network:
    """Read a list of edges, or of nodes each with those it is tied to."""
    built = Builder()
    names = labels or ([] if embedded else [str(k + 1) for k in range(n)])
    for name in names:
        built.node(name)
    weighted, known = False, frozenset(names)
    for number, text in enumerate(data.split("\n"), start=line):
        cells = _tokens(text, f"{file}, line {number}")
        if not cells:
            continue
        where = f"{file}, line {number}"
        weight = 1.0
        if kind == "edgelist1":
            if not 2 <= len(cells) <= 3 or not POINT.fullmatch((*cells, "1")[2]):
                raise BadNetwork(f"{where}: expected two nodes and, if wanted, a weight")
            weight, cells = float((*cells, "1")[2]), cells[:2]
            weighted = weighted or weight != 1.0
        first, *others = (_node(cell, names, embedded, known, where) for cell in cells)
        built.node(first)
        for other in others:
            built.edge(first, other, weight, where)
    if len(built.rows) > n:
        raise BadNetwork(f"{file}: there are {len(built.rows)} nodes, and n = {n}")
    if embedded and not labels and len(built.rows) < n:
        raise BadNetwork(f"{file}: {len(built.rows)} nodes are named, and n = {n}")
    given = "the third cell of a tie" if weighted else ""
    understood = Understood(f"DL of UCINET, {kind}", "the labels", given, (), (MUTUAL,))
    return built.network(file, understood)


def _node(cell: str, names: list[str], embedded: bool, known: frozenset[str], where: str) -> str:
    if embedded:
        if known and cell not in known:
            raise BadNetwork(f"{where}: {legible(cell)} is none of the labels")
        return cell
    if not (cell.isascii() and cell.isdecimal()) or not 1 <= int(cell[:12]) <= len(names):
        raise BadNetwork(f"{where}: there is no node {legible(cell)}; they are 1 to {len(names)}")
    return names[int(cell) - 1]


def _matrix(
    data: str, line: int, labels: list[str], n: int, embedded: bool, kind: str, file: str
) -> Network:
    """Read a matrix, or the half of one."""
    tokens = _tokens(data, file)
    if embedded:
        labels, tokens = tokens[:n], tokens[n:]
        rows = [tokens[k * (n + 1) : (k + 1) * (n + 1)] for k in range(n)]
        if kind != "fullmatrix" or len(tokens) != n * (n + 1) or [r[0] for r in rows] != labels:
            raise BadNetwork(f"{file}: expected {n} labels, and {n} rows that begin with the same")
        tokens = [cell for row in rows for cell in row[1:]]
    size = n * n if kind == "fullmatrix" else n * (n - 1) // 2
    whole = size + n * (kind != "fullmatrix")  # halves come with the diagonal or without
    if len(tokens) not in (size, whole) or not all(map(POINT.fullmatch, tokens)):
        raise BadNetwork(
            f"{file}: expected {size} numbers below data:, and found {len(tokens)} cells"
        )
    numbers = iter([float(cell) for cell in tokens])
    values = [[0.0] * n for _ in range(n)]
    diagonal = len(tokens) == whole
    for i in range(n):
        columns = {
            "fullmatrix": range(n),
            "upperhalf": range(i + (not diagonal), n),
            "lowerhalf": range(i + diagonal),
        }[kind]
        for j in columns:
            values[i][j] = next(numbers)
    names = labels or [str(k + 1) for k in range(n)]
    lines = [line + 1 + k for k in range(n)]
    named = "the labels" if labels else "the numbers of rows"
    return from_matrix(values, names, lines, file, f"DL of UCINET, {kind}", named)
