"""Fits: configs are checked as a whole, intervals answer a problem with a known solution."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from experiments.config.diagnostics import BadExperiment
from experiments.evidence.fit import Draws, Fitted, Setting, draw, fitted_to, reference, simulated
from experiments.evidence.fit_config import read_fit
from experiments.statistics.abc import Posterior, Reference
from sim.inputs.parameters import Parameters

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


def problem(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two parameters, even in [0, 1], and four patterns: noisy, bent, and one of luck alone."""
    luck = np.random.default_rng(seed)
    truth = luck.uniform(size=(n, 2))
    one, other = truth.T
    bent = np.exp(2.0 * one) + (0.1 + other) * luck.normal(size=n)
    both = one + other + 0.3 * luck.normal(size=n)
    return truth, np.c_[bent, both, other**2 + 0.2 * luck.normal(size=n), luck.normal(size=n)]


UNIT = np.array([[0.0, 1.0], [0.0, 1.0]])


def test_the_posterior_of_a_problem_with_a_known_solution() -> None:
    """A parameter normal beforehand, seen once with noise: the posterior is known exactly."""
    luck = np.random.default_rng(4)
    normal = luck.normal(size=4000)
    seen = normal + 0.5 * luck.normal(size=4000)
    target = np.array([0.8])
    draws = Reference(ndtr(normal)[:, None], seen[:, None], UNIT[:1])
    found = draws.given(target)
    middle, low, high = ndtri(np.array(found.interval(0)))
    # precision 1 + 1/.25 = 5: mean .8·4/5, standard deviation 1/√5
    assert middle == pytest.approx(0.64, abs=0.03)
    assert (high - low) / 2 == pytest.approx(1.96 / np.sqrt(5), rel=0.06)
    assert draws.stretch == pytest.approx([1.0], abs=0.06)


def test_intervals_hold_what_they_should_though_the_regression_is_wrong() -> None:
    # Few draws, and noise that grows with a parameter: as they are, intervals hold too few.
    held = np.zeros((2, 2))
    for seed in range(40):
        draws = Reference(*problem(60, seed), UNIT)
        truths, targets = problem(50, 1000 + seed)
        for row, stretch in enumerate((draws.stretch, np.ones(2))):
            draws.stretch = stretch
            found = [draws.given(target) for target in targets]
            ends = np.array([[one.interval(k)[1:] for k in range(2)] for one in found])
            assert ((ends > 0.0) & (ends < 1.0)).all()
            held[row] += ((ends[:, :, 0] <= truths) & (truths <= ends[:, :, 1])).mean(axis=0) / 40
    assert held[0] == pytest.approx([0.95, 0.95], abs=0.02)
    assert (held[1] < 0.92).all()


def test_what_tells_nothing_leaves_what_was_known() -> None:
    parameters, _ = problem(400, seed=3)
    same = np.ones((400, 2))
    for patterns in (same, same[:, :0]):
        found = Reference(parameters, patterns, UNIT).given(patterns[0])
        for k in range(2):
            middle, low, high = found.interval(k)
            assert middle == pytest.approx(0.5, abs=0.1)
            assert (low, high) == pytest.approx((0.025, 0.975), abs=0.05)


def test_patterns_that_many_draws_lack_are_not_fitted_to() -> None:
    patterns = np.ones((100, 12))
    patterns[:8, :4] = np.nan  # four lack in the same draws
    patterns[8:30:4, 4] = patterns[9:30:4, 5] = patterns[10:30:4, 6] = np.nan
    patterns[40, 7] = np.nan
    target = np.ones(12)
    target[11] = np.nan
    used = fitted_to(target, Draws(np.ones((100, 1)), patterns))
    assert used.tolist() == [False] * 4 + [True] * 7 + [False]


SETTING = Setting(
    {"conflict.rate": (0.0, 0.2), "attention.acts": (2.0, 6.0)},
    Parameters().updated({"population.agents": 20, "population.memory": 12}),
    waves=3,
    draws=100,
)


@pytest.mark.slow
@pytest.mark.statistical
def test_known_parameters_are_recovered_from_simulated_panels() -> None:
    draws = draw(SETTING, jobs=2)
    medians = []
    for number, truth in enumerate([(0.02, 5.5), (0.18, 2.5)]):
        target = simulated(SETTING, truth, seed=number)
        used = fitted_to(target, draws)
        assert used.sum() >= 8
        found = reference(SETTING, draws, used).given(target[used])
        ends = [found.interval(k) for k in range(2)]
        assert all(low <= value <= high for value, (_, low, high) in zip(truth, ends, strict=True))
        medians.append([middle for middle, _, _ in ends])
    assert medians[0][0] < 0.08 < 0.12 < medians[1][0]
    assert medians[0][1] > 4.5 > 3.5 > medians[1][1]


def test_draws_do_not_depend_on_jobs() -> None:
    few = replace(SETTING, draws=4, waves=2)
    one, two = draw(few), draw(few, jobs=2)
    assert (one.parameters == two.parameters).all()
    np.testing.assert_array_equal(one.patterns, two.patterns)


def test_what_does_not_exist_is_null_and_missed() -> None:
    """Of two patterns the fitted worlds have one."""
    found = Fitted(
        names=("conflict.rate",),
        known=Posterior(np.array([[0.02], [0.04]]), np.ones(2)),
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
