"""The ways in which programs that Python does not have write networks: by their conventions."""

import csv
import random
from collections.abc import Callable
from pathlib import Path

import networkx

from tests.faults.known_networks import Known
from tests.faults.network_writers import (
    HEADERS,
    Written,
    as_it_stands,
    bare_matrix,
    clear,
    graph,
    igraph_file,
    networkx_adjacency,
    networkx_list,
    networkx_markup,
    networkx_pajek,
    pandas_matrix,
    pandas_table,
    tame,
    text,
)

# ---------------------------------------------------------------------------------------------- R


def _r(value: str | float, escaped: bool) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return '"' + value.replace('"', '\\"' if escaped else '""') + '"'


def r_table(known: Known, rng: random.Random, folder: Path) -> Written:
    """``write.csv`` and ``write.table`` of a data frame, with names of rows and columns or not."""
    way = rng.choice(["csv", "csv2", "table", "tab"])
    separator, escaped = {
        "csv": (",", False),
        "csv2": (";", False),
        "table": (" ", True),
        "tab": ("\t", True),
    }[way]
    header = [*rng.choice(HEADERS)]
    rows: list[list[str | float]] = [
        [a, b, w] if known.weighted else [a, b] for a, b, w in known.ties
    ]
    header = header[: len(rows[0])]
    numbered, named = rng.random() < 0.5, way.startswith("csv") or rng.random() < 0.8
    lines = [[_r(cell, escaped) for cell in row] for row in rows]
    if way == "csv2":
        lines = [[c.replace(".", ",") if c[0] != '"' else c for c in row] for row in lines]
    if numbered:
        lines = [[f'"{k}"', *row] for k, row in enumerate(lines, start=1)]
    if named:
        corner = ['""'] if numbered and way.startswith("csv") else []
        lines.insert(0, [*corner, *(f'"{word}"' for word in header)])
    content = "".join(separator.join(row) + "\n" for row in lines)
    path = text(folder / "net.csv", content, rng)
    must = clear(known, named, known.weighted) and (named or known.style != "numbers")
    return Written(path, must, isolates=False)


def r_matrix(known: Known, rng: random.Random, folder: Path) -> Written:
    """``write.csv`` and ``write.table`` of a matrix with names."""
    table, names = networkx.to_numpy_array(graph(known)), list(known.names)
    way = rng.choice(["csv", "csv2", "table"])
    separator = {"csv": ",", "csv2": ";", "table": " "}[way]
    corner = ['""'] if way != "table" else []
    lines = [[*corner, *(_r(name, way == "table") for name in names)]]
    for name, row in zip(names, table, strict=True):
        cells = [_r(float(value), False) for value in row]
        cells = [cell.replace(".", ",") for cell in cells] if way == "csv2" else cells
        lines.append([_r(name, way == "table"), *cells])
    content = "".join(separator.join(row) + "\n" for row in lines)
    return Written(text(folder / "matrix.csv", content, rng), tame(known))


# ----------------------------------------------------------------------- Gephi, Excel, collections


def gephi(known: Known, rng: random.Random, folder: Path) -> Written:
    """Gephi's table of edges."""
    kind, separator = "Directed" if known.directed else "Undirected", rng.choice(",;")
    rows = [[a, b, kind, str(k), "", "", f"{w}"] for k, (a, b, w) in enumerate(known.ties)]
    path = folder / "edges [Edges].csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(["Source", "Target", "Type", "Id", "Label", "timeset", "Weight"])
        writer.writerows(rows)
    return Written(path, tame(known), isolates=False)


def excel(known: Known, rng: random.Random, folder: Path) -> Written:
    """Excel in a country of decimal commas: semicolons, a byte-order mark, at times sep=;."""
    header = rng.choice(HEADERS)
    lines = [list(header if known.weighted else header[:2])] if rng.random() < 0.7 else []
    named = bool(lines)
    for a, b, weight in known.ties:
        amount = f"{weight:.15g}".replace(".", ",")
        lines.append([_excel(a), _excel(b), *([amount] if known.weighted else [])])
    content = "".join(";".join(row) + "\r\n" for row in lines)
    if rng.random() < 0.3:
        content = "sep=;\r\n" + content
    path = folder / "Mappe1.csv"
    path.write_bytes(content.encode(rng.choice(["utf-8-sig", "utf-8-sig", "utf-16"])))
    return Written(path, clear(known, named, known.weighted), isolates=False)


