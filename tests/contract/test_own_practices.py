"""A practice of a person's own is like those that are shipped: shares, parameters, placebos."""

import copy
import pickle

import pytest
from pydantic import ValidationError

from sim import AllianceModel, Practice, Run, Strategy, fraction, number, simulate
from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.parameters import Parameters, parameter_declarations, parameters_from
from sim.objects.agent import AllianceAgent
from sim.practices.rule import Act


class CheerUp(Practice):
    """Make an ally's week."""

    without = "nobody is cheered up; the time is work"
    target = "ally"
    joy = number(0.5, "utility", "what being cheered up is worth", high=10.0)
    share = fraction(1.0, "share", "of that joy one gives")

    def where(self, agent, act):
        return max(agent.allied, key=lambda tie: tie.other.id, default=None)

    def do(self, agent, tie, act):
        p = agent.model.parameters.cheer_up
        tie.other.book(tie.other.ties[agent.id], p.joy * p.share)
        agent.model.cheered.append((agent.id, tie.other.id))


class Cheerful(AllianceModel):
    """Notes who cheers up whom."""

    def __init__(self, *arguments, **named):
        self.cheered: list[tuple[int, int]] = []
        super().__init__(*arguments, **named)


WORLD = {"population.agents": 20, "population.pairs": True}
ALL_DAY = Strategy(name="clown", portfolio={"cheer_up": 1.0})
SOME = Strategy(name="some", portfolio={"work": 0.4, "scout": 0.3, "cheer_up": 0.3})


def cheerful(strategy: Strategy = ALL_DAY, weeks: int = 3, **parameters: object) -> Cheerful:
    changes = {name.replace("__", "."): value for name, value in parameters.items()}
    model = Cheerful({**WORLD, **changes}, strategy, rng=3, own=[CheerUp])
    for _ in range(weeks):
        model.step()
    return model


def test_its_name_and_parameters_are_made_of_the_class() -> None:
    parameters = parameters_from({"cheer_up.joy": 2.0}, [CheerUp])
    assert parameters["cheer_up.joy"] == 2.0
    assert parameters.cheer_up.share == 1.0
    declared = parameter_declarations(type(parameters))["cheer_up.joy"]
    assert (declared.default, declared.unit, declared.high) == (0.5, "utility", 10.0)
    assert "cheer_up.joy" not in parameter_declarations()
    with pytest.raises(BadInput, match=r"cheer_up\.joy"):
        parameters_from({"cheer_up.joy": -1.0}, [CheerUp])
    with pytest.raises(BadInput, match=r"cheer_up\.joy"):
        parameters_from({"cheer_up.joy": 1.0})


def test_parameters_with_it_are_copied_and_sent_as_any() -> None:
    parameters = parameters_from({"cheer_up.joy": 2.0, "off": ["cheer_up"]}, [CheerUp])
    for again in (copy.deepcopy(parameters), pickle.loads(pickle.dumps(parameters))):  # noqa: S301
        assert again == parameters
        assert again.own == (CheerUp,)
    assert parameters_from(Parameters(), [CheerUp]).own == (CheerUp,)


def test_it_is_done_in_its_share_and_keeps_alliances() -> None:
    model = cheerful(weeks=1)
    acts = sum(agent.attention for agent in model.population)
    assert len(model.cheered) == sum(agent.maintained for agent in model.population) == acts
    assert 0 < len(cheerful(SOME).cheered) < len(cheerful().cheered)


def test_off_null_and_blind() -> None:
    off, null, blind = (
        cheerful(weeks=1, **{how: ("cheer_up",)}) for how in ("off", "null", "blind")
    )
    assert off.cheered == null.cheered == []
    assert {agent.work for agent in off.population} == {1.0}
    assert {agent.work for agent in null.population} == {0.0}
    assert blind.cheered
    assert len(blind.cheered) == len(cheerful(weeks=1).cheered)


def test_without_work_its_share_goes_to_it_too() -> None:
    assert len(cheerful(SOME, off=("work",)).cheered) > len(cheerful(SOME).cheered)


def test_an_event_changes_its_parameters() -> None:
    events = [{"week": 2, "set": {"cheer_up.joy": 3.0}}]
    model = Cheerful(WORLD, ALL_DAY, rng=3, own=[CheerUp], events=events)
    model.step()
    assert model.parameters["cheer_up.joy"] == 0.5
    model.step()
    assert model.parameters["cheer_up.joy"] == 3.0


