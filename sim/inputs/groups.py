"""The parameters of everything but practices: a group a process, and what there is to begin with.

Sources are keys of docs/reference/bibliography.md; "ours" is a choice of our own. ``plausible`` is
the range over which robustness is judged, narrower than the bounds; what has none is ``structural``
and says why. ``neutral`` is the value with which the rules are as they once were
(:mod:`sim.inputs.versions`).
"""

# One declaration a line, as in a table, reads better here than what the formatter makes of it.
# fmt: off

from __future__ import annotations

from typing import Literal

from pydantic import StrictBool, StrictStr

from sim.inputs.declarations import Group, declared, fraction, number


class Population(Group):
    """Who there is, before anything happens."""
    agents: int = number(200, "agents", "agents in the population", low=2, high=2_000_000,
        structural="the size of the world")
    memory: int = number(40, "agents", "others an agent can remember at once", low=1, high=10_000,
        plausible=(20, 80))
    network: StrictStr = declared("",
        "network of alliances to start from: a file as programs write networks, or"
        " networkx:NAME; empty for none", structural="whom the world begins with")
    presence: StrictStr = declared("",
        "list of who is there when: a CSV file with columns name, from and until (first and last"
        " week there); empty for none",
        structural="whom the world begins with", since=2, neutral="")
    pairs: StrictBool = declared(False, "start allied in fixed pairs (2k with 2k + 1), for theory",
        structural="whom the world begins with")
    reliability: float = fraction(0.8, "probability",
        "mean probability of doing what one means to do", plausible=(0.6, 0.95))
    reliability_weight: float = number(10.0, "", "sum of the Beta parameters of reliability",
        low=0.01, high=1e6, plausible=(4.0, 30.0))
    openness: float = fraction(0.7, "probability", "mean probability that what one tells is true",
        plausible=(0.4, 0.9))
    openness_weight: float = number(10.0, "", "sum of the Beta parameters of openness",
        low=0.01, high=1e6, plausible=(4.0, 30.0))
    standing: float = fraction(0.75, "standing", "public image of everybody at the start",
        plausible=(0.5, 1.0))
    work: float = fraction(0.5, "share", "share of attention that went to work before week 1",
        plausible=(0.25, 0.75))


class Turnover(Group):
    """People leave for good, and others take their seats."""
    exit: float = fraction(0.001, "probability/week", "chance of leaving for good",
        plausible=(0.0005, 0.004), since=2, neutral=0.0)
    entry: float = fraction(1.0, "probability/week", "chance that an empty seat is taken",
        plausible=(0.25, 1.0), since=2, neutral=1.0)


class Attention(Group):
    """How much an agent can attend to."""
    acts: float = number(4.0, "acts/week",
        "mean attention of an agent; one act each at least (K = 1 + Poisson(acts − 1))",
        low=1.0, high=50.0, plausible=(2.0, 8.0), source="dunbar1992")


class Drift(Group):
    """Goals move."""
    rate: float = number(0.05, "1/week", "standard deviation of a goal's weekly step, per axis",
        high=10.0, plausible=(0.01, 0.1))


class Attend(Group):
    """The time that acts of attention take of those whom they involve, and idle ones of oneself."""
    # With more than .15, the floor would give time away.
    guest: float = number(0.1, "act", "own time that it takes to be part of an act of another's",
        high=0.15, plausible=(0.05, 0.15), since=2, neutral=0.0)
    idle: float = fraction(0.25, "act", "time that is lost by an act that finds nothing to do",
        plausible=(0.0, 0.5), since=2, neutral=0.0)


class Produce(Group):
    """Stocks spoil and are replenished by work."""
    retention: float = fraction(0.8, "share", "share of a stock that lasts a week",
        plausible=(0.6, 0.9))
    output: float = number(0.85, "units/week", "resources produced at full work",
        high=100.0, plausible=(0.5, 1.2), neutral=0.81)
    returns: float = number(0.5, "",
        "exponent of work in production (below 1: the first hours count most)",
        high=5.0, plausible=(0.3, 0.8))


class Share(Group):
    """Resource sharing."""
    rate: float = fraction(1.0, "share", "share of the fair flow that is given",
        plausible=(0.5, 1.0))


class Trust(Group):
    """Evidence about others, direct and heard."""
    memory: float = fraction(0.97, "share", "what a full piece of news leaves of older evidence",
        plausible=(0.9, 0.99), source="josang2002")
    hearsay: float = fraction(1.0, "share", "weight of what one is told about others",
        plausible=(0.5, 1.0), source="josang2002")
    gossip_above: float = number(1.0, "evidence",
        "evidence needed about somebody to talk about them", high=1000.0, plausible=(0.5, 3.0))
    fading: float = number(0.02, "evidence/week",
        "evidence that a week out of sight costs, when room is needed", high=10.0,
        plausible=(0.005, 0.05))


