"""Elementary functions in arithmetic alone: the same bits on every machine and in every browser.

The C library of a system, NumPy and a browser each round exp, log, sin and powers in a way of their
own, and differ in the last bit now and then. Addition, multiplication, division and the square root
are rounded alike everywhere (IEEE 754). These functions use nothing else, besides whole numbers and
the bits of a number, in one order. They err by less than nine tenths of a unit in the last place,
powers beyond the hundredth by less than 1.3.

The exponential, the logarithm, the kernels of sine and cosine and the cube root are those of fdlibm
(Sun Microsystems 1993). Powers take the logarithm in two numbers, the second of which holds what
the first rounds off (Dekker 1971), and so does the logistic function the exponential.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, nan, sqrt
from struct import Struct

import numpy as np

from sim.rules.jit import compiled_as, njit, shared

#: ln 2 in two numbers, the first with 32 bits, so that whole multiples of it are exact.
LN2, LN2_REST = 6.93147180369123816490e-01, 1.90821492927058770002e-10
#: 2π in two numbers, the first with 20 bits: times 33 bits of luck it is exact.
TURN, TURN_REST = 6.2831802368164062, 5.070363180076586e-06
#: Times this, less the difference: the upper 26 bits of a number.
SPLIT = 134217729.0

_NUMBER, _WHOLE = Struct("<d"), Struct("<q")
_MANTISSA, _ONE = (1 << 52) - 1, 1023 << 52
_SQRT2 = 1.4142135623730951
#: The smallest normal number.
_LEAST = 2.2250738585072014e-308
#: Where eˣ is too large to be told, and where it is less than half of the smallest number.
_OVER, _UNDER = 709.782712893384, -745.1332191019412


def total(values: Iterable[float]) -> float:
    """Return the sum from left to right; Python's own keeps what is rounded off, from 3.12 on."""
    added = 0.0
    for value in values:
        added += value
    return added


def bits_of(x: float) -> int:
    """Return the 64 bits of a number as a whole number."""
    bits: int = _WHOLE.unpack(_NUMBER.pack(x))[0]
    return bits


def from_bits(bits: int) -> float:
    """Return the number that has these 64 bits."""
    x: float = _NUMBER.unpack(_WHOLE.pack(bits))[0]
    return x


@compiled_as(bits_of)
def _bits_of(x):  # type: ignore[no-untyped-def]
    return lambda x: np.float64(x).view(np.int64)


@compiled_as(from_bits)
def _from_bits(bits):  # type: ignore[no-untyped-def]
    return lambda bits: np.int64(bits).view(np.float64)


@shared
def _scaled(x: float, k: int) -> float:
    """Return x·2ᵏ for a normal number; where the result is not one, it is rounded twice."""
    if k < -1021:
        return x * from_bits((k + 1023 + 200) << 52) * 6.223015277861142e-61  # 2⁻²⁰⁰
    if k > 1023:
        return x * 2.0 * from_bits((k - 1 + 1023) << 52)
    return x * from_bits((k + 1023) << 52)


@shared
def _exp_less_one(x: float, rest: float) -> tuple[float, int]:
    """Return t and k with eˣ⁺ʳᵉˢᵗ = (1 + t)·2ᵏ and t between −0.3 and 0.42; rest is small."""
    k = int(x * 1.44269504088896338700 + (0.5 if x >= 0.0 else -0.5))
    high, low = x - k * LN2, k * LN2_REST - rest
    r = high - low
    z = r * r
    c = r - z * (
        1.66666666666666019037e-01
        + z * (-2.77777777770155933842e-03
        + z * (6.61375632143793436117e-05
        + z * (-1.65339022054652515390e-06 + z * 4.13813679705723846039e-08)))
    )  # fmt: skip
    return high - (low - (r * c) / (2.0 - c)), k


@shared
def _exp_of_both(x: float, rest: float) -> float:
    """Return e to the power x + rest, of which the second is small beside the first."""
    if x != x:
        return x
    if x > _OVER:
        return inf
    if x < _UNDER:
        return 0.0
    t, k = _exp_less_one(x, rest)
    return _scaled(1.0 + t, k)


@njit
def exp(x: float) -> float:
    """Return eˣ."""
    return _exp_of_both(x, 0.0)


@njit
def logistic(x: float) -> float:
    """Return σ(x) = 1/(1 + e⁻ˣ), also far from zero."""
    if x != x:
        return x
    if x > 40.0:
        return 1.0
    if x < _UNDER:
        return 0.0
    t, k = _exp_less_one(-abs(x), 0.0)
    one = 1.0 + t
    e, e_rest = _scaled(one, k), _scaled(t - (one - 1.0), k) if k > -900 else 0.0
    whole = 1.0 + e
    whole_rest = e - (whole - 1.0) + e_rest
    part, part_rest = (1.0, 0.0) if x >= 0.0 else (e, e_rest)
    share = part / whole
    back, back_rest = _product(share, whole)
    return share + (((part - back) - back_rest) + (part_rest - share * whole_rest)) / whole


@shared
def _parts(x: float) -> tuple[float, int]:
    """Return m in [√½, √2) and k with x = m·2ᵏ, for 0 < x < ∞."""
    k = 0
    if x < _LEAST:
        x, k = x * 18014398509481984.0, -54
    bits = bits_of(x)
    k += (bits >> 52) - 1023
    m = from_bits((bits & _MANTISSA) | _ONE)
    if m > _SQRT2:
        return 0.5 * m, k + 1
    return m, k


