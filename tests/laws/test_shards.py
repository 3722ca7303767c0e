"""Shards of an experiment, merged, are the experiment."""

import re
import shutil
from pathlib import Path

import pytest

from experiments.commands import main as cli
from experiments.config.experiment import Experiment
from experiments.results import results as store
from experiments.workflow import job
from experiments.workflow.shards import merge, run_shard
from sim.errors import BadInput
from tests.results import FAILING, TEXT, asked, tables

pytestmark = pytest.mark.usefixtures("no_report")


def in_shards(experiment: Experiment, folder: Path, n: int) -> list[Path]:
    folders = [folder / f"{i}-of-{n}" for i in range(1, n + 1)]
    for i, shard in enumerate(folders, start=1):
        run_shard(experiment, shard, (i, n))
    return folders


@pytest.mark.parametrize("n", [1, 3, 4])
def test_merged_shards_are_the_same_bytes_as_the_whole(tmp_path: Path, n: int) -> None:
    experiment = asked(tmp_path)
    job.run_experiment(experiment, tmp_path / "whole")
    shards = in_shards(experiment, tmp_path, n)
    moved = tmp_path / "elsewhere"
    shutil.move(shards[0], moved)  # as a folder, with all that is in it
    finished = merge([*shards[1:], moved], tmp_path / "merged")
    assert finished.failed == 0
    assert tables(tmp_path / "merged") == tables(tmp_path / "whole") != {}
    assert finished.results.experiment.arms == experiment.arms
    assert store.load(tmp_path / "merged").manifest["experiment"] == "asked"


def test_results_go_beside_the_first_shard_by_default(tmp_path: Path) -> None:
    shards = in_shards(asked(tmp_path), tmp_path, 2)
    assert merge(shards).results.folder == tmp_path / "asked"


def test_a_shard_that_was_stopped_goes_on(tmp_path: Path) -> None:
    experiment, done = asked(tmp_path), []

    def interrupted(n: int, failed: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_shard(experiment, tmp_path / "shard", (1, 2), progress=interrupted)
    part = run_shard(
        experiment, tmp_path / "shard", (1, 2), progress=lambda n, failed: done.append(n)
    )
    assert done == [1, 2]  # one was there
    assert part.counts == {"done": 2}


def test_what_failed_in_a_shard_is_a_row_of_the_whole(tmp_path: Path) -> None:
    (tmp_path / "failing.py").write_text(FAILING)
    experiment = asked(tmp_path, "implementation = 'failing:Failing'\n" + TEXT)
    finished = merge(in_shards(experiment, tmp_path, 2), tmp_path / "merged")
    assert finished.failed == 1
    failed = finished.results.runs.iloc[3]
    assert failed["message"] == "ValueError: the fourth week is unlucky"
    assert failed["repeat"] == f"alliances run {tmp_path / 'merged' / 'config.toml'} --only 3"


def test_a_missing_shard_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    shards = in_shards(asked(tmp_path), tmp_path, 4)
    with pytest.raises(BadInput, match="1 of 4 runs are in none of these shards"):
        merge(shards[1:], tmp_path / "merged")
    assert not (tmp_path / "merged").exists()
    assert not (tmp_path / ".merged.runs").exists()


def test_shards_of_another_version_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shards = in_shards(asked(tmp_path), tmp_path, 2)
    monkeypatch.setattr("experiments.runs.plan.code_digest", lambda inputs, model: "of next week")
    with pytest.raises(BadInput, match="made with this version of the model"):
        merge(shards, tmp_path / "merged")


def test_what_is_not_a_shard_of_the_experiment_is_refused(tmp_path: Path) -> None:
    experiment = asked(tmp_path)
    run_shard(experiment, tmp_path / "one", (1, 2))
    other = asked(tmp_path, TEXT.replace("weeks = 10", "weeks = 12"))
    run_shard(other, tmp_path / "other", (2, 2))
    with pytest.raises(BadInput, match="are not shards of one experiment"):
        merge([tmp_path / "one", tmp_path / "other"])
    job.run_experiment(experiment, tmp_path / "whole")
    for folder in (tmp_path / "whole", tmp_path / "nowhere"):
        with pytest.raises(BadInput, match=f"{folder.name} is no shard"):
            merge([folder])
    with pytest.raises(BadInput, match="is one shard; put all of them together"):
        store.load(tmp_path / "one")
    with pytest.raises(BadInput, match="has the results of 'asked, shard 1 of 2'"):
        job.run_experiment(experiment, tmp_path / "one")


ALIKE = TEXT + '[[arm]]\nname = "like one"\n'


@pytest.mark.parametrize("shard", [(1, 5), (5, 5), (999_999_999_999, 9_999_999_999_999)])
@pytest.mark.parametrize("text", [TEXT, ALIKE])
def test_more_shards_than_runs_are_refused_and_nothing_is_written(
    tmp_path: Path, shard: tuple[int, int], text: str
) -> None:
    said = rf"--shard {shard[0]}/{shard[1]}: there are more shards than runs; .* has 4 runs"
    with pytest.raises(BadInput, match=said):
        run_shard(asked(tmp_path, text), tmp_path / "shard", shard)
    assert not (tmp_path / "shard").exists()


@pytest.mark.parametrize(
    "text",
    ["3/2", "0/2", "1", "a/b", "1/2/3", "-1/2", "1/0", pytest.param("1/" + "9" * 5000, id="long")],
)
def test_a_shard_that_cannot_be_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    asked(tmp_path)
    monkeypatch.setattr("sys.argv", ["alliances", "run", "asked.toml", f"--shard={text}"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
    assert re.search(rf"--shard {text[:30]}.*: expected I/N", capsys.readouterr().err)
    assert not (tmp_path / "results").exists()