def _excel(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(c in name for c in ';"\n') else name


def snap(known: Known, rng: random.Random, folder: Path) -> Written:
    """SNAP: comments, tabs, no weights."""
    as_it_stands(known)
    rows = "".join(f"{a}\t{b}\n" for a, b, _ in known.ties)
    head = "# Directed graph: net.txt\n# Who trusts whom\n# Nodes: 9 Edges: 9\n"
    content = f"{head}# FromNodeId\tToNodeId\n{rows}"
    return Written(
        text(folder / "net.txt", content, rng, encode=False),
        known.style != "hurt", isolates=False, weights=False,
    )  # fmt: skip


def konect(known: Known, rng: random.Random, folder: Path) -> Written:
    """KONECT: a comment that says what the columns are, whole numbers for names."""
    ids = {name: str(k) for k, name in enumerate(known.names, start=1)}
    form = "asym" if known.directed else "sym"
    stamp = rng.random() < 0.3
    lines = [f"% {form} {'positive' if known.weighted else 'unweighted'}"]
    lines += [f"% {len(known.ties)} {len(known.names)} {len(known.names)}"] * rng.randint(0, 1)
    for a, b, weight in known.ties:
        weighted = [f"{weight!r}"] if known.weighted or stamp else []
        lines.append(" ".join([ids[a], ids[b], *weighted, *(["1234567890"] if stamp else [])]))
    path = folder / "out.net"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Written(path, True, isolates=False)


def ucinet(known: Known, rng: random.Random, folder: Path) -> Written:
    """UCINET's DL: a full matrix, or edges, with labels above or embedded."""
    kind = rng.choice(["fullmatrix", "edgelist1", "embedded"])
    names = [f'"{name}"' for name in known.names]
    n = len(names)
    head = rng.choice(
        [f"dl n={n} format={{}}\n", f"DL\nN={n}\nFORMAT = {{}}\n", f"dl n = {n}, format = {{}}\n"]
    )
    labels = "labels:\n" + rng.choice([",", "\n", ", "]).join(names) + "\n"
    if kind == "fullmatrix":
        table = networkx.to_numpy_array(graph(known))
        rows = [" ".join(f"{value:.17g}" for value in row) for row in table]
    else:
        at = {
            name: k if kind == "embedded" else names.index(k) + 1
            for name, k in zip(known.names, names, strict=True)
        }
        rows = [
            f"{at[a]} {at[b]} {w!r}" if known.weighted else f"{at[a]} {at[b]}"
            for a, b, w in known.ties
        ]
    if kind == "embedded":
        head = head.format("edgelist1") + rng.choice(
            ["labels embedded\n", labels + "labels embedded:\n"]
        )
        isolates = "labels:" in head
    else:
        head, isolates = head.format(kind) + labels, True
    path = text(folder / "net.dl", f"{head}data:\n" + "\n".join(rows) + "\n", rng, encode=False)
    return Written(path, known.style != "hurt" and (isolates or not known.isolates), isolates)


WRITERS: dict[str, Callable[[Known, random.Random, Path], Written]] = {
    "pandas": pandas_table,
    "pandas, matrix": pandas_matrix,
    "matrix without names": bare_matrix,
    "networkx, list": networkx_list,
    "networkx, adjacency": networkx_adjacency,
    "networkx, markup": networkx_markup,
    "networkx, Pajek": networkx_pajek,
    "igraph": igraph_file,
    "R": r_table,
    "R, matrix": r_matrix,
    "Gephi": gephi,
    "Excel": excel,
    "SNAP": snap,
    "KONECT": konect,
    "UCINET": ucinet,
}
#: Whose files have numbers for names.
BY_NUMBER = ("matrix without names", "KONECT")