class Cooperate(Group):
    """Common goals and follow-through: a public-goods dilemma in every alliance."""
    effort: float = number(0.5, "utility", "cost of a commitment kept",
        high=100.0, plausible=(0.3, 0.7))
    strain: float = number(0.5, "1/tension", "how much tension keeps one from following through",
        high=100.0, plausible=(0.2, 1.0))
    wary: float = fraction(0.4, "share", "how much distrust keeps one from following through",
        plausible=(0.0, 0.8), source="fischbacher2001")
    candour: float = fraction(0.3, "evidence", "what a failure counts for that was announced",
        plausible=(0.1, 0.9))
    progress: float = number(0.5, "", "progress from a kept commitment in an aligned pair",
        high=100.0, plausible=(0.3, 0.7))
    kappa: float = fraction(0.5, "exponent",
        "κ: 1 if every member adds as much as in a pair, 0 if one divides it",
        plausible=(0.2, 0.8), source="olson1965")
    diversity: float = number(0.5, "", "progress added by complementary members",
        high=100.0, plausible=(0.0, 1.0), source="hong2004")
    milestone: float = number(6.0, "progress", "progress to a milestone", low=0.01, high=1e6,
        plausible=(4.0, 9.0))
    prize: float = number(4.5, "utility", "what a milestone pays every member",
        high=1e6, plausible=(3.0, 6.0))


class Support(Group):
    """Needs, and help when asked."""
    hardship: float = fraction(0.2, "probability/week", "chance of being in need",
        plausible=(0.05, 0.4))
    asks: int = number(2, "allies", "allies asked at most, the most trusted first",
        low=0, high=1000, plausible=(1, 4))
    until_helped: StrictBool = declared(True,
        "stop asking once somebody helps; false: every ally asked may help, and each help counts",
        source="ohtsuki2006", structural="false is for theory's game of gifts to all neighbours")
    benefit: float = number(2.5, "utility", "what help is worth to whoever needs it",
        high=100.0, plausible=(1.5, 4.0), source="nowak2006")
    cost: float = number(1.0, "utility", "what helping costs",
        high=100.0, plausible=(0.5, 1.5), source="nowak2006")
    thanks: float = number(0.3, "utility", "what being thanked is worth", high=100.0,
        plausible=(0.1, 0.6))
    slight: float = number(0.3, "utility", "what being refused, or not thanked, costs", high=100.0,
        plausible=(0.1, 0.6))
    loss: float = number(1.0, "utility", "what an unmet need costs",
        high=100.0, plausible=(0.0, 2.0))
    gratitude: float = fraction(0.5, "evidence", "evidence in being thanked or not",
        plausible=(0.2, 0.8), source="grant2010")
    appreciation: float = fraction(0.7, "probability", "chance that help is acknowledged",
        plausible=(0.3, 1.0), source="grant2010")
    image: float = fraction(0.1, "share", "how far one act moves the helper's standing",
        plausible=(0.05, 0.2), source="nowak1998")
    good_standing: float = fraction(0.5, "standing",
        "standing from which refusing somebody is held against one",
        plausible=(0.3, 0.7), source="ohtsuki2004")
    balance_memory: float = fraction(0.9, "share",
        "share of the balance of help remembered after a week", plausible=(0.8, 0.97))
    slip: float = fraction(0.0, "probability",
        "chance that a decision to help flips (theory's two-sided noise)", source="nowak1992",
        structural="theory's, and zero outside it")
    lapse: float = fraction(0.0, "probability/week",
        "chance that a tie's memory of the last round is reset", source="nowak2006",
        structural="theory's, and zero outside it", was="support.turnover")
    attitude: float = number(0.5, "log odds", "attitude rule: readiness to help anybody",
        low=-100.0, high=100.0, plausible=(-0.5, 1.5), source="back2006")
    attitude_trust: float = number(4.0, "log odds", "attitude rule: weight of trust − ½",
        low=-100.0, high=100.0, plausible=(2.0, 6.0), source="back2006")
    attitude_balance: float = number(0.5, "log odds", "attitude rule: weight of help owed to one",
        low=-100.0, high=100.0, plausible=(0.25, 1.0), source="back2006")
    attitude_rapport: float = number(1.5, "log odds", "attitude rule: weight of rapport",
        low=-100.0, high=100.0, plausible=(0.75, 3.0), source="back2006")
    attitude_standing: float = number(2.0, "log odds", "attitude rule: weight of standing − ½",
        low=-100.0, high=100.0, plausible=(1.0, 4.0), source="nowak1998")


