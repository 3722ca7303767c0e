"""Quantiles against SciPy's, over all of what their parameters may be."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.special import betaincinv, gammaln
from scipy.stats import poisson as reference

from sim.rules.jit import njit
from sim.rules.quantiles import beta, beta_of, log_gamma, poisson

LUCK = (np.sort(np.random.default_rng(1).integers(0, 2**32, 60)) + 0.5) / 2**32
EDGES = np.array([0.5, 2**32 - 0.5]) / 2**32
US = np.concatenate([EDGES[:1], LUCK, EDGES[1:]])


@njit
def betas(mean, weight, us, out):
    distribution = beta_of(mean, weight)
    for i in range(us.size):
        out[i] = beta(distribution, us[i])


@njit
def poissons(mean, us, out):
    for i in range(us.size):
        out[i] = poisson(mean, us[i])


def of_all(kernel: Any, *given: Any) -> np.ndarray:
    out = np.zeros(US.size)
    kernel(*given, US, out)
    return out


@pytest.mark.parametrize("mean", [1e-6, 0.001, 0.03, 0.3, 0.5, 0.7, 0.8, 0.97, 0.999999])
@pytest.mark.parametrize("weight", [0.01, 0.3, 1.0, 2.0, 2.5, 4.0, 10.0, 30.0, 1e3, 1e6])
def test_beta_variates_are_those_of_scipy(mean: float, weight: float) -> None:
    found = of_all(betas, mean, weight)
    assert found == pytest.approx(betaincinv(mean * weight, (1.0 - mean) * weight, US), abs=1e-10)
    assert np.all(np.diff(found) >= 0.0)


def test_beta_inverts_its_distribution_function() -> None:
    # Beta(8, 2): P(X ≤ x) = 9x⁸ − 8x⁹
    for u in (0.1, 0.5, 0.9):
        x = beta(beta_of(0.8, 10.0), u)
        assert 9 * x**8 - 8 * x**9 == pytest.approx(u)


@pytest.mark.parametrize("weight", [0.01, 10.0, 1e6])
@pytest.mark.parametrize("mean", [5e-324, 1e-310, 1e-20, 0.5, 1.0 - 2.0**-53])
def test_beta_is_a_probability_for_the_smallest_parameters(mean: float, weight: float) -> None:
    x = of_all(betas, mean, weight)
    assert ((x >= 0.0) & (x <= 1.0)).all()


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_certain_variates_are_their_mean(mean: float) -> None:
    assert np.all(of_all(betas, mean, 10.0) == mean)


@pytest.mark.parametrize("mean", [1e-320, 1e-306, 1.0 - 1e-16])
def test_next_to_certain_ones_are_nearly_so(mean: float) -> None:
    assert np.all(of_all(betas, mean, 0.01) == round(mean))


@pytest.mark.parametrize("mean", [0.0, 0.5, 3.0, 7.5, 49.0, 700.0])
def test_poisson_variates_are_those_of_scipy(mean: float) -> None:
    assert np.array_equal(of_all(poissons, mean), reference.ppf(US, mean) if mean else 0.0 * US)


def test_poisson_inverts_its_distribution_function() -> None:
    # mean 3: P(0) = e⁻³ = .0498, P(≤ 1) = 4e⁻³ = .1991, P(≤ 3) = 13e⁻³ = .6472
    e = math.exp(-3.0)
    us = [1e-9, e - 1e-9, e + 1e-9, 4 * e - 1e-9, 4 * e + 1e-9, 13 * e - 1e-9, 13 * e + 1e-9]
    assert [poisson(3.0, u) for u in us] == [0, 0, 1, 1, 2, 3, 4]
    assert poisson(49.0, 1.0 - 2.0**-33) < 120


@pytest.mark.parametrize("x", [1e-300, 1e-6, 0.5, 1.0, 2.0, 9.99, 10.0, 171.0, 1e6])
def test_log_gamma_is_that_of_scipy(x: float) -> None:
    assert log_gamma(x) == pytest.approx(float(gammaln(x)), rel=2e-14, abs=2e-14)


def test_compiled_and_plain_are_the_same() -> None:
    for mean, weight in [(0.8, 10.0), (0.02, 0.1), (0.5, 2.0), (0.3, 1e4)]:
        plain = np.zeros(US.size)
        getattr(betas, "py_func", betas)(mean, weight, US, plain)
        assert np.array_equal(of_all(betas, mean, weight), plain)
    assert [poisson(3.0, u) for u in US] == of_all(poissons, 3.0).tolist()
    assert math.isclose(beta(beta_of(0.5, 2.0), 0.25), 0.25)
