"""The command says what it can do, and shows everything that there is."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.commands import catalogue as show
from experiments.commands import main as cli
from experiments.config.samplers import SAMPLERS
from experiments.published.catalogue import REPLICATIONS
from experiments.runs.manifest import versions
from sim.inputs.mission import LINES
from sim.inputs.parameters import parameter_declarations
from sim.inputs.strategies import STRATEGIES
from sim.inputs.switches import MECHANISMS, PRACTICES, PROCESSES
from sim.measures.outcomes import OUTCOMES

#: What the command promises: command → arguments and options.
PROMISED = {
    "run": (
        "FILE",
        "--out",
        "--set",
        "--replicates",
        "--until-width",
        "--jobs",
        "--scheduler",
        "--shard",
        "--only",
        "--quiet",
        "--yes",
    ),
    "check": ("FILE", "--set", "--replicates", "--jobs"),
    "search": ("FILE", "--out", "--set", "--replicates", "--jobs", "--evaluations", "--quiet"),
    "merge": ("DIR…", "--out"),
    "report": ("DIR",),
    "patterns": (
        "--presence",
        "--relation",
        "--top",
        "--column",
        "--missing",
        "--least",
        "--agents",
        "--seeds",
        "--agreements",
        "--figure",
        "--jobs",
        "--json",
    ),
    "replicate": ("[NAME]…", "--config", "--set", "--figures", "--jobs", "--json"),
    "fit": ("FILE", "--figure", "--coverage", "--jobs", "--json"),
    "status": ("DIR",),
    "show": ("KIND", "[NAME]", "--toml", "--neutral"),
    "learn": ("--port", "--host", "--browser", "--no-browser", "--export"),
    "bench": ("--json", "--quick", "--out", "--against", "--within"),
}

#: Kind → every name of that kind.
THINGS = {
    "mission": LINES,
    "strategies": STRATEGIES,
    "parameters": parameter_declarations(),
    "outcomes": OUTCOMES,
    "processes": PROCESSES,
    "practices": PRACTICES,
    "mechanisms": MECHANISMS,
    "published": REPLICATIONS,
    "designs": SAMPLERS,
}


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Call the command in this process; return what it prints, all blanks as one."""
    monkeypatch.setattr("sys.argv", ["alliances", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    out, err = capsys.readouterr()
    assert caught.value.code in (0, None), err
    return " ".join(out.split())


def test_help_names_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(monkeypatch, capsys, "--help")
    assert {
        command.name or command.callback.__name__ for command in cli.app.registered_commands
    } == (PROMISED.keys())
    assert all(f" {command} " in text for command in PROMISED)


@pytest.mark.parametrize("command", PROMISED)
def test_help_explains_every_argument_and_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    text = said(monkeypatch, capsys, command, "--help")
    assert all(word in text for word in PROMISED[command])
    options = set(re.findall(r"(--\w[\w-]*)", text)) - {"--help"}
    assert options == {word for word in PROMISED[command] if word.startswith("--")} | (
        {"--set"} & options
    )


@pytest.mark.parametrize("kind", THINGS)
def test_everything_of_a_kind_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    text = said(monkeypatch, capsys, "show", kind)
    assert show.KINDS.keys() == THINGS.keys() | {"configs"}
    assert [name for name in THINGS[kind] if name not in text] == []


def test_without_a_kind_the_kinds_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(monkeypatch, capsys, "show")
    assert all(f"{kind} {show.listing(kind).title} " in text for kind in show.KINDS)
    assert f"Strategies {len(STRATEGIES)} " in text


def test_the_version_is_the_one_that_is_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(monkeypatch, capsys, "--version") == versions()["alliance-dynamics"]


@pytest.mark.parametrize("kind", THINGS)
def test_each_of_a_kind_is_shown_in_full(kind: str) -> None:
    for name in THINGS[kind]:
        facts = show.facts(kind, name)
        assert all(facts.values()), f"{kind} {name} says nothing under a label"


def test_one_in_full_says_what_is_declared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(monkeypatch, capsys, "show", "parameters", "conflict.rate")
    assert "number in [0, 1]" in text
    assert "default 0.05" in text
    text = said(monkeypatch, capsys, "show", "practices", "check_in")
    assert "no meetings; the time is work" in text
    assert 'blind = ["check_in"]' in text


@pytest.mark.parametrize("kind", [*THINGS, "configs"])
def test_tables_fit_into_80_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.argv", ["alliances", "show", kind])
    with pytest.raises(SystemExit):
        cli.main()
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_help_is_there_at_once() -> None:
    # What takes long is to import: none of the heavy packages may be imported for help.
    code = (
        "import sys; sys.argv = ['alliances', '--help']\n"
        "import experiments.commands.main as cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'numba', 'mesa', 'matplotlib', 'pyarrow', 'scipy'}\n"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)"
    )
    best = 10.0
    for _ in range(3):
        start = time.perf_counter()
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        best = min(best, time.perf_counter() - start)
        assert run.returncode == 0, f"imported for help: {run.stderr}"
    assert best < 2.0  # measured 0.25 s; the rest is for slow and busy machines


#: Runs a config and prints which heavy packages were loaded when workers began to be, and which
#: modules of ours were loaded after all runs were over, or take half a second and were at all.
BEGINNING = """
import sys
import experiments.commands.main as cli
import experiments.runs.runner as runner, experiments.workflow.job as job
heavy = ("pandas", "scipy.stats", "matplotlib", "igraph", "mesa", "jinja2")
begin, finish = runner.begin_loading, job.finish
def begun(modules):
    print(*[name for name in heavy if name in sys.modules], "began")
    begin(modules)
def finished(*given):
    there = set(sys.modules)
    found = finish(*given)
    mine = [n for n in sys.modules if n.split(".")[0] in ("experiments", "sim") and n not in there]
    print(*mine, *[name for name in ("scipy.stats",) if name in sys.modules], "over")
    return found
runner.begin_loading, job.finish = begun, finished
sys.argv = ["alliances", "run", sys.argv[1], "--out", sys.argv[2], "--jobs", "2", "--quiet"]
cli.main()
"""
SMALL = """
weeks = 6
replicates = 6
warmup = 2
[model]
population.agents = 10
[[arm]]
name = "one"
strategies = "balanced"
[[arm]]
name = "other"
strategies = "none"
"""


def test_workers_are_loaded_beside_what_the_answer_needs(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    command = [sys.executable, "-c", BEGINNING, str(file), str(tmp_path / "out")]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env)
    assert run.returncode == 0, run.stderr
    # nothing that takes long before workers begin, and nothing that may have been edited after
    assert [line for line in run.stdout.splitlines() if line.endswith(("began", "over"))] == [
        "began",
        "over",
    ], run.stdout


def test_the_installed_command_is_this_one(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("alliances")
    if not command.exists():
        pytest.skip("the project is not installed beside this Python")
    run = subprocess.run([command, "show", "practices"], capture_output=True, text=True,
                         cwd=tmp_path, env={**os.environ, "COLUMNS": "80"})  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "check_in" in run.stdout
    assert not list(tmp_path.iterdir())
