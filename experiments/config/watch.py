"""Notices files that a person's own code reads and its config does not declare.

What a run depends on must be known before it is done: else it would be taken for done when such a
file has changed. While such code runs, Python says which files it opens; one below the folder of
the config or the current folder must have the content of something that was declared, or be one
that the model has written itself.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.config.inputs import content_digest
from sim.errors import BadInput
from sim.rules.cache import SOURCE

_thread = threading.local()
_hooked = False


@contextmanager
def watched(
    origin: Path, files: Mapping[str, str], known: Collection[str], packages: Collection[Path] = ()
) -> Iterator[None]:
    """Refuse what is read in this thread and was not declared.

    Parameters
    ----------
    origin
        The folder of own modules and data.
    files
        What was declared of it: digests by path.
    known
        Digests of whatever else may be read.
    packages
        Folders of installed packages that the config names; they are checked elsewhere.

    Raises
    ------
    BadInput
        If something else is read, also where the model took no notice of the refusal.
    """
    global _hooked
    import sim.objects.model  # noqa: F401 — Mesa looks into the source of whoever imports it first

    if not _hooked:
        sys.addaudithook(_opened)
        _hooked = True
    watch = _Watch(origin, files, {*files.values(), *known})
    watch.elsewhere |= {os.path.realpath(package) for package in packages}
    before = getattr(_thread, "watch", None)
    _thread.watch = watch
    try:
        yield
        _thread.watch = None
        watch.look_again()
    except Exception:
        if watch.refused is not None:
            raise watch.refused from None
        raise
    finally:
        _thread.watch = before


def _opened(event: str, arguments: tuple[Any, ...]) -> None:
    """Take note of what Python is about to do, if it opens a file for a model that is watched."""
    if event != "open" and event != "sqlite3.connect":
        return
    watch: _Watch | None = getattr(_thread, "watch", None)
    if watch is None or isinstance(arguments[0], int):
        return
    flags = arguments[2] if event == "open" and isinstance(arguments[2], int) else os.O_RDONLY
    if flags & (os.O_WRONLY | os.O_TRUNC):
        watch.written.add(os.path.realpath(os.fsdecode(arguments[0])))
        return
    _thread.watch = None  # looking at the file opens it too
    try:
        watch.look_at(os.fsdecode(arguments[0]))
    finally:
        _thread.watch = watch


class _Watch:
    def __init__(self, origin: Path, files: Mapping[str, str], allowed: Collection[str]) -> None:
        self.origin, self.files, self.allowed = os.path.realpath(origin), files, allowed
        self.places = {self.origin, os.path.realpath(os.curdir)}
        self.elsewhere = _libraries(self.places)
        self.read: set[str] = set()
        self.written: set[str] = set()
        self.refused: BadInput | None = None

    def look_at(self, path: str) -> None:
        """Refuse a file that is about to be read and was not declared."""
        file = os.path.realpath(path)
        around = next((place for place in self.places if _below(file, place)), None)
        if (
            around is None
            or file in self.written
            or any(_below(file, place) for place in self.elsewhere)
        ):
            return
        if not os.path.isfile(file) or self._is_text_of_a_module(file):
            return
        if os.path.relpath(file, around).startswith("."):  # kept by some program, as in .cache
            return
        self.read.add(file)
        self._check(file)

    def look_again(self) -> None:
        """Refuse if what was read has changed since, or if the model took no notice."""
        for file in sorted(self.read):
            self._check(file)

    def _check(self, file: str) -> None:
        try:
            digest = content_digest(Path(file).read_bytes())
        except OSError:
            return  # whoever opens it is told
        if digest in self.allowed:
            return
        inside = os.path.relpath(file, self.origin).replace(os.sep, "/")
        if inside in self.files:
            why = f"{inside} is not what it was when the job began"
        elif inside.startswith("../"):
            why = (
                f"the model reads {file}, which the config does not declare; put it beside the"
                f' config and add: data = ["{os.path.basename(file)}"]'
            )
        else:
            why = (
                f"the model reads {inside}, which the config does not declare; add to it:"
                f' data = ["{inside}"]'
            )
        self.refused = BadInput(why)
        raise self.refused

    def _is_text_of_a_module(self, file: str) -> bool:
        """Whether a file is looked into for the lines of a warning or a traceback."""
        inside = os.path.relpath(file, self.origin).replace(os.sep, "/")
        return inside.endswith(".py") and inside in self.files


def _libraries(places: Collection[str]) -> set[str]:
    """Return where Python, what is installed, and compiled code lie: nobody's data."""
    import numba

    found = {*sys.path, sys.prefix, sys.base_prefix, sys.exec_prefix, str(SOURCE)}
    found |= {str(Path(__file__).parents[1]), str(numba.config.CACHE_DIR)}  # type: ignore[attr-defined]
    real = {os.path.realpath(place) for place in found if place}
    return {place for place in real if not any(_below(inner, place) for inner in places)}


def _below(file: str, place: str) -> bool:
    return file == place or file.startswith(place.rstrip(os.sep) + os.sep)
