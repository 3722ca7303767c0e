"""Whatever comes over the socket, a session answers; whoever is foreign stays outside."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from lessons.server import FULL, IDLE, Limits, Pace, application
from lessons.session import LONGEST_MESSAGE, Session
from lessons.setup import NETWORKS
from sim.state.network_files import ENDS

pytestmark = pytest.mark.faults
SMALL = {"worlds": [{"model": {"population.agents": 10}}]}


def answer(session: Session, **message: Any) -> dict[str, Any]:
    return session.answer(json.dumps(message))


@pytest.mark.parametrize(
    "garbage",
    ["", "{", "null", "[]", "7", '"go"', b"\xff\xfe", "[" * 50_000, "x" * (LONGEST_MESSAGE + 1)],
)
def test_garbage_is_refused_and_the_session_goes_on(garbage: str | bytes) -> None:
    session = Session()
    assert session.answer(garbage)["kind"] == "refused"
    assert answer(session, do="begin", setup=SMALL)["kind"] == "begun"


@pytest.mark.parametrize(
    "setup",
    [
        None,
        {"seed": -1, **SMALL},
        {"seed": True, **SMALL},
        {"seed": 1.5, **SMALL},
        {"lesson": "nothing"},
        {"lesson": ["a"]},
        {"worlds": []},
        {"worlds": [{}, {}, {}]},
        {"worlds": [{"model": {"population.agents": 501}}]},
        {"worlds": [{"model": {"population.memory": 10_000}}]},
        {"worlds": [{"model": {"population.network": "/etc/passwd"}}]},
        {"worlds": [{"model": {"population.network": ["friends.csv"]}}]},
        {"worlds": [{"model": {"population.presence": "/etc/passwd"}}]},
        {**SMALL, "changes": {"population.presence": "/etc/passwd"}},
        {**SMALL, "changes": {"population.network": "networkx:karate_club"}},
        {"worlds": [{"model": {"no.such": 1}}]},
        {"worlds": [{"strategies": {"balanced": "all"}}]},
        {"worlds": [{"strategies": {"nobody": 1.0}}]},
        {**SMALL, "events": [[{"week": 10**9, "set": {"drift.rate": 0.1}}]]},
        {**SMALL, "events": [[{"week": 1, "set": {"support.asks": 1000}}]]},
        {**SMALL, "events": [[{"week": 1, "set": {"population.agents": 20}}]]},
        {**SMALL, "events": [[{"week": 1, "set": {"drift.rate": 0.1}}] * 501]},
        {**SMALL, "strategy": {"mine": {"portfolio": {"work": 2.0}}}},
        {**SMALL, "more": 1},
    ],
)
def test_a_setup_out_of_bounds_is_refused(setup: Any) -> None:
    found = answer(Session(), do="begin", setup=setup)
    assert found["kind"] == "refused"
    assert found["why"]


@pytest.mark.parametrize(
    "message",
    [
        {"do": "go"},
        {"do": "go", "weeks": -1},
        {"do": "go", "weeks": 10**9},
        {"do": "turn", "name": "drift.rate", "value": "fast"},
        {"do": "turn", "name": "population.agents", "value": 20},
        {"do": "turn", "name": [], "value": 0.1},
        {"do": "turn", "name": "drift.rate", "value": 0.1, "side": 7},
        {"do": "look", "side": 0, "agent": 10},
        {"do": "look", "side": 1, "agent": 1},
        {"do": "choose"},
        {"do": "compare"},
        {"do": "toml", "question": "x" * 301},
        {"do": "shout"},
        {"do": ["go"]},
        {"number": "one"},
    ],
)
def test_what_cannot_be_done_is_refused(message: dict[str, Any]) -> None:
    session = Session()
    answer(session, do="begin", setup=SMALL)
    assert answer(session, **message)["kind"] == "refused"
    assert answer(session, do="go", weeks=1)["week"] == 1


@pytest.mark.parametrize("network", [name for name in NETWORKS if name])
def test_every_network_that_is_offered_can_be_started_from(network: str) -> None:
    setup = {"worlds": [{"model": {"population.network": network}}]}
    found = answer(Session(), do="begin", setup=setup)
    assert found["kind"] == "begun"
    assert found["agents"] == [len(found["names"][0])]


FRIENDS = "Ada,Ben,3\nBen,Cleo\nDan\n"


def from_file(name: str, text: str, wanted: str | None = None) -> dict[str, Any]:
    """A setup of one world that starts from a visitor's own file."""
    world = {"model": {"population.network": wanted or name}}
    return {"worlds": [world], "network": {"name": name, "text": text}}


