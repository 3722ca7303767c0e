"""Everything that is measured, declared once: name, unit, meaning, and how it is computed.

There are four kinds, which differ in what they look at and in how a run is summarised:

weekly
    a function of one week's tables, compiled; a run has the mean over the weeks after warm-up in
    which the value exists
period
    a function of each person's averages over the weeks after warm-up in which it was there
lives
    a function of all memberships and alliances since week 0, whether or not they have ended
final
    a function of the last state, with everything that agents remember

A value that does not exist — no alliances, no needs, no variation — is NaN, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple, cast

import numpy as np

from sim.measures.arrays import NAN, gini, polarisation, ratio, ratios
from sim.measures.kernels import Correlation, Count, Derived, Mean, Measure, kernel_of
from sim.measures.networks import modularity
from sim.measures.pairs import SUMS, correlation
from sim.measures.tables import Tables, tables_of
from sim.measures.totals import Totals
from sim.measures.views import FOLLOWED, Lives, Snapshot
from sim.measures.week import (
    ANY,
    Function,
    alliances_per_agent,
    belief_cosine,
    clustering,
    density,
    gini_of_fitness,
    given_and_got,
    goal_cosine,
    mean_of,
    misfit,
    need_met,
    numbers_of_allies,
    of_tie,
    share_of_memberships,
    trust,
    trust_and_reliability,
    trust_both_ways,
    unmet_need,
    voice_gain,
)
from sim.state.tables import State

Kind = Literal["weekly", "period", "lives", "final"]


@dataclass(frozen=True)
class Outcome:
    """One thing that is measured.

    ``measure`` of a weekly one is a function of the engine's tables that compiles, a count, or a
    mean or a correlation over sides of ties (:mod:`sim.measures.kernels`); of the others a function
    of the view of its kind, ``Totals``, ``Lives`` or a ``Snapshot``. ``line`` is the line of the
    guide (sim/inputs/mission.py) that it speaks for, or "". ``better`` is +1 if more is better, −1
    if less is, 0 if it depends. ``alone`` is what it is where nobody is allied with anybody: NaN,
    it does not exist; None, it does, and depends on what agents are by themselves.
    """

    name: str
    unit: str
    meaning: str
    measure: Measure
    line: str = ""
    better: int = 0
    kind: Kind = "weekly"
    alone: float | None = NAN
    called: str = ""

    @property
    def title(self) -> str:
        """What figures and tables call it: ``called``, if that is given, or its name in words."""
        return self.called or self.name.replace("_", " ")


_weekly = Outcome
_period = partial(Outcome, kind="period")
_lives = partial(Outcome, kind="lives")
_final = partial(Outcome, kind="final")


def _voice(totals: Totals) -> float:
    columns = totals.columns()
    return correlation(columns["mean_allies"], columns["votes_won"], totals.weights())


# One declaration a line, as in a table, reads better here than what the formatter makes of it.
# fmt: off
_DECLARED: tuple[Outcome, ...] = (
    # -------------------------------------------------------------------------------------- welfare
    _weekly("payoff", "utility/week", "mean payoff of an agent",
        mean_of("payoff"), better=1, alone=None),
    _period("inequality", "Gini", "Gini coefficient of agents' mean payoffs over the weeks",
        lambda t: gini(ratios(t.payoff, t.weeks), t.weights()), better=-1, alone=None),
    _weekly("inequality_recent", "Gini", "Gini coefficient of fitness, which is payoff smoothed",
        gini_of_fitness, better=-1, alone=None),
    _weekly("work", "share", "share of a week's time that is left for work",
        mean_of("work"), alone=None),
    _weekly("maintenance", "acts/week", "acts of maintenance per agent",
        mean_of("maintained"), alone=0.0),

    # ------------------------------------------------------------------- how much alliance there is
    _weekly("memberships", "alliances", "alliances an agent is in",
        mean_of("n_memberships"), "identify", 1, alone=0.0),
    _weekly("allies", "agents", "allies an agent has",
        mean_of("n_allies"), better=1, alone=0.0),
    _weekly("alliances", "per agent", "living alliances per agent",
        alliances_per_agent, alone=0.0),
    _weekly("share_of_2", "share", "share of memberships that are in pairs",
        share_of_memberships(2, 2)),
    _weekly("share_of_3", "share", "share of memberships that are in alliances of three",
        share_of_memberships(3, 3)),
    _weekly("share_of_4", "share", "share of memberships that are in alliances of four",
        share_of_memberships(4, 4)),
    _weekly("share_of_5_up", "share", "share of memberships that are in alliances of five or more",
        share_of_memberships(5, ANY)),
    _weekly("formation", "per agent-week", "alliances founded",
        Count("formed", per="agents"), alone=0.0),
    _weekly("admission", "per agent-week", "newcomers admitted to an existing alliance",
        Count("admitted", per="agents"), "identify_groups", 1, alone=0.0),
    _weekly("dissolution", "per agent-week", "alliances ended",
        Count("dissolved", per="agents"), better=-1, alone=0.0),
    _weekly("left", "per agent-week", "memberships ended by leaving",
        Count("left", per="agents"), better=-1, alone=0.0),
    _weekly("expelled", "per agent-week", "memberships ended by expulsion",
        Count("expelled", per="agents"), better=-1, alone=0.0),

    # ----------------------------------------------------------------------- why: the five benefits
    _weekly("sharing_gain", "utility/week", "utility an agent gained by sharing resources",
        mean_of("shared"), "resource_sharing", 1, alone=0.0),
    _weekly("need_met", "share", "needs met ÷ needs",
        need_met, "support_system", 1, alone=0.0),
    _weekly("unmet_need", "share", "needs left unmet ÷ needs",
        unmet_need, "offer", -1, alone=1.0),
    _weekly("passed_on", "share", "openings passed on to an ally ÷ openings heard of",
        Count("passed_on", per="openings"), "networking", 1, alone=0.0),
    _weekly("through_allies", "share", "new ties with somebody met through an ally ÷ new ties",
        Count("through_allies", per="new_ties"), "introductions", 1),
    _weekly("voice_gain", "voice", "what allies add to an agent's voice in a decision",
        voice_gain, better=1, alone=0.0),
    _period("voice_correlation", "correlation", "mean number of allies with share of decisions won,"
        " over agents", _voice, "influence", 1),
    _weekly("diversity_gain", "share", "progress added by complementary members ÷ progress",
        Count("diversity", per="progress"), "diverse_perspectives", 1),

    # ----------------------------------------------------------------------- goals and what is told
    _weekly("goal_similarity", "cosine", "mean goal cosine of two allies",
        Mean(goal_cosine), "all_invested", 1),
    _weekly("misalignment", "1 − align", "misfit of allies' goals with their common goal",
        Mean(misfit), "adapt", -1),
    _weekly("belief_accuracy", "cosine", "mean cosine of an ally's goal as believed and as it is",
        Mean(belief_cosine), "honesty", 1),
    _weekly("milestones", "per alliance-week", "milestones reached",
        Count("milestones", per="alliances"), "common_goals", 1),

    # ---------------------------------------------------------------------------- trust and support
    _weekly("trust", "probability", "mean trust in an ally",
        Mean(trust), "appreciation", 1),
    _weekly("trust_accuracy", "correlation", "trust with the ally's reliability, over sides of ties"
        " at least eight weeks old", Correlation(trust_and_reliability), "trust", 1),
    _final("trust_accuracy_all", "correlation", "trust with the other's reliability, over everybody"
        " about whom an agent has any evidence", Snapshot.trust_accuracy_all, "hearsay", 1),
    _weekly("mutual_trust", "correlation", "trust in an ally with the ally's trust in return",
        Correlation(trust_both_ways)),
    _weekly("follow_through", "share", "commitments kept ÷ commitments",
        Count("kept", per="commitments"), "follow_through", 1),
    _weekly("help_rate", "share", "allies who helped ÷ allies asked for help",
        Count("helped", per="requests"), better=1),
    _weekly("reciprocity", "correlation", "having helped when an ally last asked with having been"
        " helped when last asking it, where both have asked", Correlation(given_and_got)),
    _weekly("standing", "standing", "mean public image",
        mean_of("standing"), better=1, alone=None),

    # --------------------------------------------------------------------------- how ties are doing
    _weekly("satisfaction", "utility/week", "mean satisfaction with a tie",
        Mean(of_tie("satisfaction")), "recognise", 1),
    _weekly("rapport", "rapport", "mean rapport of allies",
        Mean(of_tie("rapport")), "invest", 1),
    _weekly("tension", "tension", "mean tension between allies",
        Mean(of_tie("tension")), "resolve", -1),
    _weekly("conflicts", "per alliance-week", "conflicts that broke out",
        Count("conflicts", per="alliances"), "check_in", -1),
    _weekly("resolution", "share", "attempts to resolve a conflict that succeeded ÷ attempts",
        Count("resolved", per="attempts"), better=1),

    # -------------------------------------------------------------------------------------- network
    _weekly("clustering", "share", "pairs of an agent's allies who are allied too ÷ such pairs",
        clustering, "existing_connections"),
    _weekly("density", "share", "pairs of agents who are allied ÷ pairs of agents",
        density, alone=0.0),
    _weekly("clustering_ratio", "", "clustering ÷ density: how much closer than at random",
        Derived(ratio, of=("clustering", "density"))),
    _weekly("assortativity", "correlation", "numbers of allies of two allies",
        Correlation(numbers_of_allies)),
    _final("blocs", "blocs", "communities of allies that the Leiden algorithm finds",
        lambda w: float(w.bloc_sizes.size) if w.bloc_sizes.size else NAN),
    _final("largest_bloc", "share", "agents in the largest bloc ÷ agents",
        lambda w: ratio(w.bloc_sizes[0], w.n_agents) if w.bloc_sizes.size else NAN),
    _final("modularity", "", "ties inside blocs, as a share, less the share expected by chance",
        lambda w: modularity(w.allies, w.blocs)),
    _final("polarisation", "cosine", "mean goal cosine of two agents of one bloc, less that of"
        " two agents of different blocs", lambda w: polarisation(w.goals, w.blocs), better=-1),

    # --------------------------------------------------------------------------------------- memory
    _weekly("memory_evicted", "per agent-week", "acquaintances forgotten because memory was full",
        Count("evicted", per="agents"), alone=0.0),
    _weekly("memory_refused", "per agent-week", "acquaintances not made: memory was full of allies",
        Count("refused", per="agents"), alone=0.0),

    # ---------------------------------------------------------------------------------------- lives
    _lives("lifetime", "weeks", "mean life of a membership up to 104 weeks, those absorbed, exited"
        " or running censored; where none is followed so long, survival is carried on if it is"
        " under 1 %, else there is no value", Lives.lifetime, better=1),
    _lives("alliance_lifetime", "weeks", "mean life of an alliance up to 104 weeks, known as"
        " far as that of a membership is",
        Lives.alliance_lifetime, better=1),
    _lives("median_life", "weeks", "week by which half of the memberships have ended",
        Lives.median, better=1),
    _lives("survival_200", "share", "memberships alive after 200 weeks",
        lambda h: float(h.survival[FOLLOWED]), better=1),
    _lives("hazard_young", "1/week", "weekly hazard of a membership at ages of 0 to 3 weeks",
        lambda h: h.young, better=-1),
    _lives("hazard_old", "1/week", "weekly hazard of a membership at ages of 52 to 103 weeks",
        lambda h: h.old, better=-1),
    _lives("hazard_ratio", "", "hazard when young ÷ hazard when old",
        lambda h: ratio(h.young, h.old)),
)

# fmt: on

#: Every outcome by name, in order of declaration.
OUTCOMES: dict[str, Outcome] = {outcome.name: outcome for outcome in _DECLARED}


def of_kind(kind: Kind) -> list[Outcome]:
    """Return the outcomes of one kind in order."""
    return [outcome for outcome in _DECLARED if outcome.kind == kind]


WEEKLY: dict[str, Measure] = {outcome.name: outcome.measure for outcome in of_kind("weekly")}
measure_week = kernel_of(WEEKLY)


def week(seen: State | Tables) -> dict[str, float]:
    """Return every weekly outcome of a week; the ties of a state may be those of allies only."""
    tables, found = tables_of(seen), np.zeros(len(WEEKLY))
    measure = tables.calls.outcomes if tables.calls else measure_week
    measure(tables.handle, found, np.zeros((len(WEEKLY), SUMS)))
    return dict(zip(WEEKLY, found.tolist(), strict=True))


def _measured(kind: Kind, view: Snapshot | Totals | Lives) -> dict[str, float]:
    return {one.name: cast(Function, one.measure)(view) for one in of_kind(kind)}


def final(state: State) -> dict[str, float]:
    """Return every outcome of the last state; its ties are all that are remembered."""
    return _measured("final", Snapshot(state))


def lives(memberships: np.ndarray, alliances: np.ndarray, weeks: int) -> dict[str, float]:
    """Return every outcome of the histories of a run that was observed for ``weeks`` weeks.

    Parameters
    ----------
    memberships, alliances
        Tables of dtype ``MEMBERSHIP`` and ``ALLIANCE_LIFE`` (sim/state/histories.py).
    weeks
        The last week observed.
    """
    return _measured("lives", Lives(memberships, alliances, weeks))


def period(totals: Totals) -> dict[str, float]:
    """Return every outcome of the averaging weeks as a whole."""
    return _measured("period", totals)


# ----------------------------------------------------------------------------------------- in words

#: Units of what is measured of agents or of strategies but of no run as a whole.
OTHER_UNITS = {"trust_received": "probability", "votes_won": "share", "share": "share"}


class About(NamedTuple):
    """What an outcome is called, measured in, and whether more of it is better (+1, −1 or 0).

    The unit is "" where there is none, or where its name would only repeat the label ("tension").
    """

    label: str
    unit: str
    better: int


def about(outcome: str) -> About:
    """Return the label, unit and direction of an outcome; a name of no outcome is its own label."""
    declared, unit = OUTCOMES.get(outcome), _unit(outcome)
    label = declared.title if declared else outcome.replace("_", " ")
    better = declared.better if declared else 0
    return About(label, "" if unit == label else unit, better)


def is_share(outcome: str) -> bool:
    """Return whether what is measured lies in [0, 1]: a share or a probability."""
    return _unit(outcome) in ("share", "probability")


def _unit(outcome: str) -> str:
    return OUTCOMES[outcome].unit if outcome in OUTCOMES else OTHER_UNITS.get(outcome, "")
