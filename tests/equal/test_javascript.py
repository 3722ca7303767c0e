"""A world in JavaScript is the one in Python, byte for byte: here in node."""

import json
import math
import re
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sim.builder.script import script
from sim.engine.model import TableModel
from sim.inputs.switches import PRACTICES
from sim.measures.outcomes import week
from sim.measures.strategies import by_strategy
from sim.measures.tables import Tables
from sim.measures.totals import SUMS, Totals
from sim.state.histories import HOW
from tests.browser_worlds import CASES, RUN, differing

ROOT = Path(__file__).parents[2]
LIVELY = {"population.agents": 40, "turnover.exit": 0.05, "turnover.entry": 0.4}

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")


def in_node(folder: Path, expression: str) -> Any:
    """Return what an expression gives after the script, through JSON."""
    (folder / "engine.js").write_text(script(), encoding="utf-8")
    (folder / "run.js").write_text(
        f'require("./engine.js"); process.stdout.write(JSON.stringify({expression}));\n',
        encoding="utf-8",
    )
    done = subprocess.run(
        ["node", "run.js"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_worlds_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    told = in_node(tmp_path, f"{json.dumps(list(CASES.values()))}.map({RUN})")
    assert [differing(case, one) for case, one in zip(CASES.values(), told, strict=True)] == [
        [] for _ in CASES
    ]


def test_what_there_is_can_be_looked_at(tmp_path: Path) -> None:
    expression = """(() => {
      const { engine, World } = alliances;
      const world = new World(engine, { seed: 3, parameters: { "population.agents": 20 } });
      world.step(30);
      const told = { people: world.people(), ties: world.ties(), alliances: world.alliances(),
        histories: world.histories(), tally: world.tally(), present: world.present };
      const ended = [world.forget(), world.step(20).forget()];
      const [later, alive] = [world.histories(), world.alliances()];
      return { ...told, ended, later, alive, week: world.week };
    })()"""
    told = in_node(tmp_path, expression)
    model = TableModel({"population.agents": 20}, rng=3)
    for _ in range(30):
        model.step()
    state = model.state()
    assert [agent["id"] for agent in told["people"]] == state.agents["id"].tolist()
    for name in ("goal", "payoff", "strategy", "attention", "needed", "favours"):
        assert [agent[name] for agent in told["people"]] == state.agents[name].tolist(), name
    assert told["present"] == len(state.agents)
    assert told["tally"] == state.tally
    seats = state.seats["id"].tolist()
    members = [[seats[seat] for seat in one["members"]] for one in told["alliances"]]
    assert members == [[m for m in row if m >= 0] for row in state.alliances["members"].tolist()]
    assert [one["formed"] for one in told["alliances"]] == state.alliances["formed"].tolist()
    allied = state.ties[state.ties["alliance"] >= 0]
    sides = {(row["agent"], row["other"]): row for row in allied}
    assert 2 * len(told["ties"]) == len(sides)
    for tie in told["ties"]:
        pairs = ((tie["a"], tie["b"], tie["sides"][0]), (tie["b"], tie["a"], tie["sides"][1]))
        for agent, other, side in pairs:
            row = sides[seats[agent], seats[other]]
            assert tie["alliance"] == row["alliance"]
            assert (tie["rapport"], tie["tension"]) == (row["rapport"], row["tension"])
            assert (side["kept"], side["satisfaction"]) == (row["kept"], row["satisfaction"])
    _histories_are_one(told, model)


def test_what_is_measured_is_the_same_bit_for_bit(tmp_path: Path) -> None:
    told = {"seed": 9, "strategies": {"balanced": 0.6, "shirker": 0.4}, "parameters": LIVELY}
    expression = f"""(() => {{
      const world = new alliances.World(alliances.engine, {json.dumps(told)});
      const bits = (x) => [...new Uint8Array(Float64Array.of(x).buffer)].map((b) => b.toString(16));
      const exact = (x) => (Number.isNaN(x) ? "nan" : bits(x).join(" "));
      const all = (found) => Object.fromEntries(Object.entries(found).map(([name, x]) =>
        [name, Array.isArray(x) ? x.map(exact) : exact(x)]));
      return Array.from({{ length: 30 }}, (_, week) => {{
        world.step();
        if (week === 12) world.copy().step(9).addUp();
        world.addUp();
        return [world.outcomes(), world.byStrategy(), world.totals()].map(all);
      }});
    }})()"""
    model, totals = TableModel(LIVELY, {"balanced": 0.6, "shirker": 0.4}, rng=9), Totals()
    for measured, followers, sums in in_node(tmp_path, expression):
        model.step()
        tables = Tables(model.world, model.handle, model.calls)
        totals.add(tables)
        assert measured == {name: exact(value) for name, value in week(tables).items()}
        ours = by_strategy(tables, 2)
        assert followers == {name: [*map(exact, column)] for name, column in ours.items()}
        people = {name: [*map(exact, row)] for name, row in zip(SUMS, totals.sums, strict=True)}
        assert sums == {"ids": [*map(exact, totals.ids.astype(float))], **people}


def exact(value: float) -> str:
    """Return the bytes of a number; which NaN one is does not matter."""
    if math.isnan(value):
        return "nan"
    return " ".join(f"{byte:x}" for byte in struct.pack("<d", value))


def _histories_are_one(told: Any, model: TableModel) -> None:
    """What was handed over at several times is what a world has that forgets nothing."""
    memberships, lives = model.history_tables()
    assert [one["alliance"] for one in told["histories"]["alliances"]] == lives["alliance"].tolist()
    for _ in range(20):
        model.step()
    memberships, lives = model.history_tables()
    for name, table in (("memberships", memberships), ("alliances", lives)):
        parts = [row for part in (*told["ended"], told["later"]) for row in part[name]]
        theirs = sorted((one["alliance"], one["how"], one["ended"]) for one in parts)
        ours = sorted((int(one["alliance"]), HOW[one["how"]], int(one["ended"])) for one in table)
        assert theirs == ours, name
    stays = model.stays()
    gone = sorted(stay["agent"] for part in told["ended"] for stay in part["stays"])
    assert gone == sorted(stays["agent"][stays["gone"] >= 0].tolist())
    assert told["week"] == 50
    assert [one["alliance"] for one in told["alive"]] == model.state().alliances[
        "alliance"
    ].tolist()


def test_the_example_of_the_reference_runs(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "reference" / "browser.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```js\n(.*?)```", text, flags=re.S)
    week_, present, trusted = in_node(
        tmp_path, f"(() => {{ {example.replace('console.log', 'return Array.of')} }})()"
    )
    model = TableModel(
        {"population.agents": 60, "conflict.rate": 0.1},
        {"balanced": 0.5, "free_rider": 0.5},
        rng=7,
        events=[{"week": 40, "set": {"off": ["resolve"]}}],
    )
    for _ in range(52):
        model.step()
    assert [week_, present] == [52, len(model.who_is_there())]
    assert trusted == week(Tables(model.world, model.handle, model.calls))["trust"]


LATER = {"week": 5, "set": {"conflict.rate": 2}}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"parameters": {"conflict.speed": 1}}, "there is no parameter 'conflict.speed'"),
        ({"parameters": {"conflict": 1}}, "there is no parameter 'conflict'"),
        ({"parameters": {"population.network": 1}}, "no parameter 'population.network'"),
        ({"parameters": {"toString": 1}}, "there is no parameter 'toString'"),
        ({"parameters": {"conflict.rate": -1}}, "rate must be a number from 0 to 1, not -1"),
        ({"parameters": {"conflict.rate": "0.1"}}, 'rate must be a number from 0 to 1, not "0.1"'),
        ({"parameters": {"population.agents": 2.5}}, "must be a whole number from 2 to 2000000"),
        ({"parameters": {"population.pairs": 1}}, "population.pairs must be true or false, not 1"),
        ({"parameters": {"learn.rule": "best"}}, "learn.rule must be one of off, fermi,"),
        ({"parameters": {"off": ["hope"]}}, "off must be a list of turnover, drift,"),
        ({"parameters": {"off": "trust"}}, "scout, check_in"),
        ({"strategies": {"nobody": 1}}, "there is no strategy 'nobody'"),
        ({"strategies": {"balanced": 0.5}}, "must add up to 1, these to 0.5"),
        (
            {"strategies": {"balanced": 2, "shirker": -1}},
            "'shirker' must be a number from 0 up, not -1",
        ),
        ({"strategies": {"balanced": None}}, "'balanced' must be a number from 0 up, not null"),
        ({"strategies": {"balanced": 1, "shirker": 0}}, "began"),  # as Python has it
        ({"events": [LATER]}, "conflict.rate must be a number from 0 to 1, not 2"),
        ({"events": [{**LATER, "week": 0}]}, "an event is in a week from 1 up, not in 0"),
        ({"events": [{"week": 2, "set": {"population.agents": 9}}]}, "cannot change while it runs"),
        ({"seats": [{"seat": 200}]}, "there is no seat 200"),
        ({"seats": [{"seat": 1}, {"seat": 1}]}, "seat 1 is kept twice"),
        ({"seats": [{"seat": 1, "since": 9, "until": 3}]}, "come to seat 1 in week 9 and leave in"),
        ({"network": [[3, 2, 1]]}, "there is no pair of seats 3 and 2, the smaller first"),
        ({"network": [["2", "10", 1]]}, 'there is no pair of seats "2" and "10"'),
        ({"network": [[0.5, 1, 1]]}, "there is no pair of seats 0.5 and 1"),
        ({"network": [[0, 1, -3]]}, "weight of seats 0 and 1 must be a number from 0 up, not -3"),
        ({"network": [[0, 1, None]]}, "must be a number from 0 up, not null"),
        ({"network": [[0, 1, 1], [0, 1, 2]]}, "has the pair of seats 0 and 1 twice"),
        ({"network": "ties.csv"}, 'a network must be a list, not "ties.csv"'),
        ({"seed": 1.5}, "the seed must be a whole number of at most 64 bits, not 1.5"),
        ({"seed": "7"}, 'at most 64 bits, not "7"'),
        ({"seed": 2**64}, "at most 64 bits, not 18446744073709552000"),
        ({"seed": None}, "at most 64 bits, not null"),
        ({"sede": 3}, "has no 'sede'; known: seed, parameters, strategies, events, seats,"),
        ({"strategies": None}, "strategies must be an object of names and values, not null"),
        ({"parameters": ["off"]}, 'parameters must be an object of names and values, not ["off"]'),
        ({"events": [{"week": 1}]}, "parameters must be an object of names and values, not undef"),
        ({"events": [{"week": 1, "set": 5}]}, "an object of names and values, not 5"),
        ({"events": [{**LATER, "wek": 1}]}, "an event has no 'wek'; known: week, set"),
        (5, "what a world is begun with must be an object of names and values, not 5"),
        (None, "what a world is begun with must be an object of names and values, not null"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, told: Any, why: str) -> None:
    expression = (
        "(() => { try { new alliances.World(alliances.engine,"
        f" {json.dumps(told)}); return 'began'; }} catch (error) {{ return error.message; }} }})()"
    )
    assert why in in_node(tmp_path, expression)


