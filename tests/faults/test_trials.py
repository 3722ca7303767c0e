"""The fast part of the commands that disturb commands; they stand in failing_calls and kills."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.failing_calls import can

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def said(*words: str) -> str:
    command = [sys.executable, "-m", *words]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
    return done.stdout


@pytest.mark.skipif(bool(can()), reason=can())
@pytest.mark.parametrize("name", ["run", "merge"])
def test_a_system_call_that_fails_costs_nothing_but_the_attempt(name: str) -> None:
    out = said("tests.faults.failing_calls", "--every", "97", "--of", name)
    assert ", 0 went wrong" in out


@pytest.mark.skipif(sys.platform != "linux", reason="forks, and finds processes as Linux does")
def test_killed_commands_go_on(tmp_path: Path) -> None:
    names = ["run", "shard", "merge", "until"]
    out = said("tests.faults.kills", "--times", "3", "--of", ",".join(names))
    assert "0 went wrong" in out
