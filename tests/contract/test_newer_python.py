"""Newer Pythons bring a newer Mesa: its tools still work there, and results are the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns(".*cache*", ".venv", ".git", "__pycache__", "results")

CHECKED = ("tests/contract/test_mesa.py", "tests/baselines")


def newer_python() -> str | None:
    """Return a Python 3.12 or newer that runs, if this machine has one."""
    named = [shutil.which(f"python3.{minor}") for minor in (13, 12)]
    installed = sorted(Path.home().glob(".pyenv/versions/3.1[23].*/bin/python"), reverse=True)
    for python in [*named, *map(str, installed)]:
        asks = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"]
        if python and subprocess.run(asks, capture_output=True, check=False).returncode == 0:
            return python
    return None


@pytest.mark.slow
def test_a_newer_python_and_mesa_give_the_same_results(tmp_path):
    if sys.version_info >= (3, 12):
        pytest.skip("these tests run on a newer Python already")
    python = newer_python()
    if python is None:
        pytest.skip("no Python 3.12 or newer on this machine")
    tree = tmp_path / "tree"
    shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
    (tree / "results").mkdir()
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "MAKEFLAGS", "MAKELEVEL")}
    made = subprocess.run(
        ["make", "setup", f"PYTHON={python}"],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0 and "could not be installed" in made.stderr and not os.getenv("CI"):
        pytest.skip("the packages for the newer Python cannot be fetched here")
    assert made.returncode == 0, made.stdout + made.stderr
    tested = subprocess.run(
        [".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *CHECKED],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert " passed" in tested.stdout
