"""From when reciprocity pays, direct and indirect (Nowak 2006)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

import experiments.published.theory as theory
from experiments.published.contract import Finding, Replication, Reported, Setting
from experiments.published.worlds import GAME, ONLY_SUPPORT, PAIRS, Pairs, player
from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.declarations import declared, number
from sim.inputs.parameters import parameters_from
from sim.inputs.strategies import mix_from
from sim.state.start import first_state

#: The threshold of w at b/c = 3, by criterion.
AT_THREE = {"resists": 1.0 / 3.0, "risk-dominant": 0.5, "one-third": 0.6}
#: (share of helpers, q) → what helpers and defectors earn a round; 1000 agents, b 3, c 1.
STANDING = {(0.5, 0.6): (0.799, 0.601), (0.95, 0.45): (1.872, 1.569)}
WITHIN = 0.02
SETTLING = 50
#: The log odds that standing adds, from bad to good: enough to be sure of helping the good.
CERTAIN = 100.0


Fractions = Annotated[
    tuple[Annotated[float, Field(gt=0.0, lt=1.0)], ...], Field(strict=False, min_length=2)
]


class Thresholds(Setting):
    """What help is worth and costs, and how much is known."""

    benefit: float = number(3.0, "utility", "b, what help is worth", low=0.01, high=100.0)
    cost: float = number(1.0, "utility", "c, what helping costs", low=0.01, high=100.0)
    continuations: Fractions = declared(
        (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), "w, at which payoffs are measured; two at least"
    )
    pairs: int = number(200, "pairs", "pairs of every kind", low=2, high=100_000)
    weeks: int = number(300, "weeks", "rounds that are scored", low=2, high=1_000_000)
    agents: int = number(1000, "agents", "agents who meet in random pairs", low=4, high=1_000_000)
    shares: Fractions = declared(tuple(x for x, _ in STANDING), "shares of helpers")
    known: Fractions = declared(
        tuple(q for _, q in STANDING), "q, the chance that standing is known; one for each share"
    )
    rounds: int = number(100, "rounds", "rounds in random pairs that are scored", low=1)


def check(setting: Thresholds) -> Reported:
    """Measure payoffs of reciprocators and defectors, and where they cross."""
    if len(setting.shares) != len(setting.known):
        raise BadInput("thresholds.known has one value for each of thresholds.shares")
    points = pd.DataFrame([_payoffs(setting, w) for w in setting.continuations])
    return Reported((*_direct(setting, points), *_indirect(setting)), points, _curves(setting))


def _curves(setting: Thresholds) -> pd.DataFrame:
    """Return what TFT and ALLD earn among TFT by theory: b − c, and b in every first round."""
    w = np.linspace(0.0, 1.0, 101)
    return pd.DataFrame(
        {
            "w": w,
            "TFT v TFT": setting.benefit - setting.cost,
            "ALLD v TFT": setting.benefit * (1.0 - w),
            "crossing": setting.cost / setting.benefit,
        }
    )


# ---------------------------------------------------------------------------------------- direct


def _payoffs(setting: Thresholds, continuation: float) -> dict[str, float]:
    """Return what TFT and ALLD earn a round against each, where games go on with probability w."""
    changes = {
        "support.benefit": setting.benefit,
        "support.cost": setting.cost,
        "support.lapse": 1.0 - continuation,
        **setting.model,
    }
    own = np.repeat([0, 0, 1], setting.pairs)
    other = np.repeat([0, 1, 1], setting.pairs)
    pairs = Pairs([player("TFT"), player("ALLD")], own, other, changes, setting.seed)
    total = np.zeros(2 * own.size)
    for week, _ in enumerate(pairs.rounds(SETTLING + setting.weeks)):
        if week >= SETTLING:
            total += pairs.ties()["gain"]
    total = total.reshape(3, setting.pairs, 2).mean(axis=1) / setting.weeks
    (a, also_a), (b, c), (d, also_d) = total
    return {
        "w": continuation,
        "TFT v TFT": float(a + also_a) / 2.0,
        "TFT v ALLD": float(b),
        "ALLD v TFT": float(c),
        "ALLD v ALLD": float(d + also_d) / 2.0,
    }


def _direct(setting: Thresholds, points: pd.DataFrame) -> Iterator[Finding]:
    ratio = setting.benefit / setting.cost
    for criterion, share in theory.CRITERIA.items():
        gap = share * (points["TFT v TFT"] - points["ALLD v TFT"]) + (1.0 - share) * (
            points["TFT v ALLD"] - points["ALLD v ALLD"]
        )
        slope, intercept = np.polyfit(points["w"], gap, 1)  # payoffs are linear in w
        published = AT_THREE[criterion] if ratio == 3.0 else None
        yield Finding(
            f"direct: TFT {criterion} from w, b/c = {ratio:g}",
            theory.threshold(ratio, criterion) if published is None else published,
            float(-intercept / slope),
            WITHIN,
            published is not None,
        )


# -------------------------------------------------------------------------------------- indirect


def _indirect(setting: Thresholds) -> Iterator[Finding]:
    usual = (setting.agents, setting.benefit, setting.cost) == (1000, 3.0, 1.0)
    for share, known in zip(setting.shares, setting.known, strict=True):
        computed = theory.indirect(share, known, setting.benefit, setting.cost, setting.agents)
        listed = STANDING.get((share, known)) if usual else None
        measured = _in_random_pairs(setting, share, known)
        for who, expected, found in zip(
            ("helpers", "defectors"), listed or computed, measured, strict=True
        ):
            what = f"indirect: {who}, {100 * share:g} % help, q = {known:g}"
            yield Finding(what, expected, float(found), WITHIN, listed is not None)


def _in_random_pairs(setting: Thresholds, share: float, known: float) -> tuple[float, float]:
    """Return what helpers and defectors earn a round where everybody meets somebody new.

    Every round is a world of new pairs, to which all bring their standing. Helpers help by attitude
    whom they know to be in good standing; whoever is not is known with probability ``known``, else
    helped, which is what the attitude is set to.
    """
    world = {
        **GAME,
        **PAIRS,
        "population.agents": setting.agents,
        "support.benefit": setting.benefit,
        "support.cost": setting.cost,
        "support.image": 1.0,
        "support.attitude": CERTAIN / 2.0 + float(np.log((1.0 - known) / known)),
        "support.attitude_trust": 0.0,
        "support.attitude_balance": 0.0,
        "support.attitude_rapport": 0.0,
        "support.attitude_standing": CERTAIN,
        "off": ONLY_SUPPORT,
        **setting.model,
    }
    parameters = parameters_from(world)
    mix = mix_from(((player("balanced"), share), (player("ALLD"), 1.0 - share)))
    standing: list[np.ndarray] = []
    earned = np.zeros(2)
    for round_ in range(setting.rounds + 1):
        seed = setting.seed + round_
        state, histories, _ = first_state(parameters, mix, seed)
        kinds = [np.flatnonzero(state.agents["strategy"] == kind) for kind in (0, 1)]
        for rows, brought in zip(kinds, standing, strict=False):
            state.agents["standing"][rows] = brought
        model = TableModel(parameters, mix, rng=seed, state=state, histories=histories)
        model.step()
        after = model.state(acquaintances=False)
        standing = [after.agents["standing"][rows] for rows in kinds]
        if round_ > 0:  # in the first nobody is known yet
            earned += [after.ties["gain"][rows].mean() for rows in kinds]
    helpers, defectors = earned / setting.rounds
    return float(helpers), float(defectors)


RESULT = Replication(
    name="thresholds",
    title="From when reciprocity pays",
    citation="Nowak 2006, Science 314:1560",
    sources=("nowak2006",),
    reduction=(
        "Direct: the fixed pairs of the repeated game; after each round its memory is lost with"
        " probability 1 − w (support.lapse), and payoffs are the gains that the model books."
        " Indirect: everybody meets somebody new each week and brings its standing; helpers decide"
        " by attitude, of which only standing is left: they help the good for certain, and others"
        " with probability 1 − q. Refusing somebody in bad standing costs none."
    ),
    closeness="±.02, of w where the measured payoffs cross, and of payoffs a round.",
    setting=Thresholds,
    check=check,
)
