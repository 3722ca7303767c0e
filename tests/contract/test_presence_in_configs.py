"""A list of who is there when, in a config: checked, told, and refused with its line."""

from pathlib import Path

import pytest

from experiments.commands import main as cli
from experiments.commands.networks import networks
from experiments.config.diagnostics import BadExperiment
from experiments.config.reader import read_experiment

FILE = """
question = "Who stays?"
[model]
population.network = "networkx:florentine_families"
population.presence = "who.csv"
"""


def config(folder: Path, who: str, text: str = FILE) -> Path:
    (folder / "who.csv").write_text(who)
    (folder / "asked.toml").write_text(text)
    return folder / "asked.toml"


def test_what_was_understood_of_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    networks(read_experiment(config(tmp_path, "name,from,until\nMedici,3,\nPazzi,,5\n")))
    told = " ".join(capsys.readouterr().out.split())
    assert "Who is there, who.csv: listed: 2 of 15" in told
    assert "come later: 1 leave: 1" in told
    assert "ties: 6 with somebody who is not there in week 0 are left out" in told


def test_a_config_with_a_network_and_a_list_is_checked_as_it_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "weeks = 8\nreplicates = 2\n" + FILE
    file = str(config(tmp_path, "name,from,until\nMedici,,6\nPazzi,3,\n", text))
    for words in (["check", file], ["run", file, "--jobs", "1", "--out", str(tmp_path / "out")]):
        monkeypatch.setattr("sys.argv", ["alliances", *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        assert not caught.value.code, capsys.readouterr().err
        if words[0] == "check":
            told = " ".join(capsys.readouterr().out.split())
            assert "listed: 2 of 15 come later: 1 leave: 1" in told
            assert "ties: 1 with somebody who is not there in week 0 are left out" in told
            assert "Agents: 15" in told


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("name,from\nMedici,3\nMedicy,3\n", "line 3: 'Medicy'. Did you mean 'Medici'?"),
        ("name,from\nPazzi,3\nPazzi,5\n", "Pazzi is in line 2 already"),
        ("name,from,until\nPazzi,7,5\n", "Pazzi leaves after week 5, before coming in week 7"),
    ],
)
def test_a_list_that_cannot_be_is_refused_where_the_config_names_it(
    tmp_path: Path, who: str, said: str
) -> None:
    with pytest.raises(BadExperiment) as caught:
        read_experiment(config(tmp_path, who))
    assert said in str(caught.value)
    assert "asked.toml:5:" in str(caught.value)


def test_a_list_that_is_missing_is_said(tmp_path: Path) -> None:
    file = config(tmp_path, "")
    (tmp_path / "who.csv").unlink()
    with pytest.raises(BadExperiment, match="there is no file"):
        read_experiment(file)


def test_without_a_network_people_are_called_by_their_numbers(tmp_path: Path) -> None:
    numbers = FILE.replace('population.network = "networkx:florentine_families"\n', "")
    small = numbers + "population.agents = 3\n"
    assert read_experiment(config(tmp_path, "id,until\n2,4\n", small)).arms
    with pytest.raises(BadExperiment, match="line 2: '3'"):
        read_experiment(config(tmp_path, "id,until\n3,4\n", small))


def test_lists_cannot_be_varied(tmp_path: Path) -> None:
    text = FILE + '[design.vary]\n"population.presence" = ["who.csv", "other.csv"]\n'
    with pytest.raises(BadExperiment, match="give every file an arm of its own"):
        read_experiment(config(tmp_path, "name,from\n", text))
