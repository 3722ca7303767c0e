"""A view on what is measured: each person's averages over the weeks in which it was there."""

from __future__ import annotations

import numpy as np

from sim.measures.arrays import ratios, trust_of
from sim.state.tables import State, places_of

#: What is added up for each person.
SUMS = ("weeks", "payoff", "allies", "memberships", "maintained", "won", "trust")


class Totals:
    """Sums for each person over the averaging weeks, in order of being first seen in one.

    Attributes
    ----------
    ids
        Whose they are, shape (P,); all else has that shape.
    weeks
        How many weeks it was there.
    payoff, allies, memberships, maintained, won
        Sums over these weeks.
    trust
        Sum over allies and weeks of their trust in it.
    """

    def __init__(self) -> None:
        self.ids = np.zeros(0, np.int64)
        self.weeks = np.zeros(0)
        self.payoff = np.zeros(0)
        self.allies = np.zeros(0)
        self.memberships = np.zeros(0)
        self.maintained = np.zeros(0)
        self.won = np.zeros(0)
        self.trust = np.zeros(0)

    def add(self, state: State) -> None:
        """Count one more week."""
        agents, sides = state.agents, state.allied
        rows = self._rows(agents["id"])
        self.weeks[rows] += 1.0
        self.payoff[rows] += agents["payoff"]
        self.allies[rows] += agents["n_allies"]
        self.memberships[rows] += agents["n_memberships"]
        self.maintained[rows] += agents["maintained"]
        self.won[rows] += agents["won"]
        trusted = state.rows_of(sides["other"])
        self.trust[rows] += np.bincount(trusted, weights=trust_of(sides), minlength=agents.size)

    def _rows(self, ids: np.ndarray) -> np.ndarray | slice:
        """Return where people with these ids are, new ones at the end."""
        if np.array_equal(ids, self.ids):
            return slice(None)
        new = np.setdiff1d(ids, self.ids, assume_unique=True)
        self.ids = np.concatenate([self.ids, new])
        for name in SUMS:
            setattr(self, name, np.concatenate([getattr(self, name), np.zeros(len(new))]))
        return places_of(ids, self.ids)

    def columns(self, ids: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Return people's means as columns; NaN without a week.

        ``votes_won`` is the share of decisions won, NaN where nobody ever decided anything;
        ``trust_received`` the mean over allies and weeks, NaN for who never had an ally.

        Parameters
        ----------
        ids
            Whose; everybody's, in order of ``ids``, if not given.
        """
        decisions = self.weeks if np.any(self.won > 0) else np.zeros_like(self.weeks)
        columns = {
            "mean_payoff": ratios(self.payoff, self.weeks),
            "mean_allies": ratios(self.allies, self.weeks),
            "mean_memberships": ratios(self.memberships, self.weeks),
            "votes_won": ratios(self.won, decisions),
            "trust_received": ratios(self.trust, self.allies),
            "maintenance": ratios(self.maintained, self.weeks),
        }
        if ids is None or np.array_equal(ids, self.ids):
            return columns
        known = np.isin(ids, self.ids)
        rows = places_of(ids[known], self.ids)
        wanted = {name: np.full(len(ids), np.nan) for name in columns}
        for name, values in columns.items():
            wanted[name][known] = values[rows]
        return wanted

    def weights(self) -> np.ndarray:
        """Return the share of the averaging weeks in which each person was there."""
        return np.asarray(self.weeks / self.weeks.max(initial=1.0))
