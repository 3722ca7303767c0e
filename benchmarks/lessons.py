"""``python -m benchmarks.lessons``: what the teaching page promises, measured in a real Chromium.

Everything is wall time on the machine as it is, the browser included. What the same machine does
with nothing to do (an empty page, a page that only counts its frames, the bare model) is measured
in between, since a busy machine slows both.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import typer

from benchmarks.chromium import chromium, served
from benchmarks.targets import Row, at_least, at_most, told
from sim.engine.model import TableModel

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AGENTS, MANY = 100, 500
REPEATS = 7
#: Seconds over which frames and weeks are counted.
COUNTED = 6.0
#: Weeks over which memory must stay as it is, after some that fill what is filled once.
LONG, FILLED = 20_000, 4_000
#: Megabytes that may come and go: the allocator's and the collector's own.
NOISE = 16.0

SANDBOX, CROWDED = (
    "#/sandbox?model=" + quote(json.dumps({"population.agents": agents}))
    for agents in (AGENTS, MANY)
)
SIDE_BY_SIDE, CROWDED_TWICE = SANDBOX + "&other=check_in", CROWDED + "&other=check_in"
#: Notes when the page says that everything answers.
NOTE_READY = """
new MutationObserver((_, observer) => {
  if (!document.documentElement?.dataset.ready) return;
  window.readyAt = performance.now();
  observer.disconnect();
}).observe(document, { attributes: true, subtree: true });
"""
COUNT_FRAMES = """(seconds) => new Promise((resolve) => {
  let frames = 0;
  const begun = performance.now();
  const count = (now) => {
    if (now - begun > 1000 * seconds) { resolve(frames / ((now - begun) / 1000)); return; }
    frames += 1;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
})"""
EMPTY = "icon.svg"  # a page of two hundred bytes from the same server


def rows() -> tuple[list[Row], dict[str, str]]:
    """Return every promise with its measured number, and what the machine did with nothing to do.

    The promises hold at 100 agents, in one world and in two side by side; at 500 agents pictures
    still follow each other smoothly, as in a film.
    """
    with served() as (address, server), chromium() as browser:
        empty = _ready(browser, address, EMPTY)
        ready = {
            name: _ready(browser, address, place)
            for name, place in (
                ("the first page", ""),
                ("a lesson", "#/lesson/reciprocity"),
                ("the sandbox", SANDBOX),
            )
        }
        found = [at_most(f"{name} is interactive after", 0.5, s, "s") for name, s in ready.items()]
        idle = _idle_frames(browser)
        bare: list[float] = []
        for name, place in (("one world", SANDBOX), ("two worlds", SIDE_BY_SIDE)):
            bare.append(_bare_weeks())
            frames, weeks = _running(browser, address + place)
            found.append(at_least(f"{name}, 30 weeks a second", 50, frames, "frames/s"))
            found.append(at_least(f"{name}, as fast as it goes", 300, weeks, "weeks/s"))
        for name, place in (("one world", CROWDED), ("two worlds", CROWDED_TWICE)):
            frames, _ = _running(browser, address + place)
            of = f"{name} of {MANY} agents, 30 weeks a second"
            found.append(at_least(of, 30, frames, "frames/s"))
        found += _memory(browser, address + SIDE_BY_SIDE, server)
    return found, {
        "an empty page": f"{empty:.3g} s",
        "an idle page": f"{idle:.3g} frames/s",
        "the bare model": f"{statistics.median(bare):.4g} weeks/s",
    }


def _ready(browser: Browser, address: str, place: str) -> float:
    """Return the median seconds from navigation to a page that answers, each time a first visit."""
    return statistics.median(_visit_seconds(browser, address + place) for _ in range(REPEATS))


def _visit_seconds(browser: Browser, place: str) -> float:
    with _page(browser) as page:
        page.add_init_script(NOTE_READY)
        page.goto(place)
        if place.endswith(EMPTY):
            loaded = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
            return float(page.evaluate(loaded)) / 1000
        _until(page, "window.readyAt > 0")
        return float(page.evaluate("window.readyAt")) / 1000


def _running(browser: Browser, place: str) -> tuple[float, float]:
    """Return frames a second at 30 weeks a second, and weeks a second as fast as it goes."""
    with _page(browser) as page:
        page.goto(place)
        _until(page, "document.documentElement.dataset.ready")
        page.get_by_label("Speed").select_option("30")
        page.get_by_role("button", name="Play", exact=True).click()
        _until(page, f"{WEEK} > 60")  # the network has formed
        frames = float(page.evaluate(COUNT_FRAMES, COUNTED))
        page.get_by_label("Speed").select_option("0")
        page.wait_for_timeout(500)
        before, begun = page.evaluate(WEEK), time.perf_counter()
        page.wait_for_timeout(1000 * COUNTED)
        weeks = page.evaluate(WEEK) - before
        return frames, weeks / (time.perf_counter() - begun)


WEEK = "Number(document.querySelector('.transport .week').textContent.split(' ')[1])"


def _memory(browser: Browser, place: str, server: int) -> list[Row]:
    """Return how much page and server grow over a long run."""
    with _page(browser) as page:
        page.goto(place)
        _until(page, "document.documentElement.dataset.ready")
        devtools = page.context.new_cdp_session(page)
        page.get_by_label("Speed").select_option("0")
        page.get_by_role("button", name="Play", exact=True).click()
        _until(page, f"{WEEK} >= {FILLED}", 600.0)
        first = _heap(devtools), _resident(server)
        _until(page, f"{WEEK} >= {LONG}", 600.0)
        last = _heap(devtools), _resident(server)
    weeks = f"in weeks {FILLED:,} to {LONG:,}"
    return [
        at_most(f"the {what} grows {weeks}", NOISE, after - before, "MB")
        for what, before, after in zip(("page", "server"), first, last, strict=True)
    ]


def _heap(devtools: Any) -> float:
    """Return the megabytes that the page holds once what it let go is collected."""
    devtools.send("HeapProfiler.collectGarbage")
    return float(devtools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def _resident(process: int) -> float:
    """Return the megabytes of memory that a process has now (Linux)."""
    with open(f"/proc/{process}/status", encoding="utf-8") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return float(line.split()[1]) / 1e3


def _idle_frames(browser: Browser) -> float:
    with _page(browser) as page:
        return float(page.evaluate(COUNT_FRAMES, COUNTED / 2))


def _bare_weeks() -> float:
    """Return the weeks a second of one world by itself, with nothing measured or shown."""
    model = TableModel({"population.agents": AGENTS}, rng=1)
    for _ in range(60):
        model.step()
    begun, made = time.perf_counter(), 0
    while time.perf_counter() - begun < COUNTED / 4:
        model.step()
        made += 1
    return made / (time.perf_counter() - begun)


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    """Open a window of a visitor who was never here, and close it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def _until(page: Page, true: str, seconds: float = 30.0) -> None:
    """Wait for an expression; Playwright's own way needs eval, which the page forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(true):
        if time.monotonic() > end:
            raise TimeoutError(f"never came true: {true}")
        page.wait_for_timeout(50)


def main() -> None:
    """Measure and print."""
    found, idle = rows()
    typer.echo(told(found))
    typer.echo("Meanwhile, " + ", ".join(f"{what}: {value}" for what, value in idle.items()))


if __name__ == "__main__":
    main()
