"""Two dozen runs whose every bit is written down: ``python -m tests.equal.runs`` writes it anew.

A digest a run and part: of what is measured every week, of all strategies, of people, of the state
at the end and of histories. Numbers are digested as their bits, and what does not exist as one NaN:
which of the many it is does not matter.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.model import TableModel
from sim.inputs.strategies import EQUAL_BUDGET, PRESETS
from sim.inputs.versions import neutral
from sim.measures.outcomes import lives, period
from sim.measures.outcomes import week as outcomes
from sim.measures.strategies import by_strategy
from sim.measures.tables import Tables, tables_of
from sim.measures.totals import SUMS, Totals
from sim.state.network_files import read_network

RECORDED = Path(__file__).parents[1] / "recorded" / "digests.json"
#: Agent-weeks that objects and plain Python do in a test's time.
SMALL = 20_000

#: Who is there when, of the first few of thirty: by seat, the first week and the last.
LISTED = ((0, 0, 20), (1, 5, 2**31 - 1), (2, 0, 9), (3, 12, 30), (4, 30, 2**31 - 1))
PRESENCE = "name,from,until\n" + "".join(
    f"{seat},{since},{until if until < 1000 else ''}\n" for seat, since, until in LISTED
)


@dataclass(frozen=True)
class World:
    """A run: how many agents and weeks, and what else there is to say."""

    agents: int
    weeks: int
    strategies: Any = "balanced"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()
    seed: int = 1
    steered: bool = False
    listed: bool = False

    @property
    def small(self) -> bool:
        """Whether objects and plain Python are fast enough for it."""
        return self.agents * self.weeks <= SMALL


def evenly(names: Iterable[str]) -> dict[str, float]:
    """Return a mix of strategies in equal shares."""
    names = list(names)
    return dict.fromkeys(names, 1.0 / len(names))


WORLDS: dict[str, World] = {
    "everybody balanced": World(30, 78),
    "another seed, of many bits": World(20, 52, seed=2**63 + 12345),
    "presets together": World(27, 52, evenly(PRESETS)),
    "equal budgets": World(24, 52, evenly(EQUAL_BUDGET)),
    "careful and careless": World(25, 52, {"transactional": 0.5, "free_rider": 0.5}),
    "pairs to begin with": World(20, 40, "generous", {"population.pairs": True}),
    "a network to begin with": World(
        34, 40, parameters={"population.network": "networkx:karate_club"}
    ),
    "large groups": World(
        30, 52, "networker", {"alliances.largest": 12, "scout.admission": 1.0}
    ),
    "pairs alone": World(30, 52, parameters={"alliances.largest": 2}),
    "little memory, much attention": World(
        20, 40, "all_round", {"population.memory": 8, "attention.acts": 9.0}
    ),
    "a shock and its end": World(
        20, 72, events=(
            {"week": 40, "set": {"conflict.rate": 0.4, "support.hardship": 0.6}},
            {"week": 60, "set": {"conflict.rate": 0.05, "support.hardship": 0.2}},
        ),
    ),
    "imitation": World(
        25, 78, {"balanced": 0.4, "shirker": 0.3, "generous": 0.3},
        {"learn.rule": "fermi", "learn.rate": 0.1, "learn.mutation": 0.01, "learn.allies": 0.5},
    ),
    "death and birth": World(
        25, 78, {"balanced": 0.5, "shirker": 0.5}, {"learn.rule": "death_birth"}
    ),
    "many come and go": World(
        30, 78, {"balanced": 0.5, "networker": 0.5},
        {"turnover.exit": 0.03, "turnover.entry": 0.2},
    ),
    "some come and go as listed": World(30, 40, listed=True),
    "newcomers who imitate": World(
        20, 52, {"balanced": 0.5, "shirker": 0.5},
        {"turnover.exit": 0.05, "turnover.entry": 0.5, "learn.rule": "fermi", "learn.rate": 0.2},
    ),
    "one player": World(20, 40, {"balanced": 0.5, "peacemaker": 0.5}, steered=True),
    "placebos": World(
        20, 40, "all_round", {"blind": ["scout", "resolve", "offer"], "null": ["invest", "adapt"]}
    ),
    "much is off": World(
        20, 40, parameters={"off": ["drift", "refer", "copying", "voice", "expulsion", "hearsay"]}
    ),
    "rules of version 1": World(
        25, 52, parameters={**{k: v for k, v in neutral().items() if v != ""}, "off": ["hearsay"]}
    ),
    "powers and logarithms": World(
        20, 52, evenly(EQUAL_BUDGET),
        {"produce.returns": 0.37, "cooperate.kappa": 0.21, "offer.sated": 0.4, "resolve.ripe": 0.7,
         "population.reliability_weight": 0.7, "population.openness_weight": 1e4},
    ),
    "alone": World(2, 104, parameters={"turnover.exit": 0.3, "turnover.entry": 0.2}),
    "two thousand": World(2000, 40, {"balanced": 0.6, "attentive": 0.2, "free_rider": 0.2}),
    "five thousand weeks": World(30, 5000, {"balanced": 0.7, "transactional": 0.3}),
}  # fmt: skip


def digests(name: str, kind: Callable[..., Any], folder: Path) -> dict[str, str]:
    """Return the digest of every part of a run.

    Parameters
    ----------
    name
        One of ``WORLDS``.
    kind
        The model to run it by.
    folder
        Where a list of who is there when may lie.
    """
    world = WORLDS[name]
    parameters = {"population.agents": world.agents, **world.parameters}
    if world.listed:
        (folder / "presence.csv").write_text(PRESENCE, encoding="utf-8")
        parameters["population.presence"] = str(folder / "presence.csv")
    model = kind(parameters, world.strategies, rng=world.seed, events=world.events)
    totals, series, strategies = Totals(), [], []
    if world.steered:
        model.log(500)
    for week in range(1, world.weeks + 1):
        if world.steered:
            steer(model, week)
        model.step()
        seen = _seen(model)
        series.append(outcomes(seen))
        strategies.append(by_strategy(seen, len(model.mix)))
        if week > world.weeks // 3:
            totals.add(seen)
    state, (memberships, alliances) = model.state(), model.history_tables()
    parts = {
        **_measured(_by_name(series), _by_name(strategies), totals),
        "agents": _columns(state.agents),
        "ties": _columns(state.ties),
        "alliances": _columns(state.alliances),
        "memberships": _columns(memberships),
        "lives": _columns(alliances),
        "lifetimes": [np.array([*lives(memberships, alliances, world.weeks).values()])],
        "stays": [*_columns(model.stays()), *_columns(state.seats)],
    }
    if world.steered:
        parts["log"] = _columns(model.logged().notes)
    return {part: _digest(columns) for part, columns in parts.items()}


def _by_name(weeks: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    return {name: np.array([one[name] for one in weeks]) for name in weeks[0]}


def _measured(
    series: Mapping[str, np.ndarray], strategies: Mapping[str, np.ndarray], totals: Totals
) -> dict[str, list[np.ndarray]]:
    """Return what is measured, as parts that are digested."""
    return {
        "weeks": list(series.values()),
        "strategies": list(strategies.values()),
        "people": [totals.ids, *totals.columns().values(), np.array([*period(totals).values()])],
    }


#: Runs a world, where ``alliances`` is what the engine's script has set; gives what is measured.
IN_JAVASCRIPT = """(told) => {
  const { weeks, steered, seed, ...begun } = told;
  const world = new alliances.World(alliances.engine, { ...begun, seed: BigInt(seed) });
  const bytes = (numbers) => btoa(Array.from(new Uint8Array(Float64Array.from(numbers).buffer),
    (byte) => String.fromCharCode(byte)).join(""));
  const series = {}, strategies = {};
  const add = (to, found) => {
    for (const [name, value] of Object.entries(found)) (to[name] ??= []).push(value);
  };
  for (let week = 1; week <= weeks; week++) {
    if (steered) {
      const share = (week % 5) / 10;
      if (week % 8 === 1) world.plan(3, { work: 0.5, check_in: share, offer: 0.5 - share });
      for (let asking = 4; asking < 12; asking++) {
        world.answer(3, asking, ((week + asking) % 4) / 3);
      }
    }
    world.step();
    add(series, world.outcomes());
    add(strategies, world.byStrategy());
    if (week > Math.floor(weeks / 3)) world.addUp();
  }
  const all = (columns) => Object.fromEntries(
    Object.entries(columns).map(([name, rows]) => [name, bytes(rows.flat())]));
  return { series: all(series), strategies: all(strategies), totals: all(world.totals()) };
}"""


def for_javascript(name: str) -> dict[str, Any]:
    """Return what ``IN_JAVASCRIPT`` takes for a run."""
    world = WORLDS[name]
    mix, parameters = world.strategies, {"population.agents": world.agents, **world.parameters}
    network = parameters.pop("population.network", "")
    return {
        "seed": str(world.seed),
        "weeks": world.weeks,
        "strategies": {mix: 1.0} if isinstance(mix, str) else mix,
        "parameters": parameters,
        "network": read_network(network).edges if network else None,
        "events": list(world.events),
        "steered": world.steered,
        "seats": [dict(zip(("seat", "since", "until"), one, strict=True)) for one in LISTED]
        if world.listed
        else [],
    }


def differing_in_javascript(name: str, told: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the parts of what JavaScript measured whose bits are not those that are written."""
    found = {
        part: {key: np.frombuffer(base64.b64decode(text)) for key, text in columns.items()}
        for part, columns in told.items()
    }
    ids = found["totals"].pop("ids").astype(np.int64)
    totals = Totals(ids, np.array([found["totals"][key] for key in SUMS]))
    parts = _measured(found["series"], found["strategies"], totals)
    return [part for part, of in parts.items() if _digest(of) != recorded()[name][part]]


