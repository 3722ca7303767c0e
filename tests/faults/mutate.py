"""Spoils configs and lessons and reads them: each gives what it is or a sentence, at once.

::

    python -m tests.faults.mutate --cases 100000 --seed 1 --of configs,lessons

prints how many were right, refused and wrong, and the slowest. A case that went wrong is written
down, with the command that makes it again.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import experiments.commands.summaries as terminal
from experiments.commands.options import setting
from experiments.config.diagnostics import BadExperiment
from experiments.config.reader import read_experiment
from experiments.config.writer import config_text
from experiments.evidence.fit_config import read_fit
from experiments.published.catalogue import REPLICATIONS
from experiments.published.config import read_changes
from experiments.runs.cost import Estimate, excess
from lessons.files import of_page
from lessons.lesson import FOLDER, read_lesson
from sim.errors import BadInput
from tests.faults.mutations import KEYS, literal, mutated

CONFIGS = Path(__file__).parents[2] / "configs"

#: Configs of what the shipped ones do not show.
PIECES = (
    """question = "Own strategies, events and a warm-up."
weeks = 100
warmup = 10
strategies = { mine = 0.5, balanced = 0.5 }
[strategy.mine]
like = "none"
meaning = "As mine."
portfolio = { work = 0.5, invest = 0.5 }
support = [1.0, 1.0, 0.0, 1.0, 0.0]
conflict = "avoiding"
check_in_every = 3.0
[[event]]
week = 50
set."conflict.rate" = 0.2
[[arm]]
name = "one"
[[arm]]
name = "two"
weeks = 80
strategies = "mine"
model.off = ["share"]
[[arm.event]]
week = 20
set.drift.rate = 0.1
[analysis]
outcomes = ["payoff", "trust"]
baseline = "two"
""",
    """[design]
sampler = "saltelli"
points = 8
second_order = true
[design.vary]
"conflict.rate" = { from = 0.01, to = 0.2, scale = "log" }
drift.rate = {}
"learn.rule" = ["off", "fermi"]
population.agents = { from = 10, to = 20 }
""",
    """question = "What is each worth?"
[model]
population.network = "florentine-families.csv"
[analysis]
ablate = ["share", "networking"]
shapley = true
""",
)

FIT = """panel = "panel.csv"
seed = 3
draws = 200
agents = 30
fit = ["conflict.rate", "drift.rate"]
[model]
share.rate = 0.5
"""
PUBLISHED = "".join(f"[{name}]\nseed = 3\n" for name in REPLICATIONS) + "model.drift.rate = 0.1\n"

#: What ``--set`` changes, and how.
SETTINGS = ("weeks", "seed", "conflict.rate", "population.agents", "off", "implementation")
EQUALS = ("=", "=", "=", " = ", "", "==")

#: No case may take longer, in seconds, nor may a message be longer, in characters and lines.
SLOW, LONG, LINES = 2.0, 20_000, 60


@dataclass(frozen=True)
class Case:
    """One spoilt text and how it is read: as a config, …, or as the lesson of a name."""

    number: int
    kind: str
    text: bytes
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What became of a case: "right", "refused", or what is wrong."""

    case: Case
    outcome: str
    seconds: float


def configs() -> list[tuple[str, bytes]]:
    """Return the right configs, each with the kind of its reader."""
    shipped = [("config", file.read_bytes()) for file in sorted(CONFIGS.glob("*.toml"))]
    pieces = [("config", text.encode()) for text in PIECES]
    return [*shipped, *pieces * 4, ("fit", FIT.encode()), ("published", PUBLISHED.encode())]


def lessons() -> list[tuple[str, bytes]]:
    """Return the lessons, each with its name."""
    return [(f"lesson {file.stem}", file.read_bytes()) for file in sorted(FOLDER.glob("*.toml"))]


#: What is spoilt, by what it is called on the command line.
SOURCES = {"configs": configs, "lessons": lessons}


def case(seed: int, number: int, known: list[tuple[str, bytes]]) -> Case:
    """Return a case; the same for the same seed and number."""
    chance = random.Random(f"{seed} {number}")
    kind, text = chance.choice(known)
    if kind == "config" and chance.random() < 0.1:
        changes = tuple(
            chance.choice((*SETTINGS, *KEYS)) + chance.choice(EQUALS) + literal(chance)
            for _ in range(chance.choice((1, 1, 2)))
        )
        return Case(number, kind, text, changes)
    return Case(number, kind, mutated(text, chance))


def tried(given: Case, file: Path) -> Told:
    """Read a case from a file and say what came of it."""
    file.write_bytes(given.text)
    began = time.process_time()  # others may be busy on the machine
    try:
        with _within(10 * SLOW):
            _read(given, file)
        outcome = "right"
    except BadInput as error:
        outcome = amiss(error, given.text) or "refused"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        outcome = (
            f"{type(error).__name__} in {last.name}, {last.filename}:{last.lineno}: {error!s:.200}"
        )
    seconds = time.process_time() - began
    if seconds > SLOW:
        outcome = f"slow, {outcome}"
    return Told(given, outcome, seconds)


