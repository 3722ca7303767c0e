"""Small states of a model, made by hand: who is allied with whom, and everything else plain."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from sim.state.histories import ALLIANCE_LIFE, MEMBERSHIP, RUNNING
from sim.state.tables import AGENT, TALLY, TIE, State, alliance_dtype


def world(
    agents: int | Sequence[int],
    *alliances: Sequence[int],
    acquainted: Sequence[tuple[int, int]] = (),
    week: int = 10,
    **tally: float,
) -> State:
    """Return a state; to be different, its tables are changed in place.

    Parameters
    ----------
    agents
        How many agents there are (ids 0, 1, …), or their ids by row.
    alliances
        The members of each alliance. No pair may share two.
    acquainted
        Pairs (agent, other) of which the first knows the second without being allied.
    week
        The week of the state; alliances were formed in week 0.
    tally
        What was counted this week; everything else was counted and did not happen.
    """
    ids = list(range(agents)) if isinstance(agents, int) else list(agents)
    who = np.zeros(len(ids), AGENT)
    who["id"], who["introducer"], who["attention"] = ids, -1, 4
    who["goal"] = (1.0, 0.0, 0.0)
    who["specialty"] = 1.0 / 3.0
    who["standing"], who["voice"] = 0.75, 1.0

    together = np.zeros(len(alliances), alliance_dtype(6))
    together["members"], together["joined"] = -1, -1
    together["common_goal"] = (1.0, 0.0, 0.0)
    sides = dict.fromkeys(acquainted, -1)
    for serial, members in enumerate(map(sorted, alliances)):
        row = together[serial]
        row["alliance"], row["size"] = serial, len(members)
        row["members"][: len(members)] = members
        row["joined"][: len(members)] = 0
        for i, j in combinations(members, 2):
            sides[i, j] = sides[j, i] = serial

    ties = np.zeros(len(sides), TIE)
    for tie, (i, j) in zip(ties, sorted(sides), strict=True):
        tie["agent"], tie["other"], tie["alliance"] = i, j, sides[i, j]
    ties["believed_goal"] = (1.0, 0.0, 0.0)
    ties["last_given"] = ties["last_got"] = ties["tried"] = -1

    place = {agent: row for row, agent in enumerate(ids)}
    for tie in ties[ties["alliance"] >= 0]:
        who["n_allies"][place[int(tie["agent"])]] += 1
    for members in alliances:
        for agent in members:
            who["n_memberships"][place[agent]] += 1
    counted = {name: float(tally.pop(name, 0.0)) for name in TALLY}
    assert not tally, f"not in the tally: {tally}"
    return State(week, who, ties, together, serial=len(alliances), tally=counted)


def tie(state: State, agent: int, other: int) -> np.void:
    """Return what one agent knows of another, a record that can be changed in place."""
    found = (state.ties["agent"] == agent) & (state.ties["other"] == other)
    return state.ties[int(np.flatnonzero(found)[0])]


def memberships(*lives: tuple[int, int, int]) -> np.ndarray:
    """Return a table of memberships given as (joined, ended or −1, how)."""
    table = np.zeros(len(lives), MEMBERSHIP)
    for row, (joined, ended, how) in zip(table, lives, strict=True):
        row["joined"], row["ended"], row["how"] = joined, ended, how
    return table


def alliance_lives(*lives: tuple[int, int, int]) -> np.ndarray:
    """Return a table of alliances given as (formed, ended or −1, how)."""
    table = np.zeros(len(lives), ALLIANCE_LIFE)
    table["how"] = RUNNING
    for row, (formed, ended, how) in zip(table, lives, strict=True):
        row["formed"], row["ended"], row["how"] = formed, ended, how
    return table
