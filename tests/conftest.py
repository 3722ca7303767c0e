"""What every test runs under: no window, no warning ignored, no floating-point slip."""

import os
from collections.abc import Iterator

os.environ["MPLBACKEND"] = "Agg"  # before anything imports Matplotlib: tests have no screen

import hypothesis
import numpy as np
import pytest

# In continuous integration the same examples every time: a red build can be repeated at home.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# At home new examples every time. No deadline: the first call compiles.
hypothesis.settings.register_profile("home", deadline=None, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") in {"1", "true"} else "home")


@pytest.fixture(autouse=True)
def floating_point_slips_are_errors() -> Iterator[None]:
    """Dividing by zero, overflowing and making a NaN raise; rounding to zero is harmless."""
    with np.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
        yield


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let experiments end with their tables, where only those are tested: pictures take a while."""
    monkeypatch.setattr("experiments.workflow.job.analyse", lambda *given: None)
