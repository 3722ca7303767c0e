"""Killed at any moment and begun again, an experiment ends in the same bytes as one left alone."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
CODE = (
    "import sys, experiments.job as job\n"
    "from pathlib import Path\n"
    "from experiments.spec import read_experiment\n"
    "job.analyse = lambda results: None\n"
    "job.run_experiment(read_experiment('asked.toml'), Path(sys.argv[1]), jobs=int(sys.argv[2]))\n"
)
ROOT = Path(__file__).parents[2]


def begun(place: Path, out: str, jobs: int) -> subprocess.Popen:
    words = [sys.executable, "-c", CODE, out, str(jobs)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(words, cwd=place, env=env, stderr=subprocess.DEVNULL)


def children(pid: int) -> list[int]:
    """The processes below a process, as Linux lists them."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children(child)]
    return found


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers as Linux does")
def test_killed_at_random_moments_it_ends_in_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "asked.toml").write_text(CONFIG)
    assert begun(tmp_path, "alone", 1).wait(300) == 0
    luck, kills = random.Random(4), 0
    for attempt in range(10):
        run = begun(tmp_path, "killed", 2)
        before = len(list(tmp_path.glob(".killed.runs/*/*.arrow")))
        target = before + luck.randint(1, 8)
        deadline = time.monotonic() + 60
        while len(list(tmp_path.glob(".killed.runs/*/*.arrow"))) < target and run.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(luck.random() * 0.05)
        try:
            below = children(run.pid)
            victim = luck.choice(below) if below and attempt % 2 else run.pid
            os.kill(victim, signal.SIGKILL)
            kills += 1
        except (ProcessLookupError, FileNotFoundError):
            pass
        if run.poll() is None:
            run.kill()
        run.wait(60)
    assert kills >= 8
    assert begun(tmp_path, "killed", 2).wait(300) == 0
    tables = sorted((tmp_path / "alone").glob("*.parquet"))
    assert len(tables) == 7
    for table in tables:
        assert (tmp_path / "killed" / table.name).read_bytes() == table.read_bytes()
