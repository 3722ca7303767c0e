"""A strategy is data: where attention goes, when help is given, how conflict is met.

``PRESETS`` are the named strategies and ``EQUAL_BUDGET`` the fair comparison among ways to maintain
alliances; both are declared in :mod:`sim.inputs.presets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from math import fsum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from sim.errors import BadInput, UnknownName, shortened, shown, together
from sim.inputs.declarations import explain
from sim.inputs.practices.practice import NAMES
from sim.inputs.presets import FAMILY, NAMED, Preset
from sim.inputs.switches import MAINTENANCE, PRACTICES

#: A number is written as one: text and true are none.
Probability = Annotated[float, Field(ge=0.0, le=1.0, strict=True)]

#: Memory-one rules: the chance of helping at first, then after (own last, other's last) =
#: helped-helped, helped-refused, refused-helped, refused-refused (Nowak & Sigmund 1992).
MEMORY_ONE: dict[str, tuple[float, ...]] = {
    "ALLC": (1.0, 1.0, 1.0, 1.0, 1.0),
    "ALLD": (0.0, 0.0, 0.0, 0.0, 0.0),
    "TFT": (1.0, 1.0, 0.0, 1.0, 0.0),
    "GTFT": (1.0, 1.0, 1.0 / 3.0, 1.0, 1.0 / 3.0),
    "WSLS": (1.0, 1.0, 0.0, 0.0, 1.0),
    "GRIM": (1.0, 1.0, 0.0, 0.0, 0.0),
}

#: Thomas–Kilmann conflict styles as (assertive, cooperative).
STYLES: dict[str, tuple[float, float]] = {
    "competing": (1.0, 0.0),
    "collaborating": (1.0, 1.0),
    "compromising": (0.5, 0.5),
    "avoiding": (0.0, 0.0),
    "accommodating": (0.0, 1.0),
}

Style = Literal["competing", "collaborating", "compromising", "avoiding", "accommodating"]


def adding_up(shares: list[float]) -> list[float]:
    """Return shares that add up to one; those that do stay as they are, however often read."""
    total = fsum(shares)
    return shares if abs(total - 1.0) < 1e-12 else [share / total for share in shares]


def complete(given: Mapping[str, float]) -> dict[str, float]:
    """Return a portfolio with a share for every practice, adding up to one."""
    named = dict.fromkeys([*PRACTICES, *given])
    shares = adding_up([float(given.get(practice, 0.0)) for practice in named])
    return dict(zip(named, shares, strict=True))


class Strategy(BaseModel):
    """One way of dealing with allies.

    ``support`` is "attitude", the name of a memory-one rule, or its five probabilities;
    ``openness`` and ``appreciation``, where given, replace the agent's and the world's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str
    meaning: str = ""
    portfolio: dict[str, Probability]
    support: str | tuple[Probability, ...] = "attitude"
    conflict: Style = "collaborating"
    selectivity: Annotated[float, Field(ge=-10.0, le=10.0, strict=True)] = 0.55
    diligence: Probability = 1.0
    check_in_every: Annotated[float, Field(gt=0.0, strict=True)] | None = None
    resolve_above: Annotated[float, Field(ge=0.0, strict=True)] | None = None
    openness: Probability | None = None
    appreciation: Probability | None = None

    @field_validator("portfolio")
    @classmethod
    def _adds_up(cls, portfolio: dict[str, float]) -> dict[str, float]:
        known = ("work", *NAMES)
        for practice in portfolio:
            if practice not in known:
                raise UnknownName("practice", practice, known)
        total = fsum(portfolio.values())
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"the shares of a portfolio must add up to 1, these to {total:g}")
        return complete(portfolio)

    @field_validator("support", mode="before")
    @classmethod
    def _known_rule(cls, support: Any) -> Any:
        if isinstance(support, str):
            if support != "attitude" and support not in MEMORY_ONE:
                raise UnknownName("support rule", support, ("attitude", *MEMORY_ONE))
            return support
        if not isinstance(support, list | tuple) or len(support) != 5:
            raise ValueError("a memory-one rule has five probabilities: first, CC, CD, DC, DD")
        for chance in support:
            number = isinstance(chance, int | float) and not isinstance(chance, bool)
            if not number or not 0 <= chance <= 1:
                raise ValueError(f"has {shown(chance)} in it, which is no probability in [0, 1]")
        return support

    @property
    def memory_one(self) -> tuple[float, ...] | None:
        """The five probabilities of a memory-one rule; None for the attitude rule."""
        if isinstance(self.support, tuple):
            return self.support
        return MEMORY_ONE.get(self.support)

    @property
    def style(self) -> tuple[float, float]:
        """The conflict style as (assertive, cooperative)."""
        return STYLES[self.conflict]

    def shares(
        self, work: bool = True, maintenance: Sequence[str] = MAINTENANCE
    ) -> dict[str, float]:
        """Return the portfolio; with ``work`` false, work's share spread over maintenance.

        A portfolio without maintenance keeps its work: there is nothing to spread it over.
        """
        return shares_of(self.portfolio, work, maintenance)

    def thresholds(
        self, work: bool = True, maintenance: Sequence[str] = MAINTENANCE
    ) -> tuple[float, ...]:
        """Return cumulated shares: u means the first practice whose threshold exceeds u."""
        return thresholds_of(self.portfolio, work, maintenance)


