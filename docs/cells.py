"""Tables and lists of the documentation, and what stands in their cells."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

#: The longest line of a page, tables apart.
WIDTH = 100


def table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "¦") for cell in r) + " |" for r in lines)


def items(sentences: Iterable[str]) -> str:
    """Return sentences as a list, an item each."""
    return "\n".join(
        textwrap.fill(f"- {sentence}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)
        for sentence in sentences
    )


def code(text: str) -> str:
    """Return text as code; a dash for none."""
    return f"`{text}`" if text else "–"


def source(key: str) -> str:
    """Return a key of the bibliography in square brackets."""
    return key if key == "ours" else f"[{key}]"


def reason(text: str) -> str:
    """Return a source: a key of the bibliography in square brackets, or why we chose it."""
    return source(text) if text.isalnum() else text


def value(given: Any) -> str:
    """Return a value as a person would write it in a config."""
    if given is None:
        return "–"
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, float):
        return f"{given:g}"
    if isinstance(given, tuple):
        return "[" + ", ".join(value(item) for item in given) + "]"
    return f'"{given}"' if isinstance(given, str) else str(given)


def number(given: float | None) -> str:
    """Return a number to three figures; a dash for none."""
    return "–" if given is None else f"{given:.3g}"