def test_a_network_of_ones_own_is_started_from_and_forgotten() -> None:
    session = Session()
    found = answer(session, do="begin", setup=from_file("friends.csv", FRIENDS))
    assert found["names"] == [["Ada", "Ben", "Cleo", "Dan"]]
    assert found["parameters"][0]["population.network"] == "friends.csv"  # not where it lies
    (file,) = Path(session._folder.name).iterdir()  # type: ignore[union-attr]
    # a file that is refused leaves what runs as it was, its table included
    broken = answer(session, do="begin", setup=from_file("friends.csv", "Ada,Ada\n"))
    assert broken["why"] == "friends.csv, line 1: Ada cannot be allied with itself"
    assert answer(session, do="go", weeks=1)["week"] == 1
    assert answer(session, do="csv")["text"].startswith("world,week")
    assert answer(session, do="turn", name="drift.rate", value=0.1)["week"] == 2
    assert answer(session, do="begin", setup=from_file("club.csv", "A,B\n"))["kind"] == "begun"
    assert not file.exists()
    folder = Path(session._folder.name)  # type: ignore[union-attr]
    session.close()
    assert not folder.exists()


COMMENTED = "<!-- Created by igraph -->"
#: A network of two as files of each kind have it; other ends of names are those of edge lists.
TWO = {
    ".gml": 'graph [ node [ id 1 label "Ada" ] node [ id 2 label "Ben" ]'
    " edge [ source 1 target 2 ] ]",
    ".net": '*Vertices 2\n1 "Ada"\n2 "Ben"\n*Edges\n1 2\n',
    ".dl": "dl n=2 format=edgelist1\nlabels:\nAda,Ben\ndata:\n1 2\n",
    ".graphml": f'{COMMENTED}<graphml><graph edgedefault="undirected"><node id="Ada"/>'
    '<node id="Ben"/><edge source="Ada" target="Ben"/></graph></graphml>',
    ".gexf": '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph>'
    '<nodes><node id="0" label="Ada"/><node id="1" label="Ben"/></nodes>'
    '<edges><edge id="0" source="0" target="1"/></edges></graph></gexf>',
    ".tsv": "Ada\tBen\n",
}  # fmt: skip
TWO |= {".paj": TWO[".net"], ".xml": TWO[".graphml"]}


@pytest.mark.parametrize("end", [*ENDS, ".GEXF", ""])
def test_every_kind_of_network_file_that_is_read_is_taken(end: str) -> None:
    text = TWO.get(end.lower(), "Ada Ben\n" if end in ("", ".adjlist") else "Ada,Ben\n")
    name = f"friends{end}" if end else "out.friends"  # as KONECT calls its files
    session = Session()
    found = answer(session, do="begin", setup=from_file(name, text))
    session.close()
    assert found.get("names") == [["Ada", "Ben"]], found


@pytest.mark.parametrize(
    ("setup", "says"),
    [
        (from_file("friends.csv", "Ada,Ben,many"), "friends.csv, line 1: the weight 'many'"),
        (from_file("friends.csv", ""), "two agents at least"),
        (from_file("friends.csv", "".join(f"a{i},b{i}\n" for i in range(251))), "502"),
        (from_file("friends.csv", FRIENDS, "others.csv"), "a file of yours"),
        (from_file("friends.csv", "x" * 250_001), "too large"),
        (from_file("friends.xlsx", FRIENDS), "called like friends.csv"),
        (from_file("../friends.csv", FRIENDS), "called like friends.csv"),
        (from_file("friends.graphml", FRIENDS), "friends.graphml: not GraphML"),
        (from_file("friends.graphml", "<!DOCTYPE x [<!ENTITY a 'b'>]><graphml/>"), "document type"),
        (from_file("friends.csv", "\n".join(f"hub,a{i}" for i in range(60))), "60"),
        (from_file("friends.csv", "Zo\ufffd,Ben\n"), "friends.csv is not UTF-8 text"),
        (from_file("friends.gml", "graph [" * 35_000), "friends.gml: not GML"),
        ({**SMALL, "network": "friends.csv"}, "a table"),
        ({**SMALL, "network": {"name": 1, "text": FRIENDS}}, "name and a text"),
    ],
)
def test_a_network_file_that_cannot_be_used_is_refused(setup: dict[str, Any], says: str) -> None:
    session = Session()
    found = answer(session, do="begin", setup=setup)
    assert found["kind"] == "refused"
    assert says in found["why"]
    assert "/" not in found["why"]
    assert session._folder is None or not Path(session._folder.name).exists()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(
    do=st.sampled_from(["begin", "go", "turn", "look", "toml", "choose", "compare"]),
    fields=st.dictionaries(
        st.sampled_from(["setup", "weeks", "name", "value", "side", "agent", "acts", "number"]),
        ANYTHING,
    ),
)
@settings(max_examples=60)
def test_no_message_breaks_a_session(do: str, fields: dict[str, Any]) -> None:
    session = Session()
    session.answer(json.dumps({"do": "begin", "setup": SMALL}))
    assert "kind" in session.answer(json.dumps({**fields, "do": do}))


