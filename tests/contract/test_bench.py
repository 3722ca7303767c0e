"""The benchmark as a program: it measures, says what is met, and draws; how fast is not tested."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.against import ROUNDS, ROWS, Asked, Side, inside, measured
from benchmarks.figure import costs
from benchmarks.measure import compare
from benchmarks.paired import Pairs
from benchmarks.scaling import table
from benchmarks.targets import at_least, at_most, told
from benchmarks.trees import HERE
from experiments.commands import main as cli
from tests.trees import git, repository


def test_a_promise_is_met_or_not() -> None:
    assert at_least("speed", 40, 40.0, "×").met
    assert not at_least("speed", 40, 39.9, "×").met
    assert at_most("memory", 6, 6.0, "kB").met
    assert not at_most("memory", 6, 6.1, "kB").met
    assert at_most("memory", 6, 5.3, "kB").target == "≤ 6 kB"
    assert json.loads(json.dumps(at_most("memory", 6, np.float64(5.3), "kB").as_data()))["met"]
    table = told([at_least("speed", 40, 39.9, "×"), at_most("a long name", 6, 5.3, "frames/s")])
    assert table.splitlines() == [
        "what         target             measured  met",
        "speed        ≥ 40 ×               39.9 ×  NO",
        "a long name  ≤ 6 frames/s   5.3 frames/s  yes",
    ]


@pytest.mark.slow
def test_objects_and_tables_are_measured_and_drawn() -> None:
    timed = compare(12, repeats=2)
    assert [t.model for t in timed] == ["tables", "objects", "objects on Mesa's random"]
    assert all(0.0 < t.low <= t.median <= t.high for t in timed)
    cost = table([12], [])  # in a process of its own
    assert cost["kilobytes"].between(1, 20).all()
    figure = costs(pd.concat([cost, pd.DataFrame([t.as_data() for t in timed])]))
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Time an agent-week", "Memory"]


def test_two_trees_are_measured_in_turn(tmp_path: Path) -> None:
    project, order = repository(tmp_path / "project"), list[str]()

    def note(side: Side) -> float:
        order.append(side.tree.name)
        return 1.0

    asked = [
        inside("engine", "µs an agent-week", 36, "engine_week", 10, 6),
        inside("objects", "µs an agent-week", 36, "objects_week", 10, 6),
        inside("memory", "kB an agent", 12, "memory", 1_000),
        Asked("alliances", "s", lambda side: side.tree.alliances(["--help"]), 12, 1),
        Asked("order", "s", note, 24, 0),
    ]
    names, (engine, objects, memory, alliances, _) = measured("old", asked, 2, project)
    there, here = names["there"], names["here"]
    assert git(project, "rev-parse", there) == git(project, "rev-parse", "old")
    assert here == f"{git(project, 'rev-parse', '--short', 'new').strip()}-dirty"
    # A week takes 2 ms there and 6 as the files lie here: of ten agents each 200 and 600 µs.
    assert (len(engine.there), len(memory.there), len(alliances.there)) == (6, 2, 2)
    assert engine.there == pytest.approx([200] * 6, rel=0.3)
    assert engine.ratio()[0] == pytest.approx(3, rel=0.2)
    assert memory.ratio()[0] == pytest.approx(2, rel=0.05)
    assert alliances.ratio()[0] > 1.2, alliances
    assert objects.lacking == {"there": "ValueError: unknown implementation 'objects'"}
    assert order == [here, there, there, here, there, here, here, there]


def test_a_tree_without_the_project_is_not_mistaken_for_this_one(tmp_path: Path) -> None:
    project = repository(tmp_path / "project")
    asked = [
        inside("memory", "kB an agent", 12, "memory", 10),
        Asked("alliances", "s", lambda side: side.tree.alliances(["--help"]), 12, 1),
        Asked("compiling", "s", lambda side: side.tree.compiling(), 12, 0),
    ]
    _, found = measured("empty", asked, 1, project)
    assert [row.lacking["there"] for row in found] == [
        "ModuleNotFoundError: No module named 'sim.engine.model'",
        "it has no command alliances",
        "it has no sim/engine/model.py",
    ]
    assert "here" not in found[0].lacking


def test_rounds_share_pairs() -> None:
    for pairs in (6, 12, 36, 48, 5):
        asked = Asked("", "", lambda side: 1.0, pairs, 0)
        assert sum(asked.pairs_of(turn) for turn in range(ROUNDS)) == pairs


@pytest.mark.parametrize(
    ("words", "code"), [([], None), (["--within", "0.03"], 1), (["--within", "0.3"], None)]
)
def test_it_judges_where_it_is_asked_to(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int | None,
) -> None:
    def made_up(*asked: object, say: object) -> tuple[dict[str, str], list[Pairs]]:
        return {"there": "abc", "here": "def"}, [Pairs("a week", "s", [2.0] * 6, [2.5] * 6)]

    monkeypatch.setattr("benchmarks.against.measured", made_up)
    monkeypatch.setattr("sys.argv", ["alliances", "bench", "--against", "abc", "--json", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == code
    said = json.loads(capsys.readouterr().out)
    assert (said["there"], said["here"], said["rows"][0]["ratio"]) == ("abc", "def", 1.25)


@pytest.mark.slow
@pytest.mark.skipif(not (HERE / ".git").exists(), reason="needs a git checkout")
def test_every_row_is_measured_in_both_of_our_trees() -> None:
    _, found = measured("HEAD", ROWS, 1)
    assert [row.lacking for row in found] == [{}] * len(ROWS)
    assert all(row.there and len(row.there) == len(row.here) for row in found)
    memory = next(row for row in found if row.what.startswith("memory"))
    assert memory.ratio()[0] == pytest.approx(1, abs=0.001)
