"""Two views on what is measured: one week, and the lives of a whole run.

Whatever several outcomes need is computed when it is first asked for, and once.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.arrays import NAN, correlation, cosines, evidence_of, mean, ratio, trust_of
from sim.measures.networks import find_blocs, matrix, reverse, transitivity
from sim.measures.survival import HORIZON, ByAge, durations, restricted_mean
from sim.state.tables import State, places_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Weeks up to which survival is followed.
FOLLOWED = 200
#: Weeks for which two must have been allied before trust is held against reliability.
ACQUAINTED = 8


class Snapshot:
    """One week. A *side* is one direction of a tie between allies: what one knows of the other."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.agents = state.agents
        self.n_agents: int = state.agents.size
        self.n_alliances: int = state.alliances.size
        self.goals: np.ndarray = state.agents["goal"]

    # ------------------------------------------------------------------ counts of what happened

    def tally(self, name: str) -> float:
        """How often something happened this week; NaN if nobody counted."""
        return self.state.tally.get(name, NAN)

    def per_agent(self, name: str) -> float:
        """How often something happened this week, per agent."""
        return ratio(self.tally(name), self.n_agents)

    def per_alliance(self, name: str) -> float:
        """How often something happened this week, per living alliance."""
        return ratio(self.tally(name), self.n_alliances)

    def share(self, part: str, whole: str) -> float:
        """One count as a share of another."""
        return ratio(self.tally(part), self.tally(whole))

    # --------------------------------------------------------------------------- sides of ties

    @cached_property
    def sides(self) -> np.ndarray:
        """The ties between allies, both directions, sorted by the seats of both."""
        return self.state.allied

    @cached_property
    def own(self) -> np.ndarray:
        """Rows of who knows, shape (sides,)."""
        return self.state.rows_of(self.sides["agent"])

    @cached_property
    def other(self) -> np.ndarray:
        """Rows of who is known, shape (sides,)."""
        return self.state.rows_of(self.sides["other"])

    @cached_property
    def own_goal(self) -> np.ndarray:
        """Goals of who knows, shape (sides, 3)."""
        return np.asarray(self.goals[self.own])

    @cached_property
    def other_goal(self) -> np.ndarray:
        """Goals of who is known, shape (sides, 3)."""
        return np.asarray(self.goals[self.other])

    @cached_property
    def trust(self) -> np.ndarray:
        """T_ij, shape (sides,)."""
        return trust_of(self.sides)

    @cached_property
    def misfit(self) -> np.ndarray:
        """1 − align of one's goal to the common goal of the alliance, shape (sides,)."""
        alliances = self.state.alliances
        place = places_of(self.sides["alliance"], alliances["alliance"])
        common = alliances["common_goal"][place]
        return 0.5 - 0.5 * cosines(self.own_goal, common)

    def trust_accuracy(self) -> float:
        """Correlation of trust with the other's reliability among those allied for some time."""
        old = self.state.week - self.sides["joined"] >= ACQUAINTED
        return correlation(self.trust[old], self.agents["reliability"][self.other[old]])

    def trust_accuracy_all(self) -> float:
        """Correlation of trust with the other's reliability wherever there is any evidence."""
        ties = self.state.ties
        ties = ties[evidence_of(ties) > 0.0]
        reliability = self.agents["reliability"][self.state.rows_of(ties["other"])]
        return correlation(trust_of(ties), reliability)

    def mutual_trust(self) -> float:
        """Correlation of T_ij with T_ji."""
        return correlation(self.trust, self.trust[reverse(self.own, self.other)])

    def belief_accuracy(self) -> float:
        """Mean cosine of what one believes an ally's goal to be with what it is."""
        return mean(cosines(self.sides["believed_goal"], self.other_goal))

    def reciprocity(self) -> float:
        """Correlation of having helped when last asked with having been helped when last asking."""
        given, got = self.sides["last_given"], self.sides["last_got"]
        known = (given >= 0) & (got >= 0)
        return correlation(given[known].astype(float), got[known].astype(float))

    # --------------------------------------------------------------------------------- network

    @cached_property
    def allies(self) -> csr_array:
        """The matrix of allies, shape (N, N)."""
        return matrix(self.own, self.other, self.n_agents)

    @cached_property
    def clustering(self) -> float:
        """Global transitivity."""
        return transitivity(self.allies)

    @cached_property
    def density(self) -> float:
        """Share of pairs of agents who are allied."""
        return ratio(self.sides.size, self.n_agents * (self.n_agents - 1))

    def assortativity(self) -> float:
        """Correlation of how many allies two allies have."""
        degree = np.bincount(self.own, minlength=self.n_agents).astype(float)
        return correlation(degree[self.own], degree[self.other])

    @cached_property
    def blocs(self) -> np.ndarray:
        """Number of each agent's bloc or −1, shape (N,)."""
        return find_blocs(self.allies)

    @cached_property
    def bloc_sizes(self) -> np.ndarray:
        """Members of each bloc, the largest first."""
        return np.bincount(self.blocs[self.blocs >= 0])

    # --------------------------------------------------------------------------------- alliances

    def share_of_memberships(self, smallest: int, largest: int) -> float:
        """Share of all memberships that are in alliances of ``smallest`` … ``largest`` members."""
        sizes = self.state.alliances["size"]
        chosen = sizes[(sizes >= smallest) & (sizes <= largest)]
        return ratio(np.sum(chosen), np.sum(sizes))


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
