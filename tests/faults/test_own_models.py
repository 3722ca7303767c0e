"""What a person's own model gives back or sets: refused where it cannot be meant, else honoured."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.report.page import html
from experiments.results import results as store
from experiments.workflow import job
from experiments.workflow.analyse import compared
from sim.errors import BadInput
from sim.measures.outcomes import of_kind
from sim.objects.agent import AllianceAgent, Verdict
from sim.objects.alliance import Alliance
from sim.objects.model import AllianceModel
from sim.simulation import simulate
from tests.results import asked

pytestmark = pytest.mark.faults

WORLD = {"population.agents": 12, "population.pairs": True, "support.hardship": 0.9}
NAN = float("nan")


def giving(name: str, value: Any, *, as_property: bool = False) -> type[AllianceModel]:
    """A model of whose agents a method always gives a value."""

    def method(self: Any, *given: Any) -> Any:
        return value

    found: Any = property(method) if as_property else method
    agent = type("Agent", (AllianceAgent,), {name: found, "__module__": __name__})
    fields = {"agent_class": agent, "__module__": __name__}
    return type("Model", (AllianceModel,), fields)


PROBABILITIES = ("follow_through", "willingness", "candidness", "courtesy")


@pytest.mark.parametrize("value", [NAN, 7, -0.1, None, "0.5", float("inf"), [0.5], 1j])
@pytest.mark.parametrize("name", PROBABILITIES)
def test_what_is_no_probability_is_refused(name: str, value: Any) -> None:
    model = giving(name, value, as_property=name in ("candidness", "courtesy"))
    with pytest.raises(BadInput) as caught:
        simulate(WORLD, seed=1, weeks=3, implementation=model)
    said = str(caught.value)
    assert said.startswith(f"Agent.{name} gave {value!r} for agent ")
    assert said.endswith(" in week 1; allowed: a probability, from 0 to 1")


@pytest.mark.parametrize("value", [0, 1, 0.5, True, np.float32(0.25), np.float64(0.5)])
@pytest.mark.parametrize("name", PROBABILITIES)
def test_what_is_a_probability_is_taken(name: str, value: Any) -> None:
    model = giving(name, value, as_property=name in ("candidness", "courtesy"))
    assert simulate(WORLD, seed=1, weeks=3, implementation=model).weeks == 3


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("value", NAN, "a number"),
        ("threshold", NAN, "a number"),
        ("threshold", "1", "a number"),
        ("satisfaction_in", NAN, "a number"),
        ("alternatives_to", NAN, "a number"),
        ("speak", None, "a number"),
        ("commitment_terms", (NAN, [0.0]), "a number, and a list"),
        ("commitment_terms", (0.0, [NAN]), "a number, and a list"),
        ("commitment_terms", 0.0, "a number, and a list"),
        ("review", None, "a Verdict"),
        ("review", True, "a Verdict"),
        ("review", Verdict(NAN, 0), "a Verdict"),  # type: ignore[arg-type]
        ("review", Verdict(True, 77), "a Verdict"),
        ("judged", None, "a Verdict"),
        ("wants", None, "True or False"),
        ("next_practice", "chekc_in", "one of work, scout"),
        ("next_practice", None, "one of work, scout"),
    ],
)
def test_what_a_method_cannot_mean_is_refused(name: str, value: Any, allowed: str) -> None:
    world = {**WORLD, "scout.crowding": 0.0}
    with pytest.raises(BadInput, match=rf"^Agent\.{name} gave .* in week \d+; allowed: {allowed}"):
        simulate(world, seed=1, weeks=30, implementation=giving(name, value))


def test_what_members_do_together_is_looked_at_too() -> None:
    class Forgetful(Alliance):
        def admits(self, newcomer: Any, sponsor: Any) -> bool:  # type: ignore[empty-body]
            """Says nothing."""

    class Model(AllianceModel):
        alliance_class = Forgetful

    with pytest.raises(BadInput, match=r"^Forgetful.admits gave None for alliance \d+ in week"):
        simulate(WORLD, seed=1, weeks=30, implementation=Model)


def test_a_method_of_a_mixin_is_looked_at_and_one_of_ours_is_not() -> None:
    class Mixin:
        def follow_through(self, alliance: Any) -> float:
            return 7.0

    class Agent(Mixin, AllianceAgent):  # type: ignore[misc]
        pass

    class Further(Agent):
        pass

    class Model(AllianceModel):
        agent_class = Further

    assert Agent.willingness is AllianceAgent.willingness
    assert Further.follow_through is Agent.follow_through is not Mixin.follow_through
    with pytest.raises(BadInput, match=r"Further\.follow_through gave 7\.0"):
        simulate(WORLD, seed=1, weeks=2, implementation=Model)


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("payoff", NAN, "a finite number"),
        ("reliability", 7.0, "0 to 1"),
        ("standing", NAN, "a finite number"),
        ("goal", (NAN, 0.0, 0.0), "a finite number"),
    ],
)
def test_a_state_that_cannot_be_is_refused(field: str, value: Any, allowed: str) -> None:
    class Agent(AllianceAgent):
        def produce(self) -> None:
            super().produce()
            if self.id == 3 and self.model.week == 2:
                setattr(self, field, value)

    class Model(AllianceModel):
        agent_class = Agent

    off = {"off": ["decide", "learn", "support", "refer", "cooperate", "review", "attend"]}
    with pytest.raises(BadInput, match=rf"^Model made {field} of agent 3 .* in week 2; allowed: "):
        simulate(WORLD | off, seed=1, weeks=4, implementation=Model)


FAILING = """
from sim import AllianceAgent, AllianceModel

