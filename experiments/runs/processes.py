"""How processes that do work begin, as nobody disturbs them, and how they end.

They are forked from a server that loads what all of them need, where processes can be forked; else
each begins as a new Python. They never hear Ctrl-C, which is their parent's business, and end with
it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

#: What processes that run the model as tables load before they are forked.
READY = ("experiments.runs.preload",)


def forks() -> bool:
    """Return whether workers are forked from a server, which imports what they need once."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def begin_loading(modules: Sequence[str]) -> None:
    """Let the server that workers are forked from begin to load modules, if there is to be one.

    It goes on beside this process, which meanwhile has something else to do.
    """
    if forks():
        with _apart():
            _context(modules)


@contextmanager
def pool_of(
    work: Callable[..., Any], jobs: int, preload: Sequence[str]
) -> Iterator[ProcessPoolExecutor]:
    """Give a pool whose processes end with it, at once if something goes wrong."""
    before = set(multiprocessing.active_children())
    with _apart():
        context = _context(preload)
        pool = ProcessPoolExecutor(jobs, context, _begin, (work,))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    pool.shutdown()


@contextmanager
def _apart() -> Iterator[None]:
    """Let processes begin without the script that begins them, and without what lies around it.

    Python would run the script again in every process, and again what it does, unless all of that
    is under a main guard; and it would find modules in the current folder before its own. Workers
    need neither.
    """
    with _beginning:
        yield from _hidden()


def _hidden() -> Iterator[None]:
    main = sys.modules["__main__"]
    names = ("__file__", "__spec__")
    said: dict[str, Any] = {name: vars(main)[name] for name in names if name in vars(main)}
    before = os.environ.get("PYTHONSAFEPATH")
    vars(main).pop("__file__", None)
    vars(main)["__spec__"] = None
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        vars(main).pop("__spec__")
        vars(main).update(said)
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


_beginning = threading.RLock()


def end_of(processes: Iterable[BaseProcess]) -> str:
    """Say how a process ended."""
    code = next((process.exitcode for process in processes if process.exitcode), 0)
    if code > 0:
        return f"it ended by itself, with exit code {code}; it may have said why above"
    if code in (0, -9):
        return "killed, or out of memory"
    return f"by the signal {signal.Signals(-code).name}"


def _context(preload: Sequence[str]) -> BaseContext:
    """Return how to start workers: named, since the global method is Mesa's to change."""
    if forks():
        from multiprocessing import resource_tracker
        from multiprocessing.forkserver import ensure_running

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        resource_tracker.ensure_running()  # it would let Ctrl-C be heard again, once begun
        hearing = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:  # what begins now never hears Ctrl-C, not even while it is being loaded
            ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, hearing)
        return context
    return multiprocessing.get_context("spawn")


_doing: Callable[..., Any] | None = None


def _begin(work: Callable[..., Any]) -> None:
    """Prepare a worker process; Ctrl-C is its parent's business."""
    global _doing
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _doing = work


def _leave_with_parent() -> None:
    """End this process when its parent has ended, by whatever: nobody else would tell it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def submit(pool: Executor, task: Any) -> Future[Any]:
    """Hand a task to a pool; whoever starts its processes may have died as well."""
    try:
        with _apart():
            return pool.submit(_work, task)
    except (EOFError, OSError) as error:
        raise BrokenProcessPool(str(error)) from error


def _work(task: Any) -> Any:
    assert _doing is not None
    return _doing(task)
