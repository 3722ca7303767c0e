"""The configs that come with the project, found by name."""

from __future__ import annotations

from pathlib import Path

from sim.errors import BadInput, nearest, shortened, shown

#: In the tree, and in an installed package: the first that exists is meant.
FOLDERS = tuple(Path(__file__).parents[above] / "configs" for above in (2, 1))


def configs() -> dict[str, Path]:
    """Return the files of all shipped configs by name."""
    folder = next((folder for folder in FOLDERS if folder.is_dir()), None)
    return {path.stem: path for path in sorted(folder.glob("*.toml"))} if folder else {}


def find_config(given: str) -> Path:
    """Return the file a person means: a path, or the name of a shipped config.

    Raises
    ------
    BadInput
        If there is neither, with the nearest name.
    """
    path = Path(given)
    if given and _is_there(path):
        if not path.is_dir():
            return path
        inside = path / "config.toml"
        hint = f"; did you mean {inside}?" if _is_there(inside) else ""
        raise BadInput(f"{given} is a folder, not a config{hint}")
    known = configs()
    if given in known:
        return _from_here(known[given])
    near = nearest(path.stem, known)
    hint = f"did you mean {near}? " if near else ""
    names = ", ".join(known)
    what = shortened(given, 200) or shown(given)
    raise BadInput(f"there is no file {what}; {hint}configs that come with the project: {names}")


def _is_there(path: Path) -> bool:
    """Return whether there is a file or folder; raises ``BadInput`` if that cannot be told."""
    try:
        return path.exists()
    except OSError as error:
        said = f"{shortened(str(path), 200)}: cannot be read: {error.strerror}"
        raise BadInput(said) from None


def about(path: Path) -> str:
    """Return what a config says of itself: the comment at its top, as one line."""
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        words.append(line.lstrip("# ").rstrip())
    return " ".join(words)


def _from_here(path: Path) -> Path:
    """Return a path as seen from the current folder, if it lies below it."""
    try:
        here = Path.cwd()
    except OSError:  # the folder that we are in is gone
        return path
    return path.relative_to(here) if path.is_relative_to(here) else path
