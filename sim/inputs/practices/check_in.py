"""Check in: a meeting at which everybody tells everybody."""

# fmt: off

from sim.inputs.declarations import fraction
from sim.inputs.line import Line
from sim.inputs.practices.practice import Practice


class CheckIn(Practice):
    """A meeting: everybody tells everybody."""

    without = "no meetings; the time is work"
    target = "alliance"
    title = "Check in"
    says = "a meeting of the alliance not met longest"
    lines = (
        Line("updates", "build",
            "Communicate effectively: keep allies up to date.",
            ("check_in",), ("conflict.silence", "conflict.staleness"),
            "belief_accuracy", "stafford1991", before="trust"),
        Line("check_in", "maintain",
            "Check in regularly.",
            ("check_in",), ("check_in.rapport", "conflict.silence", "conflict.cooling"),
            "conflicts", "stafford1991"),
    )
    moves = {"payoff": +1, "lifetime": +1, "conflicts": -1, "belief_accuracy": +1}

    rapport = fraction(0.03, "share", "share of missing rapport that a meeting makes up for",
        plausible=(0.01, 0.06))
