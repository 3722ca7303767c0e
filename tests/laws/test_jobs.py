"""Results do not depend on how they were made: one process or several, first try or again."""

import copy
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.config.diagnostics import BadExperiment, Problem
from experiments.config.reader import read_experiment
from experiments.results import results as store
from experiments.results.atomic import check_target
from experiments.results.layout import TABLES
from experiments.runs import plan
from experiments.runs.ledger import opened
from experiments.workflow import job
from sim.errors import BadInput, BadNetwork, UnknownName
from sim.measures.lifetimes import count
from tests.results import FAILING, TEXT, asked, tables

pytestmark = pytest.mark.usefixtures("no_report")


def test_one_job_and_two_write_the_same_bytes(tmp_path: Path) -> None:
    experiment, told = asked(tmp_path), []
    alone = job.run_experiment(experiment, tmp_path / "asked", jobs=1)
    first = tables(tmp_path / "asked")
    assert alone.failed == 0
    assert set(first) == {f"{name}.parquet" for name in ("runs", *TABLES)}
    job.run_experiment(
        experiment,
        tmp_path / "again" / "asked",
        jobs=2,
        progress=lambda done, failed: told.append(done),
    )
    assert tables(tmp_path / "again" / "asked") == first
    assert told == [1, 2, 3, 4]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".asked.runs",
        "again",
        "asked",
        "asked.toml",
    ]


def test_a_job_makes_its_plan_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(owner: Any, name: str) -> None:
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *given: made.append(name) or real(*given))

    for name in ("read_inputs", "code_digest", "named_digests", "world", "points"):
        counted(plan, name)
    job.run_experiment(asked(tmp_path), tmp_path / "out")
    assert made == ["read_inputs", "code_digest", "named_digests", "world", "world", "points"]


def test_results_are_loaded_as_they_were_asked_for(tmp_path: Path) -> None:
    experiment = asked(tmp_path)
    job.run_experiment(experiment, tmp_path / "out")
    results = store.load(tmp_path / "out")
    runs = results.runs
    assert runs["run"].tolist() == [0, 1, 2, 3]
    assert runs["arm"].tolist() == ["one", "one", "two", "two"]
    assert runs["seed"].tolist() == [1_000_000, 1_000_001] * 2
    assert runs["conflict.rate"].tolist() == [0.05, 0.05, 0.2, 0.2]
    assert runs["payoff"].notna().all()
    for name in TABLES:
        table = getattr(results, name)
        assert table.columns[:3].tolist() == ["run", "arm", "replicate"]
        assert set(table["run"]) == ({0, 2} if name == "ties" else {0, 1, 2, 3})
    assert results.series.groupby("run")["week"].apply(list).tolist() == [list(range(1, 11))] * 4
    assert results.experiment.arms == experiment.arms
    assert results.manifest["question"] == experiment.question
    assert results.manifest["seeds"] == [1_000_000, 1_000_001]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_fails_is_a_row_and_the_others_go_on(tmp_path: Path, jobs: int) -> None:
    (tmp_path / "failing.py").write_text(FAILING)
    experiment = asked(tmp_path, "implementation = 'failing:Failing'\n" + TEXT)
    finished = job.run_experiment(experiment, tmp_path / "out", jobs=jobs)
    runs = finished.results.runs
    assert finished.failed == 1
    assert runs["status"].tolist() == ["done", "done", "done", "failed"]
    failed = runs.iloc[3]
    assert (failed["stage"], failed["message"]) == (
        "week 4",
        "ValueError: the fourth week is unlucky",
    )
    assert failed["repeat"] == f"alliances run {tmp_path / 'out' / 'config.toml'} --only 3"
    assert runs["payoff"].isna().tolist() == [False, False, False, True]
    assert set(finished.results.series["run"]) == {0, 1, 2}
    # the results have all that is needed to repeat it
    again = read_experiment(tmp_path / "out" / "config.toml")
    assert again.arms == experiment.arms


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("irreplaceable")
    with pytest.raises(BadInput, match="not a folder of results"):
        job.run_experiment(asked(tmp_path), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "irreplaceable"


def test_results_of_another_experiment_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"made_by": "alliance-dynamics", "experiment": "b"}')
    with pytest.raises(BadInput, match="has the results of 'b'"):
        check_target(tmp_path, "a")
    check_target(tmp_path, "b")


