"""Newer Pythons bring a newer Mesa: its tools work there too, and results are the same bits."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns(".*cache*", ".venv", ".git", "__pycache__", "results")

CHECKED = (
    "tests/contract/test_mesa.py", "tests/contract/test_engine_digest.py", "tests/baselines",
    "tests/equal/test_digests.py",
)  # fmt: skip


def python_of(minor: int) -> str | None:
    """Return a Python 3 of this minor version that runs, if this machine has one."""
    named = shutil.which(f"python3.{minor}")
    installed = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"), reverse=True)
    for python in [named, *map(str, installed)]:
        asks = [python, "-c", f"import sys; sys.exit(sys.version_info[:2] != (3, {minor}))"]
        if python and subprocess.run(asks, capture_output=True, check=False).returncode == 0:
            return python
    return None


@pytest.mark.slow
@pytest.mark.parametrize("minor", [12, 13])
def test_a_newer_python_and_mesa_give_the_same_results(tmp_path, minor):
    if sys.version_info >= (3, 12):
        pytest.skip("these tests run on a newer Python already")
    python = python_of(minor)
    if python is None:
        pytest.skip(f"no Python 3.{minor} on this machine")
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
        [
            ".venv/bin/python",
            "-m",
            "pytest",
            "-q",
            "-m",
            "not slow",
            "-p",
            "no:cacheprovider",
            *CHECKED,
        ],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert " passed" in tested.stdout
