"""Results are written aside and renamed when they are whole: no folder is ever half written."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath


from experiments.results.durable import settle, settle_entries
from experiments.results.locks import held, holder
from experiments.results.results import written_by_us
from sim.errors import BadInput


def check_target(folder: Path, experiment: str) -> None:
    """Raise ``BadInput`` if results of an experiment may not, or cannot, be put into a folder."""
    with _writing(folder):
        _check_owner(folder, experiment)
        if folder.name in ("", ".."):  # the place where somebody is would be replaced
            raise BadInput(f"{folder} cannot be replaced; choose a folder with a name with --out")
        _try_to_write(folder.parent)


def _check_owner(folder: Path, experiment: str) -> None:
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


def _try_to_write(place: Path) -> None:
    """Make and remove a folder in the nearest place that exists: permissions do not tell all."""
    while not place.exists() and place != place.parent:
        place = place.parent
    os.rmdir(tempfile.mkdtemp(prefix=".alliances-", dir=place))


@contextmanager
def _writing(folder: Path, option: str = "--out") -> Iterator[None]:
    """Turn what the system refuses into ``BadInput``; a full disk is no fault of the folder."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise BadInput(
            f"{folder} cannot be written: {error.strerror}; choose another with {option}"
        ) from None


@contextmanager
def written_aside(
    folder: Path, option: str = "--out", ours: Callable[[PurePath], bool] = lambda path: True
) -> Iterator[Path]:
    """Give a folder to write to, which takes the place of ``folder`` if all goes well.

    Otherwise it is removed, and ``folder`` stays as it was.

    Parameters
    ----------
    folder
        What is to be replaced.
    option
        Said to name another where nothing can be written.
    ours
        Says of a path in it whether it may be replaced; what may not moves along.

    Raises
    ------
    BadInput
        If nothing can be written there, or another process is writing.
    """
    aside, lock = _beside(folder, "part"), folder.with_name(f".{folder.name}.lock")
    with ExitStack() as stack:
        with _writing(folder, option):
            folder.parent.mkdir(parents=True, exist_ok=True)
            if not stack.enter_context(held(lock, passing=True)):
                raise BadInput(f"{folder} is being written by {holder(lock)}; wait, or stop that")
            _sweep(folder)
            aside.mkdir()
        try:
            yield aside
            with _writing(folder, option):
                settle(aside)
                _take_along(folder, aside, ours)
                _replace(folder, aside)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _replace(folder: Path, aside: Path) -> None:
    """Put the new results in place of the old: at any moment one of the two is there, whole."""
    old = _beside(folder, "old")
    if folder.exists():
        folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    settle_entries(folder.parent)  # the old go when the new are there to stay
    shutil.rmtree(old, ignore_errors=True)


def _take_along(folder: Path, aside: Path, ours: Callable[[PurePath], bool]) -> None:
    """Let what is not ours lie in the new results too, before they take the place of the old."""
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        empty = [
            name for name in folders if name not in links and not os.listdir(Path(place, name))
        ]
        for name in (*files, *links, *empty):
            path = Path(place, name).relative_to(folder)
            to = aside / path
            if ours(path) or os.path.lexists(to):
                continue
            to.parent.mkdir(parents=True, exist_ok=True)
            _copy(folder / path, to)
            settle_entries(to.parent)  # what it holds is not ours to open


def _copy(file: Path, to: Path) -> None:
    """Let a file, a link or an empty folder lie in another place too."""
    if file.is_dir() and not file.is_symlink():
        to.mkdir()
        return
    try:
        os.link(file, to, follow_symlinks=False)
    except OSError:  # not every system has two names for a file
        shutil.copy2(file, to, follow_symlinks=False)


def _sweep(folder: Path) -> None:
    """Clear up after killed processes: finish their renaming, remove what is half done."""
    for old in _left(folder, "old"):
        if folder.exists():
            shutil.rmtree(old)
        else:
            old.rename(folder)
    for part in _left(folder, "part"):
        shutil.rmtree(part)


def _beside(folder: Path, what: str) -> Path:
    """Return the name of something of ours that lies beside a folder while it is written."""
    return folder.with_name(f".{folder.name}.{what}-{os.getpid()}")


def _left(folder: Path, what: str) -> list[Path]:
    """Return what processes left beside a folder; they have ended, for the lock is ours."""
    named = re.compile(rf"\.{re.escape(folder.name)}\.{what}-[0-9]+")
    return sorted(path for path in folder.parent.iterdir() if named.fullmatch(path.name))
