"""Patterns of panels: what friendships and sharing look like in numbers, wave by wave.

Everything that concerns who is near whom (transitivity, clustering, assortativity, common friends)
is measured on the graph in which two people are linked if either names the other. A step from one
wave to the next is among those observed in both. *At risk* are the ties that might have survived,
or the ordered pairs without a tie that might have formed one; every rate comes with its number at
risk. Steps are pooled by adding up what happened and what was at risk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from experiments.evidence.panels import Panel
from sim.measures.arrays import NAN


class Rate(NamedTuple):
    """How many of those at risk: ``value`` is NaN where nobody was."""

    happened: int
    at_risk: int

    @property
    def value(self) -> float:
        """The share of those at risk."""
        return self.happened / self.at_risk if self.at_risk else NAN


def _share(which: np.ndarray, among: np.ndarray) -> Rate:
    return Rate(int(np.sum(which & among)), int(np.sum(among)))


def _off_diagonal(n: int) -> np.ndarray:
    return np.asarray(~np.eye(n, dtype=bool))


def linked(ties: np.ndarray) -> np.ndarray:
    """Return who is linked, whoever named whom; bool, shape (n, n), symmetric."""
    return np.asarray(ties | ties.T)


def common_friends(ties: np.ndarray) -> np.ndarray:
    """Return for each pair how many others are linked to both; whole numbers, shape (n, n)."""
    links = linked(ties).astype(np.float64)  # floats, so that the product is BLAS's
    return np.asarray(np.rint(links @ links).astype(np.int64))


def static(ties: np.ndarray) -> dict[str, float]:
    """Return the patterns of one wave.

    Parameters
    ----------
    ties
        Who names whom; bool, shape (n, n).

    Returns
    -------
    dict
        ``n``, ``ties``, ``density``, ``mean_out``, ``sd_out``, ``sd_in``, ``max_in``, ``cv_in``;
        ``recip`` (share of ties that are returned) and ``recip_adj`` (Garlaschelli & Loffredo
        2004: 0 at chance); ``trans`` and ``trans_over_density``, ``clust`` (mean local, 0 for who
        has fewer than two links), ``assort`` (Newman 2002); ``isolates`` and ``giant`` (shares of
        people). NaN where a value does not exist.
    """
    n = len(ties)
    named, received = ties.sum(axis=1), ties.sum(axis=0)
    density = float(ties.mean() * n / (n - 1)) if n > 1 else NAN
    total = int(ties.sum())
    returned = float(np.sum(ties & ties.T) / total) if total else NAN
    links = linked(ties)
    degree = links.sum(axis=1).astype(float)
    closed = (common_friends(ties) * links).sum(axis=1)
    pairs = degree * (degree - 1.0)
    local = np.divide(closed, pairs, out=np.zeros(n), where=pairs > 0)
    undirected = float(links.sum() / (n * (n - 1))) if n > 1 else NAN
    trans = float(closed.sum() / pairs.sum()) if pairs.sum() > 0 else NAN
    parts = connected_components(csr_array(links), directed=False)[1]
    return {
        "n": float(n),
        "ties": float(total),
        "density": density,
        "mean_out": float(named.mean()),
        "sd_out": float(named.std()),
        "sd_in": float(received.std()),
        "max_in": float(received.max()),
        "cv_in": float(received.std() / received.mean()) if total else NAN,
        "recip": returned,
        "recip_adj": (returned - density) / (1.0 - density) if density < 1.0 else NAN,
        "trans": trans,
        "trans_over_density": trans / undirected if undirected > 0 else NAN,
        "clust": float(local.mean()),
        "assort": _assortativity(links, degree),
        "isolates": float(np.mean(degree == 0)),
        "giant": float(np.bincount(parts).max() / n),
    }


def _assortativity(links: np.ndarray, degree: np.ndarray) -> float:
    """Return the correlation of the degrees at the two ends of a link."""
    one, other = np.nonzero(links)
    if one.size == 0 or np.ptp(degree[one]) == 0:
        return NAN
    return float(np.corrcoef(degree[one], degree[other])[0, 1])


def step(
    before: np.ndarray, after: np.ndarray, together: np.ndarray | None = None
) -> dict[str, Rate]:
    """Return what happened between two waves, among the same people.

    Parameters
    ----------
    before, after
        Who names whom; bool, shape (n, n).
    together
        Who has a common friend before; by default among these people.

    Returns
    -------
    dict
        ``jaccard`` (ties in both ÷ ties in either) and rates. ``survival_embedded`` and
        ``survival_bridge`` are of ties with and without a common friend, and
        ``formation_common_neighbour`` and its opposite of pairs of whom neither names the other.
    """
    free = _off_diagonal(len(before)) & ~before
    returned, apart = before.T, free & ~before.T
    if together is None:
        together = common_friends(before) > 0
    return {
        "jaccard": Rate(int(np.sum(before & after)), int(np.sum(before | after))),
        "survival": _share(after, before),
        "formation": _share(after, free),
        "survival_reciprocated": _share(after, before & returned),
        "survival_unreciprocated": _share(after, before & ~returned),
        "survival_embedded": _share(after, before & together),
        "survival_bridge": _share(after, before & ~together),
        "formation_if_chosen_by_other": _share(after, free & returned),
        "formation_if_not_chosen": _share(after, apart),
        "formation_common_neighbour": _share(after, apart & together),
        "formation_no_common_neighbour": _share(after, apart & ~together),
    }


def steps(panel: Panel) -> list[dict[str, Rate]]:
    """Return what happened from each wave of a panel to the next.

    A common friend may be anybody who was named, also who was not observed.
    """
    found = []
    for w in range(len(panel.waves) - 1):
        stayed = panel.present[w] & panel.present[w + 1]
        together = common_friends(panel.ties[w])[np.ix_(stayed, stayed)] > 0
        before, after = panel.both(w, w + 1)
        found.append(step(before, after, together))
    return found


def pooled(parts: list[dict[str, Rate]]) -> dict[str, Rate]:
    """Return several steps as one: counts and numbers at risk added up."""
    return {
        name: Rate(sum(p[name].happened for p in parts), sum(p[name].at_risk for p in parts))
        for name in (parts[0] if parts else ())
    }


def seniority(panel: Panel) -> dict[str, Rate]:
    """Return the survival of ties just formed, and of ties seen twice, over three waves."""
    new, old = Rate(0, 0), Rate(0, 0)
    for w in range(len(panel.waves) - 2):
        first, second, third = panel.both(w, w + 1, w + 2)
        new = _added(new, _share(third, second & ~first))
        old = _added(old, _share(third, second & first))
    return {"survival_new_tie": new, "survival_tie_seen_twice": old}


def _added(one: Rate, other: Rate) -> Rate:
    return Rate(one.happened + other.happened, one.at_risk + other.at_risk)


def hazard_by_age(panel: Panel, oldest: int = 7, strangers: bool = False) -> dict[str, Rate]:
    """Return the share of ties dropped by the next wave, by how many waves they have been there.

    The last age stands for itself and all above ("7+"). A step that is longer than the shortest
    one, by the labels of its waves, is left out: more is dropped in two weeks than in one.

    Parameters
    ----------
    panel
        The panel.
    oldest
        The last age that is told.
    strangers
        The people were strangers before the first wave, so that its ties are new. Otherwise
        nobody knows how old they are, and they are left out.
    """
    lengths = _lengths(panel.waves)
    found = {f"{age}+" if age == oldest else str(age): Rate(0, 0) for age in range(1, oldest + 1)}
    known = ~panel.ties[0] | strangers
    ages = panel.ties[0].astype(np.int64)
    for w, length in enumerate(lengths):
        after = panel.ties[w + 1]
        if length == lengths.min():
            seen = panel.present[w] & panel.present[w + 1]
            at_risk = known & seen[:, None] & seen[None, :]
            capped = np.minimum(ages, oldest)
            for age, label in enumerate(found, start=1):
                found[label] = _added(found[label], _share(~after, at_risk & (capped == age)))
        ages = np.where(after, ages + 1, 0)
        known = known | ~after
    return found


def _lengths(waves: tuple[str, ...]) -> np.ndarray:
    """Return how long each step is by the labels of the waves; 1 where they are no numbers."""
    try:
        return np.diff([float(label) for label in waves])
    except ValueError:
        return np.ones(len(waves) - 1)


def _ratio(one: Rate, other: Rate) -> float:
    return one.value / other.value if other.happened else NAN


#: Patterns that are averages over the waves of a panel.
OF_WAVES: dict[str, str] = {
    "names": "mean_out",
    "reciprocity": "recip",
    "transitivity": "trans",
    "transitivity_ratio": "trans_over_density",
    "assortativity": "assort",
    "received_cv": "cv_in",
}

#: Patterns of all steps of a panel pooled. (The Jaccard index is averaged over steps instead.)
OF_STEPS: dict[str, Callable[[dict[str, Rate]], float]] = {
    "survival": lambda s: s["survival"].value,
    "survival_if_returned": lambda s: _ratio(
        s["survival_reciprocated"], s["survival_unreciprocated"]
    ),
    "survival_if_embedded": lambda s: _ratio(s["survival_embedded"], s["survival_bridge"]),
    "formation_if_chosen": lambda s: _ratio(
        s["formation_if_chosen_by_other"], s["formation_if_not_chosen"]
    ),
    "formation_if_embedded": lambda s: _ratio(
        s["formation_common_neighbour"], s["formation_no_common_neighbour"]
    ),
    "seniority": lambda s: s["survival_tie_seen_twice"].value - s["survival_new_tie"].value,
}


#: Patterns that are ratios of rates: their intervals are even on the scale of the logarithm.
RATIOS = tuple(name for name in OF_STEPS if "_if_" in name)


def measure(panel: Panel) -> dict[str, float]:
    """Return every pattern of a panel by name; NaN where it does not exist."""
    waves = [static(panel.wave(w)) for w in range(len(panel.waves)) if panel.present[w].any()]
    parts = steps(panel)
    rates = pooled(parts) | seniority(panel)
    return {
        **{name: _mean([wave[key] for wave in waves]) for name, key in OF_WAVES.items()},
        "jaccard": _mean([part["jaccard"].value for part in parts]),
        **{name: of(rates) if "survival" in rates else NAN for name, of in OF_STEPS.items()},
    }


def _mean(values: list[float]) -> float:
    there = [value for value in values if np.isfinite(value)]
    return float(np.mean(there)) if there else NAN
