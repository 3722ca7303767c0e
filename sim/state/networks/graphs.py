"""Nodes and edges with attributes: which are the names and the weights, and which are kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.errors import BadNetwork
from sim.state.networks import words
from sim.state.networks.numbers import NO_AMOUNT, POINT
from sim.state.networks.record import Builder, Network, Understood, legible
from sim.state.networks.rows import MUTUAL

#: Two nodes, the attributes of their edge, and where it stands in the file.
Edge = tuple[str, str, Mapping[str, Any], str]


def from_graph(graph: Any, where: str, kind: str, ids: str = "the nodes' ids") -> Network:
    """Return a graph of networkx as a network.

    Parameters
    ----------
    graph
        The graph; a tie in both directions, or several times, adds up.
    where
        What the file is called.
    kind
        What sort of file it is, in words.
    ids
        How nodes without a name are called, in words.

    Raises
    ------
    BadNetwork
        With the node or the edge at fault.
    """
    found, called, described = _names(graph.nodes(data=True), where, ids)
    names = dict(zip(graph.nodes, found, strict=True))
    edges = [
        (names[a], names[b], data, f"{where}, edge {legible(names[a])}–{legible(names[b])}")
        for a, b, data in graph.edges(data=True)
    ]
    kept = _kept([data for _, data in graph.nodes(data=True)], called)
    notes = (MUTUAL,) if graph.is_directed() else ()
    return from_edges(edges, where, kind, found, described, kept, notes)


def from_edges(
    edges: Sequence[Edge],
    where: str,
    kind: str,
    names: Sequence[str] = (),
    named: str = "as they stand",
    attributes: Mapping[str, tuple[Any, ...]] | None = None,
    notes: tuple[str, ...] = (),
) -> Network:
    """Return the network of edges whose ends are called by name; ``names`` come first."""
    known = dict.fromkeys(key for edge in edges for key in edge[2])
    found = words.best(known, words.WEIGHTS)
    if len(found) > 1:
        raise BadNetwork(f"{where}: which attribute is the weight: {' or '.join(found)}?")
    weight = found[0] if found else ""
    built = Builder()
    for name in names:
        built.node(name)
    for a, b, data, at in edges:
        built.edge(a, b, strength(data.get(weight, 1.0), at), at)
    unused = tuple(f"attribute '{legible(key)}' of ties" for key in known if key != weight)
    given = f"attribute '{legible(weight)}' of ties" if weight else ""
    missing = sum(weight not in edge[2] for edge in edges) if weight else 0
    if missing:
        notes = (*notes, f"{missing:,} ties have no '{legible(weight)}'; they count once")
    return built.network(where, Understood(kind, named, given, unused, notes), attributes)


def strength(weight: Any, where: str) -> float:
    """Return a weight as a number, however it is typed."""
    text = str(weight).strip()
    if isinstance(weight, bool) or not (POINT.fullmatch(text) or NO_AMOUNT.fullmatch(text)):
        raise BadNetwork(f"{where}: the weight '{legible(text)}' is not a number")
    return float(text)


def _names(
    nodes: Iterable[tuple[Any, Mapping[str, Any]]], where: str, ids: str
) -> tuple[list[str], str | None, str]:
    """Return the name of every node, the attribute that has it, and in words where it is from."""
    nodes = list(nodes)
    known = dict.fromkeys(key for _, data in nodes for key, value in data.items() if _says(value))
    found = words.best(known, words.NAMES)
    if len(found) > 1:
        raise BadNetwork(f"{where}: which attribute is the name: {' or '.join(found)}?")
    called = found[0] if found else None
    names: dict[str, None] = {}
    by_id = 0
    for node, data in nodes:
        value = data.get(called) if called is not None else None
        by_id += not _says(value)
        name = str(value) if _says(value) else str(node)
        if name in names:
            raise BadNetwork(f"{where}: two nodes are named '{legible(name)}'")
        if not name:
            raise BadNetwork(f"{where}: a node has no name")
        names[name] = None
    described = f"attribute '{called}'" if called is not None else ids
    if called is not None and by_id:
        described += f", and {ids} for {by_id:,} without it"
    return list(names), called, described


def _says(value: Any) -> bool:
    """Return whether an attribute has a value."""
    missing = value is None or value == "" or isinstance(value, dict | list)
    return not missing and not (isinstance(value, float) and math.isnan(value))


def _kept(nodes: Sequence[Mapping[str, Any]], called: str | None) -> dict[str, tuple[Any, ...]]:
    """Return the attributes of nodes beside their name: text, numbers, and yes or no."""
    known = dict.fromkeys(k for data in nodes for k, value in data.items() if _says(value))
    return {
        str(key): tuple(data[key] if _says(data.get(key)) else None for data in nodes)
        for key in known
        if key != called
    }
