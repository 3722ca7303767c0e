"""Where the main job's time goes: ``python -m benchmarks.parts [JOBS]``.

Wall time from the start of a new process until its report is written, part by part. What is there
besides simulating is all of it but the time from the first run's end to the last one's.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

JOB = "experiments.workflow.job"


def parts(begun: float, folder: Path, jobs: int) -> dict[str, float]:
    """Run the main job into a folder, and return the seconds of each part.

    Parameters
    ----------
    begun
        When this process began, as ``time.time`` tells it: it has loaded nothing since.
    folder
        Where results go.
    jobs
        How many processes do the runs.
    """
    from experiments.commands.main import main

    job: Any = import_module(JOB)
    marks = {"begin": begun}

    def mark(name: str) -> None:
        marks[name] = time.time()

    def run_all(plan: Any, ledger: Any, inputs: Any, how: Any, *more: Any) -> int:
        def progress(done: int, failed: int) -> None:
            marks.setdefault("until the first run is done", time.time())

        again: int = runs(plan, ledger, inputs, replace(how, progress=progress), *more)
        mark("the other runs")
        return again

    def marked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any) -> Any:
            found = function(*given)
            mark(name)
            return found

        return done

    runs = job.run_all
    tables, answer = marked("tables", job.write_tables), marked("answer and report", job.analyse)
    words = ["alliances", "run", "quickstart", "--quiet", "--out", str(folder), "--jobs", str(jobs)]
    with (
        patch.multiple(JOB, run_all=run_all, write_tables=tables, analyse=answer),
        patch.object(sys, "argv", words),
        redirect_stdout(io.StringIO()),
        suppress(SystemExit),
    ):
        main()
    return {name: end - before for (_, before), (name, end) in pairwise(marks.items())}


def told(found: dict[str, float]) -> str:
    """Return parts as a table for the terminal."""
    beside = sum(found.values()) - found["the other runs"]
    rows = {**found, "in all": sum(found.values()), "besides simulating": beside}
    return "\n".join(f"{name:<28} {seconds:6.2f} s" for name, seconds in rows.items())


if __name__ == "__main__":
    if len(sys.argv) == 4:
        with tempfile.TemporaryDirectory() as place:
            print(told(parts(float(sys.argv[3]), Path(place) / "out", int(sys.argv[2]))))
    else:
        jobs = sys.argv[1] if len(sys.argv) > 1 else "2"
        again = [sys.executable, "-m", "benchmarks.parts", "inside", jobs, str(time.time())]
        subprocess.run(again, check=True)
