"""Worker processes: pools that end with their parent, and a function spread over one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from sim.engine.model import prepare
from sim.errors import BadInput

Given = TypeVar("Given")
Result = TypeVar("Result")


def default_jobs() -> int:
    """Return the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    function: Callable[[Given], Result], arguments: Sequence[Given], jobs: int = 1
) -> Iterator[Result]:
    """Give what a function returns for each of some arguments, in their order.

    Parameters
    ----------
    function
        What to do, at the top of a module: worker processes find it by name. Whatever it uses of
        chance must be in its arguments, so that results do not depend on ``jobs``.
    arguments
        What to do it with.
    jobs
        How many processes; one is this one.
    """
    jobs = min(jobs, len(arguments))
    if jobs <= 1:
        yield from map(function, arguments)
        return
    prepare()  # compiled once, not by every worker
    with pool(jobs) as workers:
        yield from workers.map(partial(_done, function), arguments)


def _done(function: Callable[[Given], Result], given: Given) -> Result:
    """Do it in a worker; what a person did wrong goes home as words alone.

    An exception that is made of more than its message cannot be taken to another process: the
    attempt would break the pool.
    """
    try:
        return function(given)
    except BadInput as error:
        raise BadInput(str(error)) from None


@contextmanager
def pool(
    jobs: int, begin: Callable[..., None] | None = None, *arguments: Any
) -> Iterator[ProcessPoolExecutor]:
    """Give a pool whose processes end with it, at once if something goes wrong.

    ``begin`` is called with ``arguments`` at the start of each process.
    """
    before = set(multiprocessing.active_children())
    workers = ProcessPoolExecutor(jobs, _context(), _begin, (begin, *arguments))
    try:
        yield workers
    except BaseException:
        workers.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    workers.shutdown()


def _context() -> BaseContext:
    """Return how to start workers: named, since the global method is Mesa's to change."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["experiments.workers", "sim.simulation"])
        return context
    return multiprocessing.get_context("spawn")


def _begin(begin: Callable[..., None] | None, *arguments: Any) -> None:
    """Prepare a worker process; Ctrl-C is its parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    if begin is not None:
        begin(*arguments)


def _leave_with_parent() -> None:
    """End this process when its parent has ended, by whatever: nobody else would tell it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