def test_what_is_interrupted_leaves_nothing_new_and_the_old_as_it_was(tmp_path: Path) -> None:
    experiment = asked(tmp_path)
    job.run_experiment(experiment, tmp_path / "out")
    before = tables(tmp_path / "out")

    def interrupted(done: int, failed: int) -> None:
        raise KeyboardInterrupt

    longer = asked(tmp_path, TEXT.replace("replicates = 2", "replicates = 4"))
    with pytest.raises(KeyboardInterrupt):
        job.run_experiment(longer, tmp_path / "out", jobs=2, progress=interrupted)
    assert tables(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.runs", "asked.toml", "out"]


def test_what_a_killed_process_left_behind_is_put_right(tmp_path: Path) -> None:
    experiment = asked(tmp_path)
    gone = 2**22 + 1  # above the largest number of a process
    (tmp_path / f".out.part-{gone}").mkdir()
    (tmp_path / f".out.old-{gone}").mkdir()
    (tmp_path / f".out.part-{gone}" / "half").touch()
    job.run_experiment(experiment, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.runs", "asked.toml", "out"]


def test_an_extended_experiment_uses_what_is_there_and_equals_one_made_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job.run_experiment(asked(tmp_path), tmp_path / "out")
    longer = asked(tmp_path, TEXT.replace("replicates = 2", "replicates = 3"))
    done: list[int] = []
    job.run_experiment(longer, tmp_path / "out", progress=lambda n, failed: done.append(n))
    assert done == [4, 5, 6]  # four were there
    job.run_experiment(longer, tmp_path / "fresh" / "out")
    assert tables(tmp_path / "out") == tables(tmp_path / "fresh" / "out")


def test_what_changed_is_said_and_runs_of_the_old_world_are_not_used(tmp_path: Path) -> None:
    job.run_experiment(asked(tmp_path), tmp_path / "out")
    other = asked(tmp_path, TEXT.replace("weeks = 10", "weeks = 12"))
    finished = job.run_experiment(other, tmp_path / "out")
    assert finished.notice.startswith("Changed since the last time: ")
    assert "weeks" in finished.notice
    assert set(finished.results.series["week"]) == set(range(1, 13))


def test_a_second_process_is_told_who_has_the_folder(tmp_path: Path) -> None:
    with opened(tmp_path / "out"), pytest.raises(BadInput, match=f"process {os.getpid()} on "):
        job.run_experiment(asked(tmp_path), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.faults
@pytest.mark.skipif(os.name != "posix", reason="kills processes")
@pytest.mark.parametrize("times", [1, 2])
def test_a_killed_workers_run_is_tried_again_and_set_aside_the_second_time(
    tmp_path: Path, times: int
) -> None:
    kills = tmp_path.with_name(f"{tmp_path.name}-kills")  # not beside the config: that were data
    killing = FAILING.replace("from sim", "import os, pathlib\nfrom sim").replace(
        'raise ValueError("the fourth week is unlucky")',
        f"""n = pathlib.Path({str(kills)!r})
            n.touch()
            if n.stat().st_size < {times}:
                n.write_text(n.read_text() + "x")
                os.kill(os.getpid(), 9)""",
    )
    (tmp_path / "killing.py").write_text(killing.replace("Failing", "Killing"))
    experiment = asked(tmp_path, "implementation = 'killing:Killing'\n" + TEXT)
    finished = job.run_experiment(experiment, tmp_path / "out", jobs=2)
    assert finished.failed == times - 1
    assert finished.results.runs["run"].tolist() == [0, 1, 2, 3]
    if finished.failed:
        assert "died twice" in finished.results.runs["message"].iloc[3]


def test_a_first_run_that_fails_takes_no_columns_from_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = FAILING.replace("1000001", "1000000").replace("== 0.2", "!= 0.2")
    (tmp_path / "first_fails.py").write_text(first)
    experiment = asked(tmp_path, "implementation = 'first_fails:Failing'\n" + TEXT)
    whole = job.run_experiment(experiment, tmp_path / "whole").results
    monkeypatch.setattr("experiments.results.tables.RUNS", 1)  # every run is a row group of its own
    parts = job.run_experiment(experiment, tmp_path / "parts").results
    assert whole.runs["status"].tolist() == ["failed", "done", "done", "done"]
    assert whole.runs["payoff"].isna().tolist() == [True, False, False, False]
    for name in ("runs", *TABLES):
        one, other = (
            getattr(results, name).drop(columns="repeat", errors="ignore")
            for results in (whole, parts)
        )
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    "error",
    [
        BadInput("seven is too many"),
        UnknownName("strategy", "generos", ["generous", "shirker"]),
        BadNetwork("it has no nodes"),
        BadExperiment([Problem(3, "weeks", "is −1", "asked.toml:3")]),
    ],
)
def test_what_a_worker_process_refuses_arrives_as_it_was(error: BadInput) -> None:
    arrived = copy.deepcopy(error)  # what pickle does, within one process
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)


def test_what_is_read_in_part_is_as_in_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "experiments.results.tables.CELLS", 1
    )  # every run is a row group of its own
    results = job.run_experiment(asked(tmp_path, TEXT), tmp_path / "out").results
    for table in ("series", "by_strategy", "agents", "ties"):
        whole = getattr(results, table)
        columns = results.columns(table)[3:6]
        mine = whole[(whole["arm"] == "two") & (whole["replicate"] == 0)]
        assert len(mine)
        part = results.read(table, columns, arms=["two"], replicate=0)
        pd.testing.assert_frame_equal(part, mine[columns].reset_index(drop=True))
        assert results.read(table, columns, arms=[]).empty
    at_once = count([results.memberships], store.WHOSE, {"one": 10, "two": 10})
    for name, found in vars(results.lives).items():
        np.testing.assert_array_equal(found, getattr(at_once, name), err_msg=name)
    assert len(results.lives) == len(results.memberships)
