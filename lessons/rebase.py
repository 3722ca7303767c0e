"""Drops what has ended from a model's histories, so that a page may run for as long as it likes."""

from __future__ import annotations

import numpy as np

from sim.engine.model import TableModel
from sim.state.histories import RUNNING, Histories


def rebased(model: TableModel) -> TableModel:
    """Return a model that goes on in the same way and remembers only alliances that are alive.

    Alliances get new numbers, in the same order: nothing that happens depends on a number, only on
    which of two alliances is older.
    """
    state = model.state()
    memberships, lives = model.history_tables()
    alive = np.sort(state.alliances["alliance"])
    lives = lives[alive]
    memberships = memberships[memberships["how"] == RUNNING]
    for table in (lives, memberships, state.alliances):
        table["alliance"] = np.searchsorted(alive, table["alliance"])
    allied = state.ties["alliance"] >= 0
    state.ties["alliance"][allied] = np.searchsorted(alive, state.ties["alliance"][allied])
    state.serial = len(alive)
    fresh = TableModel(
        model.parameters,
        model.mix,
        rng=model.seed,
        state=state,
        histories=Histories.restored(memberships, lives),
        names=model.names,
    )
    # The parameters are already what past events made of them.
    fresh.events, fresh.learnt = model.events, model.learnt
    return fresh
