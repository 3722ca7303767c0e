"""A practice of a person's own, named in a config: known by its name wherever names are."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import experiments.commands.main as cli
from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.runs.plan import planned
from experiments.workflow import job
from experiments.workflow.shards import merge, run_shard
from tests.inputs import run
from tests.results import asked, tables

pytestmark = pytest.mark.usefixtures("no_report")

MINE = """
from sim import Practice, number
from given import half

class CheerUp(Practice):
    "Make an ally's week."

    without = "nobody is cheered up; the time is work"
    target = "ally"
    joy = number(0.5, "utility", "what being cheered up is worth", high=10.0, plausible=(0.1, 0.9))

    def where(self, agent, act):
        return max(agent.allied, key=lambda tie: tie.other.id, default=None)

    def do(self, agent, tie, act):
        tie.other.book(tie.other.ties[agent.id], half(agent.model.parameters.cheer_up.joy))
"""
GIVEN = "def half(joy):\n    return joy / {by}\n"
CONFIG = """
question = "Is it worth the time?"
weeks = 6
replicates = 2
own = ["mine.py"]
strategies = "clown"
[model]
population.agents = 12
population.pairs = true
cheer_up.joy = 2.0
[strategy.clown]
portfolio = { work = 0.4, scout = 0.2, cheer_up = 0.4 }
[[event]]
week = 4
set.cheer_up.joy = 3.0
[[arm]]
name = "with"
[[arm]]
name = "more"
model.cheer_up.joy = 9.0
[[arm]]
name = "without"
model.off = ["cheer_up"]
[[arm]]
name = "null"
model.null = ["cheer_up"]
[[arm]]
name = "blind"
model.blind = ["cheer_up"]
[analysis]
outcomes = ["payoff"]
"""


def cheerful(folder: Path, text: str = CONFIG, by: int = 2) -> Experiment:
    """An experiment whose practice lies beside its config."""
    (folder / "mine.py").write_text(MINE, encoding="utf-8")
    (folder / "given.py").write_text(GIVEN.format(by=by), encoding="utf-8")
    return asked(folder, text)


def test_it_is_known_by_its_name(tmp_path: Path) -> None:
    experiment = cheerful(tmp_path)
    (practice,) = experiment.parameters.own
    assert (practice.name, experiment.practices) == ("cheer_up", ("mine.py",))
    assert experiment.parameters["cheer_up.joy"] == 2.0
    assert experiment.arm("more").parameters["cheer_up.joy"] == 9.0
    assert experiment.arm("blind").parameters.blind == ("cheer_up",)
    assert experiment.declared["cheer_up.joy"].unit == "utility"
    assert {arm.implementation for arm in experiment.arms} == {"objects"}
    changed = read_experiment(tmp_path / "asked.toml", [("cheer_up.joy", 0.25)])
    assert changed.parameters["cheer_up.joy"] == 0.25


def test_it_does_what_it_says_in_every_arm(tmp_path: Path) -> None:
    runs = run(cheerful(tmp_path), tmp_path / "out").results.runs
    payoff = runs.groupby("arm")["payoff"].mean()
    assert payoff["more"] > payoff["with"] > payoff["null"]
    assert payoff["blind"] > payoff["null"]
    assert payoff["without"] > payoff["null"]


@pytest.mark.parametrize("how", ["grid", "plausible"])
def test_a_design_varies_its_parameters(tmp_path: Path, how: str) -> None:
    varied = '[design]\nvary."cheer_up.joy" = { levels = 2 }\n'
    if how == "plausible":
        varied = '[design]\nsampler = "latin_hypercube"\npoints = 2\nvary = "plausible"\n'
    text = CONFIG.partition("[[event]]")[0] + varied
    experiment = cheerful(tmp_path, text)
    assert experiment.design is not None
    assert "cheer_up.joy" in experiment.design.names
    if how == "grid":
        payoff = run(experiment, tmp_path / "out").results.runs.groupby("cheer_up.joy")["payoff"]
        assert payoff.mean()[0.9] > payoff.mean()[0.1]


def test_jobs_shards_and_repeating_give_the_same(tmp_path: Path) -> None:
    experiment = cheerful(tmp_path)
    run(experiment, tmp_path / "alone")
    alone = tables(tmp_path / "alone")
    job.run_experiment(experiment, tmp_path / "two", jobs=2)
    assert tables(tmp_path / "two") == alone
    parts = [tmp_path / "part1", tmp_path / "part2"]
    for n, part in enumerate(parts, 1):
        run_shard(experiment, part, (n, 2))
    merge(parts, tmp_path / "asked")
    assert tables(tmp_path / "asked") == alone
    for name in ("mine.py", "given.py"):
        (tmp_path / name).unlink()
    again = read_experiment(tmp_path / "alone" / "config.toml")
    assert planned(again).table["id"].tolist() == planned(experiment).table["id"].tolist()
    run(again, tmp_path / "again")
    assert tables(tmp_path / "again") == alone


def test_it_is_sent_to_a_process_that_knows_nothing_of_it(tmp_path: Path) -> None:
    experiment = cheerful(tmp_path)
    (tmp_path / "sent").write_bytes(pickle.dumps(experiment.arms))
    for name in ("mine.py", "given.py", "asked.toml"):
        (tmp_path / name).unlink()
    program = (
        "import pickle, sys; from sim.simulation import simulate\n"
        "arm = pickle.load(open(sys.argv[1], 'rb'))[0]\n"
        "run = simulate(arm.parameters, arm.strategies, weeks=6, seed=1, events=arm.events,"
        " implementation='objects')\n"
        "print(repr(run.outcomes['payoff']))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "sent")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    arm = experiment.arms[0]
    from sim.simulation import simulate

    here = simulate(
        arm.parameters, arm.strategies, weeks=6, seed=1, events=arm.events, implementation="objects"
    )
    assert done.stdout.strip() == repr(here.outcomes["payoff"])


def test_an_edit_makes_other_runs_also_of_what_it_imports(tmp_path: Path) -> None:
    before = cheerful(tmp_path)
    run(before, tmp_path / "out")
    after = cheerful(tmp_path, by=1)
    assert set(planned(after).table["id"]).isdisjoint(planned(before).table["id"])
    changed = run(after, tmp_path / "out")
    assert "given.py" in changed.notice
    payoff = changed.results.runs.groupby("arm")["payoff"].mean()
    assert (
        payoff["with"]
        > run(cheerful(tmp_path), tmp_path / "old")
        .results.runs.groupby("arm")["payoff"]
        .mean()["with"]
    )


def test_an_edit_after_the_config_was_read_changes_nothing(tmp_path: Path) -> None:
    experiment = cheerful(tmp_path)
    ids = planned(experiment).table["id"].tolist()
    (tmp_path / "mine.py").write_text("raise ValueError\n")
    (tmp_path / "given.py").unlink()
    assert planned(experiment).table["id"].tolist() == ids
    run(experiment, tmp_path / "out")


def test_a_model_of_ones_own_has_it_too(tmp_path: Path) -> None:
    model = "from sim import AllianceModel\nclass Mine(AllianceModel):\n    pass\n"
    (tmp_path / "my_model.py").write_text(model)
    experiment = cheerful(tmp_path, 'implementation = "my_model:Mine"\n' + CONFIG)
    assert {arm.implementation for arm in experiment.arms} == {"my_model:Mine"}
    with_model = run(experiment, tmp_path / "out").results.runs["payoff"]
    assert (
        with_model.tolist()
        == run(cheerful(tmp_path), tmp_path / "x").results.runs["payoff"].tolist()
    )


@pytest.mark.parametrize("command", ["check", "run"])
def test_it_is_said_that_it_runs_as_objects(
    tmp_path: Path,
    command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cheerful(tmp_path)
    more = ["--out", str(tmp_path / "out"), "--quiet", "--jobs", "1"] if command == "run" else []
    monkeypatch.setattr("sys.argv", ["alliances", command, str(tmp_path / "asked.toml"), *more])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code in (0, None)
    said = " ".join(capsys.readouterr().out.split())
    sentence = (
        "cheer_up: practices of your own run as objects, which is slower (executed: mine.py)."
    )
    assert said.count(sentence) == 1