class Refer(Group):
    """Networking opportunities."""
    openings: float = fraction(0.1, "probability/week", "chance of hearing of an opening",
        plausible=(0.05, 0.3), source="calvo2004")
    worth: float = number(1.5, "utility",
        "what an opening is worth per share of the right specialty", high=100.0,
        plausible=(0.75, 3.0), source="calvo2004")


class Conflict(Group):
    """Tension breaks out, eases and costs."""
    rate: float = fraction(0.05, "probability/week",
        "chance of a conflict in a well-aligned, well-informed tie",
        plausible=(0.02, 0.1), source="jehn1995")
    misalignment: float = number(6.0, "", "how much misaligned goals add to that chance",
        high=100.0, plausible=(3.0, 9.0), source="jehn1995")
    staleness: float = number(2.0, "", "how much silence adds to that chance",
        high=100.0, plausible=(0.5, 4.0))
    silence: float = number(8.0, "weeks",
        "weeks after which silence is felt (1 − 1/e of its effect)", low=0.01, high=1e4,
        plausible=(4.0, 16.0))
    severity: float = number(0.8, "tension", "mean tension that a conflict adds",
        high=100.0, plausible=(0.4, 1.2))
    damping: float = fraction(0.7, "share", "share of a conflict that full rapport takes off",
        plausible=(0.4, 0.9), source="gottman1994")
    decay: float = fraction(0.95, "share", "share of tension that lasts a week",
        plausible=(0.9, 0.98))
    strife: float = number(0.1, "utility/tension", "what tension costs each side",
        high=100.0, plausible=(0.05, 0.2))
    calm: float = number(0.1, "tension", "tension below which a tie is at peace", high=100.0,
        plausible=(0.05, 0.2))
    cooling: float = fraction(0.05, "share", "share of rapport that full silence takes a week",
        plausible=(0.02, 0.1))
    fading: float = fraction(0.9, "share",
        "share of an uncelebrated milestone that is remembered a week later", plausible=(0.8, 0.97))


class Alliances(Group):
    """Size of alliances."""
    largest: int = number(6, "agents", "G: members an alliance may have; 2 for a world of pairs",
        low=2, high=50, plausible=(4, 10))


class Review(Group):
    """Stay, leave or expel: Rusbult's investment model."""
    smoothing: float = fraction(0.05, "1/week", "how fast satisfaction follows what a tie yields",
        plausible=(0.025, 0.1))
    intercept: float = number(3.2, "log odds", "commitment to a tie without history",
        low=-100.0, high=100.0, plausible=(2.2, 4.2))
    satisfaction: float = number(4.0, "log odds week/utility", "weight of satisfaction",
        high=100.0, plausible=(2.0, 6.0), source="rusbult1983")
    investment: float = number(2.0, "log odds", "weight of what was put in (rapport and years)",
        high=100.0, plausible=(1.0, 4.0), source="rusbult1983")
    alternatives: float = number(2.0, "log odds week/utility",
        "weight of the quality of alternatives", high=100.0,
        plausible=(1.0, 4.0), source="rusbult1983")
    tension: float = number(1.5, "log odds/tension", "weight of tension", high=100.0,
        plausible=(0.75, 3.0))
    trust: float = number(3.0, "log odds", "weight of trust − ½", high=100.0,
        plausible=(1.5, 4.5))
    halfway: float = number(26.0, "weeks",
        "age at which a tie counts for half of what it ever will", low=0.01, high=1e4,
        plausible=(13.0, 52.0))


class Decide(Group):
    """Influence: arenas in which the louder side wins."""
    arena: int = number(20, "agents", "agents that decide together", low=2, high=1_000_000,
        plausible=(10, 50))
    stake: float = number(0.2, "utility", "what a decision is worth to whoever cares most",
        high=100.0, plausible=(0.1, 0.5))


LearningRule = Literal["off", "fermi", "death_birth"]


class Learn(Group):
    """Imitation of the successful, and mutation; off by default."""
    rule: LearningRule = declared("off",
        "how strategies spread: off, fermi (compare and imitate) or death_birth (one agent a week"
        " takes an ally's strategy in proportion to 1 − selection + selection·fitness)",
        source="traulsen2006", structural="a question of what is studied")
    rate: float = fraction(0.02, "probability/week", "chance of comparing oneself with another",
        plausible=(0.005, 0.05))
    mutation: float = fraction(0.001, "probability/week", "chance of trying a random strategy",
        plausible=(0.0002, 0.005))
    allies: float = fraction(0.8, "probability", "chance that the other is an ally",
        plausible=(0.5, 1.0))
    selection: float = number(2.0, "1/utility", "how much the fitter is favoured",
        high=1000.0, plausible=(0.5, 5.0), source="traulsen2006")
    smoothing: float = fraction(0.05, "1/week", "how fast fitness follows payoff",
        plausible=(0.02, 0.1))
