"""A view on what is measured: each person's averages over the weeks in which it was there."""

from __future__ import annotations

import numpy as np

from sim.engine.slots import trust
from sim.engine.world import is_there, other_in
from sim.measures.arrays import ratios
from sim.measures.tables import Tables, tables_of
from sim.rules.jit import njit
from sim.state.tables import NONE, State, places_of

#: What is added up for each person.
SUMS = ("weeks", "payoff", "allies", "memberships", "maintained", "won", "trust")


WEEKS, PAYOFF, ALLIES, MEMBERSHIPS, MAINTAINED, WON, TRUST = range(7)


@njit
def add_up(world, seated, rows, sums):
    """Add a week to the sums of all who are there; False if somebody new is, and nothing is added.

    ``seated`` says who was last seen in each seat, by id, and ``rows`` where its sums are.
    """
    for i in range(world.agents.size):
        if is_there(world, i) and world.ids[i] != seated[i]:
            return False
    for i in range(world.agents.size):
        if not is_there(world, i):
            continue
        agent, row = world.agents[i], rows[i]
        sums[WEEKS, row] += 1.0
        sums[PAYOFF, row] += agent.payoff
        sums[ALLIES, row] += agent.n_allies
        sums[MEMBERSHIPS, row] += agent.n_memberships
        sums[MAINTAINED, row] += agent.maintained
        sums[WON, row] += agent.won
        for k in range(agent.n_allies):
            sums[TRUST, rows[other_in(world, i, k)]] += trust(world, i, k)
    return True


class Totals:
    """Sums for each person over the averaging weeks, in order of being first seen in one.

    Those first seen in the same week stand in order of seats.

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

    def __init__(self, ids: np.ndarray | None = None, sums: np.ndarray | None = None) -> None:
        self.ids = np.zeros(0, np.int64) if ids is None else ids
        self.sums = np.zeros((len(SUMS), 0)) if sums is None else sums  # a row for each of SUMS
        self._seated = np.zeros(0, np.int64)  # who was last seen in each seat, by id
        self._rows = np.zeros(0, np.int64)  # and where

    weeks = property(lambda self: self.sums[WEEKS])
    payoff = property(lambda self: self.sums[PAYOFF])
    allies = property(lambda self: self.sums[ALLIES])
    memberships = property(lambda self: self.sums[MEMBERSHIPS])
    maintained = property(lambda self: self.sums[MAINTAINED])
    won = property(lambda self: self.sums[WON])
    trust = property(lambda self: self.sums[TRUST])

    def add(self, seen: State | Tables) -> None:
        """Count one more week of a population."""
        tables = tables_of(seen)
        if len(tables.world.ids) != len(self._seated):
            self._seated = np.full(len(tables.world.ids), NONE)
            self._rows = self._seated.copy()
        if not self._added(tables):
            self._welcome(tables.world.ids, tables.world.agents["present"])
            self._added(tables)

    def _added(self, tables: Tables) -> bool:
        add = tables.calls.totals if tables.calls else add_up
        return bool(add(tables.handle, self._seated, self._rows, self.sums))

    def _welcome(self, ids: np.ndarray, present: np.ndarray) -> None:
        """Find out where the sums of those in the seats are; who is new comes to the end."""
        others = np.flatnonzero(present & (ids != self._seated))
        who = ids[others]
        new = self._seated[others] != NONE  # whoever follows somebody in a seat was never there
        if not new.all():
            new[~new] = ~np.isin(who[~new], self.ids)
        rows = len(self.ids) + np.cumsum(new) - 1
        if not new.all():
            rows[~new] = places_of(who[~new], self.ids)
        self.ids = np.concatenate([self.ids, who[new]])
        nothing = np.zeros((len(SUMS), np.count_nonzero(new)))
        self.sums = np.concatenate([self.sums, nothing], axis=1)
        self._seated[others], self._rows[others] = who, rows

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
