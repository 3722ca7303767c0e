"""Which parameters matter: Morris' elementary effects and Sobol's shares of variance, by SALib.

Outcomes are averaged over replicates, which share their luck; what luck is left in them is said by
:func:`experiments.analysis.response.noise`, since a total index cannot tell it from interaction.
Effects are over the whole range of a parameter. A trajectory or base point in which an outcome does
not exist is left out and counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analysis.formatting import digits
from experiments.config.design import Design
from experiments.config.experiment import Experiment
from experiments.config.samplers import MORRIS_LEVELS, SAMPLERS, cube
from experiments.statistics.intervals import LEVEL, SEED
from sim.measures.outcomes import about

#: Bootstrap samples of the indices.
INDEX_RESAMPLES = 1_000
#: Trajectories or base points that indices need at least.
FEWEST = 2


def indices(runs: pd.DataFrame, experiment: Experiment, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return the indices of an experiment with a morris or saltelli design.

    Returns
    -------
    DataFrame
        A row an arm, outcome, parameter and index: arm, outcome, parameter, index ("mu", "mu_star",
        "sigma"; "first", "total", "second"), with (the other parameter of a pair), value, low, high
        (95 % bootstrap), n (trajectories or base points), missing.
    """
    design = experiment.design
    assert design is not None
    parts = []
    for arm, part in runs.groupby("arm", sort=False, observed=True):
        means = part.groupby("point")[list(outcomes)].mean().reindex(range(design.size))
        for outcome in outcomes:
            table = of_values(means[outcome].to_numpy(), design, experiment.seed)
            table.insert(0, "arm", arm)
            table.insert(1, "outcome", outcome)
            parts.append(table)
    return pd.concat(parts, ignore_index=True)


def of_values(values: np.ndarray, design: Design, seed: int) -> pd.DataFrame:
    """Return the indices of values at the points of a design.

    Parameters
    ----------
    values
        One number a point, shape (design.size,); NaN where there is none.
    design
        A morris or saltelli design.
    seed
        The seed that the design's points were made with.
    """
    k = len(design.vary)
    block = design.size // design.points  # points of a trajectory, or of a base point
    whole = np.isfinite(values.reshape(-1, block)).all(axis=1)
    kept, left = np.repeat(whole, block), int(whole.sum())
    y = values[kept]
    if left < FEWEST or np.ptp(y) == 0:
        rows = _nothing(design)
    elif design.sampler == "morris":
        unit = SAMPLERS["morris"].unit
        assert unit is not None
        rows = _morris(unit(design.points, k, seed, False)[kept], y, design)
    else:
        rows = _sobol(y, design)
    return pd.DataFrame(rows).assign(n=left, missing=design.points - left)


def _row(name: str, index: str, value: float, half: float, other: str = "") -> dict[str, object]:
    ends = {"low": value - half, "high": value + half}
    return {"parameter": name, "index": index, "with": other, "value": value, **ends}


def _nothing(design: Design) -> list[dict[str, object]]:
    names = ("mu_star", "mu", "sigma") if design.sampler == "morris" else ("first", "total")
    return [_row(name, index, np.nan, np.nan) for index in names for name in design.names]


def _morris(unit: np.ndarray, y: np.ndarray, design: Design) -> list[dict[str, object]]:
    from SALib.analyze import morris

    found = morris.analyze(
        cube(len(design.vary)), unit, y, num_levels=MORRIS_LEVELS, num_resamples=INDEX_RESAMPLES,
        conf_level=LEVEL, seed=SEED,
    )  # fmt: skip
    halves = {"mu_star": found["mu_star_conf"]}
    return [
        _row(name, index, float(value), float(halves[index][k]) if index in halves else np.nan)
        for index in ("mu_star", "mu", "sigma")
        for k, (name, value) in enumerate(zip(design.names, found[index], strict=True))
    ]


def _sobol(y: np.ndarray, design: Design) -> list[dict[str, object]]:
    from SALib.analyze import sobol

    found = sobol.analyze(
        cube(len(design.vary)), y, calc_second_order=design.second_order,
        num_resamples=INDEX_RESAMPLES, conf_level=LEVEL, seed=SEED,
    )  # fmt: skip
    rows = [
        _row(name, index, float(found[key][k]), float(found[f"{key}_conf"][k]))
        for index, key in (("first", "S1"), ("total", "ST"))
        for k, name in enumerate(design.names)
    ]
    if design.second_order:
        rows += [
            _row(one, "second", float(found["S2"][j, k]), float(found["S2_conf"][j, k]), other)
            for j, one in enumerate(design.names)
            for k, other in enumerate(design.names)
            if j < k
        ]
    return rows


def main_index(table: pd.DataFrame) -> str:
    """Return the index by which parameters are put in order."""
    return "mu_star" if "mu_star" in set(table["index"]) else "total"


def sentence(table: pd.DataFrame, noise: float, outcome: str, arm: str = "") -> str:
    """Say which parameters move an outcome most, and how much of its variance is luck."""
    rows = table[table["index"] == main_index(table)].dropna(subset=["value"])
    label = about(outcome).label
    start = f"{arm}: " if arm else ""
    if rows.empty:
        return f"{start}{label} has no indices: it is missing or the same at too many points."
    rows = rows[rows["value"] != 0]
    if rows.empty:
        return f"{start}{label} moves with none of the parameters."
    top = rows.sort_values("value", ascending=False, kind="stable").head(3).to_dict("records")
    sign = "μ* " if main_index(table) == "mu_star" else "total share "
    told = []
    for row in top:
        half = row["high"] - row["value"]
        places = digits(half, row["value"])
        told.append(f"{row['parameter']} ({sign}{row['value']:.{places}f} ± {half:.{places}f})")
        sign = ""
    luck = "" if noise != noise else f"; {100 * noise:.2g} % of its variance between points is luck"
    return f"{start}{label[:1].upper()}{label[1:]} moves most with {', '.join(told)}{luck}."
