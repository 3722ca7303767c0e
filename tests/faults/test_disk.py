"""What an experiment is said to take on the disk is what it takes, runs that are kept included."""

from dataclasses import replace
from pathlib import Path

import pytest

from experiments.config.reader import read_experiment
from experiments.config.shipped import find_config
from experiments.runs.cost import REPORT, extent
from experiments.workflow import job

#: Shipped configs → how they are made smaller.
SMALLER = {
    "quickstart": {"replicates": 6},
    "tournament": {"replicates": 3},
}


@pytest.mark.slow
@pytest.mark.usefixtures("no_report")
@pytest.mark.parametrize("name", SMALLER)
def test_the_disk_that_is_said_is_the_disk_that_is_used(tmp_path: Path, name: str) -> None:
    asked = replace(read_experiment(find_config(name)), **SMALLER[name])
    job.run_experiment(asked, tmp_path / "out", jobs=2)
    used = sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file())
    said = extent(asked).disk - REPORT  # there is none here
    assert used / 1.5 < said < used * 1.5, f"said {said / 1e6:.2f} MB, used {used / 1e6:.2f}"


def test_many_small_runs_take_what_their_files_take(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(
        "weeks = 5\nreplicates = 60\nmodel.population.agents = 8\n"
    )
    asked = read_experiment(tmp_path / "small.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.workflow.job.analyse", lambda *given: None)
        job.run_experiment(asked, tmp_path / "out")
    used = sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file())
    said = extent(asked).disk - REPORT
    assert used / 1.5 < said < used * 1.5, f"said {said / 1e6:.2f} MB, used {used / 1e6:.2f}"
