"""Files that are on the disk, whole, before anybody relies on them, and that show when they are not.

What a system calls written waits in memory for seconds; a power cut takes it. And disks, copies and
people damage files without a word. So what is relied on is *settled*, which waits for the disk, and
a run's file is *sealed* with a digest of its content and its name.
"""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

#: The last bytes of a run's file: these, which name the way it is made, and the digest.
_MARK = b"alliances-run-1\n"
_DIGEST = 16


class Damaged(Exception):
    """A file is not there, or not as it was written."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


def sealed(name: str, content: bytes | memoryview) -> bytes:
    """Return a run's content with its seal, which holds for this name alone."""
    return b"".join((content, _MARK, _digest(name, content)))


def unsealed(name: str, file: Path) -> memoryview:
    """Return the content of a sealed file.

    Raises
    ------
    Damaged
        If it is not there, not whole, not readable, or of another name.
    """
    try:
        whole = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise Damaged(file) from None
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        raise Damaged(file) from error
    end = len(whole) - len(_MARK) - _DIGEST
    content = memoryview(whole)[: max(end, 0)]
    if whole[max(end, 0) :] != _MARK + _digest(name, content):
        raise Damaged(file)
    return content


def write_settled(file: Path, content: bytes) -> None:
    """Put a file in its place such that it is there whole or not at all, whatever happens."""
    aside = file.with_suffix(".part")
    try:
        with aside.open("wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        aside.replace(file)
        settle_entries(file.parent)
    finally:
        aside.unlink(missing_ok=True)  # of something that failed


def settle(folder: Path) -> None:
    """Wait until everything in a folder is on the disk."""
    for below, _, files in os.walk(folder, topdown=False):
        for name in files:
            with Path(below, name).open("rb" if os.name == "posix" else "rb+") as file:
                os.fsync(file.fileno())
        settle_entries(Path(below))


def settle_entries(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows does that by itself."""
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def file_digest(file: Path) -> str:
    """Return 32 hex digits that change with anything in a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.blake2b(digest_size=_DIGEST)).hexdigest()


def _digest(name: str, content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST, key=name.encode()[:64]).digest()
