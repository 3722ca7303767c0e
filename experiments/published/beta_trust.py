"""Trust as a Beta expectation, forgetting, and what others tell (Jøsang & Ismail 2002)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

import experiments.published.theory as theory
from experiments.published.contract import Finding, Replication, Reported, Setting
from experiments.published.worlds import ONLY_SUPPORT, Pairs, player
from sim.inputs.declarations import declared, fraction, number
from sim.rules.trust import expectation, hearsay, with_news

#: λ → trust after endless kept promises, after one betrayal then, and the betrayals in a row until
#: it is below ½. To six digits, as computed from the published formulas.
FORGETTING = {
    0.5: (0.75, 0.5, 2),
    0.7: (0.8125, 0.625, 2),
    0.9: (0.916667, 0.833333, 7),
    0.95: (0.954545, 0.909091, 14),
}
EXACT, ROUNDED = 1e-9, 5e-7


#: λ: at 1 nothing would be forgotten, and there were no long run.
Memories = Annotated[tuple[Annotated[float, Field(gt=0.0, le=0.999)], ...], Field(strict=False)]


class BetaTrust(Setting):
    """What is remembered, and of whom."""

    memories: Memories = declared(tuple(FORGETTING), "λ, what a piece of evidence leaves")
    memory: float = number(
        0.9, "share", "λ of the sequences and the long run", low=0.001, high=0.999
    )
    keeps: float = fraction(0.8, "probability", "how often the partner of the long run keeps")
    pairs: int = number(1500, "pairs", "pairs observed in the long run", low=2, high=100_000)
    weeks: int = number(200, "weeks", "weeks observed, after as many that are not", low=2)


def after(events: str, memory: float) -> float:
    """Return trust after a row of promises kept (+) and broken (−), oldest first."""
    kept = broken = 0.0
    for event in events:
        good, bad = (1.0, 0.0) if event == "+" else (0.0, 1.0)
        kept, broken = with_news(kept, broken, good, bad, memory)
    return float(expectation(kept, broken))


def check(setting: BetaTrust) -> Reported:
    """Set the model's rules of evidence beside the paper's formulas, and its pairs beside both."""
    return Reported((*_by_hand(setting), *_in_the_long_run(setting)))


def _by_hand(setting: BetaTrust) -> Iterator[Finding]:
    yield Finding("7 kept, 1 broken, nothing forgotten", 0.8, after("+++++++-", 1.0), EXACT)
    for memory in setting.memories:
        yield from _forgetting(memory)
    for events, listed in (("+++++-----", 0.401507), ("-----+++++", 0.598493)):
        first, second = ("kept", "broken") if events[0] == "+" else ("broken", "kept")
        what = f"5 {first}, then 5 {second}, λ = {setting.memory:g}"
        old, new = (setting.memory**5, 1.0) if events[0] == "+" else (1.0, setting.memory**5)
        five = sum(setting.memory**k for k in range(5))
        formula = (five * old + 1.0) / (five * (old + new) + 2.0)
        published = setting.memory == 0.9
        yield Finding(
            what,
            listed if published else formula,
            after(events, setting.memory),
            ROUNDED if published else EXACT,
            published,
        )
    kept, broken = hearsay(8.0, 0.0, 10.0, 2.0, 1.0)
    yield Finding("hearsay (8, 0) ∘ (10, 2), kept", 3.636364, kept, ROUNDED)
    yield Finding("hearsay (8, 0) ∘ (10, 2), broken", 0.727273, broken, ROUNDED)


def _forgetting(memory: float) -> Iterator[Finding]:
    listed = FORGETTING.get(memory)
    m = 1.0 / (1.0 - memory)
    betrayed = (memory * m + 1.0) / (memory * m + 3.0)
    betrayals = float(np.floor(np.log(0.5) / np.log(memory)) + 1.0)  # λⁿ < ½: kept < broken
    formulas = (theory.endless(memory), betrayed, betrayals)
    kept = "+" * _without_end(memory)
    measured = (after(kept, memory), after(kept + "-", memory), float(_counted(memory)))
    words = ("kept without end", "then one betrayal", "betrayals until below ½")
    values = zip(words, listed or formulas, measured, strict=True)
    for what, expected, found in values:
        close = ROUNDED if listed else EXACT
        yield Finding(f"{what}, λ = {memory:g}", expected, found, close, listed is not None)


def _without_end(memory: float) -> int:
    """Return how many promises are as good as any number: what is older counts under 10⁻¹³."""
    return int(np.ceil(np.log(1e-13) / np.log(memory)))


def _counted(memory: float) -> int:
    """Return how many betrayals bring endless trust below ½, one after another."""
    kept, broken = 0.0, 0.0
    for _ in range(_without_end(memory)):
        kept, broken = with_news(kept, broken, 1.0, 0.0, memory)
    betrayals = 0
    while expectation(kept, broken) >= 0.5 - EXACT:  # what rounding leaves of a half is one
        kept, broken = with_news(kept, broken, 0.0, 1.0, memory)
        betrayals += 1
    return betrayals


def _in_the_long_run(setting: BetaTrust) -> Iterator[Finding]:
    """Let pairs rely on each other: all mean to help, and manage as often as they are reliable."""
    changes = {
        "trust.memory": setting.memory,
        "population.reliability": setting.keeps,
        "population.reliability_weight": 1e6,  # everybody is as reliable as the mean
        "off": (*ONLY_SUPPORT, "candour"),  # a failure counts in full, announced or not
        **setting.model,
    }
    nobody = np.zeros(setting.pairs, int)
    pairs = Pairs([player("ALLC")], nobody, nobody, changes, setting.seed)
    trust = []
    for week, _ in enumerate(pairs.rounds(2 * setting.weeks)):
        if week >= setting.weeks:
            ties = pairs.ties()
            trust.append(expectation(ties["kept"], ties["broken"]))
    measured = np.array(trust)
    listed = (setting.memory, setting.keeps) == (0.9, 0.8)
    about = f"keeps with probability {setting.keeps:g}, λ = {setting.memory:g}"
    mean = 0.75 if listed else theory.endless(setting.memory, setting.keeps)
    spread = 0.0765 if listed else theory.endless_spread(setting.memory, setting.keeps)
    yield Finding(f"{about}: mean", mean, float(measured.mean()), 0.005, listed)
    yield Finding(f"{about}: spread", spread, float(measured.std()), 0.1 * spread, listed)


RESULT = Replication(
    name="beta-trust",
    title="Trust as a Beta expectation",
    citation="Jøsang & Ismail 2002, The Beta Reputation System",
    sources=("josang2002",),
    reduction=(
        "The rules of evidence as the model applies them (trust.memory is λ, trust.hearsay 1)."
        " In the long run: pairs in which everybody asks and means to help every week, and"
        " manages with the probability of keeping; a failure counts in full."
    ),
    closeness=(
        "10⁻⁹, or the six digits to which a value is given; in the long run ±.005, and 10 %"
        " of the spread."
    ),
    setting=BetaTrust,
    check=check,
)
