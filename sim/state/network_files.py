"""Networks to begin with: files as other programs write them, or drawn up by networkx."""

from __future__ import annotations

from pathlib import Path

from sim.errors import BadNetwork, UnknownName
from sim.state.networks.delimited import read_delimited
from sim.state.networks.graphs import from_graph
from sim.state.networks.markup import read_gml, read_xml
from sim.state.networks.pajek import is_pajek, read_pajek
from sim.state.networks.record import Network
from sim.state.networks.text import content_of, decoded
from sim.state.networks.ucinet import is_dl, read_dl

#: Networks that networkx draws up from published data, by the name one gives after "networkx:".
NAMED_NETWORKS = ("davis_southern_women", "florentine_families", "karate_club", "les_miserables")
#: Ends of names of files that are text: edge lists, matrices, networks of Pajek and UCINET.
TEXT = (
    ".csv", ".txt", ".tsv", ".tab", ".dat", ".edges", ".edgelist", ".el", ".ncol", ".adjlist",
    ".net", ".paj", ".dl",
)  # fmt: skip
#: Ends of names of files that are XML.
XML = (".graphml", ".gexf", ".xml")
#: All ends of names that a network's file may have, the usual ones first.
ENDS = (".csv", ".txt", ".graphml", ".gexf", ".gml", *TEXT[2:], ".xml")


def read_network(source: str, base: Path | None = None) -> Network:
    """Read a network: a file, whichever program wrote it, or ``networkx:NAME``.

    Text is an edge list (two names a line and, if wanted, a weight; somebody alone in a line has no
    ties) or a matrix, with commas, semicolons, tabs, pipes or blanks between the cells. GraphML,
    GEXF, GML, and the networks of Pajek and UCINET are read as well. What was understood of it is
    in the network; what may be two things is refused.

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
    data = content_of(path, "a network file", f"there is no network file {path}")
    return network_in(data, str(path))


def network_in(data: bytes, file: str) -> Network:
    """Read a network from the bytes of a file; its name says what it is, with what it begins with.

    Parameters
    ----------
    data
        The bytes.
    file
        What the file is called.

    Raises
    ------
    BadNetwork
        With the line or the edge at fault.
    """
    end = Path(file).suffix.lower()
    if end in XML:
        return read_xml(data, file)
    if end == ".gml":
        return read_gml(data, file)
    if end not in TEXT and not Path(file).name.startswith("out."):  # as KONECT calls its files
        hint = "; save the sheet as CSV" if end in (".xlsx", ".xls", ".ods") else ""
        raise BadNetwork(
            f"{file}: a network is an edge list (.csv or .txt) or a .graphml file, or ends in"
            f" {', '.join(ENDS[3:])}{hint}"
        )
    text = decoded(data, file)
    if is_pajek(text):
        return read_pajek(text, file)
    if is_dl(text):
        return read_dl(text, file)
    if end in (".paj", ".dl"):
        raise BadNetwork(f"{file}: not a network of {'UCINET' if end == '.dl' else 'Pajek'}")
    if text.lstrip()[:5].lower() == "<?xml":
        raise BadNetwork(f"{file}: XML; call it .graphml or .gexf if that is what it is")
    return read_delimited(text, file)


def _from_networkx(name: str) -> Network:
    import networkx

    if name not in NAMED_NETWORKS:
        raise UnknownName("network of networkx", name, NAMED_NETWORKS)
    graph = getattr(networkx, f"{name}_graph")()
    return from_graph(graph, f"networkx:{name}", "drawn up by networkx")
