"""A search over portfolios finds the top of a hill that is known, and keeps to the simplex."""

from pathlib import Path

import numpy as np
import pytest

from experiments.config.experiment import Arm, Experiment
from experiments.config.reader import read_experiment
from experiments.workflow import search as searching
from experiments.workflow.search import judged, search, shares_of
from sim.errors import BadInput
from sim.inputs.strategies import PRESETS
from sim.inputs.switches import PRACTICES

Given = tuple[Experiment, Arm, int, str]

#: A hill whose top lies on an edge of the simplex: three practices are not worth anything.
TOP = {"work": 0.3, "scout": 0.1, "check_in": 0.25, "adapt": 0.2, "resolve": 0.15}


def experiment(folder: Path, text: str = "") -> Experiment:
    file = folder / "x.toml"
    file.write_text(f"weeks = 8\nreplicates = 2\n{text}[model]\npopulation.agents = 10\n")
    return read_experiment(file)


def hill(given: Given) -> float:
    _, arm, seed, _ = given
    shares = arm.strategies[0][0].portfolio
    away = sum((shares.get(p, 0.0) - TOP.get(p, 0.0)) ** 2 for p in PRACTICES)
    return seed - away  # luck that all portfolios share moves no top


def test_the_top_of_a_hill_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_value", hill)
    told: list[int] = []
    found = search(experiment(tmp_path), evaluations=150, progress=lambda n, most: told.append(n))
    shares = found.strategy.portfolio
    assert [shares[p] for p in PRACTICES] == pytest.approx(
        [TOP.get(p, 0) for p in PRACTICES], abs=0.02
    )
    assert len(found.trials) <= 150
    assert told == list(range(1, len(found.trials) + 1))
    tried = found.trials[list(PRACTICES)].to_numpy()
    assert tried.min() >= 0.0
    np.testing.assert_allclose(tried.sum(axis=1), 1.0, atol=1e-9)
    assert found.trials["start"][: len(PRESETS)].tolist() == list(PRESETS)


def test_less_is_searched_for_where_less_is_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_value", lambda given: -hill(given))
    (tmp_path / "y.toml").write_text("replicates = 1\n[analysis]\noutcomes = ['unmet_need']\n")
    found = search(read_experiment(tmp_path / "y.toml"), evaluations=60)
    assert found.value == found.trials["value"].min()


def test_what_is_found_is_judged_against_the_presets_on_other_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_value", hill)
    asked = experiment(tmp_path)
    found = search(asked, evaluations=40)
    judge = judged(asked, found)
    assert [arm.name for arm in judge.arms] == ["found", *PRESETS]
    assert judge.seed != asked.seed
    assert judge.parameters == asked.parameters
    # the baseline is the preset that was best in the search
    first = found.trials.head(len(PRESETS))
    assert judge.baseline == first.loc[first["value"].idxmax(), "start"]


def test_one_process_and_two_find_the_same(tmp_path: Path) -> None:
    asked = experiment(tmp_path)
    one, two = (search(asked, evaluations=20, jobs=jobs) for jobs in (1, 2))
    assert one.trials.equals(two.trials)


def test_what_cannot_be_searched_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a search has no \[design\]"):
        search(experiment(tmp_path, "[design]\nvary.'drift.rate' = [0.1]\n"))
    with pytest.raises(BadInput, match=f"needs {2 * len(PRESETS)} evaluations at least, not 5"):
        search(experiment(tmp_path), evaluations=5)


def test_shares_are_whole_millionths_that_add_up_to_one() -> None:
    assert shares_of([1.0, -0.2, 1.0, 1.0]) == [0.333334, 0.0, 0.333333, 0.333333]
