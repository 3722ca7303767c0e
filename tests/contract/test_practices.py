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
from sim.practices import SHIPPED
from sim.practices.rule import Rule
from sim.practices.targets import KINDS

ROOT = Path(__file__).parents[2]
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
    assert files == {practice.name for practice in DECLARED}


@every_declaration
def test_a_declaration_is_complete(practice: type[Practice]) -> None:
    assert practice.__module__ == f"sim.inputs.practices.{practice.name}"
    for words in (practice.without, practice.title, practice.says, practice.__doc__ or ""):
        assert len(words) > 4, "something is not said"
    assert not practice.says.endswith(".")
    assert practice.target in KINDS
    assert practice.name not in {*PROCESSES, *MECHANISMS}
    assert practice.lines or practice.name in NOT_ADVICE
    assert all(LINES[line.key] is line for line in practice.lines)
    assert any(practice.name in line.switches for line in practice.lines)
    assert practice.moves, "what should its removal move?"
    assert set(practice.moves) <= set(OUTCOMES)
    assert EXPECTED[practice.name] == practice.moves


@every_declaration
def test_its_parameters_are_in_the_tree_and_in_the_base_config(practice: type[Practice]) -> None:
    names = [f"{practice.name}.{name}" for name in practice.group.model_fields]
    assert names
    assert set(names) <= set(parameter_declarations())
    assert getattr(Parameters(), practice.name) == practice.group()
    base = configs()["base"].read_text(encoding="utf-8")
    assert f"[model.{practice.name}]" in base
    assert practice.group.__doc__ == practice.__doc__


@every_rule
def test_a_rule_is_written_in_both_ways_with_one_signature(rule: Rule) -> None:
    assert rule.where_rows is not None, "no kernels"
    assert rule.do_rows is not None, "no kernels"
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
def test_a_rule_is_entered_through_two_methods_of_an_agent(rule: Rule) -> None:
    for name in (f"where_to_{rule.declared.name}", rule.declared.name):
        assert callable(getattr(AllianceAgent, name))


def test_an_agent_has_nothing_else_by_the_name_of_a_practice() -> None:
    others = {name for home in AllianceAgent.__mro__[1:] for name in vars(home)}
    own = set(vars(AllianceAgent))
    assert not own & set(PLACEBOS)
    assert set(PLACEBOS) <= others


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
