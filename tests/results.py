"""Results as bytes, to be compared whole."""

from pathlib import Path


def tables(folder: Path) -> dict[str, bytes]:
    """Return the final tables of a folder of results, by their file names."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}
