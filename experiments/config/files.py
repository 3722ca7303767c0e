"""Files that a config names: they lie beside it, and travel with its results."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def network_file(source: str, base: Path) -> Path | None:
    """Return the file that ``population.network`` names; None if it names none."""
    return None if not source or source.startswith("networkx:") else base / source


def source_file(module: str, base: Path) -> Path | None:
    """Return the file of a person's own module: beside the config, or installed."""
    beside = base / (module.replace(".", "/") + ".py")
    if beside.is_file():
        return beside
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return None
    return Path(found.origin) if found and found.origin else None
