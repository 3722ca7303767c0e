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
            ("resolve",), ("resolve.delay", "resolve.style", "resolve.relief", "resolve.rapport"),
            "tension", "thomas1974"),
    )
    moves = {"payoff": +1, "lifetime": +1, "tension": -1}

    rapport = number(1.5, "log odds", "how much rapport helps", high=100.0)
    delay = number(0.12, "log odds/week", "what every week of waiting costs",
        high=100.0, plausible=(0.02, 0.25))
    style = number(1.5, "log odds", "how much cooperative styles help",
        high=100.0, source="thomas1974")
    relief = fraction(0.2, "share", "share of the tension left after a success")
    failure = number(0.1, "tension", "tension that a failed attempt adds", high=100.0)
    assertion = number(0.1, "utility", "what the more assertive side wins of the other",
        high=100.0, source="thomas1974")
