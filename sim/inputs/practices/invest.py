"""Invest: an informal gathering."""

# fmt: off

from sim.inputs.declarations import fraction
from sim.inputs.line import Line
from sim.inputs.practices.practice import Practice


class Invest(Practice):
    """An informal gathering."""

    without = "no informal gatherings; the time is work"
    target = "alliance"
    title = "Spend time together"
    says = "an informal gathering"
    lines = (
        Line("invest", "maintain",
            "Invest in the relationship: spend time together.",
            ("invest",), ("invest.rapport", "review.investment"),
            "rapport", "rusbult1983"),
    )
    moves = {"payoff": +1, "lifetime": +1, "rapport": +1}

    rapport = fraction(0.15, "share",
        "share of missing rapport that a gathering makes up for", plausible=(0.05, 0.25))
