"""The digest of the engine changes with what built code would be wrong without, and no more."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.builder.defaults import defaults
from sim.engine import digest
from sim.engine.layout import layout
from sim.engine.native import BUILT, built

ROOT = Path(__file__).parents[2]

SEVERITY = 'mean tension that a conflict adds",\n        high=100.0, plausible=(0.4, 1.2))\n'
#: Two parameters, each under the other's name.
SWAPPED = (
    'staleness: float = number(2.0, "", "how much silence adds to that chance",\n'
    "        high=100.0, plausible=(0.5, 4.0))\n    silence: float",
    'silence: float = number(2.0, "", "how much silence adds to that chance",\n'
    "        high=100.0, plausible=(0.5, 4.0))\n    staleness: float",
)
SAID = "from sim.engine.digest import worked_out; print(worked_out())"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the model's sources."""
    folder = tmp_path_factory.mktemp("sources")
    shutil.copytree(
        ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__", "built")
    )
    return folder


def digest_with(folder: Path, path: str, before: str, after: str) -> str:
    """Return the digest that a copy has when some words of a file are others."""
    file = folder / "sim" / path
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    file.write_text(text.replace(before, after), encoding="utf-8")
    try:
        env = {**os.environ, "PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "0"}
        told = subprocess.run(
            [sys.executable, "-B", "-c", SAID],
            cwd=folder, env=env, capture_output=True, text=True, check=True,
        )  # fmt: skip
    finally:
        file.write_text(text, encoding="utf-8")
    return told.stdout.strip()


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("engine/processes/drift.py", "goal[0] + rate * x", "goal[0] - rate * x"),
        ("rules/elementary.py", "1.44269504088896338700", "1.4426950408889632"),
        ("inputs/groups.py", SWAPPED[0], SWAPPED[1]),
        ("rules/jit.py", '"fastmath": False', '"fastmath": True'),
        ("state/tables.py", '"conflicts",  # conflicts that broke out\n    "resolved",',
         '"resolved",\n    "conflicts",'),
        ("engine/world.py", '        ("voice", "f8"),\n        ("opening", "f8"),\n',
         '        ("opening", "f8"),\n        ("voice", "f8"),\n'),
        ("state/histories.py", "ABSORBED, LEFT, EXPELLED", "ABSORBED, EXPELLED, LEFT"),
        ("engine/ahead.py", "number(0), number(2)", "number(0), number(3)"),
        ("practices/__init__.py", "for practice in DECLARED", "for practice in DECLARED[::-1]"),
    ],
)  # fmt: skip
def test_what_changes_what_code_does_changes_it(
    copied: Path, path: str, before: str, after: str
) -> None:
    changed = digest_with(copied, path, before, after)
    assert len(changed) == 32
    assert changed != digest.engine_digest()


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("engine/processes/drift.py", '"""Move every agent\'s goal a little."""', '"""Move it."""'),
        ("engine/processes/drift.py", "rate = p.drift.rate", "rate = p.drift.rate  # as it is now"),
        ("rules/goals.py", "def dot(x: Goal, y: Goal) -> float:", "def dot(x, y):"),
        ("inputs/groups.py", SEVERITY, SEVERITY.replace("100.0", "50.0")),
        ("measures/outcomes.py", "Everything that is measured", "All that is measured"),
    ],
)
def test_a_sentence_changes_nothing(copied: Path, path: str, before: str, after: str) -> None:
    assert digest_with(copied, path, before, after) == digest.engine_digest()


def test_what_is_told_of_a_tree_is_told_of_every_pythons() -> None:
    # 3.11 has no type_params, 3.13 gives empty ones; docstrings and annotations are left out
    plain, told = (
        ast.parse(text).body[0]
        for text in (
            "def f(x):\n    y = -x + 1.0\n    return y",
            'def f(x: int) -> "float":\n    """Say."""\n    y = -x + 1.0\n    return y',
        )
    )
    told.type_params = []  # type: ignore[attr-defined]
    assert digest._told(plain) == digest._told(told)
    assert "0x1.0" in digest._told(plain)


@pytest.mark.parametrize("kept", ["", "0" * 31, "0" * 31 + "\n", "é" * 32])
def test_a_digest_that_is_kept_and_torn_is_worked_out_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    monkeypatch.setattr(digest.numba.config, "CACHE_DIR", str(tmp_path))
    (tmp_path / "engine.digest").write_text(kept, encoding="utf-8")
    assert digest.engine_digest.__wrapped__() == digest.worked_out()
    assert (tmp_path / "engine.digest").read_text() == digest.worked_out()
    monkeypatch.setattr(digest, "worked_out", lambda: pytest.fail("it is kept"))
    assert len(digest.engine_digest.__wrapped__()) == 32


def test_plain_python_knows_the_digest_of_what_would_be_compiled(tmp_path: Path) -> None:
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    code = "from sim.engine.digest import engine_digest; print(engine_digest())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == digest.worked_out()


def test_whatever_kernels_use_can_be_told() -> None:
    told = digest.reached()
    assert len(told) > 150
    assert not [line for line in told if " object at " in line]
    names = {line.split(":")[0] for line in told}
    assert {"week", "whole_week", "attend_by.<locals>.attend", "_prefetch", "_field"} <= names
    assert any(name.startswith("exp") for name in names)


def test_the_engine_that_is_shipped_is_that_of_the_rules_as_they_are() -> None:
    about = built(BUILT)  # else: python -m scripts.build_engine
    now = {**layout(), **defaults()}
    assert {name: about[name] for name in now} == now
    assert sum(file.stat().st_size for file in BUILT.iterdir()) < 700_000
