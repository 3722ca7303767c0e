"""Networks to begin with, read from edge lists and GraphML, or drawn up by networkx."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import BadNetwork, UnknownName

#: Networks that networkx draws up from published data, by the name one gives after "networkx:".
NAMED_NETWORKS = ("davis_southern_women", "florentine_families", "karate_club", "les_miserables")
#: Words of a header line; it has no others, and names of agents are not taken for one.
HEADERS = {"from", "to", "source", "target", "weight"}


@dataclass(frozen=True)
class Network:
    """Names of nodes in order, and undirected edges (row, row, weight)."""

    names: tuple[str, ...]
    edges: tuple[tuple[int, int, float], ...]


def read_network(source: str, base: Path | None = None) -> Network:
    """Read a network: an edge list (.csv or .txt), GraphML (.graphml), or ``networkx:NAME``.

    An edge list has two names a line and, if wanted, a weight (the evidence to start with); a line
    of one name is an agent without ties; lines starting with # and a header line are skipped.

    Parameters
    ----------
    source
        What ``population.network`` says.
    base
        Folder that a relative path starts from; the current one by default.

    Raises
    ------
    BadNetwork
        With the line or the edge at fault.
    """
    if source.startswith("networkx:"):
        return _from_networkx(source.removeprefix("networkx:"))
    path = (base or Path()) / source
    if path.is_dir():
        raise BadNetwork(f"{path} is a folder, not a network file")
    if not path.is_file():
        raise BadNetwork(f"there is no network file {path}")
    if path.suffix.lower() == ".graphml":
        return _from_graphml(path)
    if path.suffix.lower() in (".csv", ".txt"):
        return _from_edge_list(path)
    raise BadNetwork(f"{path}: a network is an edge list (.csv or .txt) or a .graphml file")


class _Builder:
    """Collects nodes and edges; a pair named twice adds its weights up."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.weights: dict[tuple[int, int], float] = {}

    def node(self, name: str) -> int:
        return self.rows.setdefault(name, len(self.rows))

    def edge(self, a: str, b: str, weight: float, where: str) -> None:
        if a == b:
            raise BadNetwork(f"{where}: {a} cannot be allied with itself")
        if not (math.isfinite(weight) and weight >= 0.0):
            raise BadNetwork(f"{where}: a weight must be a number from 0 up, not {weight}")
        pair = (min(self.node(a), self.node(b)), max(self.node(a), self.node(b)))
        self.weights[pair] = self.weights.get(pair, 0.0) + weight

    def network(self, where: str) -> Network:
        if len(self.rows) < 2:
            raise BadNetwork(f"{where}: a network needs two agents at least")
        edges = tuple((a, b, weight) for (a, b), weight in sorted(self.weights.items()))
        return Network(tuple(self.rows), edges)


def _from_edge_list(path: Path) -> Network:
    built = _Builder()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, cells in enumerate(csv.reader(file), start=1):
                cells = [cell.strip() for cell in cells]
                if not any(cells) or cells[0].startswith("#"):
                    continue
                if not built.rows and {cell.lower() for cell in cells} <= HEADERS:
                    continue
                _read_line(built, cells, f"{path}, line {number}")
    except UnicodeDecodeError:
        raise BadNetwork(f"{path}: not a text file in UTF-8") from None
    return built.network(str(path))


def _read_line(built: _Builder, cells: list[str], where: str) -> None:
    a, b, weight = (*cells, "", "")[:3]
    if len(cells) > 3 or not a:
        raise BadNetwork(f"{where}: expected 'name,name' or 'name,name,weight'")
    strength = _strength(weight or 1.0, where)
    built.node(a)
    if b:
        built.edge(a, b, strength, where)


def _strength(weight: Any, where: str) -> float:
    try:
        return float(weight)
    except (TypeError, ValueError):
        raise BadNetwork(f"{where}: the weight '{weight}' is not a number") from None


def _from_graphml(path: Path) -> Network:
    import networkx

    try:
        graph = networkx.read_graphml(path)
    except Exception as error:
        raise BadNetwork(f"{path}: not GraphML ({error})") from None
    return _from_graph(graph, str(path))


def _from_networkx(name: str) -> Network:
    import networkx

    if name not in NAMED_NETWORKS:
        raise UnknownName("network of networkx", name, NAMED_NETWORKS)
    return _from_graph(getattr(networkx, f"{name}_graph")(), f"networkx:{name}")


def _from_graph(graph: Any, where: str) -> Network:
    built = _Builder()
    for node, data in graph.nodes(data=True):
        name = str(data.get("name", node))
        if name in built.rows:
            raise BadNetwork(f"{where}: two nodes are named '{name}'")
        built.node(name)
    names = dict(zip(graph.nodes, built.rows, strict=True))
    for a, b, data in graph.edges(data=True):
        edge = f"{where}, edge {names[a]}–{names[b]}"
        built.edge(names[a], names[b], _strength(data.get("weight", 1.0), edge), edge)
    return built.network(where)
