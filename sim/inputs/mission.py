"""The guide to alliances, line by line, and what in the model carries each line.

Why alliances are worth having, how they are built and how they are kept: what people are told, as
data. A line names the switches that take its advice out of the world, the parameters that say how
much it matters, the outcome that speaks for it and the source its mechanism is taken from. Where
several mechanisms carry one line of the guide, each has a line of its own here.
"""

from __future__ import annotations

from sim.inputs.line import PARTS, Line
from sim.inputs.practices import DECLARED

#: Lines that no practice carries.
_LINES = (
    # ---------------------------------------------------------------------------------------- why
    Line(
        "resource_sharing",
        "why",
        "Resource sharing: allies pool knowledge, skills and materials.",
        ("share", "copying"),
        ("share.rate", "produce.retention"),
        "sharing_gain",
        "emerson1976",
    ),
    Line(
        "support_system",
        "why",
        "A support system: allies help each other through difficult times.",
        ("support",),
        ("support.hardship", "support.benefit", "support.cost", "support.asks", "support.loss"),
        "need_met",
        "cohen1985",
    ),
    Line(
        "networking",
        "why",
        "Networking opportunities: allies open doors.",
        ("refer",),
        ("refer.openings", "refer.worth"),
        "passed_on",
        "calvo2004",
    ),
    Line(
        "influence",
        "why",
        "Enhanced influence: together allies are louder than alone.",
        ("decide", "voice"),
        ("decide.stake", "decide.arena"),
        "voice_correlation",
        "gamson1961",
    ),
    Line(
        "diverse_perspectives",
        "why",
        "Diverse perspectives: those who differ find better solutions together.",
        ("diversity",),
        ("cooperate.diversity", "scout.complementarity"),
        "diversity_gain",
        "hong2004",
    ),
    # -------------------------------------------------------------------------------------- build
    Line(
        "identify_groups",
        "build",
        "Identify potential allies: groups that one can join.",
        (),
        ("scout.admission", "alliances.largest"),
        "admission",
        "olson1965",
    ),
    Line(
        "existing_connections",
        "build",
        "Identify potential allies: begin with existing connections.",
        ("closure",),
        ("scout.closure",),
        "clustering",
        "granovetter1973",
    ),
    Line(
        "introductions",
        "build",
        "Identify potential allies: let existing connections introduce you.",
        ("introductions",),
        (),
        "through_allies",
        "granovetter1973",
    ),
    Line(
        "hearsay",
        "build",
        "Identify potential allies: ask those you trust what others are like.",
        ("hearsay",),
        ("trust.hearsay", "trust.gossip_above", "scout.reputation"),
        "trust_accuracy_all",
        "josang2002",
    ),
    Line(
        "common_goals",
        "build",
        "Establish common goals and work towards them together.",
        ("cooperate",),
        ("cooperate.progress", "cooperate.milestone", "cooperate.prize"),
        "milestones",
        "sherif1958",
    ),
    Line(
        "all_invested",
        "build",
        "Make sure that all parties are invested in the common goals.",
        (),
        ("scout.align", "cooperate.effort", "cooperate.kappa"),
        "goal_similarity",
        "olson1965",
    ),
    Line(
        "honesty",
        "build",
        "Communicate effectively: be open and honest.",
        ("openness",),
        ("population.openness", "population.openness_weight"),
        "belief_accuracy",
        "stafford1991",
    ),
    Line(
        "trust",
        "build",
        "Build trust: be reliable, and know who is.",
        ("trust",),
        ("trust.memory", "population.reliability"),
        "trust_accuracy",
        "josang2002",
    ),
    Line(
        "follow_through",
        "build",
        "Build trust: follow through on commitments.",
        (),
        ("cooperate.effort", "cooperate.wary", "cooperate.strain"),
        "follow_through",
        "fischbacher2001",
    ),
    Line(
        "transparency",
        "build",
        "Build trust: be transparent about intentions and limits.",
        ("candour",),
        ("cooperate.candour",),
        "trust",
        "scott1968",
    ),
    Line(
        "appreciation",
        "build",
        "Show appreciation for what allies do.",
        ("appreciation",),
        ("support.appreciation", "support.gratitude", "support.thanks", "support.slight"),
        "trust",
        "grant2010",
    ),
)


def _with_lines_of_practices() -> list[Line]:
    """Return the guide in order: every practice's lines are told where they say."""
    told = list(_LINES)
    for line in (line for practice in DECLARED for line in practice.lines):
        if line.before:
            place = [other.key for other in told].index(line.before)
        else:
            place = sum(_PART[other.part] <= _PART[line.part] for other in told)
        told.insert(place, line)
    return told


_PART = {part: place for place, part in enumerate(PARTS)}

#: Every line of the guide by key, in the guide's order.
LINES: dict[str, Line] = {line.key: line for line in _with_lines_of_practices()}

#: Switches that no line carries → why they are not advice.
NOT_ADVICE: dict[str, str] = {
    "turnover": "people leave for good whatever anybody does",
    "drift": "goals move whatever anybody does; adapting to it is the advice",
    "produce": "what agents live on, with or without allies",
    "conflict": "what advice is needed for",
    "attend": "all acts of attention at once",
    "review": "how alliances end, which the guide does not speak of",
    "expulsion": "how alliances end, which the guide does not speak of",
    "learn": "how strategies spread in a population; the guide speaks to one agent",
    "work": "what attention is taken from",
}
