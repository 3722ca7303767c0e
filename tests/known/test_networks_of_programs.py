"""Networks as other programs write them: read as they were written, or refused and why."""

import itertools
import time
from pathlib import Path

import networkx
import pytest

from sim.errors import BadNetwork
from sim.state.network_files import network_in
from sim.state.networks.record import Network


def read(text: str | bytes, name: str = "net.csv") -> Network:
    return network_in(text if isinstance(text, bytes) else text.encode("utf-8"), name)


def ties(network: Network) -> dict[str, float]:
    return {f"{network.names[a]}–{network.names[b]}": w for a, b, w in network.edges}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A;B;2\nB;C;1\n", "net.csv"),
        ("A\tB\t2\nB\tC\t1\n", "net.tsv"),
        ("A B 2\nB C 1\n", "net.edges"),
        ("A    B  2\nB    C 1 \n", "net.txt"),
        ("A|B|2\nB|C|1\n", "net.txt"),
        ("sep=;\r\nA;B;2\r\nB;C;1\r\n", "net.csv"),
        (
            "\ufeffSource;Target;Type;Id;Label;timeset;Weight\nA;B;Undirected;0;;;2.0\nB;C;x;1;;;1\n",
            "x.csv",
        ),
        ('"","from","to","weight"\n"1","A","B",2\n"2","B","C",1\n', "net.csv"),
        ('"from" "to" "weight"\n"1" "A" "B" 2\n"2" "B" "C" 1\n', "net.txt"),
        ('"1" "A" "B" 2\n"2" "B" "C" 1\n', "net.txt"),
        (",source,target,weight\n0,A,B,2\n1,B,C,1\n", "net.csv"),
        ("weight,to,from\n2,B,A\n1,C,B\n", "net.csv"),
        ("# made by hand\n% twice\nv,w,strength\nA,B,2\nB,C,1\n", "net.csv"),
        ("# from to weight\nA B 2\nB C 1\n", "net.txt"),
        ("A B {'weight': 2}\nB C {'weight': 1}\n", "net.edgelist"),
        ('A,B,{"weight": 2}\nB,C,{"weight": 1}\n', "net.txt"),
        (",A,B,C\nA,0,2,0\nB,2,0,1\nC,0,1,0\n", "net.csv"),
        ('"A" "B" "C"\n"A" 0 2 0\n"B" 2 0 1\n"C" 0 1 0\n', "net.txt"),
        ("\tC\tB\tA\nA\t0\t2\tNA\nB\t1\tNA\t2\nC\tNA\t1\t0\n", "net.txt"),
        ("A,B,C\n0,2,0\n2,0,1\n0,1,0\n", "net.csv"),
        ("name;A;B;C\nA;;2;0\nB;;;1\nC;;;\n", "net.csv"),
        (
            '*Vertices 3\n1 "A" 0.1 0.2\n2 "B"\n3 C\n*Edges\n1 2 2\n*Arcs :1 "likes"\n3 2\n',
            "net.net",
        ),
        ("*Vertices 3\n1 A\n2 B\n3 C\n*Matrix\n0 2 0\n2 0 1\n0 1 0\n", "net.net"),
        ("dl n=3 format=fullmatrix\nlabels:\nA,B,C\ndata:\n0 2 0\n2 0 1\n0 1 0\n", "net.dl"),
        ("DL\nN=3\nFORMAT = EDGELIST1\nLABELS EMBEDDED\nDATA:\nA B 2\nB C 1\n", "net.txt"),
    ],
)
def test_the_same_network_however_it_is_written(text: str, name: str) -> None:
    network = read(text, name)
    assert set(network.names) == {"A", "B", "C"}
    assert {frozenset(pair.split("–")): w for pair, w in ties(network).items()} == {
        frozenset("AB"): 2.0, frozenset("BC"): 1.0,
    }  # fmt: skip
    assert network.isolates == ()


@pytest.mark.parametrize(
    "header",
    [
        "sender,receiver", "ego,alter", "node1,node2", "v,w", "from,to", "Source,Target", "i,j",
        "person,friend", "FromNodeId,ToNodeId", "source_id,target_id", "V1,V2", "von,nach",
    ],
)  # fmt: skip
def test_words_of_headers_are_nobody(header: str) -> None:
    assert read(f"{header}\nAnn,Bob\nBob,Cid\n").names == ("Ann", "Bob", "Cid")
    assert read(f"{header}\n2,14\n2,34\n").names == ("2", "14", "34")


