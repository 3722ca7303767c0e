"""Whatever is wrong with a config is said once, with its line, its path and what is allowed."""

# ruff: noqa: E501 — one mistake a line, as in a table

from pathlib import Path

import pytest

from experiments.commands import main as cli
from experiments.config.diagnostics import BadExperiment
from experiments.config.reader import read_experiment
from sim.errors import BadInput

HEAD = 'question = "What?"\nweeks = 100\n'

#: What a file says after HEAD (so its first line is 3) → line, path and words of its one mistake.
MISTAKES = {
    # plain fields
    "seed = -1": (3, "seed", "is -1; allowed: whole number in [0, 1e+09]"),
    "seed = 1.5": (3, "seed", "is 1.5; allowed: whole number"),
    "seed = true": (3, "seed", "is true; allowed: whole number"),
    "replicates = 0": (3, "replicates", "is 0; allowed: whole number in [1, 100000]"),
    'replicates = "many"': (3, "replicates", 'is "many"; allowed'),
    "record = 0": (3, "record", "is 0; allowed"),
    "warmup = 100": (3, "warmup", "leaves no week to average: 100 of 100 are warm-up"),
    "warmup = -1": (3, "warmup", "is -1; allowed"),
    "week = 5": (3, "week", "is not a known field; did you mean weeks?"),
    'ablate = "all"': (3, "ablate", "is not a known field"),
    # designs
    '[design]\nsampler = "grid"': (3, "design", "varies nothing; allowed: levels by parameter"),
    '[design]\nsampler = "gird"\nvary = ["drift.rate"]': (4, "design.sampler", "did you mean grid?"),
    "[design]\nsamplr = 'grid'\nvary.'drift.rate' = [0.1]": (4, "design.samplr", "did you mean sampler?"),
    "[design]\npoints = 8\nvary.'drift.rate' = [0.1]": (4, "design.points", "does not go with grid"),
    "[design]\nsampler = 'sobol'\nvary = ['drift.rate']": (3, "design", "needs points = how many"),
    "[design]\nsampler = 'sobol'\npoints = 100\nvary = ['drift.rate']": (
        5, "design.points", "is 100; allowed: a power of two, such as 64 or 128",
    ),
    "[design]\nsampler = 'morris'\npoints = 1\nvary = ['drift.rate']": (
        5, "design.points", "is 1; allowed: whole number in [2, 1048576] (trajectories",
    ),
    "[design]\nsecond_order = true\nvary.'drift.rate' = [0.1]": (
        4, "design.second_order", "is for the sampler saltelli, not for grid",
    ),
    "[design]\nvary.'drift.rat' = [0.1]": (4, "design.vary.drift.rat", "did you mean drift.rate?"),
    "[design.vary.drift]\nrate = [0.1, -0.1]": (4, "design.vary.drift.rate[2]", "is -0.1; allowed"),
    "[design]\nvary.'drift.rate' = [0.1, 0.1]": (4, "design.vary.drift.rate[2]", "is a level twice"),
    "[design]\nvary.'drift.rate' = []": (4, "design.vary.drift.rate", "has no level in it"),
    "[design]\nvary.'drift.rate' = { from = 0.2, to = 0.1, levels = 3 }": (
        4, "design.vary.drift.rate", "goes from 0.2 to 0.1; allowed: from below to",
    ),
    "[design]\nvary.'drift.rate' = { from = 0.0, scale = 'log', levels = 3 }": (
        4, "design.vary.drift.rate", "has a log scale from 0; allowed: from above 0",
    ),
    "[design]\nvary.'drift.rate' = { from = nan, levels = 3 }": (
        4, "design.vary.drift.rate.from", "is nan; allowed: number in [0, 10], finite",
    ),
    "[design]\nvary = ['drift.rate']": (4, "design.vary[1]", "needs levels = how many"),
    "[design]\nvary.'support.slip' = { levels = 3, to = 0.5 }": (
        4, "design.vary.support.slip", "needs from: support.slip is declared without a range",
    ),
    "[design]\nsampler = 'list'\nvary.'drift.rate' = [0.1]\nvary.'share.rate' = [0.1, 0.2]": (
        5, "design.vary", "needs lists of one length for the sampler list",
    ),
    "[design]\nvary.'population.network' = ['']": (
        4, "design.vary.population.network", "give every file an arm of its own",
    ),
    "[design]\nvary.'drift.rate' = [0.1]\n[[arm]]\nname = 'a'\nmodel.drift.rate = 0.2": (
        7, "arm[1].model.drift.rate", "is varied by [design]",
    ),
    'implementation = "object"': (3, "implementation", "did you mean objects? known: objects"),
    'implementation = "no such:x"': (3, "implementation", "allowed: module:Class"),
    'implementation = "no_module:X"': (3, "implementation", "there is no no_module.py beside"),
    # strategies
    "strategies = { balancd = 1.0 }": (3, "strategies.balancd", "did you mean balanced?"),
    "strategies = 3": (3, "strategies", "allowed: a name, or a mix"),
    "strategies = {}": (3, "strategies", "allowed: a name, or a mix"),
    "strategies = { balanced = 0.5, shirker = 0.4 }": (3, "strategies", "add up to 0.9; allowed: 1"),
    "strategies = { balanced = nan }": (3, "strategies.balanced", "is nan; allowed: a share in"),
    "[strategies]\nbalanced = 1.5\nshirker = 0.5": (4, "strategies.balanced", "is 1.5; allowed"),
    "[strategy.balanced]\nlike = 'none'": (3, "strategy.balanced", "a strategy that exists"),
    "[strategy.mine]\nlike = 'balancd'": (4, "strategy.mine.like", "did you mean balanced?"),
    "[strategy.mine]\nselectivity = 1.0": (3, "strategy.mine", "needs a portfolio, or like ="),
    "[strategy.mine]\nportfolio = { work = 1.0 }\ndiligenc = 1.0": (
        5, "strategy.mine.diligenc", "did you mean diligence?",
    ),
    "[strategy.mine]\nportfolio = { work = 0.9 }": (4, "strategy.mine.portfolio", "these to 0.9"),
    "[strategy.mine]\nportfolio = { wrok = 1.0 }": (
        4, "strategy.mine.portfolio", "Did you mean 'work'?",
    ),
    "[strategy.mine]\nlike = 'none'\ndiligence = 2.0": (5, "strategy.mine.diligence", "is 2.0"),
    # the model
    "[model]\nconfict.rate = 0.1": (4, "model.confict.rate", "did you mean conflict.rate?"),
    "[model]\nconflict.rate = -0.1": (4, "model.conflict.rate", "is -0.1; allowed: number in [0, 1]"),
    "[model.conflict]\nrate = inf": (4, "model.conflict.rate", "is inf; allowed: number in [0, 1], fin"),
    "[model]\n'drift.rate' = nan": (4, "model.drift.rate", "is nan; allowed"),
    "[model]\nconflict = 0.1": (4, "model.conflict", "is a group of parameters: conflict.rate, "),
    "[model]\nconflict.rate = 0.1\n'conflict.rate' = 0.2": (4, "model.conflict.rate", "given twice"),
    "[model]\nlearn.rule = 'fermy'": (4, "model.learn.rule", "allowed: off, fermi, death_birth"),
    "[model]\npopulation.agents = 1": (4, "model.population.agents", "is 1; allowed: whole number"),
    "[model]\npopulation.agents = 20.5": (4, "model.population.agents", "is 20.5; allowed: whole"),
    "[model]\npopulation.pairs = 1": (4, "model.population.pairs", "is 1; allowed: yes/no"),
    "[model]\noff = ['sharee']": (4, "model.off[1]", '"sharee" is not a known switch; did you mean'),
    "[model]\noff = [\n  'share',\n  'chek_in',\n]": (6, "model.off[2]", "did you mean check_in?"),
    "[model]\nblind = ['work']": (4, "model.blind[1]", "known: adapt, check_in, invest, offer"),
    "[model]\nnull = 'share'": (4, "model.null", "allowed: a list of names"),
    "model = 3": (3, "model", "is 3; allowed: a table"),
    "[model]\npopulation.network = 'none.csv'": (4, "model.population.network", "no network file"),
    "[model]\npopulation.network = 'bad.csv'": (4, "model.population.network", "bad.csv, line 2"),
    "[model]\npopulation.network = 'networkx:karate'": (
        4, "model.population.network", "Did you mean 'karate_club'?",
    ),
    "[model]\npopulation.network = 'star.csv'\npopulation.agents = 9": (
        5, "model.population.agents", "is 9; allowed: 4, as the network has",
    ),
    "[model]\npopulation.network = 'star.csv'\npopulation.memory = 2": (
        4, "model.population.network", "an agent with 3 allies; population.memory is 2",
    ),
    # arms
    "[[arm]]\nname = 'a'\n[[arm]]\nname = 'a'": (6, "arm[2].name", 'is "a", as in line 4'),
    "[[arm]]\nweeks = 10": (3, "arm[1]", "needs a name"),
    "[[arm]]\nname = 3": (4, "arm[1].name", "is 3; allowed: a name"),
    "arm = []": (3, "arm", "has no arm in it"),
    "[arm]\nname = 'a'": (3, "arm", "allowed: a list of tables, [[arm]]"),
    "[[arm]]\nname = 'a'\nmodle.conflict.rate = 0.1": (5, "arm[1].modle", "did you mean model?"),
    "[[arm]]\nname = 'a'\nmodel.drift.rate = -1.0": (5, "arm[1].model.drift.rate", "is -1.0"),
    "[[arm]]\nname = 'a'\n[arm.model]\ndrift.rate = -1.0": (6, "arm[1].model.drift.rate", "is -1.0"),
    "[[arm]]\nname = 'a'\nstrategies = 'b'": (5, "arm[1].strategies.b", "is not a known strategy"),
    "[[arm]]\nname = 'a'\nweeks = 0": (5, "arm[1].weeks", "is 0; allowed"),
    "warmup = 50\n[[arm]]\nname = 'a'\nweeks = 50": (6, "arm[1].weeks", "leaves no week to average"),
    "[[arm]]\nname = 'a'\nweeks = 20\n[[event]]\nweek = 30\nset.'drift.rate' = 0.1": (
        5, "arm[1].weeks", "is 20: an event would come after it, in 30",
    ),
    # events
    "[[event]]\nweek = 101\nset.'drift.rate' = 0.1": (4, "event[1].week", "whole number in [1, 100]"),
    "[[event]]\nset.'drift.rate' = 0.1": (3, "event[1]", "needs a week"),
    "[[event]]\nweek = 5": (3, "event[1]", "sets nothing"),
    "[[event]]\nweek = 5\nset.'drift.rat' = 0.1": (5, "event[1].set.drift.rat", "drift.rate?"),
    "[[event]]\nweek = 5\nset.'drift.rate' = -1.0": (5, "event[1].set.drift.rate", "is -1.0"),
    "[[event]]\nweek = 5\nset.'population.agents' = 9": (
        5, "event[1].set.population.agents", "cannot change during a run",
    ),
    "[[event]]\nweek = 5\nset.'attention.acts' = 9.0": (
        5, "event[1].set.attention.acts", "cannot change during a run",
    ),
    "[[event]]\nweek = 5\nset.'alliances.largest' = 9": (
        5, "event[1].set.alliances.largest", "cannot change during a run",
    ),
    # analysis
    "[analysis]\noutcomes = ['payof']": (4, "analysis.outcomes[1]", "did you mean payoff?"),
    "[analysis]\noutcomes = []": (4, "analysis.outcomes", "allowed: a list of names"),
    "[analysis]\noutcomes = ['trust', 'trust']": (4, "analysis.outcomes[2]", "named twice"),
    "[analysis]\nbaseline = 'b'\n[[arm]]\nname = 'a'": (4, "analysis.baseline", "known: a"),
    "[analysis]\nablate = ['shar']": (4, "analysis.ablate[1]", "did you mean share?"),
    "[analysis]\nablate = 'share'": (4, "analysis.ablate", 'allowed: "all", or a list'),
    "[analysis]\nshapley = 1": (4, "analysis.shapley", "allowed: true or false"),
    "[analysis]\nremove = ['share']": (4, "analysis.remove", "known: ablate, baseline"),
    "[[arm]]\nname = 'a'\n[[arm]]\nname = 'without share'\n[analysis]\nablate = ['share']": (
        8, "analysis.ablate", 'adds an arm "without share", and another'),
    "[analysis]\nportions = 0.1": (4, "analysis.portions", "allowed: a list of shares of time"),
    "[analysis]\nportions = [0.1, 1.5]": (4, "analysis.portions[2]", "number in (0, 1]"),
    "[analysis]\nportions = [0.1, true]": (4, "analysis.portions[2]", "number in (0, 1]"),
    "[analysis]\nportions = [0.1, 0.1]": (4, "analysis.portions[2]", "is a share twice"),
    "[analysis]\nportions = [0.1]\nshapley = true": (
        4, "analysis.portions", "does not go with shapley"),
    "[analysis]\nportions = [0.1]\n[design]\nvary.'drift.rate' = [0.1]": (
        4, "analysis.portions", "does not go with [design]"),
    "strategies = { balanced = 0.5, none = 0.5 }\n[analysis]\nportions = [0.1]": (
        5, "analysis.portions", "all follow one strategy"),
    "[[arm]]\nname = 'a'\n[[arm]]\nname = 'offer 10 %'\n[analysis]\nportions = [0.1]": (
        8, "analysis.portions", 'adds an arm "offer 10 %", and another'),
    # what is not TOML
    "seed = ": (3, "", "is not TOML: invalid value"),
    "[model\nx = 1": (3, "", "is not TOML"),
    "weeks = 3": (3, "", "is not TOML: cannot overwrite a value"),
    'name = "\\q"': (3, "", "is not TOML"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "star.csv").write_text("Ann,Bob\nAnn,Cal\nAnn,Dan\n")
    (tmp_path / "bad.csv").write_text("Ann,Bob\nAnn,Cal,much\n")
    return tmp_path


def mistakes(text: str) -> BadExperiment:
    Path("x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadExperiment) as caught:
        read_experiment("x.toml")
    return caught.value


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:60])
def test_every_mistake_has_its_line_path_and_sentence(folder: Path, text: str) -> None:
    line, path, words = MISTAKES[text]
    (problem,) = mistakes(HEAD + text + "\n").problems
    assert problem.line == line
    assert problem.path == path
    assert words in problem.sentence
    assert str(problem).startswith(f"x.toml:{line}: {path}")


