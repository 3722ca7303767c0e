"""The ways in which programs write networks: by these programs where Python has them.

A writer is given a network that is known, luck and a folder, and returns the file, what of the
network the way of writing keeps, and whether it must be read: then refusing it does not count.
"""

import csv
import random
import warnings
from dataclasses import dataclass
from pathlib import Path

import igraph
import networkx
import pandas as pd

from tests.faults.known_networks import Known

HEADERS = (
    ("source", "target", "weight"), ("from", "to", "weight"), ("sender", "receiver", "strength"),
    ("ego", "alter", "value"), ("node1", "node2", "weight"), ("v", "w", "weight"), ("i", "j", "w"),
    ("src", "dst", "weight"), ("Source", "Target", "Weight"), ("person", "friend", "strength"),
    ("FROM", "TO", "WEIGHT"), ("FromNodeId", "ToNodeId", "Weight"), ("a", "b", "weight"),
    ("V1", "V2", "weight"), ("source_id", "target_id", "count"),
)  # fmt: skip
SEPARATORS = (",", ";", "\t", "|", " ")
AMBIGUOUS = {"node1", "node2", "v", "w", "i", "j", "a", "b", "V1", "V2"}


@dataclass(frozen=True)
class Written:
    """A file that was written, what it keeps of the network, and whether it must be read."""

    path: Path
    must: bool
    isolates: bool = True
    weights: bool = True


def frame(known: Known, header: tuple[str, str, str]) -> pd.DataFrame:
    """Return the ties as a table."""
    table = pd.DataFrame(known.ties, columns=list(header)).astype({header[2]: float})
    return table if known.weighted else table[list(header[:2])]


def graph(known: Known, plain: bool = False) -> networkx.Graph:
    """Return the network as a graph of networkx."""
    made = networkx.DiGraph() if known.directed else networkx.Graph()
    made.add_nodes_from(known.names)
    for a, b, weight in known.ties:
        made.add_edge(a, b, **({"weight": weight} if known.weighted and not plain else {}))
    return made


def text(path: Path, content: str, rng: random.Random, encode: bool = True) -> Path:
    """Write text, at times with a byte-order mark or the ends of lines of Windows."""
    mark = rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"]) if encode else "utf-8"
    ends = rng.choice(["\n", "\n", "\r\n"])
    path.write_bytes(content.replace("\n", ends).encode(mark))
    return path


def carries(known: Known, *signs: str) -> bool:
    """Return whether no name has any of some signs, which a way of writing has no quotes for."""
    return not any(sign in name for name in known.names for sign in signs)


def tame(known: Known) -> bool:
    """Return whether nobody is called as a column is, or as a comment, quotes or blanks are."""
    odd = ("#", "%", '"', "sep=", "dl ", "*")
    return not any(
        name in AMBIGUOUS or name.startswith(odd) or '"' in name or name != name.strip(" ")
        for name in known.names
    )


def clear(known: Known, named: bool, weighted: bool = False, in_order: bool = True) -> bool:
    """Return whether a list can only be what it is: there is a header, or its first tie is none."""
    called = [name for tie in known.ties for name in tie[:2]]
    ties = known.ties[:1] if in_order else known.ties
    recurs = weighted or all(any(called.count(n) > 1 for n in tie[:2]) for tie in ties)
    return (known.style != "hurt" or tame(known)) if named else (known.style != "hurt" and recurs)


def as_it_stands(known: Known) -> None:
    """Refuse to write names within quotes, or that begin as comments, without quotes around."""
    if any(name[0] == name[-1] == '"' or name[:2] in ("# ", "% ") for name in known.names):
        raise ValueError("the file would be that of a network with other names")


# ----------------------------------------------------------------------------------------- pandas


def pandas_table(known: Known, rng: random.Random, folder: Path) -> Written:
    """``DataFrame.to_csv`` with any separator, with a header or without, its index or not."""
    header, separator = rng.choice(HEADERS), rng.choice(SEPARATORS)
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    table = frame(known, header)
    named, index = rng.random() < 0.6, rng.random() < 0.2
    decimal = "," if separator in ";\t" and rng.random() < 0.3 else "."
    if named and rng.random() < 0.3:
        table.insert(rng.randint(0, len(table.columns)), "since", range(1990, 1990 + len(table)))
        table["note"] = "met at work"
    content = table.to_csv(
        sep=separator, index=index and named, header=named, quoting=quoting, decimal=decimal
    )
    lines = (
        content.splitlines(keepends=True)
        if "\x85" not in content and "\u2028" not in content
        else [content]
    )
    if (
        len(lines) > 1
        and not named
        and known.isolates
        and all(" " not in n for n in known.isolates)
        and tame(known)
        and carries(known, *SEPARATORS)
    ):
        lines += [f"{name}\n" for name in known.isolates]
        kept = True
    else:
        kept = False
    content = "".join(lines)
    if rng.random() < 0.2:
        content = "# made by hand\n% 2024, draft\n" + content
    path = text(folder / rng.choice(["net.csv", "net.txt", "net.tsv", "net.net.csv"]), content, rng)
    sure = clear(known, named, known.weighted)
    return Written(path, sure, isolates=kept)


