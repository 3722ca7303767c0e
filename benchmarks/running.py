"""What running many experiments costs beside the model itself: ``python -m benchmarks.running``.

Each figure is a ratio within one process, or of two after one another; run it on a machine that
has nothing else to do.
"""

from __future__ import annotations

import json
import mmap
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.targets import Row, at_least, at_most, told

TOML = """
question = "What does it cost?"
weeks = {weeks}
warmup = 0
replicates = {replicates}
record = {record}
[model]
population.agents = {agents}
"""


def rows() -> list[Row]:
    """Return every promise about running with its measured number."""
    return [
        at_most("the runner's own time ÷ the engine's, 200 agents, 260 weeks", 10,
                _elsewhere("overhead"), "%"),
        at_least("two jobs ÷ one job, 60 runs of 200 agents", 1.7, _elsewhere("two_jobs"), "×"),
        at_least("1,000 runs of 100 agents with two jobs ÷ twice the engine", 80,
                 _elsewhere("sweep"), "%"),
        at_most("memory of a worker after 10,000 runs ÷ after 100", 1.05,
                _elsewhere("worker_memory"), "×"),
        at_most("memory of the parent for each further run", 5, _elsewhere("parent_memory"), "kB"),
    ]  # fmt: skip


def overhead(runs: int = 12) -> float:
    """Return how much longer runs take than the engine alone, in percent, one process."""
    engine = _engine(200, runs)
    return 100 * (_seconds(200, runs, jobs=1, clock=time.process_time) / engine - 1)


def two_jobs(runs: int = 60) -> float:
    """Return how much faster runs are with two jobs, their start included."""
    return _seconds(200, runs, jobs=1) / _seconds(200, runs, jobs=2)


def sweep(runs: int = 1_000, few: int = 40) -> float:
    """Return the speed of a sweep with two jobs in percent of twice the engine's."""
    engine = _engine(100, few) / few
    return 100 * engine * runs / 2 / _seconds(100, runs, jobs=2)


def worker_memory(few: int = 100, many: int = 10_000) -> float:
    """Return how much memory a worker takes after many runs, as a multiple of after a few."""
    from experiments.runs.plan import planned
    from experiments.runs.runner import Worker
    from experiments.runs.snapshot import laid

    with tempfile.TemporaryDirectory() as place:
        experiment = _asked(Path(place), 20, 1, weeks=10)
        plan = planned(experiment)
        worker = Worker(experiment, plan.digests.model, laid(plan.inputs, Path(place)))
        after = {}
        for run in range(1, many + 1):
            worker(plan.task(0))
            if run in (few, many):
                after[run] = _resident()
    return after[many] / after[few]


def parent_memory(few: int = 400, many: int = 1_200) -> float:
    """Return the kilobytes that the parent takes for each further run, the report included.

    A few hundred runs fill its buffers; what comes after them is what grows.
    """
    before, after = (_elsewhere("parent_peak", runs) for runs in (few, many))
    return (after - before) / (many - few) / 1000


def parent_peak(runs: int) -> float:
    """Return the most bytes of memory that the parent of so many runs ever had."""
    from benchmarks.measure import peak_gigabytes

    _seconds(100, runs, jobs=2, record=13, report=True)
    return peak_gigabytes() * 1e9


def _asked(place: Path, agents: int, runs: int, weeks: int = 260, record: int = 1) -> Any:
    from experiments.config.reader import read_experiment

    file = place / "asked.toml"
    asked = {"agents": agents, "weeks": weeks, "replicates": runs, "record": record}
    file.write_text(TOML.format(**asked), encoding="utf-8")
    return read_experiment(file)


def _engine(agents: int, runs: int) -> float:
    """Return the processor's seconds of simulating and measuring, and nothing else."""
    from sim.simulation import simulate

    simulate({"population.agents": agents}, weeks=2).outcomes  # noqa: B018 — loads the kernels
    begun = time.process_time()
    for seed in range(runs):
        simulate({"population.agents": agents}, seed=seed, weeks=260, warmup=0).outcomes  # noqa: B018
    return time.process_time() - begun


def _seconds(
    agents: int,
    runs: int,
    *,
    jobs: int,
    record: int = 1,
    clock: Any = time.perf_counter,
    report: bool = False,
) -> float:
    """Return how long an experiment takes until its tables are written, or its report too."""
    from experiments.workflow.job import run_experiment

    idle: dict[str, Any] = {"load_analysis": lambda: None, "analyse": lambda *given: None}
    unreported = patch.multiple("experiments.workflow.job", **idle)
    with tempfile.TemporaryDirectory() as place, nullcontext() if report else unreported:
        experiment = _asked(Path(place), agents, runs, record=record)
        begun = clock()
        run_experiment(experiment, Path(place) / "out", jobs=jobs)
        return float(clock() - begun)


def _resident() -> float:
    """Return the bytes of memory that this process has now; NaN where no system tells it so."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float("nan")
    return float(pages * mmap.PAGESIZE)


def _elsewhere(name: str, *numbers: int) -> float:
    """Return a figure measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.running", name, *map(str, numbers)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(json.loads(done.stdout))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        of_parent = (parent_memory, parent_peak)
        figures = {f.__name__: f for f in (overhead, two_jobs, sweep, worker_memory, *of_parent)}
        print(json.dumps(figures[sys.argv[1]](*map(int, sys.argv[2:]))))
    else:
        print(told(rows()))