def test_all_mistakes_are_said_at_once_from_top_to_bottom(folder: Path) -> None:
    text = HEAD.replace("100", "0") + (
        "[model]\nconflict.rate = 2.0\n[[arm]]\nname = 'a'\nstrategies = 'balancd'\n"
    )
    assert [(p.line, p.path) for p in mistakes(text).problems] == [
        (2, "weeks"),
        (4, "model.conflict.rate"),
        (7, "arm[1].strategies.balancd"),
    ]


def test_a_wrong_strategy_of_ones_own_is_one_mistake_not_two(folder: Path) -> None:
    text = HEAD + "strategies = 'mine'\n[strategy.mine]\nportfolio = { work = 0.5 }\n"
    assert [p.path for p in mistakes(text).problems] == ["strategy.mine.portfolio"]


def test_what_is_given_on_the_command_line_is_said_to_be_wrong_there(folder: Path) -> None:
    Path("x.toml").write_text(HEAD + "[model]\nblind = ['offer']\n", encoding="utf-8")
    with pytest.raises(BadExperiment) as caught:
        read_experiment("x.toml", [("conflict.rate", 2), ("weeks", 0), ("blind", ["x"])])
    assert str(caught.value).splitlines() == [
        "--set weeks: weeks is 0; allowed: whole number in [1, 100000]",
        '--set blind: model.blind[1] "x" is not a known switch; known: adapt, check_in, invest,'
        " offer, recognise, resolve, scout",
        "--set conflict.rate: model.conflict.rate is 2; allowed: number in [0, 1]",
    ]


