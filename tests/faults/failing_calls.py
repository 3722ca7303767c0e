"""Every n-th system call of a command on its results fails, comes short or is torn.

    python -m tests.faults.failing_calls --every 10 --of run,shard,merge,search,dask,until

A shim in C (``shim.c``) stands between the command, SQLite and Arrow included, and the C library.
"""

import argparse
import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from tests.faults import trials

#: How a call goes wrong, in turn: the shim's manner, and the system's number.
FAIL, SHORT, TORN, DIE = range(4)
FAULTS = (
    (FAIL, errno.EIO), (TORN, errno.ENOSPC), (FAIL, errno.EACCES), (SHORT, errno.EIO),
    (FAIL, errno.ENOSPC), (DIE, 0), (FAIL, errno.EMFILE), (TORN, errno.EIO),
)  # fmt: skip
MANNERS = ("fails", "comes short", "is torn", "is its last")
SHIM = Path(__file__).with_name("shim.c")


def compiled(folder: Path) -> Path:
    """Return the shim, compiled."""
    file = folder / "shim.so"
    words = ["cc", "-shared", "-fPIC", "-O1", "-o", str(file), str(SHIM), "-ldl"]
    subprocess.run(words, check=True)
    return file


def can() -> str:
    """Say why calls cannot be made to fail here; "" if they can."""
    if sys.platform != "linux":
        return "the shim is loaded as Linux does"
    return "" if shutil.which("cc") else "there is no C compiler"


def armed(place: Path, nth: int, fault: tuple[int, int]) -> None:
    """Let the n-th call of this process on its results go wrong, and note in the end which."""
    shim = ctypes.CDLL(None)
    shim.faults_name.restype = ctypes.c_char_p
    shim.faults_count.restype = ctypes.c_long
    leave = os._exit
    file = place / "note"

    def noting(code: int) -> None:
        file.write_text(f"{shim.faults_count()} {shim.faults_name().decode()}")
        leave(code)

    os._exit = noting  # type: ignore[assignment]
    below = str(place / "results").encode()
    shim.faults_arm(below, ctypes.c_long(nth), *fault)


def tried(name: str, every: int, folder: Path, address: str) -> tuple[int, int, list[str]]:
    """Disturb a command at every n-th call; return how many calls, cases, and what went wrong."""
    case = trials.Trials(name, folder / name, address)
    place = case.fresh()
    alone = trials.done(place, case.words, partial(armed, place, 0, FAULTS[0]))
    calls = int(alone.note.split()[0])
    wrong: list[str] = []
    ways: Counter[str] = Counter()
    numbers = range(1, calls + 1, every)
    for n, nth in enumerate(numbers):
        fault = FAULTS[n % len(FAULTS)]
        place = case.fresh()
        first = trials.done(place, case.words, partial(armed, place, nth, fault))
        ways[str(first.code)] += 1
        said = case.judged(place, first)
        if said:
            call = first.note.split()[-1] if first.note else ""
            number = errno.errorcode.get(fault[1], "")
            wrong.append(f"{name}: call {nth} ({call}) {MANNERS[fault[0]]} {number}: {said}")
            print(wrong[-1], flush=True)
        shutil.rmtree(place)
    print(f"{name}: {calls} calls, {len(numbers)} cases, exit codes {dict(ways)}", flush=True)
    return calls, len(numbers), wrong


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--every", type=int, default=10, metavar="N")
    parser.add_argument("--of", default=",".join(trials.COMMANDS), metavar="COMMAND,…")
    given = parser.parse_args()
    names = given.of.split(",")
    why = can()
    if why:
        print(why)
        return 77
    if "shim.so" not in os.environ.get("LD_PRELOAD", ""):
        with tempfile.TemporaryDirectory() as folder:
            env = {**os.environ, "LD_PRELOAD": str(compiled(Path(folder)))}
            words = [sys.executable, "-m", "tests.faults.failing_calls", *sys.argv[1:]]
            return subprocess.run(words, env=env, check=False).returncode
    trials.warmed()
    begun, cases, wrong = time.monotonic(), 0, []
    with tempfile.TemporaryDirectory() as folder_:
        folder = Path(folder_)
        dask = trials.cluster(folder, nanny=False) if "dask" in names else nullcontext(("", 0))
        with dask as (address, _):
            for name in names:
                _, more, what = tried(name, given.every, folder, address)
                cases, wrong = cases + more, wrong + what
    print(f"{cases} cases, {len(wrong)} went wrong, {time.monotonic() - begun:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
