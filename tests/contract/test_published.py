"""Every published result keeps the contract: cited, described, settable, and refused in words."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from experiments.commands import main as cli
from experiments.config.diagnostics import BadExperiment
from experiments.published import active_linking, beta_trust, network, repeated_game, thresholds
from experiments.published.catalogue import REPLICATIONS, find
from experiments.published.config import read_changes
from experiments.published.contract import Finding, Replication, Reported
from experiments.published.fixation import takeovers
from sim.errors import BadInput, UnknownName
from sim.inputs.declarations import declarations

BIBLIOGRAPHY = Path(__file__).parents[2] / "docs" / "reference" / "bibliography.md"
KEYS = set(re.findall(r"^- \*\*(\w+)\*\*", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE))

#: Parameters with which a result is there in a second or two.
SMALL = {
    "beta-trust": {"pairs": 40, "weeks": 20},
    "active-linking": {"weeks": 40, "settling": 10},
    "repeated-game": {"pairs": 10, "observed": 20, "rounds": 10},
    "thresholds": {"pairs": 10, "weeks": 20, "agents": 40, "rounds": 3},
    "network": {"runs": 100, "cycle": 6, "graphs": ["cycle:6"]},
    "partner-choice": {"agents": 20, "weeks": 12, "runs": 1, "rare": 4},
}


@pytest.mark.parametrize("result", REPLICATIONS.values(), ids=list(REPLICATIONS))
def test_it_says_what_it_is(result: Replication) -> None:
    assert result.reduction.endswith(".")
    assert result.closeness.endswith(".")
    assert set(result.sources) <= KEYS
    for declaration in declarations(result.setting):
        assert declaration.meaning
        assert not declaration.meaning.endswith(".")


@pytest.mark.parametrize("result", REPLICATIONS.values(), ids=list(REPLICATIONS))
def test_it_can_be_asked_for_cells_that_were_not_published(result: Replication) -> None:
    found = result.run(SMALL[result.name])
    assert found.findings
    for finding in found.findings:
        assert np.isfinite((finding.expected, finding.measured)).all()
    assert found.seconds > 0.0


def test_it_is_refused_by_name_before_anything_runs() -> None:
    with pytest.raises(UnknownName, match="repeated-game"):
        find("repeated-gam")
    with pytest.raises(UnknownName, match="noises"):
        find("repeated-game").settings({"noise": 0.1})
    with pytest.raises(BadInput, match=r"beta-trust\.keeps"):
        find("beta-trust").settings({"keeps": 1.5})
    with pytest.raises(BadInput, match="no parts"):
        find("beta-trust").settings({"keeps.much": 0.5})
    assert find("network").settings({"model.support.cost": 2.0}).model == {"support.cost": 2.0}


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("repeated-game", {"rules": ["GTFT"]}, "by chance"),
        ("repeated-game", {"matches": ["TFT"]}, "TFT v ALLD"),
        ("repeated-game", {"rules": ["TFTT"]}, "TFTT"),
        ("network", {"graphs": ["cycle:2"], "runs": 10}, "cycle of 3"),
        ("thresholds", {"shares": [0.1, 0.2, 0.3]}, r"thresholds\.known"),
        ("active-linking", {"step": 1.0}, "smaller step"),
        ("active-linking", {"alpha_keen": 0.1}, "α of the keen"),
        ("active-linking", {"gamma_keen": 0.9}, "γ of the keen"),
    ],
)
def test_what_cannot_be_reduced_is_refused_in_words(name: str, changes: dict, words: str) -> None:
    small = {k: v for k, v in SMALL[name].items() if k not in changes}
    with pytest.raises(BadInput, match=words):
        find(name).run({**small, **changes})


def test_a_changed_model_is_found_out() -> None:
    # unreliable helpers break what memory-one rules are known to score
    spoilt = {**SMALL["repeated-game"], "model.population.reliability": 0.5}
    found = find("repeated-game").run(spoilt)
    assert not found.passed


def test_published_values_are_those_of_the_formula() -> None:
    # what is listed is rounded, and the same as what is computed for cells that are not
    setting = repeated_game.RepeatedGame(pairs=2, observed=2)
    listed = [f for f in repeated_game.check(setting).findings if f.published]
    assert len(listed) == 25 + 12
    for memory, (kept, _, _) in beta_trust.FORGETTING.items():
        assert beta_trust.theory.endless(memory) == pytest.approx(kept, abs=5e-7)
    for (*match, noise), value in repeated_game.PUBLISHED_LONG_RUN.items():
        rules = [repeated_game.rule_of(repeated_game.player(name)) for name in match]
        often = repeated_game.theory.long_run(*rules, noise)
        assert often @ repeated_game.theory.PRISONERS_DILEMMA == pytest.approx(value, abs=6e-5)
    for (share, known), both in thresholds.STANDING.items():
        assert thresholds.theory.indirect(share, known, 3.0, 1.0, 1000) == pytest.approx(
            both, abs=5e-4
        )
    for criterion, w in thresholds.AT_THREE.items():
        assert thresholds.theory.threshold(3.0, criterion) == pytest.approx(w, abs=1e-12)
    for ratio, value in network.ADVANTAGES.items():
        assert network.theory.fixation_on_cycle(20, ratio, 1.0, 0.1) == pytest.approx(
            value, abs=5e-5
        )


def test_takeovers_are_weeks_of_the_model() -> None:
    # the compiled loop, and the whole model stepped from the same week, take over alike
    setting = network.OnNetwork(cycle=5)
    loop, whole = (network.model_on_cycle(setting, 3.0) for _ in range(2))
    _, weeks = takeovers(loop.handle, loop.settings, 0, 1)
    whole.world.agents["strategy"] = 0
    whole.world.agents["strategy"][0] = 1
    for _ in range(weeks):
        assert len(set(whole.world.agents["strategy"])) == 2
        whole.step()
    assert whole.world.agents["strategy"].tolist() == loop.world.agents["strategy"].tolist()
    assert whole.world.agents["payoff"].tolist() == loop.world.agents["payoff"].tolist()
    assert len(set(whole.world.agents["strategy"])) == 1


def test_links_form_and_break_at_rates_that_add_up() -> None:
    reduction = active_linking.Reduction(active_linking.ActiveLinking())
    assert reduction.breaking == pytest.approx([0.01, 0.03, 0.05], rel=0.01)
    assert reduction.scouting[1] < reduction.scouting[0]


def test_a_verdict() -> None:
    assert Finding("x", 1.0, 1.1, 0.2).passed
    assert not Finding("x", 1.0, 1.3, 0.2).passed
    assert not Finding("x", 1.0, float("nan"), 0.2).passed
    assert Finding("x", 1.0, 1.3, np.inf, above=True).passed
    assert not Finding("x", 1.0, 1.0, np.inf, above=True).passed
    assert not Reported(()).passed


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def alliances(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Call ``alliances replicate`` in this process."""

    def call(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["alliances", "replicate", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return Said(int(caught.value.code or 0), *capsys.readouterr())

    return call


def test_the_command_says_pass_or_fail(alliances: Command, tmp_path: Path) -> None:
    few = ("--set", "network.runs=200", "--set", "network.cycle=6", "--json")
    done = alliances("network", *few, "--figures", str(tmp_path / "figures"))
    assert done.code == 0, done.err
    (result,) = json.loads(done.out)
    assert result["name"] == "network"
    assert [value["published"] for value in result["values"]] == [True] * 3 + [False] * 4
    assert (tmp_path / "figures" / "network.png").stat().st_size > 5000
    wrong = ("--set", "repeated-game.model.population.reliability=0.5")
    quick = ("--set", "repeated-game.pairs=4", "--set", "repeated-game.observed=4")
    done = alliances("repeated-game", *wrong, *quick)
    assert done.code == 1
    assert "FAIL" in done.out


def test_a_config_changes_what_is_asked(alliances: Command, tmp_path: Path) -> None:
    # the results that are in the file are run; what is set on the command line goes before it
    file = tmp_path / "mine.toml"
    file.write_text(
        '[repeated-game]\nrules = ["TFT", "ALLD"]\nrounds = 5\nmatches = []\n'
        'model.population.reliability = 1.0\n[network]\ngraphs = ["cycle:10"]\nratios = []\n'
    )
    few = ("--set", "repeated-game.rounds=7", "--json")
    done = alliances("repeated-game", "--config", str(file), *few)
    assert done.code == 0, done.err
    (game,) = json.loads(done.out)
    assert [value["what"] for value in game["values"]][1] == "TFT v ALLD, 7 rounds"
    assert [value["measured"] for value in game["values"]] == [21, 6, 11, 7]
    assert read_changes(file) == {
        "repeated-game": {
            "rules": ["TFT", "ALLD"],
            "rounds": 5,
            "matches": [],
            "model.population.reliability": 1.0,
        },
        "network": {"graphs": ["cycle:10"], "ratios": []},
    }


#: What a config says → line, path and words of its one mistake.
MISTAKES = {
    "": (1, "", "says nothing"),
    "[network\n": (1, "", "is not TOML"),
    "[netwrk]\nruns = 10": (1, "netwrk", "did you mean network?"),
    "network = 3": (1, "network", "is 3; allowed: a table"),
    "[network]\nrns = 10": (2, "network.rns", "did you mean runs?"),
    "[network]\nruns = 9": (2, "network.runs", "is 9; allowed: whole number in [10, 1e+07]"),
    "[network]\nruns = 10.5": (2, "network.runs", "is 10.5; allowed: whole number"),
    '[network]\ngraphs = "cycle:9"': (2, "network.graphs", 'is "cycle:9"; allowed: a list'),
    "[repeated-game]\nnoises = [\n0.1,\n0.7]": (4, "repeated-game.noises[2]", "is 0.7: input"),
    "[thresholds]\nshares = [0.1]": (2, "thresholds.shares", "allowed: a list of 2 or more"),
    "[network]\nmodel = 3": (2, "network.model", "is 3; allowed: a table"),
    "[network.model]\nsuport.cost = 2": (
        2, "network.model.suport.cost", "did you mean support.cost?",
    ),
    "[network.model.support]\ncost = -2": (2, "network.model.support.cost", "is -2; allowed"),
}  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_config_is_said_with_its_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text)
    with pytest.raises(BadExperiment) as caught:
        read_changes(file)
    (problem,) = caught.value.problems
    line, path, words = MISTAKES[text]
    assert (problem.line, problem.path) == (line, path)
    assert words in problem.sentence
    assert str(problem).startswith(f"{file}")


def test_all_mistakes_in_a_config_are_said_at_once(alliances: Command, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text("[network]\nruns = 1\nselction = 2\n[thresholds]\ncost = 0\n")
    done = alliances("--config", str(file))
    assert done.code == 2
    assert done.out == ""
    said = done.err.splitlines()
    assert [line.partition(": ")[0].rpartition(":")[2] for line in said[:3]] == ["2", "3", "5"]
    assert said[3] == "3 mistakes; nothing was run or written"


def test_a_worker_process_refuses_in_one_sentence_too(alliances: Command) -> None:
    both = ("beta-trust", "network", "--jobs", "2", "--set", "beta-trust.pairs=2")
    done = alliances(
        *both, "--set", 'network.graphs=["networkx:petersen"]', "--set", "network.runs=10"
    )
    assert done.code == 2
    assert done.err.startswith("alliances: unknown network of networkx 'petersen'")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("netwrk",), "Did you mean 'network'"),
        (("network", "--set", "thresholds.cost=2"), "published result in --set"),
        (("network", "--set", "network=2"), "say which parameter"),
        (("network", "--set", "network.graphs=cycle:4"), "allowed: a list"),
        (("network", "--set", "network.model.suport.cost=4"), "'support.cost'"),
        (("--config", "nowhere.toml"), "nowhere.toml: cannot be read"),
    ],
)
def test_the_command_refuses_in_one_sentence(
    alliances: Command, arguments: tuple[str, ...], words: str
) -> None:
    done = alliances(*arguments)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""
