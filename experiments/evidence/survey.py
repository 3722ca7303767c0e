"""A run as a survey sees it: who names whom, and who helped whom, wave after wave.

The rule was fixed before anything was measured. Every agent names up to five allies, those it is
most committed to, as the General Social Survey asks for up to five people. Commitment is that of
the review, from the tie's own values: satisfaction, rapport and age, tension, trust. What an agent
has elsewhere is no value of the tie and left out. Only allies with commitment above 0 are named;
among equals those with the smaller id. Waves are in weeks 200, 250, … 600.

A *null* panel has the same people, the same number of names and the same turnover: in every wave
everybody names as many as in the panel, of whom as many were named before, and which they are is
chance. A pattern that it shows as well says nothing about why people are allied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.evidence.panels import Panel
from experiments.evidence.patterns import measure
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import MixLike
from sim.inputs.switches import MAINTENANCE
from sim.measures.arrays import trust_of
from sim.run import Run
from sim.simulation import simulate
from sim.state.tables import State

WAVES = tuple(range(200, 601, 50))
SEEDS = tuple(range(1000, 1010))
MOST_NAMED = 5


def commitment(ties: np.ndarray, week: int, parameters: Parameters) -> np.ndarray:
    """Return the commitment to each allied tie by its own values, shape (ties,)."""
    review = parameters.review
    age = week - ties["joined"]
    years = age / (age + review.halfway)
    return np.asarray(
        review.intercept
        + review.satisfaction * ties["satisfaction"]
        + review.investment * 0.5 * (ties["rapport"] + years)
        - review.tension * ties["tension"]
        + review.trust * (trust_of(ties) - 0.5)
    )


def names(state: State, parameters: Parameters, most: int = MOST_NAMED) -> np.ndarray:
    """Return who names whom: the allies each agent is most committed to; bool, shape (N, N)."""
    ties, n_agents = state.allied, len(state.agents)
    felt = commitment(ties, state.week, parameters)
    named = np.zeros((n_agents, n_agents), dtype=bool)
    agent, other = state.rows_of(ties["agent"]), state.rows_of(ties["other"])
    order = np.lexsort((other, -felt, agent))
    order = order[felt[order] > 0.0]
    first = np.searchsorted(agent[order], agent[order])
    chosen = order[np.arange(order.size) - first < most]
    named[agent[chosen], other[chosen]] = True
    return named


def helped(state: State) -> np.ndarray:
    """Return who delivered when the other last asked, among allies; bool, shape (N, N)."""
    ties, n_agents = state.allied, len(state.agents)
    gave = ties[ties["last_given"] == 1]
    found = np.zeros((n_agents, n_agents), dtype=bool)
    found[state.rows_of(gave["agent"]), state.rows_of(gave["other"])] = True
    return found


@dataclass(frozen=True)
class Survey:
    """What a survey found: who names whom, who helps whom, and the run at its end."""

    names: Panel
    help: Panel
    run: Run

    def measure(self) -> dict[str, float]:
        """Return every pattern, also those of help and of age."""
        return {
            **measure(self.names),
            "hazard_ratio": self.run.outcomes["hazard_ratio"],
            "help_returned": measure(self.help)["formation_if_chosen"],
        }


def survey(
    parameters: Parameters | Mapping[str, Any] | None = None,
    strategies: MixLike = "balanced",
    *,
    seed: int,
    waves: Sequence[int] = WAVES,
    most: int = MOST_NAMED,
) -> Survey:
    """Simulate a world and survey it by the rule.

    Parameters
    ----------
    parameters, strategies, seed
        As :func:`sim.simulation.simulate` takes them.
    waves
        Weeks of the waves, in order.
    most
        How many allies are named at most.
    """
    run = simulate(parameters, strategies, seed=seed, weeks=waves[0], record=waves[-1])
    there, named, gave = [], [], []
    for week in waves:
        if week != waves[0]:
            run = simulate(start=run, weeks=week, record=waves[-1])
        there.append(run.state.agents["id"])
        named.append(names(run.state, run.parameters, most))
        gave.append(helped(run.state))
    return Survey(_panel("names", waves, there, named), _panel("help", waves, there, gave), run)


def _panel(
    name: str, waves: Sequence[int], there: Sequence[np.ndarray], ties: Sequence[np.ndarray]
) -> Panel:
    """Return a panel of everybody who was there in any wave; who has gone is missing from then."""
    ids = np.unique(np.concatenate(there))
    whole = np.zeros((len(waves), len(ids), len(ids)), dtype=bool)
    present = np.zeros((len(waves), len(ids)), dtype=bool)
    for wave, (here, among) in enumerate(zip(there, ties, strict=True)):
        rows = np.searchsorted(ids, here)
        whole[wave][np.ix_(rows, rows)] = among
        present[wave, rows] = True
    labels = tuple(str(week) for week in waves)
    return Panel(name, labels, tuple(map(str, ids.tolist())), whole, present)


def without_practices(parameters: Parameters | None = None) -> Parameters:
    """Return the world in which nobody does anything to keep an ally.

    Looking for allies stays: without it nobody would have any to name.
    """
    parameters = parameters or Parameters()
    return parameters.updated({"off": tuple(dict.fromkeys((*parameters.off, *MAINTENANCE)))})


def null(panel: Panel, seed: int) -> Panel:
    """Return a panel of the same number of names and the same turnover, whom being chance.

    Parameters
    ----------
    panel
        Any panel.
    seed
        Determines whom everybody names.
    """
    luck = np.random.default_rng(seed)
    ties = np.zeros_like(panel.ties)
    named = panel.ties & panel.present[:, :, None] & panel.present[:, None, :]
    for w, seen in enumerate(panel.present):
        for i in np.flatnonzero(named[w].any(axis=1)):
            others = seen & (np.arange(len(seen)) != i)
            old = ties[w - 1, i] if w else np.zeros(len(seen), dtype=bool)
            total = int(named[w, i].sum())
            stay = int(np.sum(named[w, i] & named[w - 1, i])) if w else 0
            had, fresh = np.flatnonzero(others & old), np.flatnonzero(others & ~old)
            stay = max(min(stay, had.size), total - fresh.size)
            ties[w, i, luck.choice(had, stay, replace=False)] = True
            ties[w, i, luck.choice(fresh, total - stay, replace=False)] = True
    return Panel(f"{panel.name}, null", panel.waves, panel.ids, ties, panel.present)


def null_of(found: Survey, seed: int) -> dict[str, float]:
    """Return the patterns of the null of a survey; ties dropped at random do not age."""
    return {
        **measure(null(found.names, seed)),
        "hazard_ratio": 1.0,
        "help_returned": measure(null(found.help, seed))["formation_if_chosen"],
    }
