"""How a design chooses its points: every sampler, declared once.

A sampler gives points of the unit cube, a row a point and a column a parameter; what a coordinate
means is the business of :mod:`experiments.config.design`. ``grid`` and ``list`` have no cube: their
levels are said one by one. The same seed gives the same points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: Levels of a Morris design: u in {0, ⅓, ⅔, 1}.
MORRIS_LEVELS = 4


@dataclass(frozen=True)
class Sampler:
    """One way of choosing points.

    Attributes
    ----------
    meaning
        What the points are good for.
    points
        What ``points`` in a config counts; "" for a sampler that takes none.
    size
        (points, parameters, second order) → how many points the design has.
    unit
        (points, parameters, seed, second order) → the points in the unit cube, shape (size,
        parameters); None where levels are said one by one.
    power_of_two
        Whether ``points`` must be 2, 4, 8, …: the balance of Sobol's sequence.
    indices
        Whether it is made for sensitivity indices.
    """

    meaning: str
    points: str = ""
    size: Callable[[int, int, bool], int] | None = None
    unit: Callable[[int, int, int, bool], np.ndarray] | None = None
    power_of_two: bool = False
    indices: bool = False


def nonzero(seed: int) -> int:
    """Return the seed of a sampler: SALib takes a seed of 0 for none at all."""
    return seed + 1


def _latin_hypercube(points: int, parameters: int, seed: int, second_order: bool) -> np.ndarray:
    from scipy.stats import qmc

    return qmc.LatinHypercube(parameters, rng=nonzero(seed)).random(points)


def _sobol(points: int, parameters: int, seed: int, second_order: bool) -> np.ndarray:
    from scipy.stats import qmc

    return qmc.Sobol(parameters, scramble=True, rng=nonzero(seed)).random(points)


def _morris(points: int, parameters: int, seed: int, second_order: bool) -> np.ndarray:
    from SALib.sample import morris

    sampled: np.ndarray = morris.sample(
        cube(parameters), points, num_levels=MORRIS_LEVELS, seed=nonzero(seed)
    )
    return sampled


def _saltelli(points: int, parameters: int, seed: int, second_order: bool) -> np.ndarray:
    from SALib.sample import sobol

    sampled: np.ndarray = sobol.sample(
        cube(parameters), points, calc_second_order=second_order, seed=nonzero(seed)
    )
    return sampled


def cube(parameters: int) -> dict[str, Any]:
    """Return the unit cube as SALib describes a problem."""
    names = [f"x{k}" for k in range(parameters)]
    return {"num_vars": parameters, "names": names, "bounds": [[0.0, 1.0]] * parameters}


SAMPLERS: dict[str, Sampler] = {
    "grid": Sampler("every combination of the levels: curves, surfaces and maps"),
    "list": Sampler("the first level of each, then the second, …: worlds chosen by hand"),
    "latin_hypercube": Sampler(
        "every parameter's range in equal slices, each hit once (McKay et al. 1979)",
        "points",
        lambda n, k, second: n,
        _latin_hypercube,
    ),
    "sobol": Sampler(
        "points that fill the space evenly (scrambled Sobol sequence)",
        "points, a power of two",
        lambda n, k, second: n,
        _sobol,
        power_of_two=True,
    ),
    "morris": Sampler(
        "elementary effects, to screen many parameters (Morris 1991)",
        "trajectories of parameters + 1 points",
        lambda n, k, second: n * (k + 1),
        _morris,
        indices=True,
    ),
    "saltelli": Sampler(
        "Sobol indices: shares of the variance (Saltelli et al. 2010)",
        "base points, a power of two; of each are made parameters + 2 points",
        lambda n, k, second: n * ((2 * k if second else k) + 2),
        _saltelli,
        power_of_two=True,
        indices=True,
    ),
}
