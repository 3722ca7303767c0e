"""Resolve: talk the worst conflict over."""

# fmt: off

from sim.inputs.declarations import fraction, number
from sim.inputs.line import Line
from sim.inputs.practices.practice import Practice


class Resolve(Practice):
    """Conflict resolution, promptly and constructively."""

    without = "conflicts are left to ease by themselves; the time is work"
    target = "untried ally"
    title = "Resolve"
    says = "talk over the worst conflict"
    lines = (
        Line("resolve", "maintain",
            "Resolve conflicts promptly and constructively.",
            ("resolve",), ("resolve.delay", "resolve.style", "resolve.relief", "resolve.rapport",
                "resolve.ripe", "resolve.cost"),
            "tension", "thomas1974"),
    )
    moves = {"payoff": +1, "lifetime": +1, "tension": -1}

    rapport = number(1.5, "log odds", "how much rapport helps", high=100.0, plausible=(0.75, 3.0))
    delay = number(0.08, "log odds/week", "what every week of waiting costs",
        high=100.0, plausible=(0.02, 0.25), neutral=0.12)
    style = number(1.5, "log odds", "how much cooperative styles help",
        high=100.0, plausible=(0.75, 3.0), source="thomas1974")
    relief = fraction(0.2, "share", "share of the tension left after a success",
        plausible=(0.1, 0.4))
    failure = number(0.1, "tension", "tension that a failed attempt adds", high=100.0,
        plausible=(0.05, 0.2))
    assertion = number(0.1, "utility", "what the more assertive side wins of the other",
        high=100.0, plausible=(0.05, 0.2), source="thomas1974")
    ripe = number(0.2, "tension",
        "tension at which a talk has 1 − 1/e of its chance; 0: every conflict is ripe",
        high=100.0, plausible=(0.1, 0.4), since=2, neutral=0.0)
    cost = number(0.1, "utility", "what a talk costs either side",
        high=100.0, plausible=(0.0, 0.2), since=2, neutral=0.0)
