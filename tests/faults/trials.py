"""Commands that are disturbed while they write, and what must come of them all the same.

A *place* is a folder with a small experiment and what a command finds before it: older results,
shards, files of somebody else. The command runs in a child forked from a process that has loaded
everything, so that hundreds of trials take minutes. Afterwards results are the old or the new ones,
whole; what went wrong was said; and the same command again ends in the same bytes as one left
alone.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
question = "Does it survive?"
weeks = 6
warmup = 2
replicates = 2
[model]
population.agents = 12
[analysis]
outcomes = ["payoff", "trust"]
"""
ARMS = """
[[arm]]
name = "one"
[[arm]]
name = "two"
strategies = "generous"
"""
#: What lies there of somebody else, and must lie there afterwards.
FOREIGN = ("results/notes.txt", "results/NAME/notes.txt", "results/.NAME.runs/notes.txt")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Command:
    """A command to disturb.

    ``words`` are its own, ``before`` are commands that are given in its place before, ``to`` is the
    folder that it writes.
    """

    words: tuple[str, ...]
    to: str = "asked"
    before: tuple[tuple[str, ...], ...] = ()
    arms: str = ARMS

    @property
    def folder(self) -> Path:
        return Path("results", self.to)


_RUN = ("run", "asked.toml", "--quiet")
_HERE = (*_RUN, "--jobs", "1")
_SHARDS = tuple((*_HERE, "--shard", f"{i}/2") for i in (1, 2))
_EARLIER = (*_HERE, "--replicates", "1")

COMMANDS = {
    "run": Command(_HERE, before=(_EARLIER,)),
    "shard": Command(_SHARDS[0], "asked.1-of-2"),
    "merge": Command(
        ("merge", "results/asked.1-of-2", "results/asked.2-of-2"), before=(_EARLIER, *_SHARDS)
    ),
    "search": Command(
        ("search", "asked.toml", "--quiet", "--jobs", "1", "--evaluations", "20"),
        "asked-search",
        arms="",
    ),
    "until": Command((*_HERE, "--until-width", "0.3"), before=(_EARLIER,)),
    "dask": Command((*_RUN, "--scheduler", "ADDRESS"), before=(_EARLIER,)),
}


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code (of a kill, the signal's negative), what it said, ….

    ``note`` is what it was told to write down at its end.
    """

    code: int
    err: str
    note: str


def begun(place: Path, words: Sequence[str], first: Callable[[], None] | None = None) -> int:
    """Begin a command in a child; return the child's number."""
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        os.chdir(place)
        for name, number in (("out", 1), ("err", 2)):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
        sys.argv = ["alliances", *words]
        if first is not None:
            first()
        code = _commanded()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _commanded() -> int:
    import experiments.commands.main as cli
    import experiments.report.page as page

    page.write_report = lambda *given: None  # pictures take a while
    try:
        cli.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


def ended(place: Path, child: int) -> Ended:
    """Wait for a command that was begun."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    note = place / "note"
    said = (place / "err").read_text(encoding="utf-8", errors="replace")
    return Ended(code, said, note.read_text() if note.exists() else "")


def done(place: Path, words: Sequence[str], first: Callable[[], None] | None = None) -> Ended:
    """Do a command in a child."""
    return ended(place, begun(place, words, first))


class Trials:
    """Trials of one command, each in a copy of the same place."""

    def __init__(self, name: str, folder: Path, address: str = "") -> None:
        self.name, self.command, self.folder = name, COMMANDS[name], folder
        self.words = [address if word == "ADDRESS" else word for word in self.command.words]
        self.prepared = folder / "prepared"
        (self.prepared / "results").mkdir(parents=True)
        (self.prepared / "asked.toml").write_text(CONFIG + self.command.arms)
        for words in self.command.before:
            before = done(self.prepared, words)
            assert before.code == 0, before.err
        for name_ in FOREIGN:
            file = self.prepared / name_.replace("NAME", self.command.to)
            if file.parent.exists():
                file.write_text("not yours")
        alone = self.fresh()
        begun_at = time.perf_counter()
        first = done(alone, self.words)
        self.seconds = time.perf_counter() - begun_at
        assert first.code == 0, first.err
        self.old, self.new = self.held(self.prepared), self.held(alone)
        self.names = listed(alone)
        assert self.new
        assert self.new != self.old

    def fresh(self) -> Path:
        """Return a new place."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(self.prepared, place, dirs_exist_ok=True)
        return place

    def held(self, place: Path) -> dict[str, bytes]:
        """Return what a command wrote, by name, but what must differ: times, and who had it."""
        folder, found = place / self.command.folder, {}
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder).as_posix()
            if not file.is_file() or name in {"runs/lock", "runs/notes.txt"}:
                continue
            if file.name.startswith("ledger.sqlite"):
                continue
            found[name] = (
                _timeless(file.read_bytes()) if name == "manifest.json" else (file.read_bytes())
            )
        return found

    def judged(self, place: Path, first: Ended) -> str:
        """Say what is wrong with how a disturbed command ended, or goes on; "" if nothing."""
        if "Traceback" in first.err or first.code not in (0, 1, 2, 130, -signal.SIGKILL):
            return f"it ended with {first.code}: {first.err[-3000:]}"
        if first.code > 0 and not first.err.strip():
            return f"it ended with {first.code} and said nothing"
        there = self.held(place)
        if first.code == 0 and there != self.new:
            return f"it said nothing, and {_different(there, self.new)} is different"
        if self.command.to == "asked" and there not in (self.old, self.new, {}):
            return f"half results: {_different(there, self.new)}"
        again = done(place, self.words)
        if again.code != 0:
            return f"the second time it ended with {again.code}: {again.err[-3000:]}"
        there = self.held(place)
        if there != self.new:
            return f"the second time {_different(there, self.new)} is different"
        if listed(place) - self.names:
            return f"left behind: {listed(place) - self.names}"
        if self.names - listed(place):
            return f"lost: {self.names - listed(place)}"
        return ""


def listed(place: Path) -> set[str]:
    """Return what lies in a place's results, two levels deep."""
    results = place / "results"
    return {
        path.relative_to(results).as_posix()
        for path in (*results.glob("*"), *results.glob(".*.runs/notes.txt"))
    }


def _timeless(text: bytes) -> bytes:
    about = json.loads(text)
    about.pop("timings", None)
    return json.dumps(about).encode()


def _different(one: dict[str, bytes], other: dict[str, bytes]) -> str:
    return ", ".join(sorted(name for name in {*one, *other} if one.get(name) != other.get(name)))


def warmed() -> None:
    """Load all that commands need, so that children have it."""
    import distributed  # noqa: F401

    import experiments.commands.summaries
    import experiments.report.page
    import experiments.workflow.search
    import experiments.workflow.shards  # noqa: F401
    from sim.simulation import prepare

    prepare()


@contextmanager
def cluster(folder: Path, *, nanny: bool) -> Iterator[tuple[str, int]]:
    """Give the address of a Dask cluster of one worker, and that one's number, or its nanny's."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": ""}
    worker = ["worker", address, "--nthreads", "1", "--no-dashboard"]
    worker += ["--nanny" if nanny else "--no-nanny", "--local-directory", str(folder / "dask")]
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    with ExitStack() as stack:
        process = None
        for command in (scheduler, worker):
            words = [sys.executable, "-m", "dask", *command]
            process = subprocess.Popen(words, env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        assert process is not None
        yield address, process.pid