@pytest.mark.parametrize("text", ["a,b\na,c\na,d\n", "a,b\nb,Zoë\na,Zoë\n"])
def test_letters_are_somebody_where_everybody_or_both_are_called_so(text: str) -> None:
    assert {"a", "b"} <= set(read(text).names)


def test_letters_beside_a_weight_are_a_header_also_of_people_called_so() -> None:
    assert ties(read("a,b,weight\na,Zoë,2\nZoë,Pia,3\n")) == {"a–Zoë": 2.0, "Zoë–Pia": 3.0}


def test_names_are_text_as_it_is_written() -> None:
    names = (
        "NA",
        "01",
        "1.0",
        "None",
        "nan",
        "True",
        "\u00a0x\u00a0",
        "李",
        "🦊",
        'say "hi"',
        "y" * 250,
    )
    lines = [f'{a},"{b.replace(chr(34), 2 * chr(34))}"' for a, b in itertools.pairwise(names)]
    found = read("\n".join(["source,target", *lines, f"01,{names[-1]}"]))
    assert found.names == names


def test_encodings_that_say_what_they_are() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert read("Zoë,李\n".encode(encoding)).names == ("Zoë", "李")
    with pytest.raises(BadNetwork, match=r"not a text file in UTF-8 \(line 2 has the byte 0xeb\)"):
        read("Ann,Bob\nZoë,Bob\n".encode("latin-1"))


def test_weights_of_a_country_of_decimal_commas() -> None:
    assert ties(read("from;to;weight\nA;B;1,5\nB;C;0,125\n")) == {"A–B": 1.5, "B–C": 0.125}
    assert ties(read("A;B;1,5e-1\n")) == {"A–B": 0.15}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("from;to;weight\nA;B;1,500\n", "line 2: the weight '1,500' may be 1500 or 1.500"),
        ("from;to;weight\nA;B;1,5\nB;C;2.5\n", "line 3: the weight '2.5' has a point"),
        ("from,to,weight\nA,B,NA\n", "line 2: the weight 'NA' is not a number"),
        ("A,B,1e308\nB,A,1e308\n", "line 2: the weights of B and A add up to more than a number"),
        ('A,B,1\n"C,D,1\nD,E,1\n', "line 2: a quote is opened and not closed"),
        ('A,B,1\n"C,D,1\nD,"E,1\n', "line 2: a quote is opened and not closed"),
        ('A,B\nC",D\n', "line 2: a quote is opened"),
        ("Nom,Ami\nAnn,Bob\nBob,Cid\n", "line 1: 'Nom', 'Ami' may be the header"),
        ("Nom,Ami,Force\nAnn,Bob,2\n", "which columns hold the two names"),
        ("Id;Label\n1;Ann\n2;Bob\n", "a table of nodes"),
        ("a,b\nc,d\nd,e\n", "'a', 'b' may be the header or a tie"),
        ("a;b\na;Zoë\nZoë;Pia\n", "'a', 'b' may be the header or a tie"),  # a is somebody
        ("node1,node2\nnode1,Zoë\nZoë,Pia\n", "'node1', 'node2' may be the header or a tie"),
        ("0;&amp\n&amp;;nan\n", "line 2: expected .* and found no second name"),
        ("Ann\nBob\nCid\n", "nobody in it has a tie"),
        ("A,B,1,2\nB,C,1,2\n", "line 1: expected 'name,name' or 'name,name,weight', and found 4"),
        ("from,to\nA,B\n#tag,C\n", "line 3: it begins as a comment and is made as a row"),
        ("from,to,weight,Weight\nA,B,1,2\n", "which column is the weight: weight or Weight"),
        (",A,B,C\nX,0,1,0\nY,1,0,1\nZ,0,1,0\n", "rows and columns are not called alike"),
        (",A,B,C\nA,1,1,0\nB,1,0,1\nC,0,1,0\n", "line 2: A cannot be allied with itself"),
        (",A,B,C\nA,0,NA,0\nB,1,0,1\nC,0,1,0\n", "line 2: the tie of A and B is missing"),
        ("0 1\n1 0\n", "2 rows of 2 numbers may be a matrix or an edge list"),
        ("Ann Lee,Bob\nAnn Lee,Cid\n", "separated by commas .* or by blanks"),
        ("A,B\0\n", "line 1 has a NUL"),
        ("%%MatrixMarket matrix coordinate\n3 3 1\n1 2\n", "Matrix Market"),
        ("% bip unweighted\n1 1\n", "two kinds of nodes"),
        ("*Vertices 2\n1 A\n2 A\n*Edges\n1 2\n", "two vertices are named A"),
        ("*Vertices 2\n1 A\n2 B\n*Edges\n1 3\n", "line 5: there is no vertex 3"),
        ("dl n=3 format=fullmatrix\ndata:\n0 1\n1 0\n", "expected 9 numbers"),
    ],
)  # fmt: skip
def test_what_may_be_two_things_is_refused_with_what_was_seen(text: str, complaint: str) -> None:
    with pytest.raises(BadNetwork, match=complaint):
        read(text)


