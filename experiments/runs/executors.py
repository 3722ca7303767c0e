"""Who does the work: this process, processes of its own, or anybody's executor.

The three take the same work and an iterator of tasks, hand out few tasks at a time, and give each
task with its result as it is done. Nothing here knows what the work is.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from sim.errors import AllianceError
from sim.simulation import prepare

T = TypeVar("T")
R = TypeVar("R")

#: What processes that run the model as tables load before they are forked.
READY = ("experiments.runs.preload",)

#: Tasks handed out ahead of time for each worker, so that none waits; few, to stay in order.
AHEAD = 2


class Died(AllianceError):
    """A task took its worker with it, twice."""


class Gone(AllianceError):
    """An executor takes no more tasks."""

    def __init__(self, error: BaseException) -> None:
        why = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(": ")
        super().__init__(f"whoever does the runs takes no more of them ({why})")


def default_jobs() -> int:
    """Return the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    cpus = os.cpu_count() or 1
    return min(cpus, 61) if os.name == "nt" else cpus  # a pool waits for no more on Windows


def in_process(work: Callable[[T], R], tasks: Iterator[T]) -> Generator[tuple[T, R]]:
    """Do tasks here, one after another."""
    return ((task, work(task)) for task in tasks)


def in_pool(
    work: Callable[[T], R],
    tasks: Iterator[T],
    jobs: int,
    *,
    given_up: Callable[[T, Exception], R],
    preload: Sequence[str] = (),
) -> Generator[tuple[T, R]]:
    """Do tasks in processes; when one dies, try the tasks that may have killed it one by one.

    Parameters
    ----------
    work
        Does a task; it must not raise.
    tasks
        What to do.
    jobs
        How many processes.
    given_up
        Gives the result of a task that killed its process twice.
    preload
        Modules that every process needs; where processes are forked from a server, it imports
        them once.
    """
    held: dict[Future[R], T] = {}
    while True:
        try:
            with _pool(work, jobs, preload) as pool:
                for task, future in _futures(partial(_submit, pool), tasks, held, jobs * AHEAD):
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        held[future] = task
                        raise
                    yield task, result
            return
        except BrokenProcessPool:
            suspects = list(held.values())
            held.clear()
        for task in suspects:  # each with nothing else at risk, so that the guilty one is known
            others, its = set(multiprocessing.active_children()), set[BaseProcess]()
            try:
                with _pool(work, 1, preload) as pool:
                    future = _submit(pool, task)
                    its = set(multiprocessing.active_children()) - others
                    result = future.result()
            except BrokenProcessPool:
                result = given_up(task, Died(f"its process died twice: {_end_of(its)}"))
            yield task, result


def in_executor(
    work: Callable[[T], R],
    tasks: Iterator[T],
    executor: Executor,
    workers: int,
    *,
    given_up: Callable[[T, Exception], R],
) -> Generator[tuple[T, R]]:
    """Do tasks wherever an executor does them; what it loses is handed to it a second time.

    Parameters
    ----------
    work
        Does a task; it must not raise.
    tasks
        What to do.
    executor
        Does it. It is left running, with nothing to do for us.
    workers
        How many tasks it does at a time.
    given_up
        Gives the result of a task that the executor lost twice.

    Raises
    ------
    Gone
        If the executor takes no more tasks, or dropped those it had.
    """
    held: dict[Future[R], T] = {}
    lost: list[T] = []

    def submit(task: T) -> Future[R]:
        try:
            return executor.submit(work, task)
        except Exception as error:
            raise Gone(error) from None

    try:
        for task, future in _futures(submit, tasks, held, max(workers, 1) * AHEAD):
            try:
                result = future.result()
            except CancelledError as error:  # by nobody here
                raise Gone(error) from None
            except Exception:
                lost.append(task)
            else:
                yield task, result
        for task in lost:
            try:
                result = submit(task).result()
            except CancelledError as error:
                raise Gone(error) from None
            except Gone:
                raise
            except Exception as error:
                result = given_up(task, error)
            yield task, result
    finally:
        for future in held:
            future.cancel()


def spread(function: Callable[[T], R], arguments: Sequence[T], jobs: int = 1) -> Iterator[R]:
    """Give what a function of the model returns for each of some arguments, in their order.

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
    with spreader(function, min(jobs, len(arguments))) as spread_over:
        yield from spread_over(arguments)


@contextmanager
def spreader(
    function: Callable[[T], R], jobs: int
) -> Iterator[Callable[[Iterable[T]], Iterable[R]]]:
    """Give what :func:`spread` does with a function, for arguments again and again."""
    if jobs <= 1:
        yield partial(map, function)
        return
    if not forks():
        prepare()  # compiled once, not by every process
    with _pool(function, jobs, READY) as pool:
        yield partial(_mapped, pool)


def _mapped(pool: Executor, arguments: Iterable[Any]) -> Iterator[Any]:
    """Give what a pool's work gives for arguments, in their order."""
    futures = [_submit(pool, argument) for argument in arguments]
    return (future.result() for future in futures)


def _futures(
    submit: Callable[[T], Future[R]], tasks: Iterator[T], held: dict[Future[R], T], most: int
) -> Iterator[tuple[T, Future[R]]]:
    """Give tasks with their futures as they are done; ``held`` are those handed out till then."""
    more = True
    while more or held:
        while more and len(held) < most:
            task = next(tasks, None)
            if task is None:
                more = False
                break
            try:
                held[submit(task)] = task
            except BaseException:
                held[Future()] = task
                raise
        for future in wait(held, return_when=FIRST_COMPLETED).done:
            yield held.pop(future), future


@contextmanager
def _pool(
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


def _end_of(processes: Iterable[BaseProcess]) -> str:
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


def forks() -> bool:
    """Return whether workers are forked from a server, which imports what they need once."""
    return "forkserver" in multiprocessing.get_all_start_methods()


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


def _submit(pool: Executor, task: Any) -> Future[Any]:
    """Hand a task to a pool; whoever starts its processes may have died as well."""
    try:
        with _apart():
            return pool.submit(_work, task)
    except (EOFError, OSError) as error:
        raise BrokenProcessPool(str(error)) from error


def _work(task: Any) -> Any:
    assert _doing is not None
    return _doing(task)
