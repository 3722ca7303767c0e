"""A git repository of a tiny project that looks like ours from outside, at three commits."""

import subprocess
from pathlib import Path

#: A population of so many ends its process.
DEADLY = 13
#: A week takes as many milliseconds of the processor as it says; a command, a hundred times that.
SIMULATION = """
import os
import time
from types import SimpleNamespace

def spend(milliseconds):
    end = time.process_time() + milliseconds / 1000
    while time.process_time() < end:
        pass

def simulate(parameters=None, *, seed=0, weeks, record=1, implementation="tables",
             progress=lambda week, of: None, start=None):
    print("a model may print", flush=True)
    if parameters and parameters["population.agents"] == {deadly}:
        os._exit(7)
    if implementation not in {implementations}:
        raise ValueError("unknown implementation 'objects'")
    for week in range(start.weeks + 1 if start else 1, weeks + 1):
        if start:
            spend({milliseconds})
        progress(week, weeks)
    return SimpleNamespace(weeks=weeks)
"""
MODEL = """
import numpy as np

class TableModel:
    def __init__(self, parameters, rng):
        self.world = np.zeros((parameters["population.agents"], {kilobytes} * 125))
    def step(self):
        pass
"""
#: Its own package is the installed one, whatever this process runs under.
COMMAND = """
import sys
from importlib.metadata import entry_points
from sim.simulation import spend

def main():
    (point,) = entry_points(group="alliances.commands")
    if point.value != "{module}:extra":
        sys.exit(f"another tree's command: {{point.value}}")
    spend(100 * {milliseconds})
"""
PROJECT = """
[project]
name = "alliance-dynamics"
version = "0.1"
[project.scripts]
alliances = "{module}:main"
[project.entry-points."alliances.commands"]
extra = "{module}:extra"
"""


def repository(folder: Path) -> Path:
    """Return a repository: ``empty``, then ``old``, then HEAD; uncommitted, a week takes 6 ms.

    At ``old`` a week takes 2 ms, an agent 1 kB, and there are no objects; at HEAD 2 ms and 2 kB,
    and the command has moved.
    """
    folder.mkdir()
    git(folder, "init", "--quiet")
    _write(folder / "README.md", "A project.")
    _commit(folder, "empty")
    _project(folder, "experiments.cli", 2, 1, ("tables",))
    _commit(folder, "old")
    git(folder, "rm", "--quiet", "experiments/cli.py")
    _project(folder, "experiments.commands.main", 2, 2, ("tables", "objects"))
    _commit(folder, "new")
    _project(folder, "experiments.commands.main", 6, 2, ("tables", "objects"))
    return folder


def git(folder: Path, *words: str) -> str:
    """Return what git prints there, whoever the person is."""
    person = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    done = subprocess.run(["git", *person, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _commit(folder: Path, name: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", name)
    git(folder, "tag", "--no-sign", name)


def _project(
    folder: Path, module: str, milliseconds: int, kilobytes: int, implementations: tuple[str, ...]
) -> None:
    numbers = {"milliseconds": milliseconds, "implementations": implementations, "deadly": DEADLY}
    _write(folder / "sim/simulation.py", SIMULATION.format(**numbers))
    _write(folder / "sim/engine/model.py", MODEL.format(kilobytes=kilobytes))
    command = COMMAND.format(module=module, milliseconds=milliseconds)
    _write(folder / f"{module.replace('.', '/')}.py", command)
    _write(folder / "pyproject.toml", PROJECT.format(module=module))
    for package in {"sim", "sim/engine", "experiments", str(Path(module.replace(".", "/")).parent)}:
        _write(folder / package / "__init__.py", "")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
