"""What determines a run, changed, moved, mixed up or left out: noticed, or of no effect."""

from pathlib import Path

import pandas as pd
import pytest

import experiments.runs.runner as runner
from experiments.commands.summaries import checked
from experiments.config.diagnostics import BadExperiment
from experiments.results import results as store
from experiments.runs.cost import estimate
from experiments.runs.ledger import Ledger, opened
from experiments.runs.plan import planned
from experiments.runs.snapshot import laid
from experiments.workflow import job
from sim.errors import BadInput
from tests.inputs import FEW, NETWORK, OWN, own_model, run
from tests.results import asked, tables

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("no_report")]


def kept(results: store.Results) -> pd.Series:
    return results.runs["follow_through"]


# ------------------------------------------------------------------------------- while it is run


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_network_edited_while_it_is_run_changes_nothing(tmp_path: Path, jobs: int) -> None:
    network = tmp_path / "net.csv"
    network.write_text("a,b\nb,c\nc,d\n")
    experiment = asked(tmp_path, NETWORK)
    job.run_experiment(experiment, tmp_path / "alone")

    def edited(done: int, failed: int) -> None:
        network.write_text("a,b\na,c\na,d\n")

    job.run_experiment(experiment, tmp_path / "out", jobs=jobs, progress=edited)
    assert tables(tmp_path / "out") == tables(tmp_path / "alone")
    finished = run(asked(tmp_path, NETWORK), tmp_path / "out")
    assert "net.csv" in finished.notice
    assert tables(tmp_path / "out") != tables(tmp_path / "alone")


