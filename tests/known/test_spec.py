"""What a config says is what an experiment has."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.config.differences import Differences, differences, varied
from experiments.config.document import parse
from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.config.writer import config_text
from sim.inputs.events import Event
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.strategies import STRATEGIES

WHOLE = """
question = "Does it hold?"
weeks = 50
warmup = 10
replicates = 3
seed = 7
strategies = { mine = 0.25, balanced = 0.75 }

[strategy.mine]
like = "generous"
check_in_every = 4.0

[model]
population.agents = 30
"conflict.rate" = 0.1
off = ["learn"]
[model.drift]
rate = 0.02

[[event]]
week = 20
set.conflict.rate = 0.3

[[arm]]
name = "calm"
model.conflict.rate = 0.01
weeks = 40

[[arm]]
name = "pure"
strategies = "mine"
model.off = []
[[arm.event]]
week = 30
set."drift.rate" = 0.0
set.off = ["trust"]

[analysis]
outcomes = ["trust", "payoff"]
baseline = "pure"
"""


def read(folder: Path, text: str, changes: list[tuple[str, Any]] | None = None) -> Experiment:
    file = folder / "asked.toml"
    file.write_text(text, encoding="utf-8")
    return read_experiment(file, changes or [])


def test_a_question_alone_asks_for_the_defaults(tmp_path: Path) -> None:
    experiment = read(tmp_path, 'question = "What happens?"')
    (arm,) = experiment.arms
    assert (experiment.name, experiment.baseline) == ("asked", "all")
    assert (experiment.weeks, experiment.warmup, experiment.replicates) == (260, 104, 10)
    assert arm.parameters == Parameters()
    assert arm.strategies == ((STRATEGIES["balanced"], 1.0),)
    assert experiment.analysis.outcomes == ("payoff", "lifetime", "trust", "unmet_need")


def test_arms_differ_from_the_rest_in_what_they_say(tmp_path: Path) -> None:
    experiment = read(tmp_path, WHOLE)
    calm, pure = experiment.arms
    assert (calm.weeks, pure.weeks, calm.warmup) == (40, 50, 10)
    assert [arm.parameters.conflict.rate for arm in (calm, pure)] == [0.01, 0.1]
    assert [arm.parameters.off for arm in (calm, pure)] == [("learn",), ()]
    assert {arm.parameters.drift.rate for arm in (calm, pure)} == {0.02}
    assert {arm.parameters.population.agents for arm in (calm, pure)} == {30}
    mine = experiment.own[0]
    assert (mine.support, mine.check_in_every) == ("ALLC", 4.0)
    assert calm.strategies == ((mine, 0.25), (STRATEGIES["balanced"], 0.75))
    assert pure.strategies == ((mine, 1.0),)
    assert experiment.analysis.outcomes == ("trust", "payoff")
    assert experiment.baseline == "pure"


def test_what_an_arm_has_of_its_own_is_told_from_what_all_have(tmp_path: Path) -> None:
    experiment = read(tmp_path, WHOLE)
    calm, pure = (differences(arm, experiment) for arm in experiment.arms)
    assert calm == Differences({"weeks": 40}, (), {"conflict.rate": 0.01}, ())
    own = (Event(30, (("drift.rate", 0.0), ("off", ("trust",)))),)
    assert pure == Differences({}, experiment.arm("pure").strategies, {"off": ()}, own)
    assert varied(experiment) == {"conflict.rate": [0.01, 0.1], "off": [("learn",), ()]}


def test_an_arm_has_the_common_events_and_its_own(tmp_path: Path) -> None:
    calm, pure = read(tmp_path, WHOLE).arms
    common = {"week": 20, "set": {"conflict.rate": 0.3}}
    assert [event.as_data() for event in calm.events] == [common]
    own = {"week": 30, "set": {"drift.rate": 0.0, "off": ("trust",)}}
    assert [event.as_data() for event in pure.events] == [common, own]


def test_two_fifths_of_a_run_are_warm_up_unless_it_is_said(tmp_path: Path) -> None:
    experiment = read(tmp_path, "weeks = 52\n[[arm]]\nname = 'a'\nweeks = 11\n")
    assert (experiment.warmup, experiment.arms[0].warmup) == (20, 4)  # 20.8 and 4.4


def test_settings_replace_what_the_file_says(tmp_path: Path) -> None:
    changes = [("weeks", 60), ("drift.rate", 0.5), ("model.share.rate", 0.25), ("off", [])]
    experiment = read(tmp_path, WHOLE, changes)
    assert experiment.weeks == 60
    assert {arm.parameters.drift.rate for arm in experiment.arms} == {0.5}
    assert {arm.parameters.share.rate for arm in experiment.arms} == {0.25}
    # what an arm says of itself is what makes it that arm
    assert experiment.arm("calm").parameters.conflict.rate == 0.01


def test_a_network_brings_its_agents(tmp_path: Path) -> None:
    (tmp_path / "net.csv").write_text("Ann,Bob\nAnn,Cal\nDan\n")
    text = (
        "[model]\npopulation.network = 'net.csv'\n[[arm]]\nname = 'net'\n[[arm]]\nname = 'none'\n"
    )
    experiment = read(tmp_path, text + "model.population.network = ''\n")
    agents = [arm.parameters.population.agents for arm in experiment.arms]
    assert agents == [4, Parameters().population.agents]


def test_a_network_of_many_edges_is_checked_in_no_time(tmp_path: Path) -> None:
    edges = "".join(f"a{k},b{k}\n" for k in range(30_000))
    (tmp_path / "net.csv").write_text(f"from,to\n{edges}")
    begun = time.process_time()
    experiment = read(tmp_path, "[model]\npopulation.network = 'net.csv'\n")
    assert experiment.arms[0].parameters.population.agents == 60_000
    assert time.process_time() - begun < 10.0  # counting an end in a list of all took minutes


def test_the_resolved_config_is_the_same_experiment(tmp_path: Path) -> None:
    experiment = read(tmp_path, WHOLE)
    (tmp_path / "again").mkdir()
    again = read(tmp_path / "again", config_text(experiment))
    again, experiment = (replace(one, file="", base=Path()) for one in (again, experiment))
    assert again == experiment


DESIGNS = (
    "vary.'conflict.decay' = [0.9, 0.95]\nvary.off = [[], ['share']]",
    "sampler = 'saltelli'\npoints = 4\nsecond_order = true\nvary = ['drift.rate', 'offer.cost']",
    "sampler = 'sobol'\npoints = 4\nvary.'support.asks' = { from = 1, to = 9, scale = 'log' }",
    "sampler = 'latin_hypercube'\npoints = 3\nvary.'learn.rule' = {}",
    "sampler = 'morris'\npoints = 3\nvary = 'plausible'",
)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_resolved_config_has_the_same_design(tmp_path: Path, design: str) -> None:
    experiment = read(tmp_path, f"[design]\n{design}\n")
    (tmp_path / "again").mkdir()
    again = read(tmp_path / "again", config_text(experiment))
    assert experiment.design is not None
    assert again.design == experiment.design


def test_plausible_varies_every_parameter_with_a_declared_range(tmp_path: Path) -> None:
    found = read(tmp_path, f"[design]\n{DESIGNS[-1]}\n").design
    assert found is not None
    declared = {d.name: d.plausible for d in parameter_declarations().values() if d.plausible}
    assert {v.name: (v.low, v.high) for v in found.vary} == declared


def test_lines_are_those_of_the_file() -> None:
    text = b"""a = 1
[b."c.d"]
e = { f = 2, g = [
3] } # x
[[h]]
[[h]]
i.j = [
 1, # y
 2]
[h.k]
l = 0"""
    lines = parse(text, "x").lines
    expected = {
        ("a",): 1,
        ("b", "c", "d"): 2,
        ("b", "c", "d", "e", "f"): 3,
        ("b", "c", "d", "e", "g", 0): 4,
        ("h", 0): 5,
        ("h", 1): 6,
        ("h", 1, "i", "j"): 7,
        ("h", 1, "i", "j", 1): 9,
        ("h", 1, "k", "l"): 11,
    }
    assert {path: lines[path] for path in expected} == expected


@pytest.mark.parametrize("name", ["MyModel", "Other"])
def test_a_model_of_ones_own_is_looked_for_beside_the_config(tmp_path: Path, name: str) -> None:
    source = "raise SystemExit('never run')\nfrom x import Other\nclass MyModel: ...\n"
    (tmp_path / "my_module.py").write_text(source)
    experiment = read(tmp_path, f"implementation = 'my_module:{name}'\n")
    assert experiment.arms[0].implementation == f"my_module:{name}"