#: What a world of twenty is told that cannot be, and why it is refused.
MISTOLD = {
    'plan(0, {work: "0.6", offer: "0.9"})': "'work' must be a number from 0 to 1, not \"0.6\"",
    'plan(0, {offer: "1"})': "must be a number from 0 to 1",
    "plan(0, {work: [1]})": "must be a number from 0 to 1, not [1]",
    "plan(0, {work: true})": "must be a number from 0 to 1, not true",
    "plan(0, {work: NaN, offer: 1})": "must be a number from 0 to 1, not NaN",
    "plan(0, {work: -0.5, offer: 1.5})": "must be a number from 0 to 1, not -0.5",
    "plan(0, {work: 0.5})": "the shares of a plan must add up to 1, these to 0.5",
    "plan(0, {hope: 1})": "a plan has no 'hope'; known: work,",
    "plan(0)": "a plan must be an object of names and values, not undefined",
    "plan(99, {work: 1})": "agent 99 is not there",
    'answer(0, 1, "0.5")': 'a probability, from 0 to 1, not "0.5"',
    "answer(0, 1, [])": "a probability, from 0 to 1, not []",
    "answer(0, 1, true)": "a probability, from 0 to 1, not true",
    "answer(0, 1, 1.1)": "answer of agent 0 to agent 1 must be a probability, from 0 to 1, not 1.1",
    "answer(0, 1)": "a probability, from 0 to 1, not undefined",
    "answer(0, 0, 1)": "agent 0 cannot ask itself for help",
    "log(-1)": "the room for notes must be a whole number from 0 to 10000000, not -1",
    "log(-1000)": "from 0 to 10000000, not -1000",
    "log(NaN)": "from 0 to 10000000, not NaN",
    "log(1e9)": "from 0 to 10000000, not 1000000000",
    "step(1.5)": "how many weeks pass must be a whole number from 0 up, not 1.5",
    "step(-1)": "must be a whole number from 0 up, not -1",
    'step("x")': 'must be a whole number from 0 up, not "x"',
    "set(null)": "parameters must be an object of names and values, not null",
    'set({"population.agents": 9})': "cannot change while it runs",
    'count("x")': 'there is no count "x"; known: week,',
    'column("x")': 'there is no table "x"; known:',
    'column("agents", "x")': 'there is no field "x"; known:',
    'column("agents")': "the table 'agents' has fields:",
    'rows("known")': "the table 'known' holds numbers and no records: column('known') has them",
    'table("x")': 'there is no table "x"; known:',
}


