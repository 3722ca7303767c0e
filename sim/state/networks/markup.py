"""GraphML, GEXF and GML, read by networkx."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any
from xml.etree import ElementTree

from sim.errors import BadNetwork
from sim.state.networks.graphs import from_graph
from sim.state.networks.record import Network, legible
from sim.state.networks.text import decoded

#: Versions of GEXF that networkx does not know, but reads as the last it does.
NEWER_GEXF = re.compile(rb"http://(www\.)?gexf\.net/1\.[3-9](draft)?")
GEXF = b"http://www.gexf.net/1.2draft"


def read_xml(data: bytes, file: str) -> Network:
    """Read GraphML or GEXF, whichever the file is.

    Raises
    ------
    BadNetwork
        If it is neither, or has more than one graph.
    """
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadNetwork(f"{file}: not GraphML or GEXF ({error})") from None
    kind = root.tag.rpartition("}")[2].lower()
    graphs = len(root.findall("{*}graph"))
    if kind not in ("graphml", "gexf"):
        raise BadNetwork(
            f"{file}: not GraphML or GEXF (its outermost element is <{legible(kind)}>)"
        )
    if graphs != 1:
        raise BadNetwork(f"{file}: it has {graphs} graphs; a network is one")
    if kind == "graphml":
        return from_graph(_networkx("read_graphml", data, file, "GraphML"), file, "GraphML")
    data = NEWER_GEXF.sub(GEXF, data)
    return from_graph(_networkx("read_gexf", data, file, "GEXF"), file, "GEXF")


def _networkx(reader: str, data: bytes, file: str, kind: str) -> Any:
    """Return the graph that a reader of networkx makes of a file."""
    import networkx

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return getattr(networkx, reader)(io.BytesIO(data))
    except Exception as error:  # its readers raise whatever their parsers happen to
        raise BadNetwork(f"{file}: not {kind} ({legible(str(error), 200)})") from None


def read_gml(data: bytes, file: str) -> Network:
    """Read GML, in ASCII with entities as it was thought, or in UTF-8 as it is written.

    Raises
    ------
    BadNetwork
        If it cannot be read.
    """
    import networkx

    text = decoded(data, file)
    if not re.search(r"\bmultigraph\b", text):  # two edges of one pair are not a mistake
        text = re.sub(r"\bgraph\s*\[", "graph [\n multigraph 1", text, count=1)
    lines = text.replace("\r\n", "\n").split("\n")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = networkx.parse_gml(lines, label="id")
    except Exception as error:
        raise BadNetwork(f"{file}: not GML ({legible(str(error), 200)})") from None
    return from_graph(graph, file, "GML")
