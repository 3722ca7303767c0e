"""Commands are killed at random moments, and end in the same bytes when they are given again.

    python -m tests.faults.kills --times 50 --of run,shard,merge,search,dask,until

On a cluster it is the command or its worker, by turns; the worker is begun again by its nanny.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from tests.faults import trials
from tests.faults.test_kills import below, killed


def tried(name: str, times: int, folder: Path, address: str, nanny: int) -> list[str]:
    """Kill a command so many times; return what went wrong."""
    case = trials.Trials(name, folder / name, address)
    luck, wrong, kills, ends = random.Random(name), [], 0, 0
    for _ in range(10 * times):  # some end before they are killed
        if kills >= times:
            break
        place = case.fresh()
        for attempt in range(luck.randint(1, 3)):  # some are killed again as they go on
            child = trials.begun(place, case.words)
            time.sleep(luck.random() * case.seconds)
            worker = nanny and kills % 2 and not attempt
            if worker:
                for victim in below(nanny)[-1:]:
                    kills += killed(victim)
            else:
                os.kill(child, signal.SIGKILL)  # it is not waited for yet: its number is its own
            first = trials.ended(place, child)
            kills += first.code == -signal.SIGKILL
        said = case.judged(place, first)
        if said:
            wrong.append(f"{name}: {said}")
            print(wrong[-1], flush=True)
        ends += 1
        shutil.rmtree(place)
    if kills < times:
        wrong.append(f"{name}: only {kills} of {times} were killed before they had ended")
    print(f"{name}: {kills} kills, {ends} ends", flush=True)
    return wrong


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--times", type=int, default=50, metavar="N")
    parser.add_argument("--of", default=",".join(trials.COMMANDS), metavar="COMMAND,…")
    given = parser.parse_args()
    names = given.of.split(",")
    trials.warmed()
    begun, wrong = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder_:
        folder = Path(folder_)
        dask = trials.cluster(folder, nanny=True) if "dask" in names else nullcontext(("", 0))
        with dask as (address, nanny):
            for name in names:
                wrong += tried(name, given.times, folder, address, nanny)
    print(f"{len(wrong)} went wrong, {time.monotonic() - begun:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