def test_what_a_world_cannot_be_told_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    expression = f"""(() => {{
      const begun = {{ seed: 1, parameters: {{ "population.agents": 20 }} }};
      const world = new alliances.World(alliances.engine, begun).step(5), other = world.copy();
      const told = {json.dumps(list(MISTOLD))}.map((call) => {{
        try {{ new Function("world", `world.${{call}}`)(world); return "taken"; }}
        catch (error) {{ return error.message; }}
      }});
      const sameBytes = world.bytes === other.bytes;
      return [told, sameBytes, world.step(60).outcomes(), other.step(60).outcomes()];
    }})()"""
    told, same_bytes, found, expected = in_node(tmp_path, expression)
    wrong = [
        (call, said) for (call, why), said in zip(MISTOLD.items(), told, strict=True)
        if why not in said
    ]  # fmt: skip
    assert wrong == []
    assert same_bytes
    assert found == expected


def test_what_there_is_no_memory_for_is_refused_and_the_world_goes_on(tmp_path: Path) -> None:
    expression = """(() => {
      const begun = { parameters: { "population.agents": 2000000, "population.memory": 1000 } };
      let large = "began";
      try { new alliances.World(alliances.engine, begun); } catch (error) { large = error.message; }
      begun.parameters = { "population.agents": 20 };
      const world = new alliances.World(alliances.engine, begun), other = world.copy();
      world.step();
      const grow = WebAssembly.Memory.prototype.grow;
      WebAssembly.Memory.prototype.grow = () => { throw new RangeError("no"); };
      let notes = "taken";
      try { world.log(1e7); } catch (error) { notes = error.message; }
      WebAssembly.Memory.prototype.grow = grow;
      world.log(3);
      world.step(30);
      const noted = world.logged().notes.length;
      return [large, notes, noted, world.outcomes(), other.step(31).outcomes()];
    })()"""
    large, notes, noted, found, expected = in_node(tmp_path, expression)
    assert large.startswith("there is no memory for so large a world: it would take ")
    assert notes.startswith("there is no memory for so large a world: it would take ")
    assert noted == 3
    assert found == expected


