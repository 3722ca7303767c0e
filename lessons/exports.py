"""A run of the page as the config that ``alliances run`` takes, and as a table of weeks."""

from __future__ import annotations

from typing import Any

import pandas as pd
import tomli_w

from experiments.config.document import nested
from experiments.config.writer import strategy_fields, with_lists
from lessons.setup import Setup, World
from sim.errors import BadInput
from sim.inputs.parameters import Parameters
from sim.inputs.versions import RULES
from sim.simulation import simulate

#: Weeks that are simulated again for a table; a longer run has its config.
MOST_WEEKS = 2000
ARMS = ("first", "other")


def config_text(setup: Setup, weeks: int, question: str) -> str:
    """Return TOML from which ``alliances run`` makes the same weeks: an arm a world.

    Parameters
    ----------
    setup
        The worlds, with every dial that was turned as an event.
    weeks
        How far they have run; 1 at least, as an experiment has no fewer.
    question
        What the config says it asks.
    """
    weeks = max(1, weeks)
    config: dict[str, Any] = {
        "question": question,
        "rules": RULES,
        "weeks": weeks,
        "replicates": 1,
        "seed": setup.seed,
    }
    if setup.own:
        config["strategy"] = {s.name: strategy_fields(s) for s in setup.own}
    config["arm"] = [
        _arm(name, world, weeks) for name, world in zip(ARMS, setup.worlds, strict=False)
    ]
    return tomli_w.dumps(config)


def table_text(setup: Setup, weeks: int) -> str:
    """Return every weekly outcome as CSV: world, week, and a column an outcome."""
    if weeks > MOST_WEEKS:
        raise BadInput(
            f"a table has {MOST_WEEKS:,} weeks at most: take the TOML, and alliances run makes it"
        )
    tables = []
    for name, world in zip(ARMS, setup.worlds, strict=False):
        happened = [event for event in world.events if event.week <= weeks]
        run = simulate(
            world.parameters,
            world.strategies,
            seed=setup.run_seed,
            weeks=max(1, weeks),
            events=happened,
        )
        tables.append(run.series.assign(world=name))
    whole = pd.concat(tables)
    first = ["world", "week"]
    return whole[first + [c for c in whole.columns if c not in first]].to_csv(index=False)


def _arm(name: str, world: World, weeks: int) -> dict[str, Any]:
    defaults = with_lists(Parameters().dotted())
    model = {key: value for key, value in world.said().items() if value != defaults[key]}
    arm: dict[str, Any] = {
        "name": name,
        "strategies": {s.name: share for s, share in world.strategies},
    }
    if model:
        arm["model"] = nested(model)
    happened = [event for event in world.events if event.week <= weeks]
    if happened:
        arm["event"] = [
            {"week": event.week, "set": nested(with_lists(dict(event.changes)))}
            for event in happened
        ]
    return arm
