"""Two trees of the project, this one and a commit's, and processes that run in one of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import BadInput

#: Where this tree lies.
HERE = Path(__file__).parents[1]
WORKER = Path(__file__).with_name("worker.py")


class Failed(Exception):
    """Something that a tree cannot do; the message says why."""


@dataclass(frozen=True)
class Tree:
    """Sources of the project, as they are run by this process' Python and its packages.

    Attributes
    ----------
    name
        The commit, as git describes it.
    folder
        Where the sources lie.
    place
        A folder of its own: what it is installed as, and whatever it writes.
    """

    name: str
    folder: Path
    place: Path

    def environment(self) -> dict[str, str]:
        """Return the variables of its processes: its sources first, compiled code beside them."""
        path = os.pathsep.join([str(self.folder), str(self.place)])
        own = {"PYTHONPATH": path, "XDG_CACHE_HOME": str(self.place / "cache"), "MPLBACKEND": "Agg"}
        return {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"} | own

    def alliances(self, words: Sequence[str]) -> float:
        """Return the processor's seconds of a whole command, its start included."""
        project = _project(self.folder)
        try:
            module, _, function = project["scripts"]["alliances"].partition(":")
        except KeyError:
            raise Failed("it has no command alliances") from None
        code = f"import sys; from {module} import {function} as main; sys.exit(main())"
        return self.python(code, words)

    def compiling(self) -> float:
        """Return the processor's seconds of a process that compiles everything."""
        if not (self.folder / "sim/engine/model.py").is_file():
            raise Failed("it has no sim/engine/model.py")
        with tempfile.TemporaryDirectory(dir=self.place) as empty:
            code = "from sim.simulation import simulate; simulate(weeks=1)"
            return self.python(code, (), {"NUMBA_CACHE_DIR": empty})

    def python(
        self, code: str, words: Sequence[str], variables: dict[str, str] | None = None
    ) -> float:
        """Return the processor's seconds of a process, and of those that it starts."""
        before = _of_children()
        done = subprocess.run(
            [sys.executable, "-P", "-c", code, *words],
            cwd=self.place,
            env=self.environment() | (variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C is for whoever waits, who then ends this
        )
        if done.returncode:
            raise Failed(_last(done.stderr) or f"exit code {done.returncode}")
        return _of_children() - before


class Worker:
    """A process in a tree that measures as often as it is asked."""

    def __init__(self, tree: Tree) -> None:
        self._said = tree.place / "worker.txt"
        with self._said.open("w", encoding="utf-8") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(WORKER), str(tree.folder)],
                cwd=tree.place,
                env=tree.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                start_new_session=True,
            )

    def ask(self, measure: str, numbers: Sequence[int]) -> float:
        """Return what a function of ``benchmarks.worker`` measures.

        Raises
        ------
        Failed
            If it raises, or the process ends.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps([measure, list(numbers)]) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Failed(self._why()) from None
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"failed": self._why()}
        if "failed" in answer:
            raise Failed(answer["failed"])
        return float(answer["measured"])

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _why(self) -> str:
        code = self._process.wait()
        said = _last(self._said.read_text(encoding="utf-8"))
        return f"its process ended with {code}" + (f": {said}" if said else "")


@contextmanager
def laid_out(commit: str, here: Path = HERE) -> Iterator[tuple[Tree, Tree]]:
    """Give a commit's tree and this one; what was laid out goes when it is done, or interrupted.

    This tree is what lies in its folder, committed or not. Git's own records are only read.

    Raises
    ------
    BadInput
        Without git, outside a checkout, and for what is no commit.
    """
    if not (here / "pyproject.toml").is_file():
        raise BadInput(f"--against needs a git checkout of the project; {here} is none")
    _git(here, "rev-parse", "--git-dir")
    try:
        named = _git(here, "rev-parse", "--verify", "--end-of-options", f"{commit}^{{commit}}")
    except BadInput:
        raise BadInput(f"--against {commit}: git knows no such commit") from None
    temporary = tempfile.TemporaryDirectory(prefix="alliances-bench-", ignore_cleanup_errors=True)
    with temporary as name:
        place = Path(name)
        packed, there = place / "tree.zip", place / "tree"
        _git(here, "archive", "--format=zip", f"--output={packed}", named)
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(there)
        yield (
            _installed(_git(here, "rev-parse", "--short", named), there, place / "there"),
            _installed(_git(here, "describe", "--always", "--dirty"), here, place / "here"),
        )


def _installed(name: str, folder: Path, place: Path) -> Tree:
    """Return a tree with the record of an installed package: which commands it adds to ours.

    The environment's own record is of one tree, maybe of neither; the first on the path counts.
    """
    project = _project(folder)
    record = place / "alliance_dynamics-0.dist-info"
    record.mkdir(parents=True)
    package, version = project.get("name", "alliance-dynamics"), project.get("version", "0")
    lines = ["Metadata-Version: 2.1", f"Name: {package}", f"Version: {version}"]
    (record / "METADATA").write_text("\n".join([*lines, ""]), encoding="utf-8")
    points = [
        line
        for group, entries in project.get("entry-points", {}).items()
        for line in (f"[{group}]", *(f"{key} = {value}" for key, value in entries.items()))
    ]
    (record / "entry_points.txt").write_text("\n".join([*points, ""]), encoding="utf-8")
    return Tree(name, folder, place)


def _project(folder: Path) -> dict[str, Any]:
    """Return the project's table of ``pyproject.toml``, empty where there is none."""
    try:
        text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    project: dict[str, Any] = tomllib.loads(text).get("project", {})
    return project


def _git(folder: Path, *words: str) -> str:
    """Return what git prints, or raise what it says."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", *words],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise BadInput("--against needs git, which is not installed") from None
    if done.returncode:
        raise BadInput(f"--against: git says: {_last(done.stderr).removeprefix('fatal: ')}")
    return done.stdout.strip()


def _of_children() -> float:
    try:
        import resource
    except ImportError:  # not on Windows
        times = os.times()
        return times.children_user + times.children_system
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _last(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]
