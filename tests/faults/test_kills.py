"""Killed at any moment and begun again, an experiment ends in the same bytes as one left alone."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from experiments.results.layout import PARQUET

CONFIG = """
question = "Does it survive?"
weeks = 20
replicates = 60
[model]
population.agents = 20
[[arm]]
name = "one"
[[arm]]
name = "two"
strategies = "generous"
"""
#: The exit code of a process that set a run aside whose worker was killed twice.
SET_ASIDE = 100
CODE = (
    f"SET_ASIDE = {SET_ASIDE}\n"
    "import sys, experiments.workflow.job as job\n"
    "from pathlib import Path\n"
    "from experiments.config.reader import read_experiment\n"
    "job.analyse = lambda *given: None\n"  # what is tested are the tables
    "job.load_analysis = lambda: None\n"
    "print('ready', flush=True)\n"
    "finished = job.run_experiment(\n"
    "    read_experiment('asked.toml'), Path(sys.argv[1]), jobs=int(sys.argv[2])\n"
    ")\n"
    "sys.exit(SET_ASIDE if finished.failed else 0)\n"
)
ROOT = Path(__file__).parents[2]
MOMENTS = 50


@contextmanager
def begun(place: Path, out: str, jobs: int) -> Iterator[subprocess.Popen]:
    """A process that runs the experiment and has imported all it needs."""
    words = [sys.executable, "-c", CODE, out, str(jobs)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (
        (place / "said").open("w") as said,
        subprocess.Popen(words, cwd=place, env=env, stdout=subprocess.PIPE, stderr=said) as run,
    ):
        try:
            assert run.stdout is not None
            assert run.stdout.readline() == b"ready\n"
            yield run
        finally:
            run.kill()


def below(pid: int) -> list[int]:
    """The processes below a process, as Linux lists them."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:  # it has just ended
            continue
        for child in children:
            found += [child, *below(child)]
    return found


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers as Linux does")
def test_killed_at_random_moments_it_ends_in_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "asked.toml").write_text(CONFIG)
    with begun(tmp_path, "alone", 1) as run:
        assert run.wait(300) == 0
    tables = sorted((tmp_path / "alone").glob("*.parquet"))
    assert len(tables) == len(PARQUET)
    luck, kills, ended = random.Random(4), 0, 0
    while kills < MOMENTS or not ended:
        out = f"killed-{ended}"
        with begun(tmp_path, out, 2) as run:
            # Some are killed while they start, most while they run; in the end there is no hurry.
            if luck.random() < 0.8:
                wait_for_another(tmp_path, out, run)
            for victims in (*[below] * luck.randrange(14), parent):
                if kills >= MOMENTS:
                    break
                time.sleep(luck.random() * 0.3)
                kills += killed(luck.choice(victims(run.pid) or [0]))
            code = run.wait(300)
        assert code in (0, SET_ASIDE, -signal.SIGKILL), (tmp_path / "said").read_text()
        if code == 0:
            for table in tables:
                assert (tmp_path / out / table.name).read_bytes() == table.read_bytes()
            ended += 1


def files(place: Path, out: str) -> list[Path]:
    """The runs that are done, as far as there are files."""
    return list(place.glob(f".{out}.runs/*/*.arrow"))


def wait_for_another(place: Path, out: str, run: subprocess.Popen) -> None:
    """Wait until one more run is done, or all are."""
    there, deadline = len(files(place, out)), time.monotonic() + 120
    while run.poll() is None and len(files(place, out)) == there:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def parent(pid: int) -> list[int]:
    return [pid]


def killed(pid: int) -> bool:
    """Kill a process; false if there is none any more."""
    if not pid:
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
