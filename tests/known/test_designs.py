"""Arms × replicates: who runs when, on which luck, under which name."""

from pathlib import Path

import pytest

from experiments.designs import design, order_of_execution, seed_of, varied
from experiments.spec import Experiment, read_experiment

TEXT = """
weeks = 20
replicates = 3
seed = 5
[model]
population.agents = 10
[[arm]]
name = "b"
[[arm]]
name = "a"
model.conflict.rate = 0.1
model.off = ["share", "refer"]
"""


def experiment(folder: Path, text: str = TEXT) -> Experiment:
    file = folder / "x.toml"
    file.write_text(text)
    return read_experiment(file)


def test_runs_are_numbered_arm_by_arm_in_the_order_of_the_file(tmp_path: Path) -> None:
    table = design(experiment(tmp_path))
    assert table["run"].tolist() == [0, 1, 2, 3, 4, 5]
    assert table["arm"].tolist() == ["b"] * 3 + ["a"] * 3
    assert table["replicate"].tolist() == [0, 1, 2] * 2


def test_a_replicate_has_one_seed_in_every_arm(tmp_path: Path) -> None:
    table = design(experiment(tmp_path))
    assert table["seed"].tolist() == [5_000_000, 5_000_001, 5_000_002] * 2


def test_more_replicates_leave_the_seeds_of_the_first(tmp_path: Path) -> None:
    few = experiment(tmp_path)
    many = experiment(tmp_path, TEXT.replace("replicates = 3", "replicates = 9"))
    assert [seed_of(few, r) for r in range(3)] == [seed_of(many, r) for r in range(3)]
    first = design(many).query("replicate < 3")
    assert first["id"].tolist() == design(few)["id"].tolist()


def test_execution_goes_seed_by_seed(tmp_path: Path) -> None:
    table = design(experiment(tmp_path))
    assert order_of_execution(table) == [0, 3, 1, 4, 2, 5]


def test_varied_parameters_are_those_in_which_arms_differ(tmp_path: Path) -> None:
    assert varied(experiment(tmp_path)) == {
        "conflict.rate": [0.05, 0.1],
        "off": ["", "share, refer"],
    }


def test_every_run_has_a_name_of_its_own(tmp_path: Path) -> None:
    assert design(experiment(tmp_path))["id"].is_unique


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('question = "x"', "", True),  # what does not change the runs
        ("replicates = 3", "replicates = 2", True),
        ('name = "b"', 'name = "c"', True),
        ("weeks = 20", "weeks = 21", False),  # what does
        ("seed = 5", "seed = 6", False),
        ("weeks = 20", "weeks = 20\nwarmup = 1", False),
        ("weeks = 20", "weeks = 20\nrecord = 2", False),
        ("weeks = 20", "weeks = 20\nstrategies = 'none'", False),
        ("agents = 10", "agents = 11", False),
        ("[model]", "[[event]]\nweek = 3\nset.'drift.rate' = 0.0\n[model]", False),
    ],
)
def test_the_name_of_a_run_changes_with_what_determines_it(
    tmp_path: Path, old: str, new: str, same: bool
) -> None:
    text = 'question = "x"\n' + TEXT
    assert old in text
    before = design(experiment(tmp_path, text))["id"][0]
    after = design(experiment(tmp_path, text.replace(old, new)))["id"][0]
    assert (before == after) is same


def test_the_name_of_a_run_changes_with_the_network_and_with_ones_own_model(tmp_path: Path) -> None:
    text = TEXT.replace("agents = 10", "network = 'net.csv'").replace(
        "seed = 5", "seed = 5\nimplementation = 'mine:Mine'"
    )
    ids = set()
    for network, source in [
        ("Ann,Bob\n", "class Mine: 1"),
        ("Ann,Cal\n", "class Mine: 1"),
        ("Ann,Cal\n", "class Mine: 2"),
    ]:
        (tmp_path / "net.csv").write_text(network)
        (tmp_path / "mine.py").write_text(source)
        ids.add(design(experiment(tmp_path, text))["id"][0])
    assert len(ids) == 3
