"""The state of a model as record tables: agents, ties, alliances, and what happened this week.

Both implementations read and write these tables; outcomes are functions of them. Where a table
refers to nobody or nothing, it says −1. Weeks are whole numbers; −1 is never.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.rules.resources import KINDS

if TYPE_CHECKING:
    import pandas as pd

NONE = -1

#: One row an agent. ``id`` is permanent and keys the draws; the row is not the id.
AGENT = np.dtype(
    [
        ("id", "i8"),
        ("goal", "f8", 3),  # unit vector
        ("specialty", "f8", 3),  # shares of its output
        ("stock", "f8", 3),  # units of each resource
        ("reliability", "f8"),  # probability of doing what it means to do
        ("openness", "f8"),  # probability that what it tells is true
        ("attention", "i8"),  # K, acts a week
        ("strategy", "i8"),  # number in the run's list of strategies
        ("work", "f8"),  # share of last week's time that was left for work
        ("maintained", "i8"),  # acts of maintenance this week
        ("payoff", "f8"),  # utility this week
        ("shared", "f8"),  # of it, utility gained by sharing (an attribution)
        ("needed", "?"),  # was in need this week
        ("unmet", "?"),  # and still is
        ("favours", "f8"),  # received lately, older ones counting less
        ("fitness", "f8"),  # smoothed payoff
        ("standing", "f8"),  # public image, 0–1
        ("voice", "f8"),  # weight in this week's decision
        ("opening", "f8"),  # utility of an opening taken by itself this week
        ("stake", "f8"),  # utility won in this week's decision
        ("won", "?"),  # was on the winning side this week
        ("introducer", "i8"),  # ally that offered to introduce somebody, or none
        ("n_memberships", "i8"),  # n
        ("n_allies", "i8"),  # d
    ]
)

#: One row a seat, which one agent has or nobody.
SEAT = np.dtype(
    [
        ("id", "i8"),  # of whoever is there, was there last, or is the first to come
        ("present", "?"),  # somebody is there
        ("came", "i8"),  # week in which whoever is there came
        ("strategy", "i8"),  # dealt to the seat at the start
        ("listed", "?"),  # kept for one person, by a list
        ("since", "i8"),  # its first week there, and
        ("until", "i8"),  # its last
    ]
)

#: One row a directed tie: what ``agent`` knows of ``other``. Sorted by the seats of both.
TIE = np.dtype(
    [
        ("agent", "i8"),
        ("other", "i8"),
        ("alliance", "i8"),  # the alliance through which the two are allied; −1: acquaintances
        ("kept", "f8"),  # evidence, discounted: seen
        ("broken", "f8"),
        ("heard_kept", "f8"),  # and heard
        ("heard_broken", "f8"),
        ("believed_goal", "f8", 3),
        ("satisfaction", "f8"),  # utility a week
        ("gain", "f8"),  # utility this week from this tie
        ("last_given", "i1"),  # whether agent delivered when other last asked; −1: never asked
        ("last_got", "i1"),  # whether other delivered when agent last asked
        ("balance", "f8"),  # help given − received
        ("seen", "i8"),  # week of last contact
        ("rapport", "f8"),  # from here on equal on both sides; 0 or −1 for acquaintances
        ("tension", "f8"),
        ("tension_since", "i8"),
        ("tried", "i8"),  # week of the last attempt to resolve
        ("joined", "i8"),  # week in which the two became allied
    ]
)


def seats_of(agents: np.ndarray) -> np.ndarray:
    """Return seats for some agents, in order of ids: all of them are there from the start."""
    order = np.argsort(agents["id"], kind="stable")
    seats = np.zeros(len(agents), SEAT)
    seats["id"], seats["strategy"] = agents["id"][order], agents["strategy"][order]
    seats["present"] = True
    return seats


def alliance_dtype(largest: int) -> np.dtype:
    """Return the record of one alliance of at most ``largest`` members."""
    return np.dtype(
        [
            ("alliance", "i8"),  # serial number, never used again
            ("size", "i8"),
            ("members", "i8", largest),  # ids in order of seats, then −1
            ("joined", "i8", largest),  # week in which each joined
            ("formed", "i8"),
            ("last_check_in", "i8"),
            ("common_goal", "f8", 3),
            ("progress", "f8"),
            ("milestones", "f8"),  # reached and not yet recognised
        ]
    )


#: What happened this week and cannot be read from a state.
TALLY = (
    "conflicts",  # conflicts that broke out
    "resolved",  # attempts to resolve that succeeded
    "attempts",  # attempts to resolve
    "commitments",  # commitments due
    "kept",  # commitments kept
    "milestones",  # milestones reached
    "progress",  # progress made
    "diversity",  # of it, by complementary members
    "requests",  # allies asked for help
    "helped",  # of them, allies who delivered
    "openings",  # openings heard of
    "passed_on",  # of them, passed on to an ally
    "scouted",  # acts of scouting that met somebody new as an ally-to-be
    "formed",  # alliances founded
    "admitted",  # members admitted to existing alliances
    "through_allies",  # new ties with somebody met through an ally
    "new_ties",  # pairs that became allied
    "left",  # memberships ended by leaving
    "expelled",  # memberships ended by expulsion
    "dissolved",  # alliances ended
    "evicted",  # acquaintances forgotten because memory was full
    "refused",  # acquaintances not made because memory was full of allies
)


@dataclass
class State:
    """Everything there is after a week, as tables.

    ``agents`` has dtype ``AGENT``, a row for each who is there; ``ties`` has ``TIE``, ``alliances``
    ``alliance_dtype(G)``; ``tally`` has a float for each name of ``TALLY``. ``serial`` is the
    number of alliances that ever were. ``seats`` has ``SEAT``, a row for each seat, in order; not
    given, everybody there has one, in order of ids. ``ties`` may hold allied ties only where a
    state is taken just to be measured.
    """

    week: int
    agents: np.ndarray
    ties: np.ndarray
    alliances: np.ndarray
    serial: int = 0
    tally: dict[str, float] = field(default_factory=dict)
    seats: np.ndarray = field(default_factory=lambda: np.zeros(0, SEAT))

    def __post_init__(self) -> None:
        if not len(self.seats):
            self.seats = seats_of(self.agents)

    @property
    def allied(self) -> np.ndarray:
        """The ties between allies, both directions, sorted by the seats of both."""
        allied = self.ties["alliance"] >= 0
        return self.ties if allied.all() else self.ties[allied]

    def rows_of(self, ids: np.ndarray) -> np.ndarray:
        """Return the rows of ``agents`` that have these ids."""
        all_ids = self.agents["id"]
        if np.array_equal(all_ids, np.arange(all_ids.size)):
            return ids
        return places_of(ids, all_ids)


def places_of(numbers: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Return where numbers stand among others, all of which are there, and none twice."""
    order = np.argsort(among, kind="stable")
    return np.asarray(order[np.searchsorted(among, numbers, sorter=order)])


def frame(table: np.ndarray) -> pd.DataFrame:
    """Return a table as a data frame; nested fields become columns (``stock_skills``)."""
    import pandas as pd

    columns: dict[str, np.ndarray] = {}
    for name in table.dtype.names or ():
        values = table[name]
        if values.ndim == 1:
            columns[name] = values
            continue
        labels = KINDS if name in ("specialty", "stock") else range(values.shape[1])
        columns |= {f"{name}_{label}": values[:, k] for k, label in enumerate(labels)}
    return pd.DataFrame(columns)
