"""A process that helps the command to draw figures, where there may be more than one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial

from experiments.report.drawing import Ask, Share, drawn
from experiments.runs.processes import READY, forks, pool_of, submit


@contextmanager
def helper(processes: int) -> Iterator[Ask | None]:
    """Give whom one may ask for figures, if there may be so many; it loads what that takes at once.

    That takes a second, in which this process has something else to do. Where processes cannot be
    forked it would take too long.
    """
    if processes < 2 or not forks():
        yield None
        return
    with pool_of(drawn, 1, READY) as pool:
        ask = partial(_asked, pool)
        ask(None)
        yield ask


def _asked(pool: Executor, share: Share | None) -> Callable[[], dict[int, str]]:
    """Ask for figures; whom we ask may be gone, because it was killed or there was no memory."""
    try:
        future = submit(pool, share)
    except BrokenProcessPool:
        return dict

    def answer() -> dict[int, str]:
        with suppress(BrokenProcessPool):
            found: dict[int, str] = future.result()
            return found
        return {}

    return answer