class Agent(AllianceAgent):
    def follow_through(self, alliance):
        return 7 if self.model.seed % 2 and self.id == 3 else 0.5

class Mine(AllianceModel):
    agent_class = Agent
"""
CONFIG = """
question = "Is it refused?"
weeks = 20
replicates = 4
implementation = "my_model:Mine"
[model]
population.agents = 12
population.pairs = true
"""


@pytest.mark.usefixtures("no_report")
def test_a_run_that_is_refused_is_a_failed_run_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "my_model.py").write_text(FAILING)
    runs = job.run_experiment(asked(tmp_path, CONFIG), tmp_path / "out", jobs=2).results.runs
    assert runs["status"].tolist() == ["done", "failed"] * 2
    said = "BadInput: Agent.follow_through gave 7 for agent 3 in week 1; allowed: a probability"
    assert runs["message"].str.startswith(said).tolist() == [False, True] * 2


# ------------------------------------------------------------------------------------- the end

ENDING = """
from sim import AllianceModel

class Mine(AllianceModel):
    def step(self):
        super().step()
        if self.week == {weeks}[self.seed % 2]:
            self.running = False
"""


class Ending(AllianceModel):
    def step(self) -> None:
        super().step()
        if self.week == 7:
            self.running = False


def test_a_model_that_ends_its_run_is_obeyed() -> None:
    run = simulate(WORLD, seed=1, weeks=20, record=5, warmup=2, implementation=Ending)
    whole = simulate(WORLD, seed=1, weeks=7, record=5, warmup=2, implementation="objects")
    assert run.weeks == 7
    assert run.series["week"].tolist() == [5, 7]
    np.testing.assert_equal(run.outcomes, whole.outcomes)


def test_a_run_that_ends_before_it_is_warm_has_no_averages() -> None:
    run = simulate(WORLD, seed=1, weeks=20, warmup=8, implementation=Ending)
    for kind in ("weekly", "period"):
        assert all(np.isnan(run.outcomes[outcome.name]) for outcome in of_kind(kind))


def test_a_model_that_never_begins_is_refused() -> None:
    class Never(AllianceModel):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.running = False

    with pytest.raises(BadInput, match="Never is not running: it ends before its first week"):
        simulate(WORLD, weeks=3, implementation=Never)


def test_how_many_weeks_a_run_had_is_said_in_its_results(tmp_path: Path) -> None:
    (tmp_path / "my_model.py").write_text(ENDING.format(weeks=[99, 12]))
    finished = job.run_experiment(asked(tmp_path, CONFIG), tmp_path / "out")
    assert finished.notice == (
        "2 of 4 runs were ended early by their model (running = False), after 12 weeks: see the"
        " column ended in runs.parquet."
    )
    assert job.report(tmp_path / "out").notice == finished.notice
    results = store.load(tmp_path / "out")
    assert results.runs["status"].eq("done").all()
    assert results.ended.to_dict() == {1: 12, 3: 12}
    assert results.series.groupby("run")["week"].max().tolist() == [20, 12, 20, 12]
    # What still ran then is not known to have gone on: nobody is followed beyond the end.
    memberships = results.memberships
    last = memberships["ended"].where(memberships["ended"] >= 0, memberships["run"] % 2)
    last = last.mask(last == 0, 20).mask((last == 1) & (memberships["ended"] < 0), 12)
    longest = int((last - memberships["joined"]).max())
    lives = results.lives
    assert (lives.ended + lives.censored).sum() == len(memberships)
    assert int(np.flatnonzero((lives.ended + lives.censored).sum(axis=0)).max()) == longest
    short = memberships[(memberships["run"] % 2 == 1) & (memberships["ended"] < 0)]
    counted = lives.censored[lives.whose["replicate"].isin([1, 3])].sum(axis=0)
    assert int(np.flatnonzero(counted).max()) <= 12 - short["joined"].min() == 12


@pytest.mark.usefixtures("no_report")
@pytest.mark.parametrize(("weeks", "said"), [([99, 12], True), ([99, 99], False)])
def test_the_page_says_it_too(tmp_path: Path, weeks: list[int], said: bool) -> None:
    (tmp_path / "my_model.py").write_text(ENDING.format(weeks=weeks))
    finished = job.run_experiment(asked(tmp_path, CONFIG), tmp_path / "out")
    page = html(finished.results, compared(finished.results), [])
    assert (f'<p class="note">{finished.notice}</p>' in page) == said
    assert ("ended early" in page) == said


# ------------------------------------------------------------------------- scripts and processes

ROOT = Path(__file__).parents[2]
SCRIPT = """
from experiments import read_experiment, run_experiment
finished = run_experiment(read_experiment("asked.toml"), {out}, jobs=2)
print("failed", finished.failed, set(finished.results.runs["message"]))
"""


def python(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *words], cwd=place, env=env, capture_output=True, text=True, timeout=300
    )


@pytest.mark.slow
def test_a_script_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    asked(tmp_path)
    (tmp_path / "script.py").write_text(SCRIPT.format(out='__import__("pathlib").Path("out")'))
    done = python(tmp_path, "script.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["failed 0 {''}"]
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["random.py", "sim.py", "experiments/__init__.py", "signal.py"])
def test_what_lies_where_the_command_is_given_is_in_nobody_s_way(tmp_path: Path, name: str) -> None:
    asked(tmp_path)
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("raise SystemExit('not meant')\n")
    command = "import sys; sys.path.pop(0); from experiments.commands.main import main; main()"
    done = python(tmp_path, "-c", command, "run", "asked.toml", "--jobs", "2", "--quiet")
    assert done.returncode == 0, done.stderr
    assert "not meant" not in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("no_report")
@pytest.mark.parametrize(
    ("ending", "says"),
    [
        ("os._exit(3)", "ended by itself, with exit code 3"),
        ("os.kill(os.getpid(), 9)", "died twice: killed, or out of memory"),
        ("os.kill(os.getpid(), 11)", "by the signal SIGSEGV"),
        ("sys.exit(4)", "SystemExit: 4"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="kills processes")
def test_how_a_process_ended_is_said(tmp_path: Path, ending: str, says: str) -> None:
    source = f"import os, sys\n{FAILING}"
    source = source.replace("return 7 if", f"return {ending} if")
    (tmp_path / "my_model.py").write_text(source)
    runs = job.run_experiment(asked(tmp_path, CONFIG), tmp_path / "out", jobs=2).results.runs
    assert runs["status"].tolist() == ["done", "failed"] * 2
    assert runs["message"].str.contains(says, regex=False).tolist() == [False, True] * 2