def test_parameters_can_be_given_to_another_world(tmp_path: Path) -> None:
    given = {"population.agents": 30, "conflict.rate": 0.2, "learn.rule": "fermi", "off": ["trust"]}
    expression = f"""(() => {{
      const {{ engine, World }} = require("./engine.js");
      const one = new World(engine, {{ seed: 3, parameters: {json.dumps(given)} }});
      const other = new World(engine, {{ seed: 3, parameters: one.parameters }});
      return [one.parameters, one.step(9).outcomes(), other.step(9).outcomes()];
    }})()"""
    parameters, one, other = in_node(tmp_path, expression)
    assert {name: parameters[name] for name in given} == given
    assert one == other


def test_shares_are_added_up_as_in_python(tmp_path: Path) -> None:
    # half way between two numbers, and a little more
    plan = {"work": 0.5, "check_in": 0.5, "invest": 2.0**-54, "offer": 2.0**-110}
    expression = f"""(() => {{
      const world = new alliances.World(alliances.engine, {{ parameters: {{ off: ["work"] }} }});
      world.plan(0, {json.dumps(plan)});
      return [...world.step().column("plans")].slice(0, {len(PRACTICES) + 1});
    }})()"""
    model = TableModel({"off": ["work"]}, rng=0)
    model.plan(0, plan)
    model.step()
    ours = model.world.plans[0].tolist()
    assert in_node(tmp_path, expression)[: len(ours)] == ours


def test_a_world_that_forgets_takes_no_more_memory_the_longer_it_runs(tmp_path: Path) -> None:
    expression = """(() => {
      const world = new alliances.World(alliances.engine, { parameters: { "population.agents": 10,
        "turnover.exit": 0.1, "turnover.entry": 0.5 } });
      return Array.from({ length: 40 }, () => { world.step(50).forget(); return world.bytes; });
    })()"""
    sizes = in_node(tmp_path, expression)
    assert sizes[10] == sizes[-1]
