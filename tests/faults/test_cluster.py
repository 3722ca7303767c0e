"""On a cluster an experiment gives the same bytes as here, also when a worker is killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.results.layout import PARQUET
from experiments.runs.dask import connected
from experiments.runs.executors import Gone
from experiments.workflow import job
from sim.errors import BadInput
from tests.results import asked, tables

CONFIG = """
question = "Is a cluster anything else?"
weeks = 60
replicates = 20
[model]
population.agents = 30
[[arm]]
name = "one"
[[arm]]
name = "two"
strategies = "generous"
"""


pytestmark = pytest.mark.usefixtures("no_report")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers, begun from the command line as anybody would."""
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    address = f"tcp://127.0.0.1:{free_port()}"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    host, port = address.removeprefix("tcp://").split(":")
    quiet = ["--no-dashboard"]
    worker = ["worker", address, "--nthreads", "1", "--no-nanny", *quiet]
    worker += ["--local-directory", str(tmp_path / "dask")]
    commands = [["scheduler", "--host", host, "--port", port, *quiet], worker, worker]
    with ExitStack() as stack:
        processes = []
        for command in commands:
            words = [sys.executable, "-m", "dask", *command]
            process = subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            processes.append(process)
        yield address, processes[1:]


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.skipif(os.name != "posix", reason="kills processes")
@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_a_cluster_gives_the_same_bytes_also_when_a_worker_is_killed_midway(
    tmp_path: Path, dask: tuple[str, list[subprocess.Popen]]
) -> None:
    experiment = asked(tmp_path, CONFIG)
    job.run_experiment(experiment, tmp_path / "alone")
    address, workers = dask
    killed: list[int] = []

    def kill_one(done: int, failed: int) -> None:
        if done >= 10 and not killed:
            workers[0].send_signal(signal.SIGKILL)
            killed.append(done)

    with connected(address) as (executor, at_once):
        job.run_experiment(
            experiment, tmp_path / "out", jobs=at_once, executor=executor, progress=kill_one
        )
    assert killed
    assert tables(tmp_path / "out") == tables(tmp_path / "alone")
    assert len(tables(tmp_path / "out")) == len(PARQUET)


def test_nobody_at_the_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    monkeypatch.setattr("experiments.runs.dask.PATIENCE", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(BadInput, match="no scheduler answers there"), connected(address):
        pass


def test_without_dask_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput, match=r"pip install 'alliance-dynamics\[cluster\]'"):
        connected("tcp://127.0.0.1:1").__enter__()


def test_any_executor_gives_the_same_bytes(tmp_path: Path) -> None:
    experiment = replace(asked(tmp_path, CONFIG), replicates=2)
    job.run_experiment(experiment, tmp_path / "alone")
    with ThreadPoolExecutor(2) as executor:
        job.run_experiment(experiment, tmp_path / "out", jobs=2, executor=executor)
    assert tables(tmp_path / "out") == tables(tmp_path / "alone")


def test_where_all_runs_are_done_an_executor_has_nothing_to_do(tmp_path: Path) -> None:
    experiment = replace(asked(tmp_path, CONFIG), replicates=2)
    job.run_experiment(experiment, tmp_path / "out")
    before = tables(tmp_path / "out")
    with ThreadPoolExecutor(1) as executor:  # in a thread: it once went on for ever
        again = executor.submit(
            job.run_experiment, experiment, tmp_path / "out", jobs=2, executor=Losing(0, most=0)
        )
        again.result(120)
    assert tables(tmp_path / "out") == before


class Losing(ThreadPoolExecutor):
    """Loses one task so often, and takes so many at most."""

    def __init__(self, losses: int, most: int = 1000) -> None:
        super().__init__(1)
        self.losses, self.most = losses, most

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future:
        self.most -= 1
        if self.most < 0:
            raise RuntimeError("the queue is closed")
        if self.losses and args[0].row["run"] == 1:
            self.losses -= 1
            lost: Future = Future()
            lost.set_exception(MemoryError("the node is gone"))
            return lost
        return super().submit(fn, *args, **kwargs)


@pytest.mark.parametrize("losses", [1, 2])
def test_what_an_executor_loses_is_tried_again_and_set_aside_the_second_time(
    tmp_path: Path, losses: int
) -> None:
    experiment = replace(asked(tmp_path, CONFIG), replicates=2)
    with Losing(losses) as executor:
        finished = job.run_experiment(experiment, tmp_path / "out", executor=executor)
    assert finished.failed == losses - 1
    if finished.failed:
        assert finished.results.runs["message"].iloc[1] == "MemoryError: the node is gone"


def test_an_executor_that_takes_no_more_is_said_and_what_is_done_is_kept(tmp_path: Path) -> None:
    experiment = replace(asked(tmp_path, CONFIG), replicates=4)
    with Losing(0, most=4) as executor, pytest.raises(Gone, match="the queue is closed"):
        job.run_experiment(experiment, tmp_path / "out", executor=executor)
    done: list[int] = []
    job.run_experiment(experiment, tmp_path / "out", progress=lambda n, failed: done.append(n))
    assert 1 < done[0] <= 5  # some were there
    assert done[-1] == 8


def test_a_worker_with_another_version_of_the_model_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = replace(asked(tmp_path, CONFIG), replicates=1)
    monkeypatch.setattr("experiments.runs.runner._own_code", lambda as_objects: "of last week")
    finished = job.run_experiment(experiment, tmp_path / "out")
    assert finished.failed == 2
    assert set(finished.results.runs["message"]) == {"its worker has another version of the model"}
