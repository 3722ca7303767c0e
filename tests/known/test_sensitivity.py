"""Indices against a function whose indices are known, and against SciPy's on the same points."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.analysis.response import noise
from experiments.analysis.sensitivity import of_values
from experiments.config.design import Design, Vary

NAMES = ("drift.rate", "conflict.rate", "support.cost")  # names only: nothing is simulated


def designed(sampler: str, points: int, second_order: bool = False) -> Design:
    vary = tuple(Vary(name=name, low=-np.pi, high=np.pi) for name in NAMES)
    return Design(sampler=sampler, points=points, second_order=second_order, vary=vary)


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def points(design: Design, seed: int = 3) -> np.ndarray:
    return np.array([list(point.values()) for point in design.table(seed)])


def column(table: pd.DataFrame, index: str, name: str = "value") -> np.ndarray:
    return table[table["index"] == index][name].to_numpy()


def known() -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices of the Ishigami function with a = 7, b = 0.1."""
    one = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2
    two, three = 49 / 8, 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + three  # three is what x1 and x3 do together
    return np.array([one, two, 0.0]) / whole, np.array([one + three, two, three]) / whole


def test_sobol_indices_of_a_known_function() -> None:
    design = designed("saltelli", 4096, second_order=True)
    table = of_values(ishigami(points(design)), design, 3)
    first, total = known()
    np.testing.assert_allclose(first, [0.3139, 0.4424, 0.0], atol=1e-4)  # as published
    np.testing.assert_allclose(column(table, "first"), first, atol=0.015)
    np.testing.assert_allclose(column(table, "total"), total, atol=0.015)
    pairs = table[table["index"] == "second"]
    assert list(zip(pairs["parameter"], pairs["with"], strict=True)) == [
        (NAMES[0], NAMES[1]), (NAMES[0], NAMES[2]), (NAMES[1], NAMES[2]),
    ]  # fmt: skip
    np.testing.assert_allclose(pairs["value"], [0.0, total[2], 0.0], atol=0.03)
    for index, truth in (("first", first), ("total", total)):
        low, high = column(table, index, "low"), column(table, index, "high")
        assert ((low <= truth) & (truth <= high)).all()


def test_sobol_indices_are_those_of_scipy_on_the_same_points() -> None:
    design = designed("saltelli", 1024)
    y = ishigami(points(design)).reshape(1024, 5)  # A, then A with one column of B each, then B
    given = {"f_A": y[:, 0][None], "f_B": y[:, 4][None], "f_AB": y[:, 1:4].T[:, None]}
    theirs = stats.sobol_indices(func=given, n=1024)
    table = of_values(y.ravel(), design, 3)
    # SciPy takes the variance over A and B with another divisor, and does not centre first
    np.testing.assert_allclose(column(table, "first"), theirs.first_order.ravel(), atol=0.01)
    np.testing.assert_allclose(column(table, "total"), theirs.total_order.ravel(), atol=0.01)


def test_base_points_with_missing_values_are_left_out_and_counted() -> None:
    design = designed("saltelli", 1024)
    y = ishigami(points(design))
    y[[0, 3, 7]] = np.nan  # two in the first base point, one in the second
    table = of_values(y, design, 3)
    assert set(zip(table["n"], table["missing"], strict=True)) == {(1022, 2)}
    np.testing.assert_allclose(column(table, "first"), known()[0], atol=0.05)


def test_elementary_effects_of_a_plane_are_its_slopes() -> None:
    design = designed("morris", 10)
    x = points(design)
    y = 3.0 * x[:, 0] - 2.0 * x[:, 1]
    table = of_values(y, design, 3)
    whole = 2 * np.pi  # an effect is over the whole range
    np.testing.assert_allclose(column(table, "mu"), [3 * whole, -2 * whole, 0.0], atol=1e-9)
    np.testing.assert_allclose(column(table, "mu_star"), [3 * whole, 2 * whole, 0.0], atol=1e-9)
    np.testing.assert_allclose(column(table, "sigma"), 0.0, atol=1e-9)


def test_an_interaction_shows_in_the_spread_of_elementary_effects() -> None:
    design = designed("morris", 64)
    x = points(design)
    table = of_values(x[:, 0] * x[:, 1] + x[:, 2], design, 3)
    sigma = column(table, "sigma")
    assert sigma[:2].min() > 5.0
    assert sigma[2] == pytest.approx(0.0, abs=1e-9)
    y = (x[:, 0] * x[:, 1]).reshape(64, 4).copy()
    y[5, 2] = np.nan
    assert set(of_values(y.ravel(), design, 3)["n"]) == {63}


def test_the_same_values_have_the_same_intervals_and_a_constant_has_no_indices() -> None:
    design = designed("saltelli", 64)
    y = ishigami(points(design))
    pd.testing.assert_frame_equal(of_values(y, design, 3), of_values(y, design, 3))
    nothing = of_values(np.ones(design.size), design, 3)
    assert nothing["value"].isna().all()
    assert set(nothing["index"]) == {"first", "total"}


def test_noise_is_the_share_of_luck_that_points_do_not_share() -> None:
    generator = np.random.default_rng(1)
    points_, replicates = 4000, 4
    signal = generator.normal(size=(points_, 1)) * 2.0
    shared = generator.normal(size=(1, replicates)) * 50.0  # of a seed, at all points: no noise
    y = signal + shared + generator.normal(size=(points_, replicates)) * 3.0
    index = pd.MultiIndex.from_product([range(points_), range(replicates)])
    runs = pd.DataFrame(
        {"point": index.get_level_values(0), "replicate": index.get_level_values(1)}
    )
    runs = runs.assign(arm="all", payoff=y.ravel())
    # luck 9 ÷ 4 in the mean of four, signal 4: 2.25 ÷ 6.25
    assert noise(runs, ["payoff"])["noise"][0] == pytest.approx(0.36, abs=0.02)
    assert np.isnan(noise(runs.query("replicate == 0"), ["payoff"])["noise"][0])
