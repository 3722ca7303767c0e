"""Elementary functions against forty digits of the decimal module: errors, edges, and the bits."""

import math
import random
from collections.abc import Callable
from decimal import Decimal, getcontext
from typing import Any

import numpy as np
import pytest

from sim.rules import elementary
from sim.rules.elementary import (
    bits_of,
    cos_sin,
    cube_root,
    exp,
    from_bits,
    log,
    logistic,
    power,
)
from sim.rules.jit import njit

getcontext().prec = 45
PI = Decimal("3.14159265358979323846264338327950288419716939937511")
#: Units in the last place.
MOST = {"high power": 1.3}


def luck(rng: random.Random) -> float:
    return (rng.getrandbits(32) + 0.5) / 2**32


def cosine(x: Decimal) -> Decimal:
    x %= 2 * PI
    total = term = Decimal(1)
    k = 0
    while abs(term) > Decimal(10) ** -44:
        k += 2
        term *= -x * x / (k * (k - 1))
        total += term
    return total


def wide(rng: random.Random) -> float:
    return math.exp(rng.uniform(-700.0, 700.0))


#: Function → how it is computed with many digits, and where it is tried.
FUNCTIONS: dict[str, tuple[Any, Callable[..., Decimal], Callable[[random.Random], Any]]] = {
    "exp": (
        exp,
        lambda x: x.exp(),
        lambda r: (r.choice([r.uniform(-708.0, 709.0), r.gauss(0.0, 1.0), r.gauss(0.0, 0.01)]),),
    ),
    "log": (
        log,
        lambda x: x.ln(),
        lambda r: (r.choice([wide(r), luck(r), 1.0 + r.gauss(0.0, 0.1) ** 2]),),
    ),
    "logistic": (
        logistic,
        lambda x: 1 / (1 + (-x).exp()),
        lambda r: (r.choice([r.uniform(-700.0, 50.0), r.gauss(0.0, 5.0), r.gauss(0.0, 1.0)]),),
    ),
    "cube root": (
        cube_root,
        lambda x: (x.ln() / 3).exp(),
        lambda r: (r.choice([wide(r), 10.0 * r.random(), 1e-318 * r.random() + 1e-318]),),
    ),
    "power": (
        power,
        lambda x, y: (x.ln() * y).exp(),
        lambda r: (
            r.choice([math.exp(r.uniform(-5.0, 5.0)), r.random(), 1.0 + r.gauss(0.0, 0.01)]),
            r.choice([r.uniform(-3.0, 3.0), r.random(), r.randint(1, 30), r.uniform(-99.0, 99.0)]),
        ),
    ),
    "high power": (
        power,
        lambda x, y: (x.ln() * y).exp(),
        lambda r: (math.exp(r.uniform(-0.35, 0.35)), r.uniform(100.0, 2000.0)),
    ),
    "cosine": (lambda u: cos_sin(u)[0], lambda u: cosine(2 * PI * u), lambda r: (luck(r),)),
    "sine": (lambda u: cos_sin(u)[1], lambda u: cosine(2 * PI * u - PI / 2), lambda r: (luck(r),)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_errors_are_below_what_is_said_in_units_in_the_last_place(name: str) -> None:
    function, true, where = FUNCTIONS[name]
    rng = random.Random(20261129)
    for _ in range(4_000):
        x = where(rng)
        expected = true(*(Decimal(value) for value in x))
        unit = Decimal(math.ulp(float(expected)))
        assert abs(Decimal(function(*x)) - expected) < Decimal(MOST.get(name, 0.9)) * unit, x


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (exp(0.0), 1.0), (exp(-math.inf), 0.0), (exp(math.inf), math.inf), (exp(710.0), math.inf),
        (exp(-745.2), 0.0), (exp(-745.1), 5e-324), (log(1.0), 0.0), (log(0.0), -math.inf),
        (log(math.inf), math.inf), (log(5e-324), math.log(5e-324)), (logistic(0.0), 0.5),
        (logistic(math.inf), 1.0), (logistic(-math.inf), 0.0), (logistic(-800.0), 0.0),
        (logistic(800.0), 1.0), (cube_root(0.0), 0.0), (cube_root(27.0), 3.0),
        (cube_root(math.inf), math.inf), (power(0.0, 0.0), 1.0), (power(0.0, 0.7), 0.0),
        (power(0.0, -1.0), math.inf), (power(0.3, 1.0), 0.3), (power(0.3, 2.0), 0.09),
        (power(math.inf, -2.0), 0.0), (power(1.0, math.inf), 1.0), (power(10.0, 400.0), math.inf),
        (power(10.0, -400.0), 0.0), (cos_sin(0.0), (1.0, 0.0)), (cos_sin(1.0), (1.0, 0.0)),
        (cos_sin(0.25), (0.0, 1.0)), (cos_sin(0.5), (-1.0, 0.0)), (cos_sin(0.75), (0.0, -1.0)),
    ],
)  # fmt: skip
def test_at_edges(found: Any, expected: Any) -> None:
    assert found == expected


@pytest.mark.parametrize(
    "value",
    [
        exp(math.nan), log(-1.0), log(math.nan), logistic(math.nan), power(-1.0, 2.0),
        power(math.nan, 2.0), cube_root(math.nan),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_a_number(value: float) -> None:
    assert math.isnan(value)


@njit
def _there_and_back(x):
    return from_bits(bits_of(x))


@pytest.mark.parametrize("x", [0.0, -0.0, 1.0, -1.5, 5e-324, 1.7e308, math.inf, -math.inf])
def test_bits_are_those_of_memory(x: float) -> None:
    assert bits_of(x) == int(np.float64(x).view(np.int64))
    assert math.copysign(1.0, _there_and_back(x)) == math.copysign(1.0, from_bits(bits_of(x)))
    assert _there_and_back(x) == from_bits(bits_of(x)) == x


@pytest.mark.parametrize("name", FUNCTIONS)
def test_compiled_and_plain_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function, _, where = FUNCTIONS[name]
    rng = random.Random(7)
    points = [where(rng) for _ in range(500)]
    compiled = [function(*x) for x in points]
    plain = getattr(function, "py_func", function)
    monkeypatch.setitem(globals(), "cos_sin", getattr(cos_sin, "py_func", cos_sin))
    assert [plain(*x) for x in points] == compiled


def test_halves_of_a_number_are_exact() -> None:
    rng = random.Random(3)
    for _ in range(1_000):
        a, b = rng.uniform(-9.0, 9.0), rng.uniform(-9.0, 9.0)
        p, rest = elementary._product(a, b)
        assert Decimal(p) + Decimal(rest) == Decimal(a) * Decimal(b)
