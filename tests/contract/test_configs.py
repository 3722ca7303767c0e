"""Every config that comes with the project is in order, says what it asks, and can be run."""

import csv
from pathlib import Path

import networkx as nx
import pytest

from experiments.commands.catalogue import base_config
from experiments.config import shipped
from experiments.config.reader import read_experiment
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.strategies import EQUAL_BUDGET
from sim.simulation import simulate
from sim.state.network_files import read_network

CONFIGS = shipped.configs()
FOLDER = shipped.FOLDERS[0]


def test_the_configs_that_are_promised_are_there() -> None:
    assert CONFIGS.keys() >= {
        "attention",
        "base",
        "mixed-population",
        "quickstart",
        "real-network",
        "treaties",
    }


@pytest.mark.parametrize("name", CONFIGS)
def test_a_config_is_in_order_and_says_what_it_asks(name: str) -> None:
    experiment = read_experiment(CONFIGS[name])
    assert experiment.question.endswith("?")
    comment = shipped.about(CONFIGS[name])
    assert comment.startswith("Asks ")
    assert "ook at " in comment
    assert experiment.baseline in [arm.name for arm in experiment.arms]


@pytest.mark.parametrize("name", CONFIGS)
def test_every_arm_of_a_config_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = read_experiment(CONFIGS[name])
    monkeypatch.chdir(FOLDER)
    for arm in experiment.arms:
        small = {} if arm.parameters.population.network else {"population.agents": 16}
        run = simulate(arm.parameters.updated(small), arm.strategies, seed=1, weeks=6, warmup=2)
        assert set(experiment.analysis.outcomes) <= run.outcomes.keys()


def test_base_config_is_what_the_code_declares() -> None:
    text = CONFIGS["base"].read_text(encoding="utf-8")
    if text != base_config():
        again = "alliances show parameters --toml >configs/base.toml"
        pytest.fail(f"configs/base.toml is out of date; run .venv/bin/{again}", pytrace=False)
    assert read_experiment(CONFIGS["base"]).parameters == Parameters()
    for declaration in parameter_declarations().values():
        assert f"\n{declaration.name.rpartition('.')[2]} = " in text


def test_a_config_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert shipped.find_config("quickstart") == CONFIGS["quickstart"]
    (tmp_path / "quickstart").write_text("weeks = 3")  # a file of one's own comes first
    assert read_experiment(shipped.find_config("quickstart")).weeks == 3


def test_quickstart_compares_populations_of_the_equal_budget_family() -> None:
    """Its arms bear the names of strategies; whoever joins the family need not be among them."""
    arms = read_experiment(CONFIGS["quickstart"]).arms
    assert [arm.strategies for arm in arms] == [((EQUAL_BUDGET[arm.name], 1.0),) for arm in arms]
    assert {"all_round", "none"} < {arm.name for arm in arms}
    assert len({arm.parameters for arm in arms}) == 1


def test_the_florentine_marriages_are_those_of_networkx() -> None:
    file = FOLDER / "florentine-families.csv"
    network = read_network(file.name, FOLDER)
    assert len(network.names) == 16
    assert "Pucci" in network.names
    pairs = {frozenset((network.names[a], network.names[b])): w for a, b, w in network.edges}
    marriages = {frozenset(edge) for edge in nx.florentine_families_graph().edges}
    business = {pair for pair in pairs if pair not in marriages}
    assert marriages <= pairs.keys()
    # 20 marriages and 15 business ties, eight pairs with both (Padgett & Ansell 1993)
    assert (len(marriages), len(pairs), sum(pairs.values())) == (20, 27, 35.0)
    assert {weight for pair, weight in pairs.items() if pair in business} == {1.0}
    with file.open(encoding="utf-8") as lines:
        assert [row for row in csv.reader(lines) if row == ["Pucci"]]
