"""Arms × replicates: who runs when, on which luck, under which name."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from SALib.sample import morris
from SALib.sample import sobol as saltelli
from scipy.stats import qmc

from experiments.config.design import Vary
from experiments.config.differences import varied
from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.config.samplers import SAMPLERS
from experiments.runs.plan import (
    arm_of,
    number_of_runs,
    order_of_execution,
    planned,
    seed_of,
)

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
    table = planned(experiment(tmp_path)).table
    assert table["run"].tolist() == [0, 1, 2, 3, 4, 5]
    assert table["arm"].tolist() == ["b"] * 3 + ["a"] * 3
    assert table["replicate"].tolist() == [0, 1, 2] * 2


def test_a_replicate_has_one_seed_in_every_arm(tmp_path: Path) -> None:
    table = planned(experiment(tmp_path)).table
    assert table["seed"].tolist() == [5_000_000, 5_000_001, 5_000_002] * 2


def test_more_replicates_leave_the_seeds_of_the_first(tmp_path: Path) -> None:
    few = experiment(tmp_path)
    many = experiment(tmp_path, TEXT.replace("replicates = 3", "replicates = 9"))
    assert [seed_of(few.seed, r) for r in range(3)] == [seed_of(many.seed, r) for r in range(3)]
    first = planned(many).table.query("replicate < 3")
    assert first["id"].tolist() == planned(few).table["id"].tolist()


def test_execution_goes_seed_by_seed(tmp_path: Path) -> None:
    table = planned(experiment(tmp_path)).table
    assert order_of_execution(table) == [0, 3, 1, 4, 2, 5]


def test_varied_parameters_are_those_in_which_arms_differ(tmp_path: Path) -> None:
    assert varied(experiment(tmp_path)) == {
        "conflict.rate": [0.05, 0.1],
        "off": [(), ("share", "refer")],
    }


def test_every_run_has_a_name_of_its_own(tmp_path: Path) -> None:
    assert planned(experiment(tmp_path)).table["id"].is_unique


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
    before = planned(experiment(tmp_path, text)).table["id"][0]
    after = planned(experiment(tmp_path, text.replace(old, new))).table["id"][0]
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
        ids.add(planned(experiment(tmp_path, text)).table["id"][0])
    assert len(ids) == 3


# ------------------------------------------------------------------------------------------- points

TWO_ARMS = "replicates = 2\nseed = 0\n[[arm]]\nname = 'a'\n[[arm]]\nname = 'b'\nweeks = 9\n"


def designed(folder: Path, text: str) -> Experiment:
    return experiment(folder, f"{TWO_ARMS}[design]\n{text}")


def unit(table: pd.DataFrame, *ranges: tuple[float, float]) -> np.ndarray:
    """The points of a design's first arm and replicate, as they lie in the unit cube."""
    points = table.query("arm == 'a' and replicate == 0")[list(table)[6:]].to_numpy(float)
    low, high = np.array(ranges).T
    return (points - low) / (high - low)


def test_a_grid_has_every_combination_the_last_parameter_fastest(tmp_path: Path) -> None:
    text = "vary.'drift.rate' = { from = 0.0, to = 0.2, levels = 3 }\n"
    found = designed(tmp_path, f"{text}vary.'support.asks' = [0, 3]")
    table = planned(found).table
    assert list(table) == [
        *("run", "arm", "point", "replicate", "seed", "id"), "drift.rate", "support.asks",
    ]  # fmt: skip
    assert len(table) == number_of_runs(found) == 2 * 6 * 2
    first = table.query("arm == 'a' and replicate == 0")
    assert first["point"].tolist() == [0, 1, 2, 3, 4, 5]
    assert first["drift.rate"].tolist() == [0.0, 0.0, 0.1, 0.1, 0.2, 0.2]
    assert first["support.asks"].tolist() == [0, 3, 0, 3, 0, 3]
    assert table["id"].nunique() == len(table)


def test_every_point_meets_the_same_luck_and_seeds_are_interleaved(tmp_path: Path) -> None:
    table = planned(designed(tmp_path, "vary.'drift.rate' = [0.0, 0.1, 0.2]")).table
    assert table.groupby(["arm", "point"])["seed"].apply(list).map(tuple).nunique() == 1
    done = table.set_index("run").loc[order_of_execution(table)]["replicate"].tolist()
    assert done == [0] * 6 + [1] * 6


def test_a_list_takes_levels_side_by_side(tmp_path: Path) -> None:
    text = "sampler = 'list'\nvary.'drift.rate' = [0.1, 0.2]\nvary.off = [[], ['share', 'refer']]"
    table = planned(designed(tmp_path, text)).table
    first = table.query("arm == 'b' and replicate == 1")
    assert first["drift.rate"].tolist() == [0.1, 0.2]
    assert first["off"].tolist() == ["", "share, refer"]


