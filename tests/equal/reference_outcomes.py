"""What is measured of a week, written once more: NumPy and SciPy over the tables of a state.

Nothing is added up in any particular order, so that these agree with the kernels but for rounding.
"""

import math
from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_array, csr_array

from sim.state.tables import State, places_of

NAN = math.nan


def ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole != 0 else NAN


def mean(values: np.ndarray) -> float:
    return ratio(np.sum(values), values.size)


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    if x.size < 2:
        return NAN
    for values in (x, y):
        if np.ptp(values) <= 1e-12 * np.abs(values).max():
            return NAN
    x, y = x - np.mean(x), y - np.mean(y)
    return float(np.dot(x, y) / np.sqrt(np.dot(x, x) * np.dot(y, y)))


def gini(values: np.ndarray) -> float:
    if not np.sum(values) > 0.0:
        return NAN
    apart = np.abs(values[:, None] - values)
    return float(np.mean(apart) / (2.0 * np.mean(values)))


def trust_of(ties: np.ndarray) -> np.ndarray:
    good, bad = ties["kept"] + ties["heard_kept"], ties["broken"] + ties["heard_broken"]
    return (good + 1.0) / (good + bad + 2.0)


def cosines(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.einsum("sk,sk->s", x, y)


def clustering(allies: csr_array) -> float:
    degree = np.diff(allies.indptr)
    return ratio((allies @ allies).multiply(allies).sum(), np.sum(degree * (degree - 1.0)))


def matrix(own: np.ndarray, other: np.ndarray, n: int) -> csr_array:
    return csr_array(coo_array((np.ones(own.size), (own, other)), shape=(n, n)))


def weekly(state: State) -> dict[str, float]:
    agents, sides, alliances = state.agents, state.allied, state.alliances
    n = agents.size
    own, other = state.rows_of(sides["agent"]), state.rows_of(sides["other"])
    trust, goals, sizes = trust_of(sides), agents["goal"], alliances["size"]
    common = alliances["common_goal"][places_of(sides["alliance"], alliances["alliance"])]
    back = np.empty(own.size, np.int64)
    back[np.lexsort((other, own))] = np.lexsort((own, other))
    old = state.week - sides["joined"] >= 8
    asked = (sides["last_given"] >= 0) & (sides["last_got"] >= 0)
    degree = np.bincount(own, minlength=n).astype(float)
    density = ratio(own.size, n * (n - 1))
    closed = clustering(matrix(own, other, n))
    tally = state.tally
    unmet = ratio(np.sum(agents["unmet"]), np.sum(agents["needed"]))

    def of_size(wanted: np.ndarray) -> float:
        return ratio(np.sum(sizes[wanted]), np.sum(sizes))

    def counted(whole: Callable[[str], float], **names: str) -> dict[str, float]:
        return {name: ratio(tally[of], whole(of)) for name, of in names.items()}

    return {
        "payoff": mean(agents["payoff"]),
        "inequality_recent": gini(agents["fitness"]),
        "work": mean(agents["work"]),
        "maintenance": mean(agents["maintained"]),
        "memberships": mean(agents["n_memberships"]),
        "allies": mean(agents["n_allies"]),
        "alliances": ratio(alliances.size, n),
        "share_of_2": of_size(sizes == 2),
        "share_of_3": of_size(sizes == 3),
        "share_of_4": of_size(sizes == 4),
        "share_of_5_up": of_size(sizes >= 5),
        **counted(
            lambda of: n, formation="formed", admission="admitted", dissolution="dissolved",
            left="left", expelled="expelled", memory_evicted="evicted", memory_refused="refused",
        ),
        **counted(lambda of: alliances.size, milestones="milestones", conflicts="conflicts"),
        "sharing_gain": mean(agents["shared"]),
        "need_met": 1.0 - unmet,
        "unmet_need": unmet,
        "passed_on": ratio(tally["passed_on"], tally["openings"]),
        "through_allies": ratio(tally["through_allies"], tally["new_ties"]),
        "voice_gain": mean(agents["voice"]) - 1.0,
        "diversity_gain": ratio(tally["diversity"], tally["progress"]),
        "goal_similarity": mean(cosines(goals[own], goals[other])),
        "misalignment": mean(0.5 - 0.5 * cosines(goals[own], common)),
        "belief_accuracy": mean(cosines(sides["believed_goal"], goals[other])),
        "trust": mean(trust),
        "trust_accuracy": correlation(trust[old], agents["reliability"][other[old]]),
        "mutual_trust": correlation(trust, trust[back]),
        "follow_through": ratio(tally["kept"], tally["commitments"]),
        "help_rate": ratio(tally["helped"], tally["requests"]),
        "reciprocity": correlation(
            sides["last_given"][asked].astype(float), sides["last_got"][asked].astype(float)
        ),
        "standing": mean(agents["standing"]),
        "satisfaction": mean(sides["satisfaction"]),
        "rapport": mean(sides["rapport"]),
        "tension": mean(sides["tension"]),
        "resolution": ratio(tally["resolved"], tally["attempts"]),
        "clustering": closed,
        "density": density,
        "clustering_ratio": ratio(closed, density),
        "assortativity": correlation(degree[own], degree[other]),
    }  # fmt: skip


def by_strategy(state: State, number: int) -> dict[str, float]:
    """Return what the followers of one strategy have."""
    agents, sides = state.agents, state.allied
    mine = agents[agents["strategy"] == number]
    trusted = agents["strategy"][state.rows_of(sides["other"])] == number
    return {
        "share": ratio(mine.size, agents.size),
        "payoff": mean(mine["payoff"]),
        "fitness": mean(mine["fitness"]),
        "memberships": mean(mine["n_memberships"]),
        "allies": mean(mine["n_allies"]),
        "trust_received": mean(trust_of(sides)[trusted]),
        "maintenance": mean(mine["maintained"]),
    }


def of_a_person(states: list[State], id_: int) -> dict[str, float]:
    """Return the averages of one over the weeks in which it was there."""
    there = [state.agents[state.agents["id"] == id_] for state in states]
    mine = np.concatenate(there)
    about = np.concatenate([state.allied[state.allied["other"] == id_] for state in states])
    decided = any(state.agents["won"].any() for state in states)
    return {
        "mean_payoff": mean(mine["payoff"]),
        "mean_allies": mean(mine["n_allies"]),
        "mean_memberships": mean(mine["n_memberships"]),
        "votes_won": mean(mine["won"]) if decided else NAN,
        "trust_received": mean(trust_of(about)),
        "maintenance": mean(mine["maintained"]),
    }
