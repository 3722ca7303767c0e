"""Cooperation on a network (Ohtsuki et al. 2006; Allen et al. 2017)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import experiments.published.theory as theory
from experiments.published.contract import (
    Finding,
    Names,
    Numbers,
    Replication,
    Reported,
    Setting,
)
from experiments.published.fixation import takeovers
from experiments.published.worlds import GAME, player
from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.declarations import declared, fraction, number
from sim.inputs.switches import PROCESSES
from sim.state.network_files import read_network
from sim.state.networks.record import Network

#: (b/c)* of networks, to four decimals.
CRITICAL = {
    "cycle:20": 2.25,
    "networkx:karate_club": 7.7679,
    "networkx:florentine_families": 4.1423,
}
#: N·ρ by b/c; cycle of 20, selection .1, c = 1.
ADVANTAGES = {1.5: 0.4883, 2.25: 0.9683, 3.0: 1.5186, 4.0: 2.2050}
#: What four decimals leave open.
ROUNDED = 5e-5


class OnNetwork(Setting):
    """Networks, benefits and how much the fitter are favoured."""

    graphs: Names = declared(tuple(CRITICAL), "networks whose (b/c)* is computed")
    cycle: int = number(20, "agents", "agents on the cycle", low=3, high=1000)
    ratios: Numbers = declared(tuple(ADVANTAGES), "b/c, at which cooperators try their luck")
    selection: float = fraction(0.1, "share", "how much payoffs matter beside a fitness of 1")
    runs: int = number(40_000, "runs", "runs for every b/c", low=10, high=10_000_000)


def check(setting: OnNetwork) -> Reported:
    """Compute (b/c)* of the networks, and let one cooperator try its luck on a cycle."""
    if not setting.ratios:
        return Reported(tuple(_critical(setting)))
    found = [_on_cycle(setting, ratio) for ratio in setting.ratios]
    points = pd.DataFrame(found)
    return Reported((*_critical(setting), *_advantages(setting, points)), points, _curve(setting))


def _curve(setting: OnNetwork) -> pd.DataFrame:
    ratios = np.linspace(1.0, 1.1 * max(setting.ratios), 101)
    exact = [theory.fixation_on_cycle(setting.cycle, b, 1.0, setting.selection) for b in ratios]
    return pd.DataFrame({"ratio": ratios, "exact": exact})


# ----------------------------------------------------------------------------------------- exact


def network_of(name: str) -> Network:
    """Return a network by name: ``cycle:N``, or what ``population.network`` may be."""
    kind, _, size = name.partition(":")
    if kind != "cycle":
        return read_network(name)
    if not size.isdecimal() or int(size) < 3:
        raise BadInput(f"the network '{name}' is no cycle of 3 agents or more, such as cycle:20")
    n = int(size)
    edges = tuple((min(i, (i + 1) % n), max(i, (i + 1) % n), 1.0) for i in range(n))
    return Network(tuple(map(str, range(n))), tuple(sorted(edges)))


def adjacency_of(network: Network) -> np.ndarray:
    """Return who is allied with whom, 1 or 0, shape (N, N); raises ``BadInput`` if in parts."""
    n = len(network.names)
    table = np.zeros((n, n))
    for a, b, _ in network.edges:
        table[a, b] = table[b, a] = 1.0
    reached = np.linalg.matrix_power(table + np.eye(n), n) > 0.0
    if not reached.all():
        raise BadInput("the network falls into parts: there is no (b/c)* of all of it")
    return table


def _critical(setting: OnNetwork) -> Iterator[Finding]:
    for name in setting.graphs:
        value = theory.critical_ratio(adjacency_of(network_of(name)))
        published = CRITICAL.get(name)
        yield Finding(
            f"(b/c)* on {name}, exact",
            value if published is None else published,
            value,
            ROUNDED,
            published is not None,
        )


# ------------------------------------------------------------------------------------- simulated


def world_of(setting: OnNetwork, ratio: float) -> dict[str, Any]:
    """Return the parameters of death–birth updating on frozen alliances."""
    return {
        **GAME,
        "support.asks": 2,
        "support.until_helped": False,
        "support.benefit": ratio,
        "support.cost": 1.0,
        "produce.output": 0.0,  # nothing is earned but by helping
        "learn.rule": "death_birth",
        "learn.selection": setting.selection,
        "learn.smoothing": 1.0,  # fitness is this week's payoff
        "off": tuple(name for name in PROCESSES if name not in ("support", "learn")),
        **setting.model,
    }


def model_on_cycle(setting: OnNetwork, ratio: float) -> TableModel:
    """Return a cycle of allies, defectors and cooperators."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cycle.csv"
        lines = (f"{i},{(i + 1) % setting.cycle}" for i in range(setting.cycle))
        path.write_text("\n".join(lines), encoding="utf-8")
        parameters = {**world_of(setting, ratio), "population.network": str(path)}
        mix = ((player("ALLD"), 0.5), (player("ALLC"), 0.5))
        return TableModel(parameters, mix, rng=setting.seed)


def _on_cycle(setting: OnNetwork, ratio: float) -> dict[str, float]:
    model = model_on_cycle(setting, ratio)
    successes, _ = takeovers(model.handle, model.settings, 0, setting.runs)
    share, n = successes / setting.runs, setting.cycle
    error = n * np.sqrt(share * (1.0 - share) / setting.runs)
    exact = theory.fixation_on_cycle(n, ratio, 1.0, setting.selection)
    return {"ratio": ratio, "measured": n * share, "error": error, "exact": exact}


def _advantages(setting: OnNetwork, points: pd.DataFrame) -> Iterator[Finding]:
    usual = (setting.cycle, setting.selection) == (20, 0.1)
    for ratio, measured, exact in points[["ratio", "measured", "exact"]].to_numpy():
        published = ADVANTAGES.get(float(ratio)) if usual else None
        chance = exact / setting.cycle
        close = 3.0 * setting.cycle * float(np.sqrt(chance * (1.0 - chance) / setting.runs))
        yield Finding(
            f"N·ρ on a cycle of {setting.cycle}, b/c = {ratio:g}",
            float(exact) if published is None else published,
            float(measured),
            close,
            published is not None,
        )


RESULT = Replication(
    name="network",
    title="Cooperation on a network",
    citation="Ohtsuki et al. 2006, Nature 441:502; Allen et al. 2017, Nature 544:227",
    sources=("ohtsuki2006", "allen2017"),
    reduction=(
        "Frozen alliances read from a network. Everybody asks all its allies every week"
        " (support.until_helped off); cooperators help, defectors do not. One agent a week gives up"
        " its strategy, and its allies compete for it (learn.rule death_birth, fitness ="
        " 1 − selection + selection·payoff). All other processes are off; the loop over runs is"
        " compiled, and calls the model's own kernels."
    ),
    closeness=(
        "(b/c)* is solved from meeting times, to the decimals given; N·ρ within three standard"
        " errors of all runs."
    ),
    setting=OnNetwork,
    check=check,
)
