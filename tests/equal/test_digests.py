"""The bits of two dozen runs, which every machine, Python and way of running has to meet."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine.model import TableModel
from sim.objects.model import AllianceModel
from tests.equal.runs import (
    IN_JAVASCRIPT,
    WORLDS,
    differing,
    differing_in_javascript,
    for_javascript,
    recorded,
)
from tests.equal.test_javascript import in_node

ROOT = Path(__file__).parents[2]
ANEW = "If this is meant: python -m tests.equal.runs, and [results] in a changelog fragment."


def test_every_run_is_written_down() -> None:
    assert recorded().keys() == WORLDS.keys()
    parts = {part for found in recorded().values() for part in found}
    assert {"weeks", "strategies", "people", "ties", "memberships", "log"} <= parts
    # runs that are alike would test less than they seem to
    assert len({found["ties"] for found in recorded().values()}) == len(WORLDS)


@pytest.mark.parametrize("name", WORLDS)
def test_tables_meet_the_digests(name: str, tmp_path: Path) -> None:
    assert not differing([name], TableModel, tmp_path), ANEW


@pytest.mark.parametrize("name", [name for name, world in WORLDS.items() if world.small])
def test_objects_meet_the_digests(name: str, tmp_path: Path) -> None:
    assert not differing([name], AllianceModel, tmp_path)


@pytest.mark.slow
def test_kernels_as_plain_python_meet_the_digests() -> None:
    plain = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.equal.runs", "--check"], cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert plain.returncode == 0, plain.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
def test_webassembly_meets_the_digests_in_node(tmp_path: Path) -> None:
    worlds = json.dumps([for_javascript(name) for name in WORLDS])
    told = in_node(tmp_path, f"{worlds}.map({IN_JAVASCRIPT})")
    assert [differing_in_javascript(*one) for one in zip(WORLDS, told, strict=True)] == [
        [] for _ in WORLDS
    ]
