"""Worlds for hypothesis to try: parameters within their bounds, switches, mixes of strategies."""

from typing import Any

from hypothesis import strategies as st

from sim.inputs.events import STRUCTURAL
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.strategies import STRATEGIES, Mix, mix_from
from sim.inputs.switches import PLACEBOS, SWITCHES

_VARIED = {
    d.name: d
    for d in parameter_declarations().values()
    if d.plausible is not None and not d.name.startswith(STRUCTURAL)
}
#: Beyond what is plausible, to where things happen often or not at all.
_STRONG: dict[str, tuple[float, ...]] = {
    "attend.guest": (0.1, 0.15),
    "attend.idle": (0.25, 1.0),
    "conflict.rate": (0.0, 1.0),
    "cooperate.milestone": (0.5, 2.0),
    "drift.rate": (0.0, 2.0),
    "offer.sated": (0.06, 0.9),
    "population.openness": (0.0, 1.0),
    "population.reliability": (0.0, 1.0),
    "produce.retention": (0.0, 1.0),
    "refer.openings": (1.0,),
    "resolve.cost": (0.1, 1.0),
    "resolve.failure": (1.0,),
    "resolve.ripe": (0.2, 100.0),
    "review.intercept": (-2.0, 0.0),
    "scout.admission": (0.0, 1.0),
    "scout.closure": (0.0, 1.0),
    "support.hardship": (0.0, 1.0),
    "support.image": (1.0,),
    "support.lapse": (0.5,),
    "support.slip": (0.5,),
    "trust.gossip_above": (0.0,),
    "trust.hearsay": (1.0,),
    "trust.memory": (0.0, 1.0),
    "turnover.entry": (0.0, 0.5),
    "turnover.exit": (0.1, 0.5),
}


def _some_of(names: Any, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(names)), max_size=most, unique=True).map(tuple)


@st.composite
def parameters(draw: st.DrawFn, *, placebos: bool = True) -> Parameters:
    """Return parameters of a small world in which much happens."""
    changes: dict[str, Any] = {
        "population.agents": draw(st.integers(2, 14)),
        "population.memory": draw(st.sampled_from((1, 2, 3, 5, 40))),
        "population.pairs": draw(st.booleans()),
        "alliances.largest": draw(st.sampled_from((2, 3, 6))),
        "attention.acts": draw(st.sampled_from((1.0, 4.0, 12.0))),
        "decide.arena": draw(st.sampled_from((2, 5, 20))),
        "learn.rule": draw(st.sampled_from(("off", "fermi", "death_birth"))),
        "learn.rate": 0.3,
        "learn.mutation": 0.1,
        "off": draw(st.one_of(st.just(()), _some_of(SWITCHES, 3))),
    }
    if placebos:
        changes["blind"] = draw(_some_of(PLACEBOS, 2))
        changes["null"] = draw(_some_of(PLACEBOS, 1))
    for name in draw(_some_of(_VARIED, 4)):
        ends, whole = _VARIED[name].plausible, _VARIED[name].type == "whole number"
        assert ends is not None
        changes[name] = draw(st.integers(*map(int, ends)) if whole else st.floats(*ends))
    for name in draw(_some_of(_STRONG, 4)):
        changes[name] = draw(st.sampled_from(_STRONG[name]))
    return Parameters().updated(changes)


@st.composite
def mixes(draw: st.DrawFn) -> Mix:
    """Return a mix of one to three strategies, sociable ones more often."""
    names = draw(st.lists(st.sampled_from(sorted(STRATEGIES)), min_size=1, max_size=2, unique=True))
    names = list(dict.fromkeys(["networker", *names]))
    return mix_from({name: 1.0 / len(names) for name in names})


seeds = st.integers(0, 2**64 - 1)