def pandas_matrix(known: Known, rng: random.Random, folder: Path) -> Written:
    """An adjacency matrix with names, by ``networkx.to_pandas_adjacency``."""
    table = networkx.to_pandas_adjacency(graph(known))
    separator = rng.choice(SEPARATORS)
    if rng.random() < 0.3:
        table.index.name = "name"
    content = table.to_csv(sep=separator, decimal="," if separator == ";" else ".")
    return Written(text(folder / "matrix.csv", content, rng), tame(known))


def bare_matrix(known: Known, rng: random.Random, folder: Path) -> Written:
    """A matrix of numbers only; the names are those of rows."""
    table = networkx.to_numpy_array(graph(known))
    separator = rng.choice(SEPARATORS)
    lines = [separator.join(f"{value:.17g}" for value in row) for row in table]
    path = text(folder / "matrix.txt", "\n".join(lines) + "\n", rng)
    return Written(path, len(known.names) > 3)


# --------------------------------------------------------------------------------------- networkx


def networkx_list(known: Known, rng: random.Random, folder: Path) -> Written:
    """``write_edgelist`` and ``write_weighted_edgelist``, which put no quotes around names."""
    as_it_stands(known)  # networkx itself drops a line that begins with #
    path, separator = folder / "net.edgelist", rng.choice([" ", " ", ",", "\t", ";"])
    made = graph(known)
    if known.weighted and rng.random() < 0.4:
        networkx.write_weighted_edgelist(made, path, delimiter=separator)
    else:
        networkx.write_edgelist(made, path, delimiter=separator, data=rng.random() < 0.7)
    weights = b"{" in path.read_bytes() or path.read_bytes().count(b"\n") == 0
    simple = known.style in ("people", "numbers") or (known.style != "hurt" and separator != " ")
    simple = simple and clear(known, False, in_order=False)
    weighted = (
        not known.weighted
        or "{'weight'" in path.read_text(encoding="utf-8")
        or _third(path, separator)
    )
    return Written(path, simple and (weights or True), isolates=False, weights=weighted)


def _third(path: Path, separator: str) -> bool:
    """Return whether weights were written as a third cell."""
    cells = path.read_text(encoding="utf-8").split("\n")[0].split(separator)
    try:
        return len(cells) > 2 and float(cells[-1]) >= 0.0
    except ValueError:
        return False


def networkx_adjacency(known: Known, rng: random.Random, folder: Path) -> Written:
    """``write_adjlist``."""
    path = folder / "net.adjlist"
    networkx.write_adjlist(graph(known), path)
    return Written(path, known.style in ("people", "numbers"), weights=False)


def networkx_markup(known: Known, rng: random.Random, folder: Path) -> Written:
    """``write_graphml``, ``write_gexf`` and ``write_gml``, names as ids, names or labels."""
    kind = rng.choice(["graphml", "gexf", "gml"])
    path, made = folder / f"net.{kind}", graph(known)
    if kind != "gml" and rng.random() < 0.5:
        key = rng.choice(["name", "label", "Name", "V - name"]) if kind == "graphml" else "label"
        networkx.set_node_attributes(made, {name: name for name in made}, key)
        networkx.set_node_attributes(made, {name: len(name) for name in made}, "age")
        made = networkx.relabel_nodes(made, {name: f"n{k}" for k, name in enumerate(made)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        getattr(networkx, f"write_{kind}")(made, path)
    return Written(path, True)


def networkx_pajek(known: Known, rng: random.Random, folder: Path) -> Written:
    """``write_pajek``."""
    as_it_stands(known)
    path = folder / "net.net"
    networkx.write_pajek(graph(known), path)
    return Written(path, known.style != "hurt")


# ----------------------------------------------------------------------------------------- igraph


def igraph_file(known: Known, rng: random.Random, folder: Path) -> Written:
    """GraphML, GML, Pajek and NCOL by igraph."""
    made = igraph.Graph(directed=known.directed)
    made.add_vertices(known.names)
    made.add_edges([(a, b) for a, b, _ in known.ties])
    if known.weighted:
        made.es["weight"] = [weight for *_, weight in known.ties]
    kind = rng.choice(["graphml", "gml", "pajek", "ncol"])
    if kind == "ncol":
        as_it_stands(known)
    path = folder / f"net.{'net' if kind == 'pajek' else kind}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if kind == "gml":
            made.vs["label"], made.vs["age"] = made.vs["name"], 3
            del made.vs["name"]
        if kind == "ncol":
            made.write_ncol(str(path), weights="weight" if known.weighted else None)
        else:
            getattr(made, f"write_{kind}")(str(path))
    simple = known.style != "hurt"
    raw = kind == "ncol" and known.style not in ("people", "numbers")
    must = simple and not raw and (kind != "ncol" or clear(known, False, known.weighted, False))
    return Written(path, must, isolates=kind != "ncol")
