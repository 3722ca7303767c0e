"""Panels as people have them are read as they are meant; what is not clear is refused."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.commands import main as cli
from experiments.config.diagnostics import BadExperiment
from experiments.evidence.fit_config import read_fit
from experiments.evidence.panel_files import Told, read_panels
from experiments.evidence.panels import Panel
from sim.errors import BadInput
from tests.faults.panel_files import counts

BASE = [
    *(("1", "A", "B"), ("1", "A", "C"), ("1", "B", "C"), ("1", "C", "A"), ("1", "C", "D")),
    *(("2", "A", "B"), ("2", "B", "A"), ("2", "B", "D"), ("2", "D", "C"), ("2", "D", "A")),
]


def written(folder: Path, text: str, name: str = "panel.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def lines(panel: Panel) -> list[tuple[str, str, str]]:
    places = zip(*panel.ties.nonzero(), strict=True)
    return sorted((panel.waves[w], panel.ids[i], panel.ids[j]) for w, i, j in places)


def read(folder: Path, text: str, told: Told | None = None) -> Panel:
    (found,) = read_panels(written(folder, text), told)
    return found


def table(*more: str, head: str = "wave,from,to") -> str:
    return "\n".join([head, *(",".join(line) for line in BASE), *more]) + "\n"


def test_panels_written_from_known_ones_are_read_equal_or_refused() -> None:
    found, bad = counts(360)
    assert not bad, "\n".join(bad)
    assert sum(one["equal"] for one in found.values()) > 340


def test_na_means_that_nobody_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, table("1,M,NA", "2,M,NA"))
    assert found.ids == ("A", "B", "C", "D", "M")
    assert lines(found) == sorted(BASE)
    assert "NA means that nobody is named: 2 lines (M)" in found.understood()["notes"]


def test_a_person_called_na_stays_a_person(tmp_path: Path) -> None:
    found = read(tmp_path, table("1,NA,A", "1,B,NA"))
    assert "NA" in found.ids
    found = read(tmp_path, table("1,B,NA", "2,B,NA"), Told(missing=()))
    assert ("1", "B", "NA") in lines(found)
    (tmp_path / "panel_presence.csv").write_text(
        "wave,id,status\n" + "".join(f"{w},{p},1\n" for w in "12" for p in ["A", "B", "C", "D"])
    )
    assert "NA" not in read(tmp_path, table("1,B,NA", "2,B,NA")).ids


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (table("1,B,NA", "2,B,NA"), "NA may be a person, or mean that nobody is named"),
        (table("1,,A"), ":12: says not who names"),
        (table(",A,D"), ":12: says not in which wave"),
        (table(head="wave,x,y"), ":1: lacks the column from, to; .*this file has: wave, x, y"),
        (
            "wave,from,to,q\n1,A,B,0\n1,A,C,1\n2,B,C,0\n2,B,A,1\n2,C,A,1\n2,C,B,0\n",
            "the column q has 0 and 1: is 1 a tie",
        ),
        ("wave,from,to,tie\n1,A,B,often\n2,A,B,1\n", ":2: tie is 'often'"),
        ("wave,from,to,tie\n1,A,B,1\n1,A,B,0\n2,A,B,1\n", ":3: says of A and B in wave 1 what"),
        ("wave,from,to,tie\n1,A,B,9\n1,B,A,0\n2,A,B,1\n", "if it means missing: --missing 9"),
        ("wave,from,to,tie\n1,A,B,-1\n2,A,B,1\n", "--least 1"),
        ("wave,from,to,tie,weight\n1,A,B,1,0\n2,A,B,1,1\n", "tie and weight may all say"),
        ("pre,A,B\npost,A,C\npre,B,C\npost,B,A\nmid,C,A\nmid,A,B\n", "no order that is known"),
        ("wave,from,to\n1,A,B\n01,B,A\n", "waves '1' and '01' differ only in spelling"),
        ("wave,from,to\n3/9/2004,A,B\n9/8/2004,B,A\n", "may be day/month or month/day"),
        ("A,B\nB,C\n", "has no header, 2 columns, and begins with: A, B"),
        ('wave,from,to\n1,"A,B\n2,B,A\n', ", line 2: a quote is opened and not closed"),
        ("wave,from,to\n1,A,B\n#1,B,A\n2,B,A\n", ":3: begins with # and has as many cells"),
        ("#1,from,wave\n0,1,0\n1,0,0\n0,1,0\n", ":1: begins with # and has as many cells"),
        ("wave,from,to,tie\n1,A,B,0\n2,B,A,0\n", "nobody names anybody"),
        ("wave,from,to,tie\n1,A,B,1\n2,B,A,10\n", "are 10 and 11 RSiena's ties"),
        ("wave,id,friend1,friend2\n1,A,B,C\n2,B,A,C\n", "lacks the column to"),
        ("wave,id,friend\n1,1,2\n2,2,1\n", "lacks the column to"),
        (",A,B\nA,0,1\nC,1,0\n", "other names across than down, such as B"),
        ("A,B,A\n0,1,0\n0,0,1\n1,0,0\n", "two people of the matrix are named 'A'"),
    ],
)
def test_what_is_not_clear_is_refused_with_what_was_seen(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        read(tmp_path, text)


def test_a_column_of_0_and_1_is_no_nomination_where_it_is_0(tmp_path: Path) -> None:
    people, wanted = "ABCD", set(BASE)
    rows = [
        f"{w},{a},{b},{int((w, a, b) in wanted)}"
        for w in "12"
        for a in people
        for b in people
        if a != b
    ]
    for head in ("friend", "Tie", "VALUE", "unheard.of"):
        found = read(tmp_path, f"wave,from,to,{head}\n" + "\n".join(rows))
        assert lines(found) == sorted(BASE)
        assert found.understood()["columns"]["value"] == head


def test_what_is_told_goes_before_what_is_guessed(tmp_path: Path) -> None:
    text = "wave,x,y,q\n1,A,B,0\n1,A,C,3\n2,B,C,0\n2,B,A,5\n"
    told = Told(columns={"from": "x", "to": "Y", "value": "4"}, least=4)
    assert lines(read(tmp_path, text, told)) == [("2", "B", "A")]
    told = Told(columns={"from": "x", "to": "y", "value": "none"})
    assert len(lines(read(tmp_path, text, told))) == 4
    with pytest.raises(BadInput, match="has no column z; it has: wave, x, y, q"):
        read(tmp_path, text, Told(columns={"from": "z"}))


@pytest.mark.parametrize(
    "labels",
    [
        ("T9", "T10"),
        ("9", "10"),
        ("15.12.2003", "01.03.2004"),
        ("25/12/2003", "03/01/2004"),
        ("Sep 2003", "Jan 2004"),
        ("2003-9-1", "2003-10-1"),
        ("wave 9", "Wave 10"),
    ],
)
def test_waves_go_in_their_natural_order(tmp_path: Path, labels: tuple[str, str]) -> None:
    first, second = labels
    found = read(tmp_path, f"wave,from,to\n{second},A,B\n{first},B,A\n{first},A,C\n")
    assert found.waves == labels


@pytest.mark.parametrize(
    ("head", "rows", "columns", "ties"),
    [
        ("wave,from,to,date", "1,A,B,1 May\n1,B,A,2 May\n2,A,B,9 May", "wave,from,to", 3),
        ("wave,from,to,chosen", "1,A,B,1\n1,B,A,0\n2,A,B,1", "wave,from,to,chosen", 2),
        ("wave,id,friend", "1,A,B\n2,B,A", "wave,id,friend", 2),
        ("time,ego,alter,year", "1,A,B,2001\n2,B,A,2003", "year,ego,alter", 2),
        ("wave,ego,sex,alter", "1,A,1,B\n1,B,0,A\n2,A,1,C\n2,B,0,C", "wave,ego,alter", 4),
        (
            "Source;Target;Type;Wave",
            "A;B;Undirected;1\nB;C;Directed;2",
            "Type,Wave,Source,Target",
            3,
        ),
        ("wave;i;j;w", "1;A;B;0,5\n1;B;A;0,0\n2;A;B;10,0", "wave,i,j,w", 2),
    ],
)
def test_columns_are_known_by_their_words(
    tmp_path: Path, head: str, rows: str, columns: str, ties: int
) -> None:
    found = read(tmp_path, f"{head}\n{rows}\n")
    assert [*found.understood()["columns"].values()] == columns.split(",")
    assert len(lines(found)) == ties


def test_waves_without_an_order_go_as_the_file_has_them_and_that_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, "wave,from,to\npre,A,B\npost,B,A\n")
    assert found.waves == ("pre", "post")
    assert found.understood()["order"] == "as they appear"


def test_matrices_are_a_wave_each_and_who_did_not_answer_was_not_observed(tmp_path: Path) -> None:
    one = written(tmp_path, "0 1 10\n11 0 0\n1 0 0\n", "w9.dat")
    two = written(tmp_path, " 0 1 NA\n 0 0 1\n NA NA NA\n", "w10.dat")
    (found,) = read_panels([two, one])
    assert found.waves == ("w9", "w10")
    assert lines(found) == sorted(
        [("w9", "1", "2"), ("w9", "2", "1"), ("w9", "3", "1"), ("w10", "1", "2"), ("w10", "2", "3")]
    )
    assert found.present.tolist() == [[True, True, True], [True, True, False]]
    notes = found.understood()["notes"]
    assert "2 values are 10 or 11: no tie, and a tie, by RSiena's codes" in notes
    assert "1 missing values of people who were observed count as no tie" in notes


def test_presence_that_contradicts_is_refused(tmp_path: Path) -> None:
    for text, message in (
        ("wave,id,status\n1,A,1\n1,A,0\n", ":3: says of A in wave 1 what it denied"),
        ("wave,id,status\n1,A,1\n", "says nothing of wave 2; its waves are: 1"),
        ("wave,id,status\n1,x,1\n2,x,1\n", "knows none of the panel's people; it has: x"),
        ("wave,id,status\n1,A,perhaps\n", ":2: status is 'perhaps'"),
        ("wave,id\n1,A\n", "lacks status, and has: wave, id"),
    ):
        told = Told(presence=written(tmp_path, text, "who.csv"))
        with pytest.raises(BadInput, match=message):
            read(tmp_path, table(), told)


HOSTILE = {
    "empty.csv": b"",
    "blank.csv": b"\n \n",
    "head.csv": b"wave,from,to\n",
    "noise.csv": bytes(range(256)) * 20,
    "huge.csv": b"wave,from,to\n1,A," + b"b" * 300_000,
    "open.csv": b'wave,from,to\n1,A,"' + b"b" * 300_000,
    "nul.csv": b"wave,from,to\n1,A,b\0\n",
    "latin.csv": "wave,from,to\n1,A,é\n".encode("latin-1"),
    "control.csv": b"wave,from,to\n1,A,b\x1b[31m\n2,A,c\n",
    "label.csv": b"wave,from,to\n" + b"9" * 5000 + b",A,B\n2,B,A\n",
    "workbook.csv": b"PK\x03\x04" + b"x" * 50,
    "one.csv": b"x\n",
    "sep.csv": b"sep=:\nwave:from:to\n1:A:B\n",
}


@pytest.mark.parametrize("name", [*HOSTILE, "folder", "none.csv", "n" * 300 + ".csv"])
def test_hostile_files_are_refused_in_a_sentence(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    if name in HOSTILE:
        (tmp_path / name).write_bytes(HOSTILE[name])
    monkeypatch.setattr("sys.argv", ["alliances", "patterns", str(tmp_path / name)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("alliances: ")
    assert len(err.splitlines()) == 1
    assert err.strip().isprintable()


def test_what_was_understood_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, table(head="Year,ego,alter").replace("ego", "Ego"))
    for option in ([], ["--json"]):
        words = ["alliances", "patterns", str(file), "--seeds", "1", *option]
        monkeypatch.setattr("sys.argv", words)
        with pytest.raises(SystemExit) as caught:
            cli.main()
        assert not caught.value.code
        out = capsys.readouterr().out
        if not option:
            assert "columns: wave is Year, from is Ego, to is alter" in out
            assert "2 waves, by number: 1 (5 names, 4 observed), 2 (5 names, 4 observed)" in out
            assert "4 people: A, B, C, D" in out
        else:
            told = json.loads(out)["read"]["panel"]
            assert told["columns"] == {"wave": "Year", "from": "Ego", "to": "alter"}
            assert told["waves"][0] == {"wave": "1", "observed": 4, "names": 5}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("panel = 3", "panel is 3"),
        ("panel = []", "panel is []"),
        ("columns = 3", "columns is 3"),
        ("columns.value = 3", "columns.value is 3"),
        ('missing = "NA"', 'missing is "NA"'),
        ("least = true", "least is true"),
        ("fit = [3]", "fit needs parameters"),
        ('fit = [["conflict.rate"]]', "fit needs parameters"),
        ("fit.conflict.rate = [false, true]", "fit.conflict.rate is [false, true]"),
        ('model.population.network = "x.csv"', "model.population.network has no place in a fit"),
    ],
)
def test_hostile_fits_are_refused_with_the_line(tmp_path: Path, text: str, place: str) -> None:
    written(tmp_path, table())
    others = ['panel = "panel.csv"', 'fit = ["conflict.rate"]']
    kept = [line for line in others if line.split(" ")[0] != text.split(" ")[0].split(".")[0]]
    config = written(tmp_path, "\n".join([text, *kept]) + "\n", "fit.toml")
    with pytest.raises(BadExperiment) as caught:
        read_fit(config)
    assert f"fit.toml:1: {place}" in str(caught.value)


def test_a_fit_reads_matrices_and_what_is_told_of_a_list(tmp_path: Path) -> None:
    for name in ("w1.dat", "w2.dat"):
        written(tmp_path, "0 1 0\n1 0 1\n0 1 0\n", name)
    text = 'panel = ["w1.dat", "w2.dat"]\nfit = ["conflict.rate"]\nagents = 30\n'
    assert read_fit(written(tmp_path, text, "fit.toml")).panel.waves == ("w1", "w2")
    written(tmp_path, table("1,B,NA", "2,B,NA"))
    text = 'panel = "panel.csv"\nfit = ["conflict.rate"]\nmissing = ["NA"]\n'
    assert "NA" not in read_fit(written(tmp_path, text, "fit.toml")).panel.ids


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_an_interrupted_fit_says_so(tmp_path: Path) -> None:
    written(tmp_path, table())
    written(tmp_path, 'panel = "panel.csv"\nfit = ["conflict.rate"]\nagents = 60\n', "fit.toml")
    code = "from experiments.commands.main import main; main()"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", code, "fit", "fit.toml", "--jobs", "1"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True
    ) as run:
        assert run.stdout is not None
        run.stdout.readline()  # what was understood: the draws begin
        time.sleep(5)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert err.splitlines()[-1] == "alliances: interrupted"
    assert "Traceback" not in err
