"""Files of practices that cannot be used: each refused in a sentence, at its line of the config."""

from pathlib import Path

import pytest

from experiments.config.diagnostics import BadExperiment
from experiments.config.reader import read_experiment
from tests.contract.test_practices_in_configs import cheerful
from tests.results import asked

pytestmark = pytest.mark.faults

HEAD = "from sim import Practice, number\n"
RULE = "    without = 'x'\n    def where(self, agent, act): pass\n"
WHOLE = RULE + "    def do(self, agent, target, act): pass\n"


def said(folder: Path, text: str) -> str:
    with pytest.raises(BadExperiment) as caught:
        asked(folder, text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("class X:\n    pass\n", '"bad.py" declares no practice'),
        (f"{HEAD}class _Base(Practice):\n{WHOLE}", '"bad.py" declares no practice'),
        ("x = (\n", '"bad.py" is not Python'),
        ("\n\n1 / 0\n", "in line 3 of bad.py: ZeroDivisionError: division by zero"),
        ("import nothing_of_this_name\n", "in line 1 of bad.py: ModuleNotFoundError"),
        ("raise SystemExit(3)\n", "in line 1 of bad.py: SystemExit: 3"),
        (f"{HEAD}class Work(Practice):\n{WHOLE}", "'work' needs another name: it is taken"),
        (f"{HEAD}class Share(Practice):\n{WHOLE}", "'share' needs another name: it is taken"),
        (f"{HEAD}class Dotted(Practice):\n{WHOLE}", "'dotted' needs another name: it is taken"),
        (f"{HEAD}class Idle(Practice):\n{RULE}", "'idle' has no method 'do'"),
        (f"{HEAD}class Idle(Practice):\n    pass\n", "'idle' does not say what is 'without' it"),
        (f"{HEAD}class A(Practice):\n    title = number(1.0, '', 'x')\n", "'title' is no name for"),
        ("open(__file__.replace('bad.py', 'x.txt')).read()\n", 'add to it: data = ["x.txt"]'),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, file: str, sentence: str) -> None:
    (tmp_path / "bad.py").write_text(file)
    (tmp_path / "x.txt").write_text("1")
    found = said(tmp_path, 'question = "x"\nown = ["bad.py"]\n[model]\nbad.x = 1\n')
    assert sentence in found
    assert "asked.toml:2: own[1]" in found
    assert "bad.x" not in found  # nobody knows yet whether that is right


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ('"mine.py"', 'own is "mine.py"; allowed: a list of files'),
        ('["no.py"]', '"no.py": there is no such file beside the config'),
        ('["../mine.py"]', "allowed: a Python file, beside the config or below"),
        ('["/mine.py"]', "allowed: a Python file, beside the config or below"),
        ('["mine.txt"]', "allowed: a Python file, beside the config or below"),
        ('["my-own.py"]', "allowed: a Python file, beside the config or below"),
        ("[3]", "own[1] is 3; allowed: a Python file"),
        ('[""]', "allowed: a Python file"),
        ('["hidden.py"]', "a folder of this name hides it"),
    ],
)
def test_what_names_no_file_of_practices(tmp_path: Path, own: str, sentence: str) -> None:
    (tmp_path / "hidden").mkdir()
    for name in ("my-own.py", "hidden.py", "hidden/__init__.py"):
        (tmp_path / name).touch()
    assert sentence in said(tmp_path, f'question = "x"\nown = {own}\n')


def test_two_files_may_not_declare_the_same_name(tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text(f"{HEAD}class Wait(Practice):\n{WHOLE}")
    found = said(tmp_path, 'question = "x"\nown = ["one.py", "two.py"]\n')
    assert "own[2] \"two.py\": the practice 'wait' needs another name" in found


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("model.cheer_up.yoj = 1", "did you mean cheer_up.joy?"),
        ("model.cheer_up.joy = -1.0", "cheer_up.joy is -1.0; allowed: number in [0, 10]"),
        ("model.off = ['cheer_upp']", "did you mean cheer_up?"),
        ("strategy.s.portfolio = { cheer_upp = 1 }", "Did you mean 'cheer_up'?"),
        ("event = [{ week = 1, set.cheer_up.joy = 11.0 }]", "allowed: number in [0, 10]"),
        ("design.vary = ['cheer_up.yoj']", "did you mean cheer_up.joy?"),
    ],
)
def test_its_names_are_the_nearest_to_mistaken_ones(
    tmp_path: Path, line: str, sentence: str
) -> None:
    cheerful(tmp_path)
    assert sentence in said(tmp_path, f'question = "x"\nown = ["mine.py"]\n{line}\n')


def test_a_practice_of_another_config_is_not_known(tmp_path: Path) -> None:
    cheerful(tmp_path)
    found = said(tmp_path, 'question = "x"\nstrategy.s.portfolio = { cheer_up = 1 }\n')
    assert "unknown practice 'cheer_up'" in found
    with pytest.raises(BadExperiment, match="cheer_up"):
        read_experiment(tmp_path / "asked.toml", [("cheer_up.joy", 1.0)])
