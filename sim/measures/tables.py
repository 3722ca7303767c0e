"""What is measured of a week: the engine's tables, whichever implementation they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.engine.handle import handle_of
from sim.engine.transfer import world_from
from sim.engine.world import World
from sim.inputs.parameters import Parameters
from sim.measures.arrays import NAN
from sim.state.histories import NO_CAUSE, RUNNING, Histories
from sim.state.settings import STRATEGY
from sim.state.tables import NONE, TALLY, State

if TYPE_CHECKING:
    from sim.engine.calls import Calls


class Tables(NamedTuple):
    """Tables after a week, and the reference to them that kernels take.

    Who uses the reference holds the tables meanwhile: it does not. ``calls`` are the kernels as
    they are called where the engine was built beforehand; without, they are compiled.
    """

    world: World
    handle: Any
    calls: Calls | None = None


def tables_of(seen: State | Tables) -> Tables:
    """Return what kernels measure of a state; tables are left as they are.

    Its ties may be those of allies only. What nobody counted is NaN.
    """
    if isinstance(seen, Tables):
        return seen
    known = np.unique_counts(seen.ties["agent"]).counts
    room = {
        "population.memory": int(known.max(initial=1)),
        "alliances.largest": seen.alliances["members"].shape[1],
    }
    world = world_from(
        seen, _running(seen), Parameters().updated(room), np.zeros(1, STRATEGY), (0, 0)
    )
    world.tally[:] = [seen.tally.get(name, NAN) for name in TALLY]
    return Tables(world, handle_of(world))


def _running(state: State) -> Histories:
    """Return the memberships of a state, as far as tables need them."""
    a, place = np.nonzero(state.alliances["members"] >= 0)
    whose = zip(
        state.alliances["members"][a, place].tolist(),
        state.alliances["alliance"][a].tolist(),
        state.alliances["joined"][a, place].tolist(),
        strict=True,
    )
    return Histories([[agent, of, 0, week, NONE, RUNNING, NO_CAUSE] for agent, of, week in whose])
