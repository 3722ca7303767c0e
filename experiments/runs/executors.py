"""Who does the work: this process, processes of its own, or anybody's executor.

The three take the same work and an iterator of tasks, hand out few tasks at a time, and give each
task with its result as it is done. Nothing here knows what the work is.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

import experiments.runs.processes as processes
from sim.errors import AllianceError

T = TypeVar("T")
R = TypeVar("R")

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
            with processes.pool_of(work, jobs, preload) as pool:
                for task, future in _futures(
                    partial(processes.submit, pool), tasks, held, jobs * AHEAD
                ):
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
                with processes.pool_of(work, 1, preload) as pool:
                    future = processes.submit(pool, task)
                    its = set(multiprocessing.active_children()) - others
                    result = future.result()
            except BrokenProcessPool:
                result = given_up(task, Died(f"its process died twice: {processes.end_of(its)}"))
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
    if not processes.forks():
        from sim.simulation import prepare

        prepare()  # compiled once, not by every process
    with processes.pool_of(function, jobs, processes.READY) as pool:
        yield partial(_mapped, pool)


def _mapped(pool: Executor, arguments: Iterable[Any]) -> Iterator[Any]:
    """Give what a pool's work gives for arguments, in their order."""
    futures = [processes.submit(pool, argument) for argument in arguments]
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
