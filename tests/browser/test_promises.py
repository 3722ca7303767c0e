"""What the page promises can be measured; how fast it is here is not tested."""

import subprocess
import sys

import pytest
from playwright.sync_api import Browser

SHORT = "import benchmarks.lessons as b; b.REPEATS, b.COUNTED, b.FILLED, b.LONG = 1, 0.3, 80, 160; "


@pytest.mark.slow
def test_every_promise_is_measured(browser: Browser) -> None:
    found = subprocess.run(
        [sys.executable, "-c", f"{SHORT}b.main()"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert len(found) == 1 + 11 + 1
    assert all(line.endswith(("yes", "NO")) for line in found[1:-1])
    assert found[-1].startswith("Meanwhile, an empty page: ")
