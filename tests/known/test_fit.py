"""Fits: configs are checked as a whole, intervals answer a problem with a known solution."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.fit import TARGETS, Draws, Fitted, Setting, posterior, spread
from experiments.fit_config import read_fit
from experiments.problems import BadExperiment
from sim.parameters import Parameters

PANEL = "wave,from,to\n1,a,b\n1,b,a\n2,a,b\n2,b,c\n"


def test_a_config_is_read(tmp_path: Path) -> None:
    (tmp_path / "panel.csv").write_text(PANEL)
    config = tmp_path / "fit.toml"
    config.write_text('panel = "panel.csv"\nfit = ["conflict.rate"]\nagents = 30\n')
    job = read_fit(config)
    assert job.setting.bounds == {"conflict.rate": (0.02, 0.1)}
    assert job.setting.base["population.agents"] == 30
    assert job.setting.weeks() == (200, 250)
    config.write_text('panel = "panel.csv"\n[fit]\nreview.intercept = [1, 4]\n')
    assert read_fit(config).setting.bounds == {"review.intercept": (1.0, 4.0)}


def test_all_mistakes_are_said_at_once_with_their_lines(tmp_path: Path) -> None:
    config = tmp_path / "fit.toml"
    config.write_text(
        'panel = "none.csv"\ndrawz = 3\ndraws = 5\n[fit]\n'
        "review.intercpt = [2, 4]\nconflict.rate = [0.5, 2]\npopulation.agents = [2, 9]\n"
    )
    with pytest.raises(BadExperiment) as caught:
        read_fit(config)
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3, 5, 6, 7]
    text = str(caught.value)
    assert "did you mean draws" in text
    assert "did you mean review.intercept" in text
    assert "[low, high] within [0, 1]" in text


def test_intervals_of_a_problem_with_a_known_solution() -> None:
    """One pattern is the parameter plus normal noise: the posterior is that normal."""
    setting = Setting({"conflict.rate": (0.0, 1.0)}, Parameters(), waves=2)
    luck = np.random.default_rng(4)
    truth = luck.uniform(size=4000)
    patterns = luck.normal(size=(4000, len(TARGETS))) * spread()
    first = np.arange(len(TARGETS)) == 0
    patterns[:, 0] = truth * spread()[0] * 20 + luck.normal(size=4000) * spread()[0]
    target = np.where(first, 10 * spread()[0], 0.0)
    sample, weights = posterior(setting, Draws(truth[:, None], patterns), target, first)
    mean = np.average(sample[:, 0], weights=weights)
    sd = np.sqrt(np.average((sample[:, 0] - mean) ** 2, weights=weights))
    assert mean == pytest.approx(0.5, abs=0.01)
    assert sd == pytest.approx(1 / 20, rel=0.12)


def test_what_does_not_exist_is_null_and_missed() -> None:
    """Of two patterns the fitted worlds have one."""
    found = Fitted(
        names=("conflict.rate",),
        sample=np.array([[0.02], [0.04]]),
        weights=np.ones(2),
        used=("names", "reciprocity"),
        observed={"names": 2.0, "reciprocity": 0.4},
        simulated=np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]]),
        surprise=0.0,
    )
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told["patterns"]["names"] == {"observed": 2.0, "fitted": 2.0}
    assert told["patterns"]["reciprocity"] == {"observed": 0.4, "fitted": None}
    assert told["missed"] == ["reciprocity"]
    assert told["poor"]
    nothing = replace(found, used=(), simulated=np.empty((3, 0)), surprise=1.0)
    assert nothing.as_dict()["patterns"] == {}
    assert nothing.poor
