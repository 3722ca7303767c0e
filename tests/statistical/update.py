"""Measure the bands and write them into docs/explanation/validation.md.

Run ``python -m tests.statistical.update`` after a change that moves results; it takes minutes.
"""

import re
from math import inf
from pathlib import Path

from tests.statistical.bands import WORLDS, means

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "validation.md"
TITLES = {
    "groups": "G = 6, M = 40",
    "pairs": "G = 2, M = 24",
    "little_attention": "2 acts a week",
    "much_attention": "8 acts a week",
}


def in_words(low: float, high: float) -> str:
    """Return a band as a reader would say it."""
    if high == inf:
        return f"over {low:g}"
    return f"under {high:g}" if low == 0.0 else f"{low:g} to {high:g}"


def table() -> str:
    """Measure every world; return a Markdown table of value, band and verdict."""
    lines = ["| outcome | world | measured | band | |", "| --- | --- | --- | --- | --- |"]
    for name, world in WORLDS.items():
        for outcome, value in means(name).items():
            low, high = world.bands[outcome]
            verdict = "met" if low <= value <= high else "**missed**"
            band = in_words(low, high)
            lines.append(f"| `{outcome}` | {TITLES[name]} | {value:.3g} | {band} | {verdict} |")
    return "\n".join(lines)


def put(page: str, block: str, text: str) -> str:
    """Return a page with the block between its markers replaced."""
    pattern = rf"(<!-- measured: {block} -->\n).*?(<!-- end -->)"
    return re.sub(pattern, lambda m: f"{m[1]}{text}\n{m[2]}", page, flags=re.DOTALL)


if __name__ == "__main__":
    measured = table()
    PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), "bands", measured), encoding="utf-8")
    print(measured)
