"""A server with the lessons, and a Chromium without a window: for tests, timings and pictures."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: Where Debian puts it; ``make browser`` installs it.
CHROMIUM = Path("/usr/bin/chromium")
#: A browser that draws without a screen and asks nothing of the network by itself.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """Run ``alliances learn``; give the page's address and the number of the process."""
    command = [
        sys.executable,
        "-m",
        "experiments.commands.main",
        "learn",
        "--no-browser",
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+/", server.stdout.readline())
        try:
            if found is None:
                raise RuntimeError("the server did not say where it is")
            yield found[0], server.pid
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, and end it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()
