"""Scout: identify potential allies, establish common goals, found and admit."""

# One declaration a line, as in a table, reads better here than what the formatter makes of it.
# fmt: off

from sim.inputs.declarations import fraction, number
from sim.inputs.line import Line
from sim.inputs.practices.practice import Practice


class Scout(Practice):
    """Identify potential allies, establish common goals, found and admit."""

    without = "nobody looks for allies; the time is work"
    target = "stranger"
    maintains = False
    title = "Look for allies"
    says = "meet somebody, perhaps ally"
    lines = (
        Line("identify", "build",
            "Identify potential allies: individuals whose goals align with yours.",
            ("scout",), ("scout.align", "scout.trust", "scout.crowding"),
            "memberships", "mcpherson2001", before="identify_groups"),
    )
    moves = {"payoff": +1, "memberships": +1}

    closure = fraction(0.5, "probability", "chance of looking among allies' allies",
        plausible=(0.2, 0.8), source="granovetter1973")
    align = number(0.5, "value", "value of an ally: weight of aligned goals", high=100.0,
        plausible=(0.25, 1.0))
    complementarity = number(0.2, "value", "value of an ally: weight of other specialties",
        high=100.0, plausible=(0.1, 0.4))
    trust = number(0.3, "value", "value of an ally: weight of trust", high=100.0,
        plausible=(0.15, 0.6))
    reputation = number(1.0, "evidence", "evidence that public standing stands for",
        high=100.0, plausible=(0.5, 2.0), source="nowak1998")
    neutral_standing = fraction(0.75, "standing", "standing that speaks neither for nor against",
        plausible=(0.6, 0.9))
    crowding = number(0.1, "value", "how much choosier full hands make one",
        high=100.0, plausible=(0.05, 0.2))
    admission = fraction(0.5, "probability",
        "chance of bringing a new ally into an existing alliance", plausible=(0.2, 0.8))
    hope = number(0.2, "utility/week", "satisfaction expected of a new tie",
        low=-100.0, high=100.0, plausible=(0.0, 0.4), source="thibaut1959")
