"""Plans, answers and the log, worked out on paper."""

import pytest

from sim.inputs.strategies import STRATEGIES, Strategy
from sim.objects.agent import AllianceAgent
from sim.rules.draws import (
    ACT,
    CONFLICT,
    DEATH,
    ENTRY,
    EXIT,
    HELP,
    LEARN,
    NEED,
    RESOLVE,
)
from sim.state import log
from tests.worlds import Scripted, act, bond, tie, world

INSISTS = Strategy(
    name="insists", portfolio={"work": 1.0}, check_in_every=4.0, resolve_above=0.5
)  # fmt: skip


def insistent(**parameters: object) -> tuple[Scripted, AllianceAgent]:
    """0 insists on meeting 1, who was silent for ten weeks, and on settling their conflict."""
    model = world(2, (0, 1), strategies=INSISTS, **parameters)
    a, b = model.population
    bond(a, b).tension = 1.0
    return model, a


def test_a_plan_takes_the_place_of_what_a_strategy_insists_on_and_of_its_portfolio() -> None:
    # work to .25, scout to .5, then invest
    model, a = insistent()
    assert a.next_practice(act(0, 0.9)) == "check_in"
    model.plan(0, {"work": 0.25, "scout": 0.25, "invest": 0.5})
    found = [a.next_practice(act(0, u)) for u in (0.0, 0.249, 0.25, 0.499, 0.5, 0.999)]
    assert found == ["work", "work", "scout", "scout", "invest", "invest"]
    assert model.by_id[1].next_practice(act(0, 0.9)) == "check_in"
    model.plan(0, None)
    assert a.next_practice(act(0, 0.9)) == "check_in"
    model.alliances[0].last_check_in = model.week
    assert a.next_practice(act(0, 0.9)) == "resolve"
    model.plan(0, {"work": 1.0})
    assert a.next_practice(act(0, 0.9)) == "work"


def test_what_is_switched_off_is_work_in_a_plan_as_well() -> None:
    model, a = insistent(off=("invest",))
    model.plan(0, {"invest": 1.0})
    assert a.next_practice(act(0, 0.5)) == "work"
    model, a = insistent(off=("attend",))
    model.plan(0, {"invest": 1.0})
    assert a.next_practice(act(0, 0.5)) == "work"


def test_without_work_a_plan_s_work_goes_to_its_maintenance() -> None:
    # scout keeps .25; invest and offer share ¾ as they shared ¼: .375 each
    model, a = insistent(off=("work",))
    model.plan(0, {"work": 0.5, "scout": 0.25, "invest": 0.125, "offer": 0.125})
    found = [a.next_practice(act(0, u)) for u in (0.0, 0.249, 0.25, 0.624, 0.626, 0.999)]
    assert found == ["scout", "scout", "invest", "invest", "offer", "offer"]
    model.plan(0, {"work": 0.5, "scout": 0.5})  # there is nothing to spread it over
    assert [a.next_practice(act(0, u)) for u in (0.1, 0.6)] == ["work", "scout"]


def asked(u: float, *more: float, **parameters: object) -> Scripted:
    """0 is in need and asks 1, whose luck on whether to help is ``u``; 1 helps everybody."""
    helps = STRATEGIES["generous"].model_copy(update={"support": "ALLC"})
    luck = {(NEED,): (0.9,), (NEED, 0): (0.0,), (HELP, 0, 1, 0): (u, *more), (HELP, 0, 1, 1): (0,)}
    model = world(2, (0, 1), luck=luck, strategies=helps, **parameters)
    model.log(9)
    return model


@pytest.mark.parametrize(
    ("u", "probability", "kind"),
    [
        (0.999, None, log.HELP),  # as the strategy has it
        (0.249, 0.25, log.HELP),
        (0.25, 0.25, log.REFUSAL),
        (0.0, 0.0, log.REFUSAL),
        (0.999, 1.0, log.HELP),
    ],
)
def test_an_answer_takes_the_place_of_a_strategy_s_rule(
    u: float, probability: float | None, kind: int
) -> None:
    # help is worth 2.5 to the asker, a refusal slights it by .3
    model = asked(u, 0.5, 0.0)
    model.answer(1, 0, probability)
    model.answer(0, 1, 0.5)  # 0 is not asked
    model.support()
    amount = 2.5 if kind == log.HELP else -0.3
    assert model.logged().notes.tolist() == [(kind, 10, 1, 0, amount)]
    assert tie(model.by_id[0], model.by_id[1]).last_got is (kind == log.HELP)


def test_an_answer_that_is_withdrawn_leaves_it_to_the_rule() -> None:
    model = asked(0.5, 0.5, 0.0)
    model.answer(1, 0, 0.0)
    model.answer(1, 0, None)
    model.support()
    assert model.logged().notes["kind"].tolist() == [log.HELP]


