"""Runs on a Dask cluster that is there already."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from sim.errors import BadInput

#: Seconds to wait for the scheduler, and then for its first worker.
PATIENCE = 15.0


@contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int]]:
    """Give an executor on a cluster, and how many runs it does at a time.

    What a lost worker held, the scheduler gives to another.

    Parameters
    ----------
    address
        The scheduler's, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    BadInput
        If Dask is not installed, nobody answers there, or no worker does.
    """
    try:
        from distributed import Client
    except ImportError:
        raise BadInput("--scheduler needs Dask: pip install 'alliance-dynamics[cluster]'") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadInput(f"--scheduler {address}: no scheduler answers there ({why})") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise BadInput(
                f"--scheduler {address}: it has no workers; start some with: dask worker {address}"
            ) from None
        with client.get_executor(pure=False, retries=0) as executor:
            yield executor, sum(client.nthreads().values())
