"""Everything in the model that can be switched off, and what the world is like without it.

Three kinds, and two placebos for the practices:

- *processes* are the parts of a week;
- *practices* are the acts on which agents spend attention — switched off, the act is still drawn
  from the portfolio and the time goes to work; *blind*, it is done to a random target instead of
  where it is most needed; *null*, the time is spent and nothing happens;
- *mechanisms* are single rules inside a process.
"""

from __future__ import annotations

from sim.inputs.practices import DECLARED

#: The processes of a week, in order → the world without it.
PROCESSES: dict[str, str] = {
    "turnover": "nobody leaves for good, and nobody comes",
    "drift": "goals stay as they are",
    "produce": "nobody produces and stocks neither grow nor spoil",
    "share": "nothing flows between allies; one's own stock is still enjoyed",
    "cooperate": "alliances have no common work: no commitments, no effort, no milestones",
    "support": "needs strike, nobody is asked for help",
    "refer": "whoever hears of an opening keeps it",
    "conflict": "no conflicts break out; old tension still eases",
    "attend": "no acts of attention: all time is work",
    "review": "nobody leaves and nobody is expelled; satisfaction is still felt",
    "decide": "no collective decisions: no stakes to win",
    "learn": "nobody changes strategy",
}

#: The acts of attention, in the order of a portfolio → the world without it. Work has no rule: it
#: is what is left of a week's attention.
PRACTICES: dict[str, str] = {
    "work": "time meant for work goes to the maintenance acts in proportion",
    **{practice.name: practice.without for practice in DECLARED},
}

#: Practices that keep alliances, as opposed to work and to looking for new ones.
MAINTENANCE = tuple(practice.name for practice in DECLARED if practice.maintains)

#: Single rules inside a process → the world without it.
MECHANISMS: dict[str, str] = {
    "copying": "knowledge that is shared moves like skills and materials, it is not copied",
    "openness": "nobody tells the truth about goals, openings or commitments they will break",
    "appreciation": "help is never acknowledged",
    "candour": "a betrayal counts in full even if it was announced",
    "diversity": "complementary specialties add nothing to common work",
    "introductions": "allies introduce nobody",
    "hearsay": "allies pass on nothing about others",
    "closure": "no looking for allies among allies' allies",
    "voice": "every voice in a decision counts one, whoever stands beside it",
    "trust": "no evidence about others is recorded and no public image is formed",
    "expulsion": "members may leave, but are never expelled",
}

SWITCHES: dict[str, str] = {**PROCESSES, **PRACTICES, **MECHANISMS}
#: What may be made blind or null: every practice but work.
PLACEBOS = tuple(practice.name for practice in DECLARED)