def test_an_answer_may_slip_and_may_fail() -> None:
    # a slip turns yes into no; not delivering, openly or not, is failing
    slips = asked(0.0, 0.04, 0.0, support__slip=0.05)
    slips.answer(1, 0, 1.0)
    fails = asked(0.0, 0.5, 0.9)
    fails.by_id[1].reliability = 0.5
    fails.answer(1, 0, 1.0)
    kinds = []
    for model in (slips, fails):
        model.support()
        kinds += model.logged().notes["kind"].tolist()
    assert kinds == [log.REFUSAL, log.FAILURE]


# ----------------------------------------------------------------------------------------- the log


def test_a_quarrel_and_a_reconciliation_are_noted_with_the_tension_there_is_then() -> None:
    # .5·.95 + .8·log 2 = 1.02952; talked over it is half of that
    luck = {(CONFLICT,): (0.0, 0.5), (RESOLVE,): (0.0,)}
    model = world(2, (0, 1), luck=luck, conflict__damping=0.0, resolve__relief=0.5)
    a, b = model.population
    model.log(9)
    bond(a, b).tension = 0.5
    model.conflict()
    b.resolve(tie(b, a), act())
    quarrel, reconciliation = model.logged().notes
    assert quarrel.tolist()[:4] == (log.QUARREL, 10, 0, 1)
    assert quarrel["amount"] == pytest.approx(1.02952, abs=1e-5)
    assert reconciliation.tolist()[:4] == (log.RECONCILIATION, 10, 1, 0)
    assert reconciliation["amount"] == quarrel["amount"] / 2


def test_a_talk_that_comes_to_nothing_is_not_noted() -> None:
    model = world(2, (0, 1), luck={(RESOLVE,): (1.0,)})
    a, b = model.population
    model.log(9)
    bond(a, b).tension = 0.5
    a.resolve(tie(a, b), act())
    assert len(model.logged().notes) == 0


@pytest.mark.parametrize("rule", ["fermi", "death_birth"])
def test_copying_is_noted_with_how_much_fitter_the_other_was(rule: str) -> None:
    # 1 takes over from 0, by comparison or because it gives up its strategy: 3 − .5
    luck = {(LEARN,): (0.9, 0.9), (LEARN, 1, 0, 0): (0.9, 0.0, 0.0, 0.0), (DEATH, 0): (0.9, 0.0)}
    luck[LEARN, 1, 0, 1] = (0.0, 0.0)
    model = world(2, (0, 1), luck=luck, learn__rule=rule, learn__allies=1.0, learn__smoothing=0.0)
    a, b = model.population
    a.fitness, b.fitness = 3.0, 0.5
    model.log(9)
    model.learn()
    assert model.logged().notes.tolist() == [(log.COPYING, 10, 1, 0, 2.5)]


def test_comings_and_goings_are_noted() -> None:
    # 1 leaves after ten weeks; 4, next in its seat, begins with the fitness of 2, in the last seat
    luck = {(EXIT,): (0.9,), (EXIT, 1): (0.0,), (ENTRY, 4, 0, 0): (0.0,), (ENTRY, 4, 0, 1): (0.9,)}
    model = world(3, luck=luck, turnover__exit=0.05, turnover__entry=0.5)
    model.by_id[2].fitness = 1.5
    model.plan(1, {"work": 1.0})
    model.plan(2, {"scout": 1.0})
    for asked_, asking in ((0, 1), (1, 0), (0, 2)):
        model.answer(asked_, asking, 0.5)
    model.log(9)
    model.turnover()
    assert model.logged().notes.tolist() == [
        (log.GOING, 10, 1, -1, 10.0),
        (log.COMING, 10, 4, 2, 1.5),
    ]
    # what was decided for whoever left has gone, and is not the next one's
    assert list(model.steering.plans) == [2]
    assert model.steering.answers == {(0, 2): 0.5}


def test_a_full_log_counts_what_it_drops_and_one_that_is_read_is_empty() -> None:
    model = world(3)
    a, b, c = model.population
    model.note(log.HELP, a, b, 1.0)  # there is no log
    notes, dropped = model.logged()
    assert (len(notes), dropped) == (0, 0)
    model.log(2)
    for other in (b, c, b):
        model.note(log.HELP, a, other, 1.0)
    notes, dropped = model.logged()
    assert (notes["whom"].tolist(), dropped) == ([1, 2], 1)
    model.note(log.HELP, a, b, 1.0)
    notes, dropped = model.logged()
    assert (len(notes), dropped) == (1, 0)
    model.note(log.HELP, a, b, 1.0)
    model.log(5)  # a new one
    assert len(model.logged().notes) == 0


def test_acts_are_drawn_by_a_plan_when_agents_attend() -> None:
    # of three acts at .1, .6 and .9 two are work; offering finds somebody to help
    luck = {(ACT, 0, n): (u,) for n, u in enumerate((0.1, 0.6, 0.9))}
    model = world(2, (0, 1), luck=luck)
    a = model.by_id[0]
    a.attention = 3
    model.plan(0, {"work": 0.75, "offer": 0.25})
    a.attend()
    assert (a.work_acts, a.maintained) == (2, 1)
    assert tie(a, model.by_id[1]).balance == 1.0
