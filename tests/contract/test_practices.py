"""Every practice keeps the contract: a declaration that is complete, and a rule in both ways."""

import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.config.ablations import EXPECTED
from experiments.config.shipped import configs
from sim.inputs.mission import LINES, NOT_ADVICE
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.practices import DECLARED
from sim.inputs.practices.practice import Practice
from sim.inputs.switches import MECHANISMS, PLACEBOS, PRACTICES, PROCESSES
from sim.measures.outcomes import OUTCOMES
from sim.objects.agent import AllianceAgent
from sim.objects.attention import Attending
from sim.objects.model import AllianceModel
from sim.practices import SHIPPED
from sim.practices.rule import Rule
from sim.practices.targets import KINDS

ROOT = Path(__file__).parents[2]
ODD = ROOT / "docs" / "explanation" / "odd.md"
RULES = {rule.declared.name: rule for rule in SHIPPED}
every_declaration = pytest.mark.parametrize(
    "practice", DECLARED, ids=[practice.name for practice in DECLARED]
)
every_rule = pytest.mark.parametrize("rule", SHIPPED, ids=list(RULES))


def test_declarations_and_rules_are_of_the_same_practices_in_the_same_order() -> None:
    assert [rule.declared for rule in SHIPPED] == list(DECLARED), "no rule, or no declaration"
    assert list(PRACTICES) == ["work", *(practice.name for practice in DECLARED)]


@pytest.mark.parametrize("folder", ["sim/inputs/practices", "sim/practices"])
def test_every_file_of_a_practice_is_listed(folder: str) -> None:
    about_all = {"__init__", "practice", "rule", "targets"}
    files = {path.stem for path in (ROOT / folder).glob("*.py")} - about_all
    left = sorted(files - {practice.name for practice in DECLARED})
    assert not left, f"sim/inputs/practices/__init__.py does not list {', '.join(left)}"
    assert files == {practice.name for practice in DECLARED}


@every_declaration
def test_a_declaration_is_complete(practice: type[Practice]) -> None:
    assert practice.__module__ == f"sim.inputs.practices.{practice.name}"
    for words in ("without", "title", "says", "__doc__"):
        said = f"the practice {practice.name} does not say '{words}'"
        assert len(getattr(practice, words, None) or "") > 4, said
    assert not practice.says.endswith(".")
    assert practice.target in KINDS, f"the practice {practice.name} has no target"
    assert practice.name not in {*PROCESSES, *MECHANISMS}
    said = f"the practice {practice.name} carries no line of the guide, and NOT_ADVICE no reason"
    assert practice.lines or practice.name in NOT_ADVICE, said
    assert all(LINES[line.key] is line for line in practice.lines)
    assert any(practice.name in line.switches for line in practice.lines)
    assert practice.moves, f"what should the removal of {practice.name} move?"
    assert set(practice.moves) <= set(OUTCOMES), f"{practice.name} moves what is no outcome"
    assert EXPECTED[practice.name] == practice.moves


@every_declaration
def test_its_parameters_are_in_the_tree_and_in_the_base_config(practice: type[Practice]) -> None:
    names = [f"{practice.name}.{name}" for name in practice.group.model_fields]
    assert names, f"the practice {practice.name} has no parameters"
    assert set(names) <= set(parameter_declarations())
    assert getattr(Parameters(), practice.name) == practice.group()
    base = configs()["base"].read_text(encoding="utf-8")
    again = "run .venv/bin/alliances show parameters --toml >configs/base.toml"
    assert f"[model.{practice.name}]" in base, f"configs/base.toml has no such group; {again}"
    assert practice.group.__doc__ == practice.__doc__