def steer(model: Any, week: int) -> None:
    """Play agent 3: another plan every few weeks, and answers to some of those who may ask."""
    if week % 8 == 1:
        share = (week % 5) / 10.0
        model.plan(3, {"work": 0.5, "check_in": share, "offer": 0.5 - share})
    for asking in range(4, 12):
        model.answer(3, asking, ((week + asking) % 4) / 3.0)


def _seen(model: Any) -> Any:
    if isinstance(model, TableModel):
        return Tables(model.world, model.handle, model.calls)
    return tables_of(model.state(acquaintances=False))


def _columns(table: np.ndarray) -> list[np.ndarray]:
    return [table[name] for name in table.dtype.names or ()]


def _digest(columns: Iterable[np.ndarray]) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for column in columns:
        if column.dtype.kind == "f":
            digest.update(np.where(np.isnan(column), np.nan, column).astype("<f8").tobytes())
        else:
            digest.update(column.astype("<i8").tobytes())
    return digest.hexdigest()


def recorded() -> dict[str, dict[str, str]]:
    """Return the digests that are written down: {run: {part: digest}}."""
    found: dict[str, dict[str, str]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return found


def differing(names: Iterable[str], kind: Callable[..., Any], folder: Path) -> list[str]:
    """Return the parts of runs whose bits are not those that are written down."""
    wanted = recorded()
    return [
        f"{name}: {part}"
        for name in names
        for part, digest in digests(name, kind, folder).items()
        if digest != wanted[name].get(part)
    ]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        if sys.argv[1:] == ["--check"]:
            wrong = differing([n for n, w in WORLDS.items() if w.small], TableModel, Path(made))
            sys.exit("\n".join(wrong) or 0)
        found = {name: digests(name, TableModel, Path(made)) for name in WORLDS}
    RECORDED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
