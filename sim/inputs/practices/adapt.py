"""Adapt: move the common goal to where the members' goals are."""

# fmt: off

from sim.inputs.declarations import fraction
from sim.inputs.line import Line
from sim.inputs.practices.practice import Practice


class Adapt(Practice):
    """Move the common goal."""

    without = "common goals stay as they were founded; the time is work"
    target = "alliance"
    title = "Adapt"
    says = "move a common goal to where the members are"
    lines = (
        Line("adapt", "maintain",
            "Adapt and evolve: change the common goals as the members change.",
            ("adapt",), ("drift.rate", "conflict.misalignment"),
            "misalignment", "jehn1995"),
    )
    moves = {"payoff": +1, "lifetime": +1, "misalignment": -1}

    above = fraction(0.005, "1 − align", "misfit from which the common goal is worth moving",
        plausible=(0.001, 0.02))