@every_rule
def test_a_rule_is_written_in_both_ways_with_one_signature(rule: Rule) -> None:
    kernels = f"the practice {rule.declared.name} has no kernels (where_rows, do_rows)"
    assert rule.where_rows is not None, kernels
    assert rule.do_rows is not None, kernels
    module = inspect.getmodule(rule.where)
    ways = (rule.where, rule.do, rule.where_rows, rule.do_rows)
    assert all(inspect.getmodule(way) is module for way in ways)
    assert module is not None
    assert module.__name__ == f"sim.practices.{rule.declared.name}"
    for way in ways:
        assert inspect.isfunction(way), "a compiled kernel would be compiled in every process"
        assert way.__doc__
        assert list(inspect.signature(way).parameters)[-1] == "act"
        assert way.__annotations__.keys() == {*inspect.signature(way).parameters, "return"}
    arguments = [len(inspect.signature(way).parameters) for way in ways]
    assert arguments == [2, 3, 4, 5]


@every_rule
def test_a_rule_leaves_off_blind_and_null_to_attend(rule: Rule) -> None:
    text = (ROOT / f"sim/practices/{rule.declared.name}.py").read_text(encoding="utf-8")
    assert not [word for word in ("blind", "null", "placebo") if word in text]
    assert f"off.{rule.declared.name}" not in text


@every_rule
def test_a_rule_is_told_as_the_odd_protocol_has_it(rule: Rule) -> None:
    file = f"sim/practices/{rule.declared.name}.py"
    title, _, told = (inspect.getdoc(inspect.getmodule(rule.where)) or "").partition("\n\n")
    assert title.endswith(".")
    assert len(told) > 60, f"{file}: its docstring does not tell the rule, for the ODD protocol"
    shared = ODD.read_text(encoding="utf-8").split("\n### 7.0 ")[1].split("\n### ")[0]
    symbols = [name for name in rule.declared.group.model_fields if name not in told + shared]
    assert not symbols, f"{file}: its docstring does not name {', '.join(symbols)}"


@every_rule
def test_a_rule_is_worked_by_hand(rule: Rule) -> None:
    name = rule.declared.name
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/known").glob("*.py"))
    for way in (f".where_to_{name}(", f".{name}("):
        done = way in text or f'.methods_of("{name}")' in text
        assert done, f"{name} is worked by hand nowhere (tests/known/test_practices.py): {way}…)"


@every_rule
def test_the_ways_in_of_an_agent_are_two_or_none(rule: Rule) -> None:
    ways = [hasattr(AllianceAgent, f"{way}{rule.declared.name}") for way in ("where_to_", "")]
    assert len(set(ways)) == 1


def test_a_practice_without_ways_in_is_done_by_its_rule_and_overridden_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lived(kind: type[AllianceModel]) -> bytes:
        model = kind({"population.agents": 16, "population.pairs": True}, "companion", rng=5)
        for _ in range(4):
            model.step()
        return model.state().ties.tobytes()

    class Idle(AllianceAgent):
        def invest(self, alliance, act):
            self.model.invested += 1

    class IdleModel(AllianceModel):
        agent_class = Idle
        invested = 0

    usual, idle = lived(AllianceModel), lived(IdleModel)
    for name in ("where_to_invest", "invest"):
        monkeypatch.delattr(Attending, name)
    assert lived(AllianceModel) == usual
    assert lived(IdleModel) == idle != usual


def test_an_agent_has_nothing_else_by_the_name_of_a_practice() -> None:
    homes = [home for home in AllianceAgent.__mro__ if home is not Attending]
    taken = sorted({name for home in homes for name in vars(home)} & set(PLACEBOS))
    assert not taken, f"an agent has something else that is called {', '.join(taken)}"


def test_declarations_are_read_without_compiling_anything() -> None:
    code = (
        "import sys, sim.inputs.mission, sim.inputs.parameters, sim.inputs.strategies;"
        "print([name for name in ('numba', 'mesa', 'numpy') if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_parameters_go_to_another_process_and_back() -> None:
    assert pickle.loads(pickle.dumps(Parameters())) == Parameters()  # noqa: S301
