"""Offer: help unasked."""

# fmt: off

from sim.inputs.declarations import number
from sim.inputs.line import Line
from sim.inputs.practices.practice import Practice


class Offer(Practice):
    """Help unasked."""

    without = "nobody helps unasked; the time is work"
    target = "ally"
    takes_time_of_others = False
    title = "Offer help"
    says = "to whoever needs it most, unasked"
    lines = (
        Line("offer", "build",
            "Offer support and value without being asked.",
            ("offer",), ("offer.benefit", "offer.cost", "offer.need", "offer.sated"),
            "unmet_need", "gouldner1960", before="appreciation"),
    )
    moves = {"payoff": +1, "unmet_need": -1, "trust": +1}

    benefit = number(0.8, "utility", "what an unasked favour is worth",
        high=100.0, plausible=(0.4, 1.2))
    cost = number(0.3, "utility", "what an unasked favour costs",
        high=100.0, plausible=(0.1, 0.6))
    need = number(5.0, "utility", "how much an unmet need draws help", high=1000.0,
        plausible=(2.0, 10.0))
    balance = number(0.5, "utility/favour", "how much having given already holds help back",
        high=100.0, plausible=(0.25, 1.0))
    sated = number(0.06, "share", "share of a favour's worth that each received lately takes off",
        high=0.9, plausible=(0.03, 0.2), since=2, neutral=0.0)
