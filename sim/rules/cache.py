"""Where compiled kernels are kept: never those of other sources, never those of other people.

Numba's own cache looks only at the file of the cached function, not at what that function calls in
other files, so that an edit elsewhere would leave stale code behind. Here the folder carries a
digest of every source file of this package: any edit or upgrade starts a new cache. What Numba
keeps is pickled, and whoever may write there may run code as us: a folder is used only if nobody
else can write to it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sim.errors import BadInput

SOURCE = Path(__file__).parents[1]  # all of sim/, wherever a kernel takes its rules from


def source_digest(folder: Path = SOURCE) -> str:
    """Return 16 hex digits that change with any source file below ``folder``."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


#: The digest of the sources as they were when this process began to load them.
LOADED = source_digest()


def loaded_digest() -> str:
    """Return the digest of the sources that this process runs.

    Raises
    ------
    BadInput
        If they were edited since it began to load them: what it runs may be of either version.
    """
    if source_digest() != LOADED:
        raise BadInput("the model's sources were edited while it was running: begin again")
    return LOADED


def cache_folder(digest: str, asked_for: str = "") -> Path:
    """Return a folder for compiled code that we can write to, and nobody else; what is torn goes.

    Parameters
    ----------
    digest
        Of the sources that are compiled.
    asked_for
        The folder that a person wants caches in (``NUMBA_CACHE_DIR``), "" for none. Others may keep
        theirs there too, so that nothing is cleared away. Elsewhere those of older sources go.
    """
    for base, is_shared in _bases(asked_for):
        folder = base / f"numba-{digest}"
        try:
            for made in (base, folder):
                made.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (is_ours(base) and is_ours(folder) and os.access(folder, os.W_OK)):
                continue
        except OSError:
            continue
        for old in () if is_shared else base.glob("numba-*"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
        _remove_torn(folder)
        return folder
    return Path(tempfile.mkdtemp(prefix="alliance-dynamics-"))  # ours alone, and for once


def _remove_torn(folder: Path) -> None:
    """Remove compiled code that lacks its end, as after a loss of power: it is compiled again.

    Numba would fail of it at every start. It keeps pickles, and these end in a full stop.
    """
    for file in folder.glob("**/*.nb[ci]"):
        with suppress(OSError):
            with file.open("rb") as kept:
                kept.seek(max(kept.seek(0, os.SEEK_END) - 1, 0))
                whole = kept.read() == b"."
            if not whole:
                file.unlink()


def _bases(asked_for: str) -> Iterator[tuple[Path, bool]]:
    """Give the folders that caches may lie in, the best first, and whether others use them too."""
    mine = f"alliance-dynamics-{os.getuid()}" if hasattr(os, "getuid") else "alliance-dynamics"
    if asked_for:
        yield Path(asked_for) / mine, True
    yield SOURCE / "__pycache__", False
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    yield user / "alliance-dynamics", False
    yield Path(tempfile.gettempdir()) / mine, False


def is_ours(folder: Path) -> bool:
    """Return whether a folder is one that only its owner can write to, and the owner is trusted.

    Trusted are ourselves and whoever owns our sources. A link is not followed. Windows has no such
    modes, and its folders for caches are a person's own.
    """
    if not hasattr(os, "getuid"):
        return True
    about = folder.lstat()
    owners = {os.getuid(), SOURCE.stat().st_uid}
    closed = not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(about.st_mode) and about.st_uid in owners and closed
