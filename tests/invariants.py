"""What holds after every week, whatever the parameters, and when two states are the same."""

from itertools import combinations

import numpy as np

from sim.objects.model import AllianceModel
from sim.rules.resources import utility
from sim.state.tables import State, frame


class Accounted(AllianceModel):
    """A model that notes who was still in need when asking for help was over."""

    def support(self) -> None:
        super().support()
        self.unmet_after_support = [agent.unmet for agent in self.population]


def books_balance(model: Accounted) -> None:
    """Every unit of payoff comes from somewhere: the accounting identity.

    payoff = U(stock after sharing) + Σ gain of ties − loss·[unmet after support]
    + opening taken by oneself + stake won
    """
    loss = model.parameters.support.loss
    for agent, unmet in zip(model.population, model.unmet_after_support, strict=True):
        gains = [tie.gain for tie in agent.ties.values()]
        due = utility(agent.stock) + sum(gains) - loss * unmet + agent.opening + agent.stake
        scale = 1.0 + sum(map(abs, gains))
        assert abs(agent.payoff - due) < 1e-9 * scale, (agent, agent.payoff, due)


def hold(model: AllianceModel) -> None:
    """Check every invariant of a model after a week."""
    _agents_are_sound(model)
    _ties_are_sound(model)
    _alliances_are_sound(model)
    _histories_agree(model)
    _tables_are_finite(model.state())


def _agents_are_sound(model: AllianceModel) -> None:
    seats = [a.seat for a in model.population]
    assert seats == [seat.number for seat in model.seats if seat.agent is not None]
    assert [a.id % len(model.seats) for a in model.population] == seats
    assert set(model.population) == set(model.agents)
    for agent in model.population:
        assert abs(sum(x * x for x in agent.goal) - 1.0) < 1e-12
        assert min(agent.stock) >= 0.0
        assert 0.0 <= agent.standing <= 1.0
        assert 0.0 <= agent.work <= 1.0
        assert 0 <= agent.maintained <= agent.attention * (1 - agent.work) + 1e-9
        assert agent.voice >= 1.0
        assert agent.stake >= 0.0
        assert agent.won or agent.stake == 0.0
        assert agent.needed or not agent.unmet
        assert 0 <= agent.strategy_number < len(model.strategies)
        assert len(agent.ties) <= model.parameters.population.memory


def _ties_are_sound(model: AllianceModel) -> None:
    for agent in model.population:
        allied = [tie for tie in agent.ties.values() if tie.bond is not None]
        assert agent.allied == sorted(allied, key=lambda t: t.other.seat)
        for other_id, tie in agent.ties.items():
            other = tie.other
            assert other.id == other_id != agent.id
            assert other is model.by_id[other_id]
            assert tie.kept >= 0.0
            assert tie.broken >= 0.0
            assert tie.heard_kept >= 0.0
            assert tie.heard_broken >= 0.0
            assert 0.0 < tie.trust < 1.0
            assert tie.seen <= model.week
            length = sum(x * x for x in tie.believed_goal)
            assert length == 0.0 or abs(length - 1.0) < 1e-12
            if tie.bond is None:
                continue
            bond = tie.bond
            assert other.ties[agent.id].bond is bond
            assert agent in bond.alliance.members
            assert other in bond.alliance.members
            assert bond.alliance in model.alliances
            assert 0.0 <= bond.rapport <= 1.0
            assert bond.tension >= 0.0
            assert max(bond.joined, bond.tension_since, bond.tried) <= model.week


def _alliances_are_sound(model: AllianceModel) -> None:
    serials = [alliance.serial for alliance in model.alliances]
    assert serials == sorted(set(serials))
    assert all(0 <= serial < model.serial for serial in serials)
    together: set[tuple[int, int]] = set()
    for alliance in model.alliances:
        seats = [member.seat for member in alliance.members]
        assert seats == sorted(set(seats))
        assert 2 <= len(seats) <= model.parameters.alliances.largest
        assert alliance.joined.keys() == set(alliance.members)
        assert all(alliance.formed <= week <= model.week for week in alliance.joined.values())
        assert alliance.formed <= alliance.last_check_in <= model.week
        assert abs(sum(x * x for x in alliance.common_goal) - 1.0) < 1e-12
        assert alliance.progress >= 0.0
        assert alliance.milestones >= 0.0
        for a, b in combinations(alliance.members, 2):
            assert a.ties[b.id].bond.alliance is alliance
            assert (a.id, b.id) not in together, "a pair is allied through one alliance at most"
            together.add((a.id, b.id))
    assert 2 * len(together) == sum(len(agent.allied) for agent in model.population)
    for agent in model.population:
        assert agent.memberships == [a for a in model.alliances if agent in a.members]


def _histories_agree(model: AllianceModel) -> None:
    memberships, lives = model.histories.tables()
    assert lives["alliance"].tolist() == list(range(model.serial))
    running = {(r["agent"], r["alliance"]) for r in memberships if r["ended"] < 0}
    assert running == {(m.id, a.serial) for a in model.alliances for m in a.members}
    assert {r["alliance"] for r in lives if r["ended"] < 0} == {a.serial for a in model.alliances}
    for table, began in ((memberships, "joined"), (lives, "formed")):
        over = table["ended"] >= 0
        assert np.array_equal(over, table["how"] > 0)
        assert (table["ended"][over] >= table[began][over]).all()
        assert (table["ended"] <= model.week).all()
    assert np.array_equal(
        np.bincount(memberships["alliance"], minlength=len(lives)), lives["members"]
    )


def _tables_are_finite(state: State) -> None:
    for table in (state.agents, state.ties, state.alliances):
        for name in table.dtype.names or ():
            assert np.isfinite(table[name]).all(), name
    assert np.isfinite(list(state.tally.values())).all()
    assert state.agents["n_allies"].sum() == len(state.allied)


def differences(a: State, b: State) -> list[str]:
    """Return what differs between two states, to the last bit; rows of agents by their ids."""
    found = [
        f"{name}: {getattr(a, name)} ≠ {getattr(b, name)}"
        for name in ("week", "serial", "tally")
        if getattr(a, name) != getattr(b, name)
    ]
    for name, key in (("agents", "id"), ("ties", ["agent", "other"]), ("alliances", "alliance")):
        ours, theirs = getattr(a, name), getattr(b, name)
        if len(ours) != len(theirs):
            found.append(f"{name}: {len(ours)} ≠ {len(theirs)} rows")
            continue
        ours, theirs = np.sort(ours, order=key), np.sort(theirs, order=key)
        found += [
            f"{name}.{column}"
            for column in frame(ours).columns
            if not np.array_equal(frame(ours)[column], frame(theirs)[column])
        ]
    return found
