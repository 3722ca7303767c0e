"""A world in a browser, opened by a double click, is the one in Python, byte for byte."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sim.builder.script import script
from tests.browser_worlds import CASES, RUN, differing
from tests.equal.runs import IN_JAVASCRIPT, WORLDS, differing_in_javascript, for_javascript

PAGE = """<!doctype html><meta charset="utf-8"><title>A world</title>
<script src="engine.js"></script>
"""


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Give a page with the engine, opened as by a double click; nothing may go wrong on it."""
    (tmp_path / "engine.js").write_text(script(), encoding="utf-8")
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    page = browser.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto((tmp_path / "index.html").as_uri())
    yield page
    page.close()
    assert troubles == []


@pytest.mark.browser
def test_worlds_in_chromium_are_the_same_byte_for_byte(page: Page) -> None:
    for name, case in CASES.items():
        # seeds are larger than what a number of JavaScript holds
        told = page.evaluate(
            f"(case_) => ({RUN})({{ ...case_, seed: BigInt(case_.seed) }})",
            {**case, "seed": str(case["seed"])},
        )
        assert differing(case, told) == [], name


@pytest.mark.browser
def test_chromium_meets_the_digests(page: Page) -> None:
    for name in WORLDS:
        told = page.evaluate(IN_JAVASCRIPT, for_javascript(name))
        assert differing_in_javascript(name, told) == [], name