@njit
def log(x: float) -> float:
    """Return ln x; −∞ for 0, NaN for less."""
    if not 0.0 < x < inf:
        return x if x != x or x > 0.0 else (-inf if x == 0.0 else nan)
    m, k = _parts(x)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    r = z * (
        6.666666666666735130e-01
        + z * (3.999999999940941908e-01
        + z * (2.857142874366239149e-01
        + z * (2.222219843214978396e-01
        + z * (1.818357216161805012e-01
        + z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01)))))
    )  # fmt: skip
    half = 0.5 * f * f
    return k * LN2 - ((half - (s * (half + r) + k * LN2_REST)) - f)


@njit
def cos_sin(u: float) -> tuple[float, float]:
    """Return the cosine and the sine of 2π·u, for 0 ≤ u ≤ 1 in 33 bits: a direction by luck."""
    quarter = int(4.0 * u + 0.5)
    r = u - 0.25 * quarter
    x, rest = r * TURN, r * TURN_REST
    y = x + rest
    rest = rest - (y - x)
    z = y * y
    v = z * y
    s = 8.33333333332248946124e-03 + z * (
        -1.98412698298579493134e-04
        + z * (2.75573137070700676789e-06
        + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))
    )  # fmt: skip
    sin = y - ((z * (0.5 * rest - v * s) - rest) - v * -1.66666666666666324348e-01)
    c = z * (
        4.16666666666666019037e-02
        + z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05)
    ) + (z * z) * (z * z) * (
        -2.75573143513906633035e-07
        + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)
    )
    half = 0.5 * z
    w = 1.0 - half
    cos = w + (((1.0 - w) - half) + (z * c - y * rest))
    if quarter == 1:
        return -sin, cos
    if quarter == 2:
        return -cos, -sin
    if quarter == 3:
        return sin, -cos
    return cos, sin


@njit
def cube_root(x: float) -> float:
    """Return the cube root of x ≥ 0."""
    if not 0.0 < x < inf:
        return x
    back = 1.0
    if x < _LEAST:
        x, back = x * 18014398509481984.0, 3.814697265625e-06  # 2⁵⁴, 2⁻¹⁸
    t = from_bits(((bits_of(x) >> 32) // 3 + 715094163) << 32)
    r = (t * t) * (t / x)
    t = t * (
        (1.87595182427177009643 + r * (-1.88497979543377169875 + r * 1.621429720105354466140))
        + ((r * r) * r) * (-0.758397934778766047437 + r * 0.145996192886612446982)
    )
    t = from_bits((bits_of(t) + 0x80000000) & -0x40000000)  # 23 bits, so that t·t is exact
    r = x / (t * t)
    return (t + t * ((r - t) / (t + t + r))) * back


@shared
def _product(a: float, b: float) -> tuple[float, float]:
    """Return a·b in two numbers, without error."""
    p = a * b
    c, d = SPLIT * a, SPLIT * b
    a1, b1 = c - (c - a), d - (d - b)
    a2, b2 = a - a1, b - b1
    return p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2


@shared
def _log_in_two(x: float) -> tuple[float, float]:
    """Return ln x in two numbers, for 0 < x < ∞."""
    m, k = _parts(x)
    f = m - 1.0
    d = 2.0 + f
    d_rest = f - (d - 2.0)
    s = f / d
    p, p_rest = _product(s, d)
    s_rest = ((f - p) - p_rest - s * d_rest) / d
    z, z_rest = _product(s, s)
    z_rest += 2.0 * s * s_rest
    # ln m = 2s + s·(⅔z + ⅖z² + …): the first term of the sum in two numbers, the others in one
    t, t_rest = _product(z, 0.66666666666666663)
    t_rest += z * 3.7007434154171886e-17 + z_rest * 0.66666666666666663
    more = 2.0 / 25.0
    for odd in range(23, 3, -2):
        more = 2.0 / odd + z * more
    t_rest += z * z * more
    q, q_rest = _product(s, t)
    q_rest += s * t_rest + s_rest * t
    a = k * LN2  # exact, and larger than what follows, or 0
    b = 2.0 * s
    high = a + b
    rest = (b - (high - a)) if k != 0 else 0.0
    total = high + q
    rest += q - (total - high)
    rest += k * LN2_REST + 2.0 * s_rest + q_rest
    high = total + rest
    return high, rest - (high - total)


@njit
def power(x: float, y: float) -> float:
    """Return x to the power y, for x ≥ 0; NaN for less."""
    if y == 0.0 or x == 1.0:
        return 1.0
    if not 0.0 < x < inf:
        if x != x or x < 0.0:
            return nan
        return x if y > 0.0 else (0.0 if x > 0.0 else inf)
    if y == 1.0:
        return x
    if y == 2.0:
        return x * x
    if y == 0.5:
        return sqrt(x)
    high, rest = _log_in_two(x)
    if not -1e4 < y * high < 1e4:
        return _exp_of_both(y * high, 0.0)
    p, p_rest = _product(y, high)
    return _exp_of_both(p, p_rest + y * rest)
