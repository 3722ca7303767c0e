"""Kernels do what their Python says, bit for bit: compiled, or built beforehand."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.equal.digest import digests

ROOT = Path(__file__).parents[2]


def test_kernels_equal_plain_python_bit_for_bit() -> None:
    plain = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.equal.digest"],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert plain.returncode == 0, plain.stderr
    assert json.loads(plain.stdout) == digests(built=True) == digests(built=False)
