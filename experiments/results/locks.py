"""Who is writing where: a lock of the system's, which lets go of it however a process ends."""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

#: Seconds for which a lock is asked for: somebody who only looks at it has it for a moment.
PATIENCE = 0.3
#: Windows locks bytes, and nobody else can read those: this one lies beyond what is written.
_BEYOND = 2**30
#: What systems say that have no locks there, as some network file systems.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


@contextmanager
def held(file: Path, *, passing: bool = False) -> Iterator[bool]:
    """Take a lock and write down who has it; give whether it was free, and let go of it at the end.

    Parameters
    ----------
    file
        The lock's file, which is made if need be.
    passing
        Whether the file goes with the lock.
    """
    fd = _taken(file, time.monotonic() + PATIENCE)
    if fd is None:
        yield False
        return
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        me = f"process {os.getpid()} on {socket.gethostname()} since {since}"
        os.ftruncate(fd, 0)
        os.lseek(fd, 0, os.SEEK_SET)
        os.write(fd, me.encode())
        yield True
    finally:
        if passing and os.name == "posix":
            file.unlink(missing_ok=True)
        else:
            os.ftruncate(fd, 0)
        _close(fd)
        if passing and os.name != "posix":  # there an open file cannot be removed
            with suppress(OSError):
                file.unlink()


def _taken(file: Path, deadline: float) -> int | None:
    """Return the lock's file, open and locked; None if somebody else has it."""
    while True:
        fd = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if _locked(fd) and _still_there(file, fd):
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)
        if time.monotonic() > deadline:
            return None
        time.sleep(PATIENCE / 10)


def _still_there(file: Path, fd: int) -> bool:
    """Return whether a file is the one that is open: who had it may have removed it meanwhile."""
    try:
        return os.path.samestat(os.stat(file), os.fstat(fd))
    except FileNotFoundError:
        return False


def holder(file: Path) -> str:
    """Return who has a lock; "" if nobody does."""
    try:
        fd = os.open(file, os.O_RDWR)
    except OSError:
        return ""
    if _locked(fd):
        _close(fd)
        return ""
    try:
        os.lseek(fd, 0, os.SEEK_SET)
        return os.read(fd, 1000).decode(errors="replace") or "another process"
    finally:
        os.close(fd)


def _locked(fd: int) -> bool:
    """Take the lock; return whether it was free. Where the system has none, it always is."""
    try:
        import fcntl
    except ImportError:
        return _locked_on_windows(fd)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EACCES}:
            return False
        if error.errno not in _NO_LOCKS:
            raise
    return True


def _locked_on_windows(fd: int) -> bool:
    import msvcrt

    os.lseek(fd, _BEYOND, os.SEEK_SET)
    try:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return False
    return True


def _close(fd: int) -> None:
    """Close a locked file; that lets go of the lock, but on Windows, which wants to be told."""
    try:
        import msvcrt
    except ImportError:
        pass
    else:
        with suppress(OSError):
            os.lseek(fd, _BEYOND, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    os.close(fd)
