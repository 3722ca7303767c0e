"""Worlds to run in JavaScript and in Python: their tables must be the same, byte for byte."""

import base64
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.model import TableModel
from sim.engine.world import GONE, LOGGED, SERIAL, TABLES

MIX = {"balanced": 0.35, "attentive": 0.15, "transactional": 0.25, "free_rider": 0.25}
#: Seats that are kept for one person each: seat, first week, last week.
KEPT = ((3, 0, 4), (4, 6, 20), (11, 2, 9))

CASES: dict[str, dict[str, Any]] = {
    "as it is": {
        "seed": 1, "parameters": {"population.agents": 60}, "strategies": MIX, "weeks": 80,
    },
    "pairs that learn": {
        "seed": -(2**40) - 7, "weeks": 40, "strategies": {"balanced": 0.5, "shirker": 0.5},
        "parameters": {"population.agents": 31, "population.pairs": True, "learn.rule": "fermi",
                       "turnover.exit": 0.1, "turnover.entry": 0.3, "learn.rate": 0.3},
    },
    "turned": {
        "seed": 2**63, "weeks": 40, "strategies": {"networker": 0.6, "transactional": 0.4},
        "parameters": {"population.agents": 50, "population.memory": 8, "blind": ["scout"]},
        "events": [
            {"week": 9, "set": {"off": [], "learn.rule": "death_birth", "null": ["invest"]}},
            {"week": 4, "set": {"conflict.rate": 0.4, "off": ["work", "trust"], "support.asks": 9}},
        ],
    },
    "kept seats": {
        "seed": 4, "parameters": {"population.agents": 20}, "strategies": {"balanced": 1.0},
        "seats": [{"seat": seat, "since": since, "until": until} for seat, since, until in KEPT],
        "weeks": 25,
    },
    "busy, and forgetful": {
        "seed": 5, "strategies": {"networker": 1.0}, "weeks": 60, "forget": 25,
        "parameters": {"population.agents": 80, "attention.acts": 12.0, "scout.admission": 0.2,
                       "alliances.largest": 5, "turnover.exit": 0.05},
    },
    "steered, with a log": {
        "seed": 7, "strategies": {"balanced": 0.5, "transactional": 0.5}, "weeks": 30, "log": 400,
        "parameters": {"population.agents": 24, "turnover.exit": 0.02, "turnover.entry": 0.2},
        "events": [{"week": 12, "set": {"off": ["work"]}}, {"week": 20, "set": {"off": []}}],
        "plans": [[i, {"work": 0.3, "check_in": 0.1, "offer": 0.6}] for i in range(0, 20, 3)],
        "answers": [[asked, asking, (asked + asking) / 48]
                    for asked in range(0, 20, 3) for asking in range(24) if asking != asked],
    },
    "a network": {
        "seed": 8, "strategies": {"balanced": 0.5, "networker": 0.5}, "weeks": 20,
        "parameters": {"population.agents": 6},
        # seats are called 0 … 5 in the file, and are found in it in this order
        "network": [[0, 1, 3.0], [0, 2, 2.0], [1, 3, 0.5], [2, 3, 1.0], [2, 4, 1.0], [4, 5, 1.0]],
        "seats": [{"seat": 5, "since": 3, "until": 12}],
    },
    "what if": {
        "seed": 6, "parameters": {"population.agents": 30}, "strategies": {"balanced": 1.0},
        "weeks": 30, "copied": 11,
    },
}  # fmt: skip

#: Runs a case, where ``alliances`` is what the script has set; gives tables as text.
RUN = """(told) => {
  const { seed, parameters, strategies, events, seats, network } = told;
  const begun = { seed, parameters, strategies, events, seats, network };
  let world = new alliances.World(alliances.engine, begun);
  if (told.log) world.log(told.log);
  for (const [agent, shares] of told.plans ?? []) world.plan(agent, shares);
  for (const [asked, asking, probability] of told.answers ?? []) {
    world.answer(asked, asking, probability);
  }
  for (let week = 1; week <= told.weeks; week++) {
    world.step();
    if (week === told.forget) world.forget();
    if (week === told.copied) {
      const left = world;
      world = world.copy();
      left.set({ "conflict.rate": 1 });
      left.step(5);
    }
  }
  const told64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const names = Object.keys(alliances.engine.layout.tables);
  return Object.fromEntries(names.map((name) => [name, told64(world.table(name))]));
}"""

#: Room for what is being done within a week; what is in it afterwards is nobody's business.
_ASIDE = {"spare", "spare_evidence", "spare_belief", "bytes", "sums", "requests"}


def expected(case: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return the tables that Python makes of a case."""
    parameters = dict(case["parameters"])
    with tempfile.TemporaryDirectory() as folder:
        if "seats" in case:
            lines = (f"{s['seat']},{s['since'] or ''},{s['until']}" for s in case["seats"])
            file = Path(folder) / "who.csv"
            file.write_text("name,from,until\n" + "\n".join(lines) + "\n", encoding="utf-8")
            parameters["population.presence"] = str(file)
        if "network" in case:
            lines = [f"{a},{b},{weight}" for a, b, weight in case["network"]]
            ties = Path(folder) / "ties.csv"
            ties.write_text("\n".join(lines) + "\n", encoding="utf-8")
            parameters["population.network"] = str(ties)
        model = TableModel(
            parameters, case["strategies"], rng=case["seed"], events=case.get("events", ())
        )
    if "log" in case:
        model.log(case["log"])
    for agent, shares in case.get("plans", ()):
        model.plan(agent, shares)
    for asked, asking, probability in case.get("answers", ()):
        model.answer(asked, asking, probability)
    for week in range(1, case["weeks"] + 1):
        model.step()
        if week == case.get("forget"):
            model.forget()
    seats = model.world.seats
    for name in ("since", "until"):
        seats[name][~seats["listed"]] = 0  # where nobody reads it
    return {name: getattr(model.world, name) for name in TABLES}


def differing(case: dict[str, Any], told: dict[str, str]) -> list[str]:
    """Return the names of tables in which what JavaScript told differs from what Python makes."""
    tables, found = expected(case), []
    used = {"memberships": LOGGED, "lives": SERIAL, "gone": GONE}
    for name, table in tables.items():
        if name in _ASIDE:
            continue
        theirs = base64.b64decode(told[name])
        size = table.nbytes
        if name in used:
            size = int(tables["counts"][used[name]]) * table.itemsize
        if len(theirs) != table.nbytes or theirs[:size] != table.tobytes()[:size]:
            found.append(name)
    return found
