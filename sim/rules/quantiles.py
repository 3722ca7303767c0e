"""Quantiles of the distributions that people are drawn from, in arithmetic alone."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sim.rules.elementary import exp, log
from sim.rules.jit import shared

#: ln √(2π).
_HALF_LOG_TURN = 0.91893853320467274178
#: Steps of Newton's method, of which it takes about five, and terms of a continued fraction.
_STEPS, _TERMS = 100, 100_000
#: The logarithm of what is as good as nothing.
_NOTHING = -740.0


class Beta(NamedTuple):
    """A Beta distribution, and what its quantiles need of it that is the same for all of them."""

    mean: float
    a: float
    b: float
    log_beta: float  # ln B(a, b)
    middle: float  # the probability of less than one half


@shared
def poisson(mean: float, u: float) -> int:
    """Return the Poisson variate of a mean up to 700 at u in (0, 1)."""
    number, term = 0, exp(-mean)
    reached, last = term, mean + 12.0 * sqrt(mean) + 20.0
    while reached < u and number < last:
        number += 1
        term *= mean / number
        reached += term
    return number


@shared
def log_gamma(x: float) -> float:
    """Return ln Γ(x), for x > 0: Stirling's series from 10 up, and below by Γ(x + 1) = x·Γ(x)."""
    product = 1.0
    while x < 10.0:
        product *= x
        x += 1.0
    z = 1.0 / (x * x)
    series = 1.0 / 12.0 + z * (
        -1.0 / 360.0
        + z * (1.0 / 1260.0
        + z * (-1.0 / 1680.0
        + z * (1.0 / 1188.0 + z * (-691.0 / 360360.0 + z * (1.0 / 156.0)))))
    )  # fmt: skip
    return (x - 0.5) * log(x) - x + _HALF_LOG_TURN + series / x - log(product)


@shared
def beta_of(mean: float, weight: float) -> Beta:
    """Return the Beta distribution of a mean and a weight, the sum of both its parameters."""
    a, b = mean * weight, (1.0 - mean) * weight
    if mean <= 0.0 or mean >= 1.0 or min(a, b) < 1e-300:
        return Beta(mean, 0.0, 0.0, 0.0, 0.0)
    log_beta = log_gamma(a) + log_gamma(b) - log_gamma(a + b)
    middle, _, _ = _at(a, b, 0.5, 0.5, log_beta)
    return Beta(mean, a, b, log_beta, middle)


@shared
def beta(of: Beta, u: float) -> float:
    """Return the Beta variate at u in (0, 1); its mean, if it has no variation.

    Newton's method on the logarithms of the variate and of its probability, in the tail in which u
    lies, between bounds; of x and 1 − x, the smaller is found. Where a parameter is too small to
    compute with, all variates are 0 or 1, but for a share that no uniform can tell from none.
    """
    if of.mean <= 0.0 or of.mean >= 1.0:
        return of.mean
    if of.a == 0.0:
        return 0.0 if u < 1.0 - of.mean else 1.0
    if u > of.middle:
        return 1.0 - _smaller(of.b, of.a, of.log_beta, 1.0 - u)
    return _smaller(of.a, of.b, of.log_beta, u)


@shared
def _smaller(a: float, b: float, log_beta: float, u: float) -> float:
    """Return the quantile at u, which is at most one half; of something less than e⁻⁷⁴⁰, 0."""
    t = (log(u) + log(a) + log_beta) / a  # right where x is small
    if a > 1.0 and b > 1.0:
        t = _near(a, b, u)
    t = min(t, -1e-9)
    if t < _NOTHING:
        return 0.0
    low, high = _NOTHING, 0.0
    for _ in range(_STEPS):
        x = exp(t)
        below, above, rise = _at(a, b, x, 1.0 - x, log_beta)
        if below <= 0.0 or above <= 0.0:
            off, slope = below - above, 0.0
        elif u < 0.5:
            off, slope = log(below / u), rise / below
        else:
            off, slope = -log(above / (1.0 - u)), rise / above
        if off > 0.0:
            high = t
        else:
            low = t
        step = off / slope if slope > 0.0 else 1000.0
        t -= step
        if abs(step) < 1e-8:  # the next would be some 1e-16
            break
        if not low < t < high:
            t = 0.5 * (low + high)
    return exp(t)


@shared
def _at(a: float, b: float, x: float, y: float, log_beta: float) -> tuple[float, float, float]:
    """Return I_x(a, b), its complement, and x times the density at x; y is 1 − x."""
    rise = exp(a * log(x) + b * log(y) - log_beta)  # x·y·density
    if x * (a + b + 2.0) < a + 1.0:
        below = rise * _fraction(a, b, x) / a
        return below, 1.0 - below, rise / y
    above = rise * _fraction(b, a, y) / b
    return 1.0 - above, above, rise / y


@shared
def _fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete Beta function (Lentz 1976)."""
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    h = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        d = 1.0 / (1.0 + even * d)
        c = 1.0 + even / c
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d = 1.0 / (1.0 + odd * d)
        c = 1.0 + odd / c
        step = d * c
        h *= step
        if abs(step - 1.0) < 2e-16:
            break
    return h


@shared
def _near(a: float, b: float, u: float) -> float:
    """Return the logarithm of the quantile, roughly (Abramowitz & Stegun 26.2.23, 26.5.22)."""
    p = min(u, 1.0 - u)
    t = sqrt(-2.0 * log(p))
    z = t - (2.30753 + 0.27061 * t) / (1.0 + t * (0.99229 + 0.04481 * t))
    if u >= 0.5:
        z = -z
    least = (z * z - 3.0) / 6.0
    if least + 2.0 / (1.0 / (2.0 * a - 1.0) + 1.0 / (2.0 * b - 1.0)) <= 0.0:
        return -log(1.0 + b / a)
    h = 2.0 / (1.0 / (2.0 * a - 1.0) + 1.0 / (2.0 * b - 1.0))
    w = z * sqrt(least + h) / h - (1.0 / (2.0 * b - 1.0) - 1.0 / (2.0 * a - 1.0)) * (
        least + 5.0 / 6.0 - 2.0 / (3.0 * h)
    )
    return -log(1.0 + b / a * exp(2.0 * w))
