"""A folder of results repeats what it says, wherever it is put, and keeps what is not ours."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.results import results as store
from experiments.results.layout import PARQUET
from experiments.runs.plan import planned
from experiments.workflow import job
from experiments.workflow.shards import merge, run_shard
from sim.errors import BadInput
from tests.inputs import FEW, NETWORK, OWN, own_model, run
from tests.results import TEXT, asked, tables

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("no_report")]


def same_again(experiment: Experiment, folder: Path) -> None:
    """Run, move the results, remove what they were made of, and repeat them from their config."""
    first = run(experiment, folder / "results" / "out").results
    ids, before = first.runs["id"].tolist(), tables(folder / "results" / "out")
    moved = folder / "moved"
    shutil.move(folder / "results" / "out", moved)
    for path in list(experiment.base.iterdir()):
        if path != moved and path.name not in ("results", moved.name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    again = run(read_experiment(moved / "config.toml"), folder / "again").results
    assert again.runs["id"].tolist() == ids
    assert tables(folder / "again") == before
    third = run(read_experiment(folder / "again" / "config.toml"), folder / "third").results
    assert third.runs["id"].tolist() == ids


def test_two_networks_of_one_name_are_repeated_as_two(tmp_path: Path) -> None:
    arms = ""
    for name, text in (("one", "a,b\nb,c\nc,d\n"), ("two", "p,q\nq,r\nr,s\ns,p\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "net.csv").write_text(text)
        arms += f"[[arm]]\nname = '{name}'\nmodel.population.network = '{name}/net.csv'\n"
    same_again(asked(tmp_path, FEW + arms), tmp_path)


@pytest.mark.parametrize("name", ["runs.csv", "summary.csv", "comparison.csv", f"{'n' * 240}.csv"])
def test_a_network_may_be_called_like_an_output(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a,b\nb,c\n")
    same_again(asked(tmp_path, NETWORK.replace("net.csv", name)), tmp_path)


def test_a_list_of_who_is_there_is_repeated(tmp_path: Path) -> None:
    (tmp_path / "net.csv").write_text("a,b\nb,c\nc,d\n")
    (tmp_path / "who.csv").write_text("name,from,until\na,,2\nd,3,\n")
    listed = NETWORK + "model.population.presence = 'who.csv'\n"
    same_again(asked(tmp_path, listed), tmp_path)


def test_a_model_with_helpers_and_data_is_repeated(tmp_path: Path) -> None:
    own_model(tmp_path, "pkg.rates.of(TABLE)", "import pkg.rates\nfrom pathlib import Path\n"
          "TABLE = Path(__file__).with_name('nodes.csv').read_text()\n")  # fmt: skip
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    (tmp_path / "pkg" / "rates.py").write_text(
        "from . import scale\nof = lambda t: float(t) * scale.A\n"
    )
    (tmp_path / "pkg" / "scale.py").write_text("A = 0.5\n")
    (tmp_path / "nodes.csv").write_text("0.5\n")
    same_again(asked(tmp_path, "data = ['nodes.csv']\n" + OWN), tmp_path)


def test_results_with_their_network_beside_the_config_still_repeat(tmp_path: Path) -> None:
    (tmp_path / "net.csv").write_text("a,b\nb,c\n")
    experiment = asked(tmp_path, NETWORK)
    run(experiment, tmp_path / "out")
    config = tmp_path / "out" / "config.toml"  # as results lay before there was a folder of inputs
    (copy,) = (tmp_path / "out" / "inputs").iterdir()
    config.write_text(config.read_text().replace(f"inputs/{copy.name}", "net.csv"))
    copy.rename(tmp_path / "out" / "net.csv")
    old = store.load(tmp_path / "out").experiment
    assert planned(old).table["id"].tolist() == planned(experiment).table["id"].tolist()


def test_shards_of_other_inputs_are_not_merged(tmp_path: Path) -> None:
    for n, text in ((1, "a,b\nb,c\n"), (2, "a,b\na,c\n")):
        (tmp_path / "net.csv").write_text(text)
        run_shard(asked(tmp_path, NETWORK), tmp_path / str(n), (n, 2))
    with pytest.raises(BadInput, match="are not shards of one experiment"):
        merge([tmp_path / "1", tmp_path / "2"])


# --------------------------------------------------------------------------------- what is foreign


@pytest.mark.skipif(os.name != "posix", reason="makes a pipe")
def test_a_person_s_own_files_in_results_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(asked(tmp_path), out)
    mine: dict[str, Callable[[Path], object]] = {
        "notes.md": lambda path: path.write_text("irreplaceable"),
        "figures/mine.png": lambda path: path.write_text("drawn by hand"),
        "inputs/mine.csv": lambda path: path.write_text("collected"),
        "thesis/chapter/one.tex": lambda path: path.write_text("written"),
        "thesis/empty": lambda path: path.mkdir(),
        "link": lambda path: path.symlink_to("nowhere"),
        "pipe": os.mkfifo,  # whoever opens it waits for ever
    }
    for name, make in mine.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        make(out / name)
    (out / "winners.csv").write_text("of an earlier config")
    for replicates in (3, 4):
        experiment = asked(tmp_path, TEXT.replace("replicates = 2", f"replicates = {replicates}"))
        job.run_experiment(experiment, out)
        assert (out / "notes.md").read_text() == "irreplaceable"
        assert (out / "figures" / "mine.png").read_text() == "drawn by hand"
        assert (out / "inputs" / "mine.csv").read_text() == "collected"
        assert (out / "thesis" / "chapter" / "one.tex").read_text() == "written"
        assert (out / "thesis" / "empty").is_dir()
        assert (out / "link").is_symlink()
        assert (out / "pipe").is_fifo()
        assert not (out / "winners.csv").exists()
        assert {f"{name}.parquet" for name in PARQUET} == tables(out).keys()
