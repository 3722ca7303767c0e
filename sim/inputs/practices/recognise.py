"""Recognise: celebrate what was achieved."""

# fmt: off

from sim.inputs.declarations import fraction, number
from sim.inputs.line import Line
from sim.inputs.practices.practice import Practice


class Recognise(Practice):
    """Celebrate what was achieved."""

    without = "milestones go without celebration; the time is work"
    target = "alliance"
    title = "Celebrate"
    says = "what was achieved and not yet celebrated"
    lines = (
        Line("recognise", "maintain",
            "Recognise achievements and celebrate them together.",
            ("recognise",), ("recognise.pleasure", "recognise.rapport", "conflict.fading"),
            "satisfaction", "gable2004"),
    )
    moves = {"payoff": +1, "lifetime": +1, "satisfaction": +1}

    above = number(0.2, "milestones",
        "uncelebrated milestones from which a celebration is worth it", high=100.0,
        plausible=(0.1, 0.5))
    pleasure = number(0.6, "utility", "what celebrating a milestone is worth to each member",
        high=100.0, plausible=(0.2, 1.0))
    rapport = fraction(0.05, "share",
        "share of missing rapport that each milestone celebrated makes up for",
        plausible=(0.02, 0.1))
