"""The numbers that the rules of the model were planned to give, as data, with their half-widths.

They were measured in a prototype of the rules, 200 agents over 260 weeks on seeds 1000–1007 where
nothing else is said, with alliances of up to six. Whether people came and went is not written down,
only that all new rules were on. Both were tried: of the first 25 rows (presets, rhythm, settled)
none lies outside where a thousandth leave every week, as by default, and twelve where nobody does.
A number that is measured now and lies outside is a defect to be found, or has its reason here.
"""

from typing import NamedTuple


class Planned(NamedTuple):
    """A planned number, and how far from it what is measured may lie."""

    value: float
    within: float


def _level(value: float) -> Planned:
    """A payoff, in utility a week."""
    return Planned(value, 0.06)


def _life(value: float) -> Planned:
    """A mean life of memberships, in weeks."""
    return Planned(value, 0.9)


def _paired(value: float) -> Planned:
    """A difference of payoffs on paired seeds; half-widths were .02 to .05."""
    return Planned(value, 0.05)


def _weeks(value: float) -> Planned:
    """A difference of lives on paired seeds, in weeks."""
    return Planned(value, 1.0)


def _worlds(value: float) -> Planned:
    """How many of 32 worlds; half-widths were 17 points."""
    return Planned(value, 0.17 * 32)


def _percent(value: float) -> Planned:
    """A share of worlds, in per cent."""
    return Planned(value, 17.0)


def _curve(practice: str, *gains: float) -> dict[str, Planned]:
    """Gains over giving it no time, at every share of time."""
    points = zip(PORTIONS, gains, strict=True)
    return {f"{practice} at {portion:.0%}": Planned(gain, 0.03) for portion, gain in points}


#: Shares of time that response curves are given at.
PORTIONS = (0.04, 0.08, 0.16, 0.24, 0.32, 0.48)
#: Shares of time among which the best is looked for where all else is done as well.
IN_BALANCED = (0.0, 0.02, 0.04, 0.08, 0.12, 0.16, 0.24, 0.32)

#: Part → row → what was planned.
PLANNED: dict[str, dict[str, Planned]] = {
    "presets": {
        "balanced": _level(2.33),
        "balanced, life": _life(50.0),
        "all_round": _level(2.34),
        "peacemaker": _level(1.79),
        "none": _level(1.59),
        "celebrant": _level(1.55),
        "communicator": _level(1.44),
        "adapter": _level(1.33),
        "companion": _level(1.28),
        "supporter": _level(1.13),
        "generous": _level(2.36),
    },
    "rhythm": {
        f"every {every} weeks": _level(payoff)
        for every, payoff in zip(
            (1, 2, 4, 8, 16, 32, 64), (1.67, 2.14, 2.34, 2.34, 2.23, 2.11, 2.03), strict=True
        )
    },
    "settled": {
        **{
            f"above {above}": _level(payoff)
            for above, payoff in zip(
                (0.1, 0.2, 0.4, 0.8, 1.6, 3.2), (2.34, 2.47, 2.44, 2.26, 2.08, 1.98), strict=True
            )
        },
        "above 0.1 − above 0.2": Planned(-0.13, 0.03),
    },
    "removals": {
        "check_in": _paired(0.35),
        "check_in, life": _weeks(16.0),
        "adapt": _paired(0.07),
        "resolve": _paired(0.35),
        "resolve, life": _weeks(19.0),
        "recognise": _paired(0.20),
        "invest": _paired(0.03),
        "invest, life": _weeks(5.0),
        "offer": _paired(0.02),
        "work": _paired(0.35),
    },
    "free riders": {
        "quarter shirkers, as it is": _paired(-0.71),
        "quarter shirkers, nobody leaves": _paired(0.22),
        "half shirkers, no trust": _paired(0.27),
    },
    "curves": {
        **_curve("check_in", 0.17, 0.21, 0.21, 0.15, 0.07, -0.15),
        **_curve("adapt", -0.01, -0.03, -0.08, -0.12, -0.17, -0.26),
        **_curve("resolve", 0.13, 0.19, 0.26, 0.27, 0.24, 0.20),
        **_curve("recognise", 0.05, 0.04, 0.04, 0.01, 0.01, -0.04),
        **_curve("invest", 0.03, 0.03, 0.02, -0.04, -0.11, -0.31),
        **_curve("offer", 0.05, 0.08, 0.07, -0.01, -0.13, -0.46),
    },
    # A best share has no half-width: it is inside if it cannot be told from the best measured.
    "best shares": {
        "check_in": Planned(0.12, 0.0),
        "adapt": Planned(0.02, 0.0),
        "resolve": Planned(0.12, 0.0),
        "recognise": Planned(0.16, 0.0),
        "invest": Planned(0.04, 0.0),
        "offer": Planned(0.04, 0.0),
        "scout": Planned(0.12, 0.0),
    },
    "accuracy": {
        "all, 50 agents": Planned(0.062, 0.015),
        "all, 200 agents": Planned(0.092, 0.008),
        "all, 1000 agents": Planned(0.053, 0.004),
        "allies, 50 agents": Planned(0.056, 0.015),
        "allies, 200 agents": Planned(0.048, 0.008),
        "allies, 1000 agents": Planned(0.048, 0.004),
    },
    # N·e/(e + x − xe) of 200 seats. The standard deviation of one week is √(Np(1 − p)) = 5.1, and
    # weeks are alike for about 1/(e + x) of them: eight seeds of 156 weeks are known to ± 1.3.
    "present": {"mean number": Planned(169.5, 1.3)},
    "worlds": {
        "all_round best of its family": _worlds(24.0),
        "none best of its family": _worlds(6.0),
        "supporter best of its family": _worlds(1.0),
        "generous best of all presets": _worlds(19.0),
        "check_in pays": _percent(62.0),
        "adapt pays": _percent(62.0),
        "resolve pays": _percent(78.0),
        "recognise pays": _percent(97.0),
        "invest pays": _percent(56.0),
        "offer pays": _percent(56.0),
    },
}

#: Worlds differ in more than when this was planned: then 35 parameters had a plausible range, and
#: not 104. With those 35 and five of the new rules' own, drawn by Sobol's sequence, generous is the
#: best of all presets in 16 worlds, and recognising pays in 91 %.
_WIDER = (
    "three times as many parameters vary as when it was planned; with those of then it is inside"
)

#: Where rumours are not kept apart, as in version 1 of the rules, hearsay moves this measure by
#: −.049, −.015 and −.024 (all; 50, 200 and 1,000 agents; 12 seeds). Planned were −.054, −.019 and
#: −.075.
_OTHERWISE = (
    "with a thousand agents something else was planned: under the rules of version 1, too, what was"
    " measured there is another number, and with 50 and 200 agents it is the same"
)

#: (part, row) → why what is measured lies outside, where that is known.
REASONS: dict[tuple[str, str], str] = {
    ("accuracy", "all, 200 agents"): "the interval of the plan and the one measured overlap",
    **{("accuracy", f"{whom}, 1000 agents"): _OTHERWISE for whom in ("all", "allies")},
    **{("worlds", row): _WIDER for row in ("generous best of all presets", "recognise pays")},
}