def test_the_arm_of_a_row_is_the_arm_at_its_point(tmp_path: Path) -> None:
    text = "vary.off = [[], ['share', 'refer']]\nvary.'support.asks' = [0, 3]\n"
    found = designed(tmp_path, text + "vary.'population.pairs' = {}\nvary.'drift.rate' = [1]")
    rows = planned(found).table.to_dict("records")
    arm = arm_of(found, rows[-1])
    assert (arm.name, arm.weeks) == ("b", 9)
    assert arm.parameters == found.parameters.updated(
        {"off": ("share", "refer"), "support.asks": 3, "population.pairs": True, "drift.rate": 1.0}
    )
    first = found.parameters.updated({"drift.rate": 1.0, "support.asks": 0})
    assert arm_of(found, rows[0]).parameters == first


RANGES = "vary.'drift.rate' = {}\nvary.'refer.worth' = { from = 1.0, to = 3.0 }\n"


@pytest.mark.parametrize("sampler", ["latin_hypercube", "sobol", "morris", "saltelli"])
def test_samples_are_those_of_the_libraries(tmp_path: Path, sampler: str) -> None:
    text = f"sampler = '{sampler}'\npoints = 8\n{RANGES}"
    text += "second_order = true" if sampler == "saltelli" else ""
    cube = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0.0, 1.0]] * 2}
    expected = {  # the experiment's seed is 0, which SALib would take for none: seed + 1
        "latin_hypercube": lambda: qmc.LatinHypercube(2, rng=1).random(8),
        "sobol": lambda: qmc.Sobol(2, rng=1).random_base2(3),
        "morris": lambda: morris.sample(cube, 8, num_levels=4, seed=1),
        "saltelli": lambda: saltelli.sample(cube, 8, calc_second_order=True, seed=1),
    }[sampler]()
    found = designed(tmp_path, text)
    table = planned(found).table
    # drift.rate is declared plausible from 0.01 to 0.1
    np.testing.assert_allclose(unit(table, (0.01, 0.1), (1.0, 3.0)), expected, atol=1e-12)
    assert found.design is not None
    assert found.design.size == len(expected)
    pd.testing.assert_frame_equal(table, planned(found).table)


@pytest.mark.parametrize("sampler", [name for name in SAMPLERS if SAMPLERS[name].points])
@pytest.mark.parametrize("parameters", [1, 2, 5])
def test_a_design_is_as_large_as_it_says(sampler: str, parameters: int) -> None:
    declared = SAMPLERS[sampler]
    assert declared.size is not None
    assert declared.unit is not None
    points = declared.unit(4, parameters, 7, False)
    assert points.shape == (declared.size(4, parameters, False), parameters)
    assert points.min() >= 0.0
    assert points.max() <= 1.0


def test_more_points_of_a_seed_begin_with_the_fewer(tmp_path: Path) -> None:
    few, many = (SAMPLERS["sobol"].unit(n, 3, 5, False) for n in (8, 32))  # type: ignore[misc]
    np.testing.assert_array_equal(many[:8], few)


def test_levels_and_whole_numbers_have_equal_slices() -> None:
    places = (np.arange(1200) + 0.5) / 1200
    whole = Vary(name="support.asks", low=1, high=4, whole=True)
    assert np.unique([whole.at(u) for u in places], return_counts=True)[1].tolist() == [300] * 4
    assert [whole.at(0.0), whole.at(1.0)] == [1, 4]
    levels = Vary(name="learn.rule", levels=("off", "fermi", "death_birth"))
    assert [levels.at(u) for u in (0.0, 0.34, 0.67, 1.0)] == [
        *("off", "fermi", "death_birth", "death_birth")
    ]


def test_a_log_scale_spreads_by_ratio(tmp_path: Path) -> None:
    vary = Vary(name="drift.rate", low=0.01, high=1.0, scale="log")
    assert [vary.at(u) for u in (0.0, 0.5, 1.0)] == pytest.approx([0.01, 0.1, 1.0])
    # of 1, 2, 3, 4 on a log scale, 1 has log 2 of log 5
    whole = Vary(name="support.asks", low=1, high=4, scale="log", whole=True)
    ones = np.mean([whole.at(u) == 1 for u in (np.arange(5000) + 0.5) / 5000])
    assert ones == pytest.approx(np.log(2) / np.log(5), abs=1e-3)
    text = "vary.'drift.rate' = { from = 0.01, to = 1.0, levels = 5, scale = 'log' }"
    levels = planned(designed(tmp_path, text)).table["drift.rate"].unique()
    assert levels == pytest.approx([0.01, 10**-1.5, 0.1, 10**-0.5, 1.0])
