"""The small runs whose outcomes are written down, so that a change of results is noticed."""

import json
from pathlib import Path

from sim.simulation import simulate

WRITTEN_DOWN = Path(__file__).with_name("baseline.json")

_SMALL = {"population.agents": 30}

#: Arguments of ``simulate`` by name of the world.
WORLDS = {
    "groups": {"parameters": _SMALL, "strategies": "balanced"},
    "learning": {
        "parameters": {
            **_SMALL,
            "alliances.largest": 2,
            "population.memory": 24,
            "learn.rule": "fermi",
            "learn.rate": 0.1,
            "learn.mutation": 0.01,
        },
        "strategies": {"balanced": 0.4, "networker": 0.2, "transactional": 0.2, "shirker": 0.2},
    },
}

OUTCOMES = (
    "payoff", "inequality", "work", "maintenance", "memberships", "allies", "share_of_2",
    "formation", "dissolution", "sharing_gain", "unmet_need", "passed_on", "through_allies",
    "voice_gain", "diversity_gain", "goal_similarity", "misalignment", "belief_accuracy",
    "milestones", "trust", "trust_accuracy", "follow_through", "help_rate", "standing",
    "satisfaction", "rapport", "tension", "conflicts", "resolution", "clustering", "hazard_young",
)  # fmt: skip

Table = dict[str, dict[str, float]]


def measured() -> Table:
    """Return the outcomes of every world now, at ten significant digits."""
    table: Table = {}
    for name, arguments in WORLDS.items():
        outcomes = simulate(**arguments, seed=1, weeks=40).outcomes  # type: ignore[arg-type]
        table[name] = {outcome: float(f"{outcomes[outcome]:.10g}") for outcome in OUTCOMES}
    return table


def written_down() -> Table:
    """Return the outcomes as they were when the baseline was last updated."""
    return json.loads(WRITTEN_DOWN.read_text(encoding="utf-8")) if WRITTEN_DOWN.exists() else {}


def differences(old: Table, new: Table) -> list[str]:
    """Return a table of what differs by more than rounding, a line each; empty if nothing does."""
    lines = []
    for world in {**old, **new}:
        before, after = old.get(world, {}), new.get(world, {})
        for outcome in {**before, **after}:
            a, b = before.get(outcome), after.get(outcome)
            if a is None or b is None:
                lines.append(f"{world:10} {outcome:16} {a!s:>16} {b!s:>16}")
            elif abs(b - a) > 1e-9 * max(abs(a), abs(b)):
                change = f"{(b - a) / abs(a):+.2%}" if a else ""
                lines.append(f"{world:10} {outcome:16} {a:16.10g} {b:16.10g} {change:>9}")
    if lines:
        head = f"{'world':10} {'outcome':16} {'written down':>16} {'now':>16} {'change':>9}"
        lines.insert(0, head)
    return lines