def shares_of(
    portfolio: Mapping[str, float], work: bool = True, maintenance: Sequence[str] = MAINTENANCE
) -> dict[str, float]:
    """Return a portfolio; with ``work`` false, work's share spread over maintenance, if any."""
    maintenance = [p for p in maintenance if p in portfolio]
    kept = fsum(portfolio[p] for p in maintenance)
    if work or kept == 0.0:
        return dict(portfolio)
    more = 1.0 + portfolio["work"] / kept
    changed = {p: portfolio[p] * more for p in maintenance}
    return {**portfolio, "work": 0.0, **changed}


def thresholds_of(
    portfolio: Mapping[str, float], work: bool = True, maintenance: Sequence[str] = MAINTENANCE
) -> tuple[float, ...]:
    """Return a portfolio's cumulated shares: u means the first practice that exceeds it."""
    cumulated = list(accumulate(shares_of(portfolio, work, maintenance).values()))
    return tuple(share / cumulated[-1] for share in cumulated)


def _made(presets: Iterable[Preset]) -> dict[str, Strategy]:
    return {
        p.name: Strategy(name=p.name, meaning=p.meaning, portfolio=dict(p.portfolio), **p.manner)
        for p in presets
    }


PRESETS: dict[str, Strategy] = _made(NAMED)
EQUAL_BUDGET: dict[str, Strategy] = _made(FAMILY)
STRATEGIES: dict[str, Strategy] = {**PRESETS, **EQUAL_BUDGET}

Mix = tuple[tuple[Strategy, float], ...]
#: What a person may give for the strategies of a population.
MixLike = str | Strategy | Mapping[str, float] | Mix


def strategy_from(name: str, fields: Mapping[str, Any]) -> Strategy:
    """Return a strategy of a person's own; ``fields["like"]`` may name one to start from."""
    fields, called = dict(fields), f"strategy '{shortened(name)}'"
    like = fields.pop("like", None)
    if like is not None and not isinstance(like, str):
        raise BadInput(f"{called}: like is {shown(like)}; allowed: a strategy's name")
    if like is not None and like not in STRATEGIES:
        raise UnknownName("strategy", like, STRATEGIES)
    base = STRATEGIES[like].model_dump() if like else {}
    try:
        return Strategy(**{**base, "meaning": "", **fields, "name": name})
    except ValidationError as error:
        wrong = [f"{path} {sentence}".strip() for path, sentence in explain(error)]
        raise BadInput(f"{called}: {together(wrong)}") from None


def mix_from(given: MixLike, own: Mapping[str, Strategy] | None = None) -> Mix:
    """Return a mix of strategies whose shares add up to one.

    Parameters
    ----------
    given
        A name, a strategy, {name: share}, or pairs (strategy, share).
    own
        Strategies of a person's own by name; they may not take the name of a preset.

    Raises
    ------
    BadInput
        For unknown names, negative shares, and shares that do not add up to one.
    """
    known = {**STRATEGIES, **(own or {})}
    if isinstance(given, Strategy):
        return ((given, 1.0),)
    if isinstance(given, str):
        given = {given: 1.0}
    if isinstance(given, Mapping):
        for name in given:
            if name not in known:
                raise UnknownName("strategy", name, known)
        given = tuple((known[name], float(share)) for name, share in given.items())
    total = fsum(share for _, share in given)
    if any(not 0.0 <= share <= 1.0 for _, share in given) or abs(total - 1.0) > 1e-6:
        raise BadInput(
            f"the shares of strategies must lie between 0 and 1 and add up to 1, these to {total:g}"
        )
    shares = adding_up([share for _, share in given])
    return tuple((strategy, share) for (strategy, _), share in zip(given, shares, strict=True))


def spend_time_on(practices: Iterable[str], mix: Mix) -> None:
    """Make sure that a mix spends time on nothing but work and some practices."""
    there = {"work", *practices}
    for strategy, _ in mix:
        for practice in strategy.portfolio:
            if practice not in there:
                raise BadInput(
                    f"the strategy '{strategy.name}' spends time on '{practice}', which this model"
                    " does not have: a practice of your own is handed over in 'own'"
                )


def counts(mix: Mix, agents: int) -> list[int]:
    """Return how many agents have each strategy of a mix: exact, by largest remainder."""
    exact = [share * agents for _, share in mix]
    whole = [int(x + 1e-9) for x in exact]
    largest = sorted(range(len(mix)), key=lambda s: (round(whole[s] - exact[s], 9), s))
    for s in largest[: agents - sum(whole)]:
        whole[s] += 1
    return whole
