"""The engine in Chromium, beside this machine's code: the same world, its weeks timed in turn."""

from __future__ import annotations

import statistics
import tempfile
import time
import zlib
from pathlib import Path

from benchmarks.chromium import CHROMIUM, chromium
from sim.builder.script import script
from sim.engine.model import TableModel
from sim.engine.native import BUILT, WEBASSEMBLY

#: Weeks until memberships, memories and ages are much as they will be; and how many are timed.
STEADY, WEEKS = 104, 104
BEGIN = f"""(agents) => {{
  window.world = new alliances.World(alliances.engine,
    {{ seed: 1, parameters: {{ "population.agents": agents }} }}).step({STEADY});
}}"""
TIMED = f"""() => {{
  const begun = performance.now();
  world.step({WEEKS});
  return (performance.now() - begun) / 1000;
}}"""


def by_native(agents: int, repeats: int = 9) -> float:
    """Return the time of a week in the browser ÷ here; NaN where there is no Chromium."""
    if not CHROMIUM.exists():
        return float("nan")
    model = TableModel({"population.agents": agents}, rng=1)
    for _ in range(STEADY):
        model.step()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        page, place = browser.new_page(), Path(folder)
        (place / "engine.js").write_text(script(), encoding="utf-8")
        (place / "index.html").write_text('<script src="engine.js"></script>', encoding="utf-8")
        page.goto((place / "index.html").as_uri())
        page.evaluate(BEGIN, agents)
        ratios = [float(page.evaluate(TIMED)) / _timed(model) for _ in range(repeats)]
    return statistics.median(ratios)


def zipped() -> float:
    """Return the kilobytes of the engine's WebAssembly, zipped as servers do."""
    packer = zlib.compressobj(9, wbits=31)
    return len(packer.compress((BUILT / WEBASSEMBLY).read_bytes()) + packer.flush()) / 1000


def _timed(model: TableModel) -> float:
    begun = time.perf_counter()
    for _ in range(WEEKS):
        model.step()
    return time.perf_counter() - begun
