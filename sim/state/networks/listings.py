"""The lists that networkx writes: edges with their data, and who is beside whom.

networkx puts no quotes around names: whatever stands between two separators is one.
"""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from sim.errors import BadNetwork
from sim.state.networks.graphs import Edge, from_edges
from sim.state.networks.record import Network, legible
from sim.state.networks.text import Line

#: An edge with its data: two names, what separates them, and a dictionary.
WITH_DATA = re.compile(r"(?P<names>.*?)(?P<separator>[ \t,;|])(?P<data>\{.*\})[ \t]*")


def have_data(lines: list[Line]) -> bool:
    """Return whether every line ends in a dictionary."""
    return all(line.rstrip(" \t").endswith("}") and WITH_DATA.fullmatch(line) for _, line in lines)


def with_data(lines: list[Line], comments: list[Line], file: str) -> Network:
    """Read what ``networkx.write_edgelist`` writes: ``Ann Bob {'weight': 2}``.

    Raises
    ------
    BadNetwork
        With the line that has more or fewer names than two.
    """
    edges: list[Edge] = []
    separators = set()
    for number, line in lines:
        where = f"{file}, line {number}"
        found = WITH_DATA.fullmatch(line)
        assert found is not None  # have_data has looked
        separators.add(found["separator"])
        names = found["names"].split(found["separator"])
        if len(names) != 2 or not all(names) or len(separators) > 1:
            raise BadNetwork(
                f"{where}: expected two names and the data of their tie, and found"
                f" {' | '.join(map(legible, names))}"
            )
        edges.append((names[0], names[1], _data(found["data"], where), where))
    called = {name for edge in edges for name in edge[:2]}
    for number, line in comments:
        if line.rstrip(" \t").endswith("}") or line.split(" ")[0] in called:
            raise BadNetwork(
                f"{file}, line {number}: it begins as a comment and is made as a row; networkx"
                " cannot read it either. Write the network as GraphML"
            )
    return from_edges(edges, file, "an edge list with data, by networkx")


def _data(text: str, where: str) -> dict[str, Any]:
    """Return the data of an edge: Python's or JSON's; nothing in it is executed."""
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(found, dict):
            return {str(key): value for key, value in found.items()}
    raise BadNetwork(f"{where}: the data of the tie cannot be read: {legible(text)}")


def is_adjacency(comments: list[Line]) -> bool:
    """Return whether the comments are those above an adjacency list by networkx."""
    return len(comments) >= 2 and comments[1][1].startswith("# GMT ")


def adjacency(lines: list[Line], comments: list[Line], file: str) -> Network:
    """Read what ``networkx.write_adjlist`` writes: a name, and all those it is tied to.

    Raises
    ------
    BadNetwork
        If somebody has no line of their own: a name with a blank in it, perhaps.
    """
    for number, line in comments[3:]:  # networkx writes three
        raise BadNetwork(
            f"{file}, line {number}: {legible(line)} begins as a comment does; networkx cannot read"
            " it either. Write the network as GraphML"
        )
    beside = {}
    for number, line in lines:
        first, *others = line.split(" ")
        if first in beside or not first:
            raise BadNetwork(f"{file}, line {number}: two lines begin with {legible(first)}")
        beside[first] = (number, others)
    edges: list[Edge] = []
    for first, (number, others) in beside.items():
        for other in others:
            if other not in beside:
                raise BadNetwork(
                    f"{file}, line {number}: {legible(other)} has no line of its own, as everybody"
                    " has in an adjacency list by networkx; no name in it can have a blank"
                )
            edges.append((first, other, {}, f"{file}, line {number}"))
    return from_edges(edges, file, "an adjacency list, by networkx", list(beside))