@contextmanager
def serving(limits: Limits | None = None) -> Iterator[str]:
    """A server in a thread; give its host and port."""
    application_ = application("127.0.0.1", limits)
    settings_ = {"port": 0, "log_level": "critical", "ws": "websockets-sansio"}
    server = uvicorn.Server(uvicorn.Config(application_, ws_max_size=LONGEST_MESSAGE, **settings_))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def socket_to(host: str, origin: str | None = None) -> ClientConnection:
    return connect(f"ws://{host}/socket", origin=origin or f"http://{host}")  # type: ignore[arg-type]


def got(host: str, path: str, name: str | None = None) -> tuple[int, dict[str, str]]:
    client = http.client.HTTPConnection(host)
    client.request("GET", path, headers={"host": name or host})
    found = client.getresponse()
    found.read()
    client.close()
    return found.status, {key.lower(): value for key, value in found.getheaders()}


def test_only_the_page_of_this_server_may_open_a_socket() -> None:
    with serving() as host:
        for origin in ("http://elsewhere.example", f"http://{host}.elsewhere.example", "null"):
            with pytest.raises(InvalidStatus):
                socket_to(host, origin)
        with socket_to(host) as socket:
            socket.send("garbage")
            assert json.loads(socket.recv())["kind"] == "refused"


def test_a_message_that_is_too_long_ends_its_own_session_only() -> None:
    with serving() as host, socket_to(host) as other:
        with socket_to(host) as socket:
            socket.send("x" * (LONGEST_MESSAGE + 1))
            with pytest.raises(ConnectionClosed):
                socket.recv()
        other.send(json.dumps({"do": "begin", "setup": SMALL}))
        assert json.loads(other.recv())["kind"] == "begun"


def test_one_visitor_too_many_is_told_so_and_may_come_later() -> None:
    with serving(Limits(sessions=1)) as host:
        with socket_to(host) as first:
            first.send("{}")
            first.recv()
            with socket_to(host) as second, pytest.raises(ConnectionClosed) as refused:
                second.recv()
            assert refused.value.rcvd is not None
            assert refused.value.rcvd.code == FULL
        time.sleep(0.2)
        with socket_to(host) as third:
            third.send("{}")
            assert json.loads(third.recv())["kind"] == "refused"


def test_who_falls_asleep_is_put_away() -> None:
    with serving(Limits(idle_seconds=0.05)) as host, socket_to(host) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == IDLE


def test_who_reads_nothing_holds_up_nobody_else() -> None:
    with serving() as host, socket_to(host) as slow, socket_to(host) as quick:
        begin = {"setup": {"worlds": [{"model": {"population.agents": 100}}]}}
        for socket in (slow, quick):
            socket.send(json.dumps({"do": "begin", **begin}))
        for _ in range(200):  # asked, never read
            slow.send(json.dumps({"do": "go", "weeks": 1}))
        assert json.loads(quick.recv())["kind"] == "begun"
        start = time.monotonic()
        for week in range(1, 21):
            quick.send(json.dumps({"do": "go", "weeks": 1}))
            assert json.loads(quick.recv())["week"] == week
        assert time.monotonic() - start < 10.0


def test_who_asks_too_fast_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("lessons.server.time.monotonic", lambda: now)
    pace = Pace(2.0, last=0.0)
    # two permissions at once, then one every half second
    assert [pace.wait() for _ in range(4)] == [0.0, 0.0, 0.5, 1.0]
    now = 10.0
    assert pace.wait() == 0.0


def test_only_the_page_is_given_out_and_only_under_its_name() -> None:
    with serving() as host:
        for path in (
            "/../server.py",
            "/.env",
            "/words/en.toml",
            "/nothing.js",
            "/%2e%2e/server.py",
        ):
            assert got(host, path)[0] == 404
        status, headers = got(host, "/")
        assert status == 200
        assert "default-src 'self'" in headers["content-security-policy"]
        assert got(host, "/", "elsewhere.example")[0] == 421