def amiss(error: BadInput, text: bytes) -> str:
    """Return what is wrong with a refusal: "" if a person can read it and find the place."""
    said = str(error)
    lines = said.split("\n")
    raw = sorted({c for line in lines for c in line if not c.isprintable()})
    if raw:
        return f"raw characters in a message: {raw}"
    if not said.strip() or len(said) > LONG or len(lines) > LINES:
        return f"a message of {len(lines)} lines and {len(said)} characters"
    there = text.count(b"\n") + text.count(b"\r") + 1
    for problem in error.problems if isinstance(error, BadExperiment) else ():
        if problem.line is not None and not 1 <= problem.line <= there:
            return f"names line {problem.line} of {there}"
    return ""


def _read(given: Case, file: Path) -> None:
    if given.kind == "fit":
        read_fit(file)
        return
    if given.kind == "published":
        for name, changes in read_changes(file).items():
            REPLICATIONS[name].settings(changes)
        return
    if given.kind.startswith("lesson "):
        lesson = read_lesson(file)
        json.dumps(of_page(lesson), allow_nan=False)
        return
    experiment = read_experiment(file, [setting(text) for text in given.changes])
    with contextlib.redirect_stdout(io.StringIO()) as out:
        terminal.checked(experiment, 2, excess(experiment, 2), Estimate(1.0, 1e6, 1e6, 1e-6))
    raw = sorted({c for c in out.getvalue() if not c.isprintable() and c != "\n"})
    assert not raw, f"raw characters printed: {raw}"
    again = file.with_name("again.toml")
    again.write_text(config_text(experiment), encoding="utf-8")
    network = experiment.parameters.population.network
    if "/" not in network:  # which is named without its folder
        found = read_experiment(again)
        assert found.arms == experiment.arms, "what is written down is another experiment"
        assert found.analysis == experiment.analysis, "what is written down asks for other things"


@contextlib.contextmanager
def _within(seconds: float):  # type: ignore[no-untyped-def]
    """Stop what hangs, where a clock can be set."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"not done after {seconds:g} s")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def several(seed: int, numbers: range, of: Sequence[str] = ("configs",)) -> list[Told]:
    """Try cases in a folder that has what configs name."""
    known = [source for name in of for source in SOURCES[name]()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.toml"
        network = "florentine-families.csv"
        file.with_name(network).write_bytes((CONFIGS / network).read_bytes())
        file.with_name("panel.csv").write_text(
            "wave,from,to\n" + "".join(f"{w},{i},{(i + w) % 9}\n" for w in (1, 2) for i in range(9))
        )
        cases = [case(seed, number, known) for number in numbers]
        return [tried(one, file.with_stem(one.kind.rpartition(" ")[2])) for one in cases]


def main(words: list[str] | None = None) -> int:
    """Try as many cases as asked for and tell what came of them; 1 if any went wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="the number of the first case")
    options.add_argument("--of", default="configs", help="configs, lessons or both, as in a,b")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--keep", type=Path, help="a folder for the texts that went wrong")
    given = options.parse_args(words)
    of = given.of.split(",")
    end = given.first + given.cases
    parts = [range(n, min(n + 500, end)) for n in range(given.first, end, 500)]
    counts: Counter[str] = Counter()
    slowest: list[Told] = []
    began = time.perf_counter()
    with ProcessPoolExecutor(given.jobs) as pool:
        for told in pool.map(several, [given.seed] * len(parts), parts, [of] * len(parts)):
            for one in told:
                well = one.outcome in ("right", "refused")
                counts[one.outcome if well else "wrong"] += 1
                if not well:
                    _report(one, given)
            slowest = sorted([*slowest, *told], key=lambda one: -one.seconds)[:5]
    came = ", ".join(f"{counts[kind]:,} {kind}" for kind in ("right", "refused", "wrong"))
    print(f"{given.cases:,} cases in {time.perf_counter() - began:.0f} s: {came}")
    print("slowest: " + ", ".join(f"{s.seconds:.2f} s (case {s.case.number})" for s in slowest))
    return int(counts["wrong"] > 0)


def _report(one: Told, given: argparse.Namespace) -> None:
    number = one.case.number
    again = (
        f"python -m tests.faults.mutate --of {given.of} --seed {given.seed} --first {number}"
        " --cases 1"
    )
    print(f"case {number}: {one.outcome}\n    {again}", *one.case.changes, flush=True)
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        (given.keep / f"{given.seed}-{number}.toml").write_bytes(one.case.text)


if __name__ == "__main__":
    sys.exit(main())
