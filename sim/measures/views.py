"""Two views on what is measured: the last week with all that is remembered, and all lives.

Whatever several outcomes need is computed when it is first asked for, and once. What is measured
every week is computed by kernels (:mod:`sim.measures.kernels`).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.arrays import NAN, evidence_of, trust_of
from sim.measures.networks import adjacency, find_blocs
from sim.measures.pairs import correlation
from sim.measures.survival import HORIZON, ByAge, durations, restricted_mean
from sim.state.tables import State

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Weeks up to which survival is followed.
FOLLOWED = 200


class Snapshot:
    """One week, as NumPy arrays; its ties are all that agents remember."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.n_agents: int = state.agents.size
        self.goals: np.ndarray = state.agents["goal"]

    def trust_accuracy_all(self) -> float:
        """Correlation of trust with the other's reliability wherever there is any evidence."""
        ties = self.state.ties
        ties = ties[evidence_of(ties) > 0.0]
        reliability = self.state.agents["reliability"][self.state.rows_of(ties["other"])]
        return correlation(trust_of(ties), reliability)

    @cached_property
    def allies(self) -> csr_array:
        """The matrix of allies, shape (N, N)."""
        return adjacency(self.state)

    @cached_property
    def blocs(self) -> np.ndarray:
        """Number of each agent's bloc or −1, shape (N,)."""
        return find_blocs(self.allies)

    @cached_property
    def bloc_sizes(self) -> np.ndarray:
        """Members of each bloc, the largest first."""
        return np.bincount(self.blocs[self.blocs >= 0])


class Lives:
    """The histories of a whole run, as tables of memberships and of alliances."""

    def __init__(self, memberships: np.ndarray, alliances: np.ndarray, weeks: int) -> None:
        self.memberships = ByAge.of(*durations(memberships, weeks))
        self.alliances = ByAge.of(*durations(alliances, weeks))

    @cached_property
    def survival(self) -> np.ndarray:
        """S(t) of memberships for t = 0 … ``FOLLOWED``."""
        return self.memberships.upto(FOLLOWED).survival()

    @cached_property
    def young(self) -> float:
        """Weekly hazard of memberships in their first four weeks, at ages 0 to 3."""
        return self.memberships.hazard(0, 4)

    @cached_property
    def old(self) -> float:
        """Weekly hazard of memberships in their second year, at ages 52 to 103."""
        return self.memberships.hazard(52, 104)

    def lifetime(self) -> float:
        """Restricted mean life of memberships."""
        return restricted_mean(self.survival, HORIZON)

    def alliance_lifetime(self) -> float:
        """Restricted mean life of alliances."""
        return restricted_mean(self.alliances.upto(HORIZON).survival(), HORIZON)

    def median(self) -> float:
        """First week by which half of the memberships have ended."""
        reached = np.flatnonzero(self.survival <= 0.5)
        return float(reached[0]) if reached.size else NAN
