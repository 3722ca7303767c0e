"""Results are written aside and renamed when they are whole: no folder is ever half written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.store import written_by_us
from sim.errors import BadInput


def check_target(folder: Path, experiment: str) -> None:
    """Raise ``BadInput`` if results of an experiment may not be put into a folder."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    owner = written_by_us(folder)
    if owner is None:
        raise BadInput(
            f"{folder} is not a folder of results and is left as it is; choose another with --out"
        )
    if owner != experiment:
        raise BadInput(
            f"{folder} has the results of '{owner}'; choose another folder for '{experiment}'"
            " with --out"
        )


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """Give a folder to write to, which takes the place of ``folder`` if all goes well.

    Otherwise it is removed, and ``folder`` stays as it was.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    aside = folder.with_name(f".{folder.name}.part-{os.getpid()}")
    aside.mkdir()
    try:
        yield aside
        _replace(folder, aside)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _replace(folder: Path, aside: Path) -> None:
    """Put the new results in place of the old: at any moment one of the two is there, whole."""
    old = folder.with_name(f".{folder.name}.old-{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Clear up after killed processes: finish their renaming, remove what is half done."""
    for left in sorted(folder.parent.glob(f".{folder.name}.old-*")):
        if not _alive(left):
            if folder.exists():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.rename(folder)
    for left in folder.parent.glob(f".{folder.name}.part-*"):
        if not _alive(left):
            shutil.rmtree(left, ignore_errors=True)


def _alive(left: Path) -> bool:
    number = left.name.rpartition("-")[2]
    if not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
