"""Cooperation where one chooses one's partners (Rand, Arbesman & Christakis 2011)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from experiments.published.contract import Finding, Replication, Reported, Setting
from experiments.published.worlds import GAME, player
from sim.inputs.declarations import fraction, number
from sim.inputs.switches import PROCESSES
from sim.simulation import simulate

FREQUENT, RARE, FIXED, SHUFFLED = "frequently updatable", "rarely updatable", "fixed", "shuffled"
#: How fast fitness follows payoff in weeks of play.
SMOOTHING = 0.3
CONDITIONS = (FREQUENT, RARE, FIXED, SHUFFLED)


class PartnerChoice(Setting):
    """How often ties may be updated, and what helping is worth and costs."""

    agents: int = number(100, "agents", "agents", low=10, high=100_000)
    helpers: float = fraction(0.5, "share", "share of helpers at the start")
    benefit: float = number(2.0, "utility", "b, what help is worth", low=0.0, high=100.0)
    cost: float = number(1.0, "utility", "c, what helping costs", low=0.0, high=100.0)
    founding: int = number(10, "weeks", "weeks in which ties form and nothing else", low=1)
    weeks: int = number(150, "weeks", "weeks of the game; its thirds are averaged", low=9)
    rare: int = number(20, "weeks", "weeks from one update to the next where they are rare", low=2)
    runs: int = number(10, "runs", "runs of every condition, on common seeds", low=1, high=10_000)


def check(setting: PartnerChoice) -> Reported:
    """Let the same populations play under the four conditions."""
    return Reported(tuple(_findings(setting)))


def _findings(setting: PartnerChoice) -> Iterator[Finding]:
    found = {name: cooperation(setting, name) for name in CONDITIONS}
    for name in CONDITIONS[1:]:
        what = f"cooperation, {FREQUENT} > {name}"
        yield Finding(what, found[name][1], found[FREQUENT][1], np.inf, above=True)
    for name in CONDITIONS[1:]:
        before, after = found[name]
        yield Finding(f"cooperation, {name}, first > last third", after, before, np.inf, above=True)


def cooperation(setting: PartnerChoice, condition: str) -> tuple[float, float]:
    """Return the share of requests that were met, averaged over the first third and the last."""
    shares, weeks = [], _weeks(setting, condition)
    third = weeks // 3
    for run in range(setting.runs):
        done = simulate(
            world_of(setting),
            ((_type("ALLC"), setting.helpers), (_type("ALLD"), 1.0 - setting.helpers)),
            seed=setting.seed + run,
            weeks=setting.founding + weeks,
            events=list(_events(setting, condition)),
        )
        met = done.series["help_rate"].to_numpy()[setting.founding :]
        shares.append((np.nanmean(met[:third]), np.nanmean(met[-third:])))
    first, last = np.mean(shares, axis=0).tolist()
    return first, last


def _weeks(setting: PartnerChoice, condition: str) -> int:
    """Return the weeks of the game: where all are shuffled, half of them go by with meeting."""
    return setting.weeks * (2 if condition == SHUFFLED else 1)


def _type(rule: str) -> Any:
    """Return helpers or defectors, who look for new allies half of the time."""
    return player(rule, portfolio={"scout": 0.5, "work": 0.5}, selectivity=0.3)


def world_of(setting: PartnerChoice) -> dict[str, Any]:
    """Return the parameters of the weeks in which ties form; the rest are events."""
    return {
        **GAME,
        "population.agents": setting.agents,
        "population.memory": setting.agents,
        "support.asks": 1000,
        "support.until_helped": False,
        "support.benefit": setting.benefit,
        "support.cost": setting.cost,
        "produce.output": 0.0,
        # What counts in an ally is whether it helped.
        "trust.memory": 0.5,
        "scout.align": 0.0,
        "scout.complementarity": 0.0,
        "scout.trust": 1.0,
        "scout.reputation": 0.0,
        "review.intercept": 2.0,
        "review.satisfaction": 0.0,
        "review.investment": 0.0,
        "review.alternatives": 0.0,
        "review.trust": 20.0,
        "learn.rule": "fermi",
        "learn.rate": 0.1,
        "learn.mutation": 0.005,
        "learn.smoothing": 0.0,  # until there is play
        "learn.selection": 0.5,
        "off": _off("attend"),
        **setting.model,
    }


def _off(*on: str) -> tuple[str, ...]:
    return (*(name for name in PROCESSES if name not in on), "closure")


def _events(setting: PartnerChoice, condition: str) -> Iterator[dict[str, Any]]:
    """Give when ties can be updated: every week, now and then, never; or all are dealt anew."""
    first, last = setting.founding + 1, setting.founding + _weeks(setting, condition)
    # A week without play yields nothing to learn from: what was learnt stays as it is.
    smoothing = {True: {"learn.smoothing": SMOOTHING}, False: {"learn.smoothing": 0.0}}
    updating = {**smoothing[True], "off": _off("support", "attend", "review", "learn")}
    frozen = {**smoothing[True], "off": _off("support", "learn")}
    if condition == FREQUENT:
        yield {"week": first, "set": updating}
    elif condition == SHUFFLED:
        # One week they play and then part, the next they meet anew.
        blind = {"scout.trust": 0.0, "scout.align": 1.0, "review.trust": 0.0}
        yield {"week": first, "set": {**blind, "review.intercept": -100.0}}
        for week in range(first, last + 1):
            playing = (week - first) % 2 == 0
            on = ("support", "review", "learn") if playing else ("attend",)
            yield {"week": week, "set": {**smoothing[playing], "off": _off(*on)}}
    else:
        yield {"week": first, "set": frozen}
        if condition == RARE:
            for week in range(first + setting.rare, last, setting.rare):
                yield {"week": week, "set": updating}
                yield {"week": week + 1, "set": frozen}


RESULT = Replication(
    name="partner-choice",
    title="Cooperation where partners are chosen",
    citation="Rand, Arbesman & Christakis 2011, PNAS 108:19193",
    sources=("rand2011",),
    reduction=(
        "Helpers and defectors (memory-one rules of support); everybody asks all its allies every"
        " week, and imitates others by their payoffs (learn.rule fermi). Where ties can be updated,"
        " agents leave and turn down whom they trust little, and scout for others: attend and"
        " review are on every week, every 20th, or never. Shuffled: all part after every round, and"
        " meet anew without regard to what was. Fitness follows payoff in weeks of play only. All"
        " other processes are off."
    ),
    closeness="The ordering only: people are not the model's helpers and defectors.",
    setting=PartnerChoice,
    check=check,
)
