"""How many links there are where they form and break at rates (Pacheco, Traulsen & Nowak 2006)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import experiments.published.theory as theory
from experiments.published.contract import Finding, Replication, Reported, Setting
from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.declarations import number
from sim.inputs.parameters import parameters_from
from sim.inputs.strategies import Strategy, mix_from
from sim.inputs.switches import PROCESSES
from sim.state.start import first_state

#: φ of the published rates, by the types that the link joins.
SHARES = {"keen–keen": 0.7143, "keen–aloof": 0.2500, "aloof–aloof": 0.0741}
USUAL = (0.5, 0.2, 0.1, 0.5)
WITHIN, LIFE_WITHIN = 0.006, 0.03
#: How trust weighs in commitment stands for γ: trust is ⅔ in whoever kept its last commitment, ⅓ in
#: whoever broke it.
KEPT, BROKEN = 2.0 / 3.0, 1.0 / 3.0


class ActiveLinking(Setting):
    """Who seeks links how eagerly, and how fast they break."""

    keen: int = number(60, "agents", "agents of the type that seeks more", low=2, high=10_000)
    aloof: int = number(40, "agents", "agents of the other", low=2, high=10_000)
    alpha_keen: float = number(0.5, "", "α of the keen", low=0.001, high=10.0)
    alpha_aloof: float = number(0.2, "", "α of the aloof", low=0.001, high=10.0)
    gamma_keen: float = number(0.1, "", "γ between two of the keen", low=0.001, high=10.0)
    gamma_aloof: float = number(
        0.5, "", "γ between two of the aloof; between unlike ones it is the mean of both",
        low=0.001, high=10.0,
    )  # fmt: skip
    step: float = number(0.1, "weeks", "dt, what the rates are multiplied by", low=1e-4, high=1.0)
    acts: int = number(2, "acts/week", "attention of everybody", low=1, high=50)
    settling: int = number(300, "weeks", "weeks before links are counted", low=1)
    weeks: int = number(3000, "weeks", "weeks in which links are counted", low=10)


class Reduction:
    """The strategies and parameters that make the model's links form and break at given rates.

    A pair meets in a week if either scouts the other: 1 − Π_i (1 − s_i/(N − 1))^K, with s the share
    of attention spent scouting. Goals are drawn anew every week (a very large drift), so that
    align is uniform, the same to both, and both agree with probability 1 − the larger selectivity.
    A new link is reviewed the week it forms, as all are: hence the division by 1 − γ.
    """

    def __init__(self, setting: ActiveLinking) -> None:
        self.setting = setting
        self.n = setting.keen + setting.aloof
        dt, gammas = setting.step, (setting.gamma_keen, setting.gamma_aloof)
        # Each side leaves a partner of a type with such a chance that two of a type break at γ·dt.
        if max(gammas) * dt >= 1.0:
            raise BadInput("active-linking: γ·step must stay below 1")
        self.leave = [1.0 - np.sqrt(1.0 - gamma * dt) for gamma in gammas]
        a, b = setting.alpha_keen, setting.alpha_aloof
        forming = np.array([a * a, a * b, b * b]) * dt
        self.breaking = np.array(
            [
                1.0 - (1.0 - self.leave[i]) * (1.0 - self.leave[j])
                for i, j in ((0, 0), (0, 1), (1, 1))
            ]
        )
        wanted = forming / (1.0 - self.breaking)
        miss = 1.0 - 1.0 / (self.n - 1.0)
        # The keen scout with all their attention. How much the aloof do follows from the ratio of
        # mixed links to links among themselves, in both of which the aloof decide.
        self.scouting = (1.0, self._scouting_of_the_aloof(float(wanted[1] / wanted[2]), miss))
        meeting = (
            1.0 - miss ** (2 * setting.acts),
            self._meeting(1.0, self.scouting[1]),
        )
        self.agreeing = (float(wanted[0] / meeting[0]), float(wanted[1] / meeting[1]))
        if not (1.0 >= self.agreeing[0] >= self.agreeing[1]):
            raise BadInput(
                "active-linking: links cannot form so fast; take a smaller step, or more acts"
            )

    def _meeting(self, first: float, second: float) -> float:
        others, k = self.n - 1.0, self.setting.acts
        return 1.0 - ((1.0 - first / others) * (1.0 - second / others)) ** k

    def _scouting_of_the_aloof(self, ratio: float, miss: float) -> float:
        from scipy.optimize import brentq

        def gap(share: float) -> float:
            return self._meeting(1.0, share) - ratio * self._meeting(share, share)

        if gap(1.0) > 0.0:
            raise BadInput("active-linking: α of the keen must not be smaller than of the aloof")
        return float(brentq(gap, 1e-9, 1.0))

    def strategies(self) -> list[Strategy]:
        """Return the two types."""
        names, kept = ("keen", "aloof"), (1.0, 0.0)
        return [
            Strategy(
                name=name,
                portfolio={"scout": scouting, "work": 1.0 - scouting},
                selectivity=1.0 - agreeing,
                diligence=diligence,
                openness=1.0,
            )
            for name, scouting, agreeing, diligence in zip(
                names, self.scouting, self.agreeing, kept, strict=True
            )
        ]

    def world(self) -> dict[str, Any]:
        """Return the parameters of the model."""
        keen, aloof = (float(np.log((1.0 - p) / p)) for p in self.leave)  # commitment to each
        weight = (keen - aloof) / (KEPT - BROKEN)
        if weight < 0.0:
            raise BadInput("active-linking: γ of the keen must not be larger than of the aloof")
        processes = ("drift", "cooperate", "attend", "review")
        zero = ("effort", "strain", "wary", "progress")
        flat = ("satisfaction", "investment", "alternatives", "tension")
        return {
            "population.agents": self.n,
            "population.memory": self.n,
            "population.reliability": 1.0,
            "alliances.largest": 2,
            "drift.rate": 10.0,
            "trust.memory": 0.0,
            **{f"cooperate.{name}": 0.0 for name in zero},
            **{f"review.{name}": 0.0 for name in flat},
            "review.trust": weight,
            "review.intercept": keen - weight * (KEPT - 0.5),
            "scout.align": 1.0,
            "scout.complementarity": 0.0,
            "scout.trust": 0.0,
            "scout.crowding": 0.0,
            "off": (*(p for p in PROCESSES if p not in processes), "closure", "candour"),
            **self.setting.model,
        }

    def model(self) -> TableModel:
        """Return the model in week 0, without links."""
        parameters, seed = parameters_from(self.world()), self.setting.seed
        keen, aloof = self.strategies()
        share = self.setting.keen / self.n
        mix = mix_from(((keen, share), (aloof, 1.0 - share)))
        state, histories, _ = first_state(parameters, mix, seed)
        state.agents["attention"] = self.setting.acts
        return TableModel(parameters, mix, rng=seed, state=state, histories=histories)


def check(setting: ActiveLinking) -> Reported:
    """Let links form and break, and count them."""
    return Reported(tuple(_findings(setting)))


def _findings(setting: ActiveLinking) -> Iterator[Finding]:
    reduction = Reduction(setting)
    model = reduction.model()
    kinds = model.state(acquaintances=False).agents["strategy"]
    for _ in range(setting.settling):
        model.step()
    counted = np.zeros(3)
    for _ in range(setting.weeks):
        model.step()
        ties = model.state(acquaintances=False).ties
        counted += np.bincount(kinds[ties["agent"]] + kinds[ties["other"]], minlength=3) / 2.0
    a, b = setting.keen, setting.aloof
    pairs = np.array([a * (a - 1) / 2.0, a * b, b * (b - 1) / 2.0])
    lives = _lives(model, kinds)
    alphas = (
        setting.alpha_keen**2,
        setting.alpha_keen * setting.alpha_aloof,
        setting.alpha_aloof**2,
    )
    gammas = (
        setting.gamma_keen,
        (setting.gamma_keen + setting.gamma_aloof) / 2.0,
        setting.gamma_aloof,
    )
    usual = (setting.alpha_keen, setting.alpha_aloof, setting.gamma_keen, setting.gamma_aloof)
    for k, (types, published) in enumerate(SHARES.items()):
        listed = usual == USUAL
        expected = published if listed else theory.link_share(alphas[k], gammas[k])
        share = float(counted[k] / (setting.weeks * pairs[k]))
        yield Finding(f"φ, {types}", expected, share, WITHIN, listed)
        life = 1.0 / (gammas[k] * setting.step)
        close = LIFE_WITHIN * life
        yield Finding(f"mean life in weeks, {types}", life, lives[k], close, listed)


def _lives(model: TableModel, kinds: np.ndarray) -> list[float]:
    """Return mean lives by types: weeks at risk ÷ links that ended, so that running ones count."""
    _, alliances = model.history_tables()
    ended = alliances["ended"] >= 0
    last = np.where(ended, alliances["ended"], model.week)
    at_risk = last - alliances["formed"] + 1  # a link is reviewed in the week it forms, too
    types = kinds[alliances["founder"]] + kinds[alliances["partner"]]
    return [float(at_risk[types == k].sum() / ended[types == k].sum()) for k in range(3)]


RESULT = Replication(
    name="active-linking",
    title="Active linking",
    citation="Pacheco, Traulsen & Nowak 2006, Phys. Rev. Lett. 97:258103",
    sources=("pacheco2006",),
    reduction=(
        "Pairs only; goals are drawn anew every week, so that to agree on an alliance is a coin"
        " with the odds of selectivity. α is how much a type scouts and how selective it is. The"
        " keen keep commitments and the aloof break them; commitment follows the last one alone,"
        " which gives γ. Between unlike types γ is the mean of both, as in the published values;"
        " a γ of its own for them, or a third type, is outside of what the model can be reduced to."
    ),
    closeness="±.006 of φ, 3 % of a mean life; links form and break in whole weeks.",
    setting=ActiveLinking,
    check=check,
)