def test_columns_that_are_not_used_are_said_and_are_no_agents() -> None:
    network = read("Source,Target,Type,since\nA,B,Directed,1990\nB,A,Directed,1991\n")
    assert ties(network) == {"A–B": 2.0}
    assert network.understood.unused == ("column Type", "column since")
    assert dict(network.told()) == {
        "read as": "an edge list, separated by commas, with a header",
        "agents": "2, 1 tie, none without ties",
        "names": "columns Source and Target: A, B",
        "weights": "none given: 2",
        "not used": "column Type, column since",
        "note": "a pair was named again once, and its weights added up",
    }
    assert network.understood.notes[0] == "directions are not kept: allies are mutual"


def test_names_alone_where_that_is_meant() -> None:
    network = read('name\nAnn\n"Smith, J"\n')
    assert (network.names, network.edges) == (("Ann", "Smith, J"), ())


@pytest.mark.parametrize("key", ["label", "Name", "V - name", "v_name"])
def test_nodes_are_called_by_the_attribute_that_names_them(tmp_path: Path, key: str) -> None:
    graph = networkx.Graph()
    graph.add_node("n0", **{key: "Ann", "age": 31, "club": "red"})
    graph.add_node("n1", **{key: "Bob", "age": 40})
    graph.add_edge("n0", "n1", Weight=2.5, since=1990)
    networkx.write_graphml(graph, tmp_path / "net.graphml")
    network = read((tmp_path / "net.graphml").read_bytes(), "net.graphml")
    assert network.names == ("Ann", "Bob")
    assert network.edges == ((0, 1, 2.5),)
    assert network.attributes == {"age": (31, 40), "club": ("red", None)}
    assert network.understood.unused == ("attribute 'since' of ties",)


def test_gexf_of_a_newer_gephi_and_gml_in_utf_8() -> None:
    gexf = (
        '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="undirected">'
        '<nodes><node id="0" label="Ann"/><node id="1" label="Zoë"/></nodes><edges>'
        '<edge id="0" source="0" target="1" weight="2.5"/></edges></graph></gexf>'
    )
    assert ties(read(gexf, "net.gexf")) == {"Ann–Zoë": 2.5}
    gml = 'graph [ node [ id 1 label "Zoë" ] node [ id 2 label "B" ] {} ]'
    edge = "edge [ source 1 target 2 value 3 ]"
    assert ties(read(gml.format(edge), "net.gml")) == {"Zoë–B": 3.0}
    assert ties(read(gml.format(f"{edge} {edge}"), "net.gml")) == {"Zoë–B": 6.0}


def test_a_hundred_thousand_edges_take_seconds() -> None:
    text = "source;target;weight\n" + "".join(
        f"Agent {k % 997};Agent {1000 + k % 1009};1,5\n" for k in range(100_000)
    )
    begun = time.process_time()
    assert len(read(text).edges) > 90_000
    assert time.process_time() - begun < 10.0


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (
            "Source;Target;Type;Weight\nA;B;Undirected;2\nC;D;Undirected;3\n",
            "ABCD",
            {"A–B": 2.0, "C–D": 3.0},
        ),
        ('A B {"weight": 3}\nB C {"weight": 1}\n', "ABC", {"A–B": 3.0, "B–C": 1.0}),
        ("sep=,\nfrom,to\nA,B\nB,C\n", "ABC", {"A–B": 1.0, "B–C": 1.0}),
        ("0 1 0\n1 0 1\n0 1 0\n", "123", {"1–2": 1.0, "2–3": 1.0}),
        ("Source,Target,Type\nA,B,Undirected\nB,C,Undirected\n", "ABC", {"A–B": 1.0, "B–C": 1.0}),
        ('"","from","to"\n"1","A","B"\n"2","B","C"\n', "ABC", {"A–B": 1.0, "B–C": 1.0}),
        ("a,b\nb,c\nc,d\n", "abcd", {"a–b": 1.0, "b–c": 1.0, "c–d": 1.0}),
    ],
)
def test_inputs_that_went_wrong(text: str, names: str, expected: dict[str, float]) -> None:
    network = read(text, "net.txt")
    assert network.names == tuple(names)
    assert ties(network) == expected