def test_what_is_shipped_does_not_notice_it() -> None:
    with_it = AllianceModel(WORLD, "balanced", rng=3, own=[CheerUp])
    without = AllianceModel(WORLD, "balanced", rng=3)
    for _ in range(5):
        with_it.step()
        without.step()
    assert with_it.state().agents.tobytes() == without.state().agents.tobytes()


class Quiet(CheerUp):
    """The same, and nobody keeps a book of it."""

    def do(self, agent, tie, act):
        tie.other.book(tie.other.ties[agent.id], agent.model.parameters.quiet.joy)


HUSHED = Strategy(name="hushed", portfolio={"work": 0.5, "quiet": 0.5})


def test_a_run_says_that_it_is_made_of_objects_and_goes_on(tmp_path) -> None:
    with pytest.warns(UserWarning, match="quiet: practices of your own run as objects"):
        run = simulate({**WORLD, "quiet.joy": 1.0}, HUSHED, seed=2, weeks=4, own=[Quiet])
    whole = simulate(
        {**WORLD, "quiet.joy": 1.0}, HUSHED, seed=2, weeks=8, own=[Quiet], implementation="objects"
    )
    path = run.save(tmp_path / "run")
    again = Run.load(path, own=[Quiet])
    assert again.parameters == run.parameters
    on = simulate(weeks=8, start=again, warmup=again.warmup, implementation="objects")
    assert on.state.agents.tobytes() == whole.state.agents.tobytes()
    with pytest.raises(BadInput, match="need the objects"):
        TableModel(run.parameters, HUSHED)


def test_a_practice_is_not_taken_for_a_method_that_an_agent_has() -> None:
    class Speak(Practice):
        """Named as something else that agents do."""

        without = "nobody speaks; the time is work"

        def where(self, agent, act):
            return agent

        def do(self, agent, target, act):
            agent.payoff += 100.0

    assert hasattr(AllianceAgent, "speak")
    model = AllianceModel(WORLD, Strategy(name="s", portfolio={"speak": 1.0}), own=[Speak])
    model.step()
    assert all(agent.payoff > 100.0 for agent in model.population)


def _declared(name: str, **more: object) -> type[Practice]:
    return type(name, (Practice,), {"without": "nothing of it", **more})


def _where(self: Practice, agent: AllianceAgent, act: Act) -> None:
    return None


@pytest.mark.parametrize(
    ("practice", "sentence"),
    [
        (_declared("Nowhere", do=_where), "'nowhere' has no method 'where'"),
        (_declared("Idle", where=_where), "'idle' has no method 'do'"),
        (_declared("CheckIn", where=_where, do=_where), "'check_in' needs another name"),
        (_declared("Share", where=_where, do=_where), "'share' needs another name"),
        (_declared("Population", where=_where, do=_where), "'population' needs another name"),
        (type("Silent", (Practice,), {"where": _where, "do": _where}), "what is 'without' it"),
    ],
)
def test_what_cannot_be_a_practice_is_refused(practice: type[Practice], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        AllianceModel(WORLD, own=[practice])


def test_one_name_is_one_practice() -> None:
    with pytest.raises(BadInput, match="'cheer_up' needs another name"):
        AllianceModel(WORLD, own=[CheerUp, CheerUp])


def test_a_parameter_may_not_hide_what_a_practice_declares() -> None:
    with pytest.raises(BadInput, match="'title' is no name for a parameter"):
        _declared("Hidden", title=number(1.0, "", "a number"))


def test_aim_is_blind_only_where_a_random_target_is_known() -> None:
    lost = _declared("Lost", where=_where, do=_where)
    with pytest.raises(BadInput, match="name in 'blind'"):
        AllianceModel({"blind": ["lost"]}, own=[lost])
    found = _declared("Found", where=_where, do=_where, anywhere=_where)
    assert AllianceModel({**WORLD, "blind": ["found"]}, own=[found]).practices["found"].anywhere


def test_a_strategy_may_spend_time_only_on_what_there_is() -> None:
    with pytest.raises(BadInput, match="spends time on 'cheer_up'"):
        AllianceModel(WORLD, SOME)
    with pytest.raises(ValidationError, match="unknown practice 'never_declared'"):
        Strategy(name="x", portfolio={"never_declared": 1.0})
