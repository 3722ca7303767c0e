"""Plans, answers and logs that cannot be meant are refused before a week begins."""

from typing import Any

import pytest

from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.objects.model import AllianceModel
from sim.state.log import MOST

pytestmark = pytest.mark.faults

NAN, INF = float("nan"), float("inf")


@pytest.fixture(params=[AllianceModel, TableModel])
def model(request: pytest.FixtureRequest) -> AllianceModel | TableModel:
    """A model of eight, in which something is decided already and much is logged."""
    made: AllianceModel | TableModel = request.param({"population.agents": 8}, rng=1)
    made.plan(1, {"work": 1.0})
    made.answer(1, 2, 0.5)
    made.log(5)
    return made


@pytest.mark.parametrize(
    ("shares", "says"),
    [
        ({"work": 0.5}, "add up to 1, those of agent 1 to 0.5"),
        ({"work": 0.75, "offer": 0.75}, "to 1.5"),
        ({}, "to 0"),
        ({"work": 1.5, "offer": -0.5}, "gives 'work' 1.5; allowed: 0 to 1"),
        ({"offer": -0.5, "work": 1.5}, "gives 'offer' -0.5"),
        ({"work": NAN, "offer": 1.0}, "gives 'work' nan"),
        ({"work": INF}, "gives 'work' inf"),
        ({"work": 10**400}, "gives 'work' a whole number of about 401 digits"),
        ({"work": True}, "gives 'work' true"),
        ({"work": "1"}, """gives 'work' "1\""""),
        ({"work": None}, "gives 'work' None"),
        ({"ofer": 1.0}, "unknown practice 'ofer'. Did you mean 'offer'?"),
        ({7: 1.0}, "unknown practice '7'"),
        ([1.0], "the plan of agent 1 is [1.0]; allowed: shares by practice"),
        ("work", "allowed: shares by practice"),
    ],
)
def test_a_plan_of_shares_that_are_none_is_refused(
    model: AllianceModel | TableModel, shares: Any, says: str
) -> None:
    with pytest.raises(BadInput) as refused:
        model.plan(1, shares)
    assert says in str(refused.value)
    assert model.steering.plans[1]["work"] == 1.0


@pytest.mark.parametrize("probability", [-0.01, 1.01, NAN, INF, -INF, True, "1", [0.5], 1j])
def test_an_answer_that_is_no_probability_is_refused(
    model: AllianceModel | TableModel, probability: Any
) -> None:
    with pytest.raises(BadInput, match="allowed: a probability, from 0 to 1"):
        model.answer(1, 2, probability)
    assert model.steering.answers == {(1, 2): 0.5}


@pytest.mark.parametrize("agent", [8, -1, 10**30, 1.0, True, "1", None, NAN])
def test_whoever_is_not_there_has_neither_plan_nor_answer(
    model: AllianceModel | TableModel, agent: Any
) -> None:
    for refused in (
        lambda: model.plan(agent, {"work": 1.0}),
        lambda: model.plan(agent, None),
        lambda: model.answer(agent, 2, 0.5),
        lambda: model.answer(2, agent, 0.5),
    ):
        with pytest.raises(BadInput, match=r"those who are: 0, 1, 2, 3, 4, 5, 6, 7$"):
            refused()


def test_nobody_asks_itself(model: AllianceModel | TableModel) -> None:
    with pytest.raises(BadInput, match="agent 3 cannot ask itself"):
        model.answer(3, 3, 0.5)


@pytest.mark.parametrize("room", [-1, MOST + 1, 10**30, 1.0, True, "9", None, NAN])
def test_a_log_of_no_size_is_refused_and_the_old_one_goes_on(
    model: AllianceModel | TableModel, room: Any
) -> None:
    with pytest.raises(BadInput, match="allowed: 0 to 10,000,000"):
        model.log(room)
    for _ in range(20):
        model.step()
    assert len(model.logged().notes) == 5


def test_of_many_who_are_there_some_are_named() -> None:
    with pytest.raises(BadInput, match=r"0, 1, 2.* 39 and 20 more$"):
        AllianceModel({"population.agents": 60}).plan(60, None)


@pytest.mark.parametrize("way", [AllianceModel, TableModel])
def test_whoever_has_left_is_not_there_any_more(way: type[AllianceModel | TableModel]) -> None:
    everybody = {"turnover.exit": 1.0}
    model = way({"population.agents": 8, **everybody, "turnover.entry": 0.0}, rng=1)
    model.plan(0, {"work": 1.0})
    model.answer(1, 2, 0.5)
    model.step()
    assert (model.steering.plans, model.steering.answers) == ({}, {})
    with pytest.raises(BadInput, match="those who are: nobody"):
        model.plan(0, {"work": 1.0})
    # and whoever comes to its seat has its own id, and no plan
    model = way({"population.agents": 8, **everybody}, rng=1)
    model.plan(0, {"work": 1.0})
    model.step()
    assert model.who_is_there() == list(range(8, 16))
    assert model.steering.plans == {}


def test_numbers_of_numpy_are_numbers(model: AllianceModel | TableModel) -> None:
    import numpy as np

    model.plan(np.int64(3), {"work": np.float32(0.5), "offer": np.float64(0.5)})
    model.answer(np.int32(3), np.int64(2), np.float32(0.25))
    model.log(np.int64(7))
    model.step()
    assert model.steering.plans[3]["offer"] == 0.5
    assert model.steering.answers[3, 2] == 0.25