def test_a_network_edited_after_its_config_was_read_is_refused_if_it_differs_in_size(
    tmp_path: Path,
) -> None:
    (tmp_path / "net.csv").write_text("a,b\nb,c\n")
    experiment = asked(tmp_path, NETWORK)
    (tmp_path / "net.csv").write_text("a,b\nb,c\nc,d\n")
    with pytest.raises(BadInput, match=r"net.csv was edited: it had 3 agents .* now it has 4"):
        job.run_experiment(experiment, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_copy_that_is_not_what_was_planned_fails_its_run(tmp_path: Path) -> None:
    (tmp_path / "net.csv").write_text("a,b\nb,c\nc,d\n")
    experiment = asked(tmp_path, NETWORK)

    def damaged(done: int, failed: int) -> None:
        (copy,) = (tmp_path / ".out.runs" / "inputs").iterdir()
        copy.write_text("a,b\n")

    finished = job.run_experiment(experiment, tmp_path / "out", progress=damaged)
    assert finished.results.runs["status"].tolist() == ["done", "failed"]
    assert "is not net.csv as it was when the job began" in finished.results.runs["message"].iloc[1]


def test_a_model_edited_while_it_is_run_changes_nothing(tmp_path: Path) -> None:
    own_model(tmp_path, "0.2")
    experiment = asked(tmp_path, OWN)
    job.run_experiment(experiment, tmp_path / "alone")
    done: list[int] = []

    def edited(n: int, failed: int) -> None:
        done.append(n)
        own_model(tmp_path, "0.9")

    job.run_experiment(experiment, tmp_path / "out", jobs=2, progress=edited)
    assert done == [1, 2]
    assert tables(tmp_path / "out") == tables(tmp_path / "alone")


def test_sources_edited_since_they_were_loaded_are_not_taken_for_those_that_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = asked(tmp_path)
    monkeypatch.setattr("sim.rules.cache.source_digest", lambda: "of today")
    with pytest.raises(BadInput, match="sources were edited while it was running: begin again"):
        job.run_experiment(experiment, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_worker_whose_sources_are_edited_before_it_begins_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.rules.cache.source_digest", lambda: "of today")
    runner._own_code.cache_clear()
    with pytest.raises(BadInput, match="begin again"):
        runner._own_code(False)


def test_a_run_that_was_lost_is_made_anew_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = asked(tmp_path)
    job.run_experiment(experiment, tmp_path / "alone")
    real, lost = Ledger.keep, []

    def losing(self: Ledger, id_: str, content: bytes) -> None:
        real(self, id_, content)
        if not lost:
            lost.append(id_)
            self.file(id_).unlink()

    monkeypatch.setattr(Ledger, "keep", losing)
    finished = job.run_experiment(experiment, tmp_path / "out")
    assert "Of the runs that were done 1 got lost" in finished.notice
    assert tables(tmp_path / "out") == tables(tmp_path / "alone")


def test_a_table_never_holds_a_run_that_was_not_done(tmp_path: Path) -> None:
    plan = planned(asked(tmp_path))
    inputs = laid(plan.inputs, tmp_path / "inputs")
    with opened(tmp_path / "out") as ledger:
        ledger.plan(plan.share())
        runner.write_tables(plan, ledger, inputs, tmp_path, "")  # makes those that are missing
    runs = pd.read_parquet(tmp_path / "runs.parquet")
    assert len(runs) == len(plan.table)
    assert set(runs["status"]) == {"done"}


# ------------------------------------------------------------------------------- between two runs


def test_a_changed_helper_is_noticed_and_said(tmp_path: Path) -> None:
    own_model(tmp_path, "helper.FACTOR", imports="import helper")
    (tmp_path / "helper.py").write_text("FACTOR = 0.2\n")
    before = kept(run(asked(tmp_path, OWN), tmp_path / "out").results)
    (tmp_path / "helper.py").write_text("FACTOR = 0.9\n")
    finished = run(asked(tmp_path, OWN), tmp_path / "out")
    assert "helper.py" in finished.notice
    assert (kept(finished.results) > before + 0.3).all()


HELPERS: dict[str, tuple[str, str, str]] = {
    "in a package": ("pkg/inner/rates.py", "from pkg.inner import rates", "rates.FACTOR"),
    "in a package, a name": ("pkg/rates.py", "from pkg.rates import FACTOR", "FACTOR"),
    "in a package, renamed": ("pkg/rates.py", "import pkg.rates as r", "r.FACTOR"),
    "in a package, in full": ("pkg/rates.py", "import pkg.rates", "pkg.rates.FACTOR"),
    "everything of it": ("helper.py", "from helper import *", "FACTOR"),
    "when it is needed": ("helper.py", "", "__import__('helper').FACTOR"),
    "by way of another": ("deep.py", "import middle", "middle.deep.FACTOR"),
    "like one of Python's": ("numbers_of_mine.py", "import numbers_of_mine as n", "n.FACTOR"),
}


@pytest.mark.parametrize("how", HELPERS)
def test_helpers_are_found_however_they_are_imported(tmp_path: Path, how: str) -> None:
    path, imports, chance = HELPERS[how]
    own_model(tmp_path, chance, imports)
    if how == "when it is needed":
        text = (tmp_path / "my_model.py").read_text()
        text = text.replace(f"return {chance}", "import helper\n        return helper.FACTOR")
        (tmp_path / "my_model.py").write_text(text)
    (tmp_path / "middle.py").write_text("import deep\n")
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    ids = []
    for factor in ("0.0", "1.0"):
        file.write_text(f"FACTOR = {factor}\n")
        finished = run(asked(tmp_path, OWN), tmp_path / "out")
        assert set(kept(finished.results)) == {float(factor)}
        ids.append(finished.results.runs["id"].tolist())
    assert ids[0] != ids[1]


@pytest.mark.parametrize("name", ["random", "sim", "experiments", "numbers", "json"])
def test_files_called_like_modules_of_others_hide_nobodys(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.py").write_text("raise RuntimeError('not meant')\n")
    own_model(tmp_path, "random.random() * 0", imports="import random, numbers, json")
    finished = job.run_experiment(asked(tmp_path, OWN), tmp_path / "out", jobs=2)
    assert set(finished.results.runs["status"]) == {"done"}, finished.results.runs["message"]


def test_a_model_may_be_called_like_a_module_of_others(tmp_path: Path) -> None:
    own_model(tmp_path, "0.0")
    (tmp_path / "my_model.py").rename(tmp_path / "random.py")
    run(asked(tmp_path, OWN.replace("my_model", "random")), tmp_path / "out")


def test_two_models_of_one_name_are_two(tmp_path: Path) -> None:
    found = []
    for name, chance in (("one", "0.0"), ("two", "1.0")):
        (tmp_path / name).mkdir()
        own_model(tmp_path / name, chance)
        experiment = asked(tmp_path / name, OWN)
        found.append(set(kept(run(experiment, tmp_path / name / "out").results)))
    assert found == [{0.0}, {1.0}]


def test_a_model_that_is_imported_from_elsewhere_is_one_s_own(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    own_model(tmp_path / "models", "1.0")
    (tmp_path / "mine.py").write_text("from models.my_model import Mine as Mine\n")
    experiment = asked(tmp_path, OWN.replace("my_model", "mine"))
    assert estimate(experiment, 1).pace > 0.0
    assert set(kept(run(experiment, tmp_path / "out").results)) == {1.0}


def test_reading_a_config_executes_nothing_that_merely_lies_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "elsewhere" / "lying_about"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('executed')\n")
    (package / "models.py").write_text("class Mine: ...\n")
    monkeypatch.syspath_prepend(tmp_path / "elsewhere")
    experiment = asked(tmp_path, OWN.replace("my_model", "lying_about.models"))
    assert estimate(experiment, 1).pace > 0.0  # of the objects, in its place
    with pytest.raises(BadExperiment, match=r"there is no lying_about\.nothing\.py"):
        asked(tmp_path, OWN.replace("my_model", "lying_about.nothing"))


def test_a_check_names_the_models_that_it_tried_and_those_that_it_did_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    text = "raise SystemExit('executed')\nclass Mine: ...\n"
    (tmp_path / "elsewhere" / "lying_about.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path / "elsewhere")
    own_model(tmp_path, "1.0")
    for name in "abc":
        (tmp_path / f"{name}.py").write_text("from my_model import Mine as Mine\n")
    models = ["a", "my_model", "b", "lying_about", "c"]  # tried are the first, the middle, the last
    arms = [f'[[arm]]\nname = "{name}"\nimplementation = "{name}:Mine"\n' for name in models]
    experiment = asked(tmp_path, OWN + "".join(arms))
    checked(experiment, 1, "", estimate(experiment, 1))
    said = capsys.readouterr().out
    assert "a few weeks were run of: a:Mine, b:Mine, c:Mine\n" in said
    assert "with them it may take longer: lying_about:Mine, my_model:Mine\n" in said
    alone = asked(tmp_path, OWN.replace("my_model", "lying_about"))
    checked(alone, 1, "", estimate(alone, 1))
    assert "few weeks were run" not in capsys.readouterr().out


def test_a_model_that_fails_when_it_is_tried_is_said(tmp_path: Path) -> None:
    own_model(tmp_path, "1.0 / 0.0")
    with pytest.raises(BadInput, match=r"my_model:Mine fails when it is tried: ZeroDivisionError"):
        estimate(asked(tmp_path, OWN), 1)


# ------------------------------------------------------------------------------------------- data

READS = {
    "beside the module": "float(Path(__file__).with_name('chance.csv').read_text())",
    "by pandas": "pd.read_csv(Path(__file__).with_name('chance.csv'), header=None).iloc[0, 0]",
    "where the command is given": "float(Path('chance.csv').read_text())",
    "below": "float((Path(__file__).parent / 'data' / 'chance.csv').read_text())",
    "whatever comes of it": "calm('chance.csv')",
}
IMPORTS = """
from pathlib import Path
import pandas as pd

def calm(name):
    try:
        return float(Path(__file__).with_name(name).read_text())
    except Exception:
        return 0.5
"""


def with_data(folder: Path, how: str, chance: str, name: str) -> Path:
    own_model(folder, READS[how], IMPORTS)
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{chance}\n")
    return file


@pytest.mark.parametrize("how", READS)
def test_declared_data_is_read_and_its_change_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "data/chance.csv" if how == "below" else "chance.csv"
    declared = "data = ['data']\n" if how == "below" else "data = ['chance.csv']\n"
    for chance in ("0.0", "1.0"):
        with_data(tmp_path, how, chance, name)
        finished = run(asked(tmp_path, declared + OWN), tmp_path / "out")
        assert set(kept(finished.results)) == {float(chance)}
    assert name in finished.notice
    assert store.load(tmp_path / "out").experiment.data == asked(tmp_path, declared + OWN).data


@pytest.mark.parametrize("how", READS)
def test_what_is_read_and_not_declared_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "data/chance.csv" if how == "below" else "chance.csv"
    with_data(tmp_path, how, "0.5", name)
    experiment = asked(tmp_path, OWN)
    finished = job.run_experiment(experiment, tmp_path / "out")
    messages = set(finished.results.runs["message"])
    assert messages == {
        f"BadInput: the model reads {name}, which the config does not declare; add to it:"
        f' data = ["{name}"]'
    }
    assert set(finished.results.runs["status"]) == {"failed"}


@pytest.mark.parametrize("how", sorted(READS.keys() - {"below"}))
def test_declared_data_edited_while_it_is_run_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file = with_data(tmp_path, how, "0.5", "chance.csv")
    experiment = asked(tmp_path, "data = ['chance.csv']\n" + OWN)
    finished = job.run_experiment(
        experiment,
        tmp_path / "out",
        progress=lambda done, failed: file.write_text("0.9\n") and None,
    )
    assert finished.results.runs["status"].tolist() == ["done", "failed"]
    assert "chance.csv is not what it was" in finished.results.runs["message"].iloc[1]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("['no.csv']", "there is no such file beside the config"),
        ("['../secret.csv']", "allowed: a file or a folder, beside the config or below"),
        ("['/etc/passwd']", "allowed: a file or a folder, beside the config or below"),
        ("['C:/secret.csv']", "allowed: a file or a folder, beside the config or below"),
        ("[3]", "allowed: a file or a folder, beside the config or below"),
        ("[['a']]", "allowed: a file or a folder, beside the config or below"),
        ("'nodes.csv'", "allowed: a list of files"),
        ("{a = 1}", "allowed: a list of files"),
    ],
)
def test_data_that_cannot_be_is_refused(tmp_path: Path, given: str, says: str) -> None:
    with pytest.raises(BadExperiment) as caught:
        asked(tmp_path, f"data = {given}\n{FEW}")
    assert says in str(caught.value)