@pytest.mark.parametrize(
    ("name", "guess"), [("wweeks", "weeks"), ("ofd", "off"), ("replicate", "replicates")]
)
def test_a_name_without_a_dot_may_be_a_field_or_a_parameter(
    folder: Path, name: str, guess: str
) -> None:
    Path("x.toml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(BadExperiment) as caught:
        read_experiment("x.toml", [(name, 3)])
    assert str(caught.value) == (
        f"--set {name}: {name} is not a known field or parameter; did you mean {guess}? see:"
        " alliances show parameters"
    )


@pytest.mark.parametrize("text", ["", "# nothing but a thought\n"])
def test_a_file_that_says_nothing_is_refused(folder: Path, text: str) -> None:
    (problem,) = mistakes(text).problems
    assert str(problem) == 'x.toml: says nothing; the smallest config is `question = "…"`'
    Path("x.toml").write_text('question = "…"', encoding="utf-8")
    assert read_experiment("x.toml").question == "…"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00", b"a = \xe9\n"])
def test_a_file_that_is_not_text_is_said_to_be_none(folder: Path, content: bytes) -> None:
    Path("x.toml").write_bytes(content)
    with pytest.raises(BadExperiment, match=r"^x.toml:1: is not "):
        read_experiment("x.toml")


def test_a_file_that_cannot_be_read_is_bad_input(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"x.toml: cannot be read: No such file"):
        read_experiment("x.toml")


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Call the command in this process and return its exit code."""
    monkeypatch.setattr("sys.argv", ["alliances", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.mark.parametrize("command", ["check", "run"])
def test_three_mistakes_are_named_and_nothing_is_written(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    Path("x.toml").write_text(
        HEAD + "[model]\nconflict.rate = -0.1\ndrif.rate = 0.1\n[analysis]\nbaseline = 'b'\n"
    )
    before = sorted(folder.rglob("*"))
    assert call(monkeypatch, command, "x.toml") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "x.toml:4: model.conflict.rate is -0.1; allowed: number in [0, 1]",
        "x.toml:5: model.drif.rate is not a known parameter; did you mean drift.rate? see:"
        " alliances show parameters",
        'x.toml:7: analysis.baseline "b" is not a known arm; known: all',
        "3 mistakes; nothing was run or written",
    ]
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "quickstrt"], "did you mean quickstart?"),
        (["run", "."], ". is a folder, not a config"),
        (["check", "good.toml", "--set", "weeks"], "expected NAME=VALUE"),
        (["run", "good.toml", "good.toml"], "both write to results/good"),
        (["run", "good.toml", "--out", "."], "not a folder of results and is left as it is"),
        (["run", "good.toml", "--jobs", "0"], "--jobs"),
        (["run", "good.toml", "--only", "99"], "the runs are numbered 0 to 9"),
        (["report", "."], "has no results in it"),
        (["report", "nowhere"], "does not exist"),
        (["show", "strategys"], "Did you mean 'strategies'?"),
        (["show", "strategies", "balancd"], "Did you mean 'balanced'?"),
        (["show", "mission", "--toml"], "--toml goes with"),
        (["shwo"], "Did you mean 'show'?"),
        (["run", "good.toml", "--replicate", "3"], "--replicate"),
    ],
)
def test_bad_words_on_the_command_line_get_a_message_and_exit_code_2(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    Path("good.toml").write_text(HEAD)
    before = sorted(folder.rglob("*"))
    assert call(monkeypatch, *words) == 2
    _, err = capsys.readouterr()
    assert said in err
    assert "Traceback" not in err
    assert sorted(folder.rglob("*")) == before
