"""A server of its own for every worker, and a real browser."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.chromium import CHROMIUM, chromium, served


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the page is."""
    with served() as (found, _):
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("there is no Chromium; `make browser` installs it")
    with chromium() as found:
        yield found


def until(page: Page, true: str, seconds: float = 15.0) -> None:
    """Wait until an expression is true; Playwright's own way needs eval, which the page forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(true):
        assert time.monotonic() < end, f"never came true: {true}"
        page.wait_for_timeout(20)


class Visit:
    """A page that is watched: what it asks for, and what goes wrong in it.

    ``address`` is where places of the page are, ``own`` the beginnings of what belongs to it.
    """

    def __init__(self, page: Page, address: str, own: tuple[str, ...]) -> None:
        self.page, self.address, self.own = page, address, own
        self.asked: list[str] = []
        self.troubles: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.troubles.append(message.text) if message.type in ("error", "warning") else None
            ),
        )

    def go(self, place: str = "") -> Page:
        """Go to a place of the page and wait until it is there."""
        self.page.goto("about:blank")
        self.page.goto(self.address + place)
        until(self.page, "document.documentElement.dataset.ready")
        return self.page

    def foreign(self) -> list[str]:
        """What was asked of anybody else."""
        kept = ("about:", "data:", "blob:", *self.own)
        return [url for url in self.asked if not url.startswith(kept)]


@contextmanager
def visiting(browser: Browser, address: str, own: tuple[str, ...]) -> Iterator[Visit]:
    """A visitor in a window of its own, who must find nothing wrong."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    found = Visit(context.new_page(), address, own)
    yield found
    context.close()
    assert found.troubles == []
    assert found.foreign() == []


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A visitor of the server."""
    with visiting(browser, address, (address, address.replace("http:", "ws:"))) as found:
        yield found
