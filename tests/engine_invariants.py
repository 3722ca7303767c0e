"""What holds of the engine's own tables after every week: slots, backs, rows, counts, bounds."""

from itertools import combinations

import numpy as np

from sim.engine.model import TableModel
from sim.engine.world import ANSWERS, FREE, LOGGED, NOBODY, NOTED, SERIAL, WEEK, World


def hold(model: TableModel) -> None:
    """Check every invariant of the tables of a model."""
    world = model.world
    assert world.counts[WEEK] == model.week
    _slots_are_sound(world)
    _alliances_are_sound(world)
    _rows_are_used_once(world)
    _histories_agree(world)
    _numbers_are_sound(world)
    _what_comes_from_outside_is_sound(model)


def _slots_are_sound(world: World) -> None:
    n, m = world.known.shape
    for i in range(n):
        allies, known = world.agents["n_allies"][i], world.agents["n_known"][i]
        assert 0 <= allies <= known <= m
        whom = world.known[i, :known]
        assert len(set(whom.tolist())) == known, "nobody has two slots"
        assert ((whom >= 0) & (whom < n) & (whom != i)).all()
        assert (np.diff(whom[:allies]) > 0).all(), "allies stand first, in order of id"
        alliance = world.ties["alliance"][i, :known]
        assert (alliance[:allies] >= 0).all()
        assert (alliance[allies:] < 0).all()
        for k in range(allies):
            j, back = world.known[i, k], world.ties["back"][i, k]
            assert 0 <= back < world.agents["n_allies"][j]
            assert (world.known[j, back], world.ties["back"][j, back]) == (i, k)
            for name in ("alliance", "rapport", "tension", "tension_since", "tried", "joined"):
                assert world.ties[name][j, back] == world.ties[name][i, k], name
            row = alliance[k]
            assert {i, int(j)} <= set(world.members[row, : world.rosters["n_members"][row]])


def _alliances_are_sound(world: World) -> None:
    largest = world.members.shape[1]
    together: set[tuple[int, int]] = set()
    for a in np.flatnonzero(world.rosters["n_members"]):
        size = world.rosters["n_members"][a]
        assert 2 <= size <= largest
        members = world.members[a, :size].tolist()
        assert members == sorted(set(members))
        assert (world.members[a, size:] == NOBODY).all()
        for pair in combinations(members, 2):
            assert pair not in together, "a pair is allied through one alliance at most"
            together.add(pair)
        for i in members:
            of = world.member_of[i, : world.agents["n_memberships"][i]]
            assert np.count_nonzero(of == a) == 1
    assert 2 * len(together) == world.agents["n_allies"].sum()
    for i in range(len(world.agents)):
        of = world.member_of[i, : world.agents["n_memberships"][i]]
        serials = world.rosters["serial"][of]
        assert (np.diff(serials) > 0).all(), "memberships stand in order of alliances' numbers"


def _rows_are_used_once(world: World) -> None:
    free = world.free[: world.counts[FREE]]
    living = np.flatnonzero(world.rosters["n_members"])
    assert sorted([*free.tolist(), *living.tolist()]) == list(range(len(world.rosters)))


def _histories_agree(world: World) -> None:
    memberships = world.memberships[: world.counts[LOGGED]]
    lives = world.lives[: world.counts[SERIAL]]
    assert lives["alliance"].tolist() == list(range(len(lives)))
    living = np.flatnonzero(world.rosters["n_members"])
    assert np.count_nonzero(memberships["ended"] < 0) == world.rosters["n_members"].sum()
    assert set(np.flatnonzero(lives["ended"] < 0)) == set(world.rosters["serial"][living].tolist())
    for a in living:
        size = world.rosters["n_members"][a]
        rows = memberships[world.logged[a, :size]]
        assert (rows["alliance"] == world.rosters["serial"][a]).all()
        assert rows["agent"].tolist() == world.ids[world.members[a, :size]].tolist()
        assert (rows["ended"] < 0).all()


def _numbers_are_sound(world: World) -> None:
    for table in (world.agents, world.rosters, world.ties, world.evidence):
        for name in table.dtype.names or ():
            assert np.isfinite(table[name]).all(), name
    for numbers in (world.beliefs, world.tally, world.flow):
        assert np.isfinite(numbers).all()
    agents, ties, evidence = world.agents, world.ties, world.evidence
    for name in ("standing", "work", "reliability", "openness"):
        assert ((agents[name] >= 0.0) & (agents[name] <= 1.0)).all(), name
    assert (agents["stock"] >= 0.0).all()
    assert np.allclose((agents["goal"] ** 2).sum(axis=1), agents["present"], atol=1e-12)
    assert ((ties["rapport"] >= 0.0) & (ties["rapport"] <= 1.0)).all()
    assert (ties["tension"] >= 0.0).all()
    assert all((evidence[name] >= 0.0).all() for name in evidence.dtype.names or ())
    assert (world.seen <= world.counts[WEEK]).all()


def _what_comes_from_outside_is_sound(model: TableModel) -> None:
    world, steering = model.world, model.steering
    assert set(steering.plans) <= set(model.who_is_there())
    assert {agent for pair in steering.answers for agent in pair} <= set(model.who_is_there())
    assert 0 <= world.counts[NOTED] <= len(world.log)
    if not steering.changed:
        planned = world.ids[world.plans[:, -1] > 0.0]
        assert sorted(planned.tolist()) == sorted(steering.plans)
        assert set(world.plans[:, -1].tolist()) <= {0.0, 1.0}
        assert (np.diff(world.plans, axis=1) >= 0.0).all()
        answers = world.answers[: world.counts[ANSWERS]].tolist()
        assert [tuple(pair) for *pair, _ in answers] == sorted(steering.answers)
