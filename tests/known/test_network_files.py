"""Networks to start from: edge lists, GraphML, networkx's own, and what is wrong with a file."""

from pathlib import Path

import networkx
import pytest

from sim.errors import BadNetwork, UnknownName
from sim.objects.model import AllianceModel
from sim.simulation import simulate
from sim.state.network_files import NAMED_NETWORKS, read_network


@pytest.fixture
def csv(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Return a function that writes an edge list and reads it as a network."""

    def read(text: str, name: str = "net.csv"):  # type: ignore[no-untyped-def]
        (tmp_path / name).write_bytes(text.encode("utf-8"))
        return read_network(name, tmp_path)

    return read


def test_an_edge_list(csv) -> None:  # type: ignore[no-untyped-def]
    network = csv("Ann,Bob\nBob,Cid,2.5\n")
    assert network.names == ("Ann", "Bob", "Cid")
    assert network.edges == ((0, 1, 1.0), (1, 2, 2.5))


def test_headers_comments_empty_lines_and_spaces_do_not_matter(csv) -> None:  # type: ignore[no-untyped-def]
    text = (
        "\ufeff# who knows whom\r\nfrom,to,weight\r\n\r\n Ann , Bob ,3\r\n#Bob,Eve\r\nBob,Cid,\r\n"
    )
    network = csv(text)
    assert network.names == ("Ann", "Bob", "Cid")
    assert network.edges == ((0, 1, 3.0), (1, 2, 1.0))


def test_a_line_of_one_name_is_somebody_without_allies(csv) -> None:  # type: ignore[no-untyped-def]
    network = csv("Pucci\nAnn,Bob\nDora,\n")
    assert network.names == ("Pucci", "Ann", "Bob", "Dora")
    assert network.edges == ((1, 2, 1.0),)


def test_a_pair_named_twice_adds_up_in_either_direction(csv) -> None:  # type: ignore[no-untyped-def]
    network = csv("Bob,Ann,2\nAnn,Bob,.5\nAnn,Cid\nAnn,Cid\n")
    assert network.names == ("Bob", "Ann", "Cid")
    assert network.edges == ((0, 1, 2.5), (1, 2, 2.0))


def test_names_may_be_quoted_and_of_any_script(csv) -> None:  # type: ignore[no-untyped-def]
    network = csv('"della Torre, Pagano",Zoë\n"李",Zoë\n', "net.txt")
    assert network.names == ("della Torre, Pagano", "Zoë", "李")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Ann,Bob\nAnn,Ann\n", r"line 2: Ann cannot be allied with itself"),
        ("Ann,Bob\n\n# x\nAnn,Cid,much\n", r"line 4: the weight 'much' is not a number"),
        ("Ann,Bob,-1\n", r"line 1: a weight must be a number from 0 up, not -1"),
        ("Ann,Bob,nan\n", r"line 1: a weight must be"),
        ("Ann,Bob,inf\n", r"line 1: a weight must be"),
        ("Ann,Bob,1,2\n", r"line 1: expected 'name,name' or"),
        ("Ann,Bob\n,Cid\n", r"line 2: expected 'name,name' or"),
        ("Ann\n", "a network needs two agents"),
        ("", "a network needs two agents"),
        ("from,to\n", "a network needs two agents"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(csv, text: str, complaint: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadNetwork, match=complaint):
        csv(text)


def test_files_that_are_no_networks(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("Zoë,Bob\n".encode("latin-1"))
    (tmp_path / "net.graphml").write_text("Ann,Bob\n", encoding="utf-8")
    (tmp_path / "net.json").write_text("{}", encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    for name, complaint in (
        ("latin.csv", "not a text file in UTF-8"),
        ("net.graphml", "not GraphML"),
        ("net.json", r"an edge list \(\.csv or \.txt\) or a \.graphml file"),
        ("folder.csv", r"folder\.csv is a folder, not a network file"),
        ("none.csv", "there is no network file"),
    ):
        with pytest.raises(BadNetwork, match=complaint):
            read_network(name, tmp_path)


def test_graphml(tmp_path: Path) -> None:
    graph = networkx.Graph()
    graph.add_node("n0", name="Ann")
    graph.add_node("n1", name="Bob")
    graph.add_node("n2")
    graph.add_edge("n1", "n0", weight=4.0)
    networkx.write_graphml(graph, tmp_path / "net.graphml")
    network = read_network(str(tmp_path / "net.graphml"))
    assert network.names == ("Ann", "Bob", "n2")
    assert network.edges == ((0, 1, 4.0),)


def test_graphml_with_two_nodes_of_one_name(tmp_path: Path) -> None:
    graph = networkx.Graph()
    graph.add_node("n0", name="Ann")
    graph.add_edge("n0", "Ann")  # a node without a name is called by its id
    networkx.write_graphml(graph, tmp_path / "net.graphml")
    with pytest.raises(BadNetwork, match=r"net\.graphml: two nodes are named 'Ann'"):
        read_network("net.graphml", tmp_path)


@pytest.mark.parametrize(
    ("weight", "complaint"),
    [("much", "the weight 'much' is not a number"), (-2.0, "a weight must be a number from 0 up")],
)
def test_graphml_with_a_weight_that_is_none(
    tmp_path: Path, weight: str | float, complaint: str
) -> None:
    graph = networkx.Graph()
    graph.add_edge("Ann", "Bob", weight=weight)
    networkx.write_graphml(graph, tmp_path / "net.graphml")
    with pytest.raises(BadNetwork, match=rf"net\.graphml, edge Ann–Bob: {complaint}"):
        read_network("net.graphml", tmp_path)


def test_graphml_with_parallel_edges_adds_them_up(tmp_path: Path) -> None:
    graph = networkx.MultiDiGraph()
    graph.add_edge("a", "b", weight=1.5)
    graph.add_edge("b", "a", weight=2.0)
    networkx.write_graphml(graph, tmp_path / "net.graphml")
    assert read_network("net.graphml", tmp_path).edges == ((0, 1, 3.5),)


@pytest.mark.parametrize("name", NAMED_NETWORKS)
def test_networks_that_come_with_networkx(name: str) -> None:
    network = read_network(f"networkx:{name}")
    graph = getattr(networkx, f"{name}_graph")()
    assert len(network.names) == len(graph)
    assert len(network.edges) == graph.number_of_edges()


def test_an_unknown_network_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'karate_club'"):
        read_network("networkx:karate_clubs")


def test_the_florentine_families() -> None:
    # Padgett & Ansell's marriages: 15 families, 20 ties, the Medici 6
    run = simulate({"population.network": "networkx:florentine_families"}, seed=1, weeks=1)
    model = AllianceModel({"population.network": "networkx:florentine_families"}, rng=1)
    assert len(model.population) == 15
    assert len(model.alliances) == 20
    medici = next(agent for agent in model.population if agent.name == "Medici")
    assert len(medici.allied) == 6
    assert {tie.other.name for tie in medici.allied} == {
        "Acciaiuoli", "Albizzi", "Barbadori", "Ridolfi", "Salviati", "Tornabuoni"
    }  # fmt: skip
    assert all(tie.kept == 1.0 and tie.satisfaction == 0.2 for tie in medici.allied)
    assert run.agents["name"].tolist() == model.names
    assert [name for _, name in run.graph().nodes(data="name")] == model.names


def test_weights_become_evidence_and_isolates_stay(tmp_path: Path) -> None:
    (tmp_path / "net.csv").write_text("Ann,Bob,2.5\nCid\n", encoding="utf-8")
    model = AllianceModel({"population.network": str(tmp_path / "net.csv"), "population.agents": 9})
    assert [agent.name for agent in model.population] == ["Ann", "Bob", "Cid"]
    ann, bob, cid = model.population
    assert (ann.ties[1].kept, bob.ties[0].kept, ann.ties[1].broken) == (2.5, 2.5, 0.0)
    assert (cid.ties, cid.allied) == ({}, [])
