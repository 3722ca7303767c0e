"""Configs that are mistyped, misread or meant to hurt: each is refused where it is wrong."""

# ruff: noqa: E501 — one mistake a line, as in a table

import re
import time
import tomllib
from pathlib import Path

import pytest

from experiments.commands.options import setting
from experiments.config.diagnostics import BadExperiment
from experiments.config.reader import read_experiment
from sim.errors import BadInput, UnknownName, nearest, shown, visible
from sim.inputs.strategies import strategy_from
from tests.faults import mutate

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.toml"))

#: What a file says → the line of its one mistake and words of the message.
SEEN = {
    # wrong types where names are looked up
    "[strategy.mine]\nlike = 3": (2, "strategy.mine.like is 3; allowed: the name of a known strategy"),
    "[strategy.mine]\nlike = ['none']": (2, 'is ["none"]; allowed: the name of a known strategy'),
    "[strategy.mine]\nlike = {}": (2, "is a table; allowed: the name"),
    "[strategy.mine]\nlike = 'none'\nsupport = 3": (3, "five probabilities"),
    "[strategy.mine]\nlike = 'none'\nsupport = [1, 1, true, 0, 0]": (3, "has true in it"),
    "[analysis]\noutcomes = [['payoff']]": (2, 'analysis.outcomes[1] is ["payoff"]; allowed: the name'),
    "[analysis]\noutcomes = [{}]": (2, "analysis.outcomes[1] is a table"),
    "[analysis]\nbaseline = []": (2, "analysis.baseline is []; allowed: the name of a known arm"),
    "[analysis]\nablate = [1979-05-27]": (2, "analysis.ablate[1] is 1979-05-27"),
    "[design]\nsampler = []\nvary = ['drift.rate']": (2, "design.sampler is []"),
    "[design]\nsampler = 07:32:00\nvary = ['drift.rate']": (2, "design.sampler is 07:32:00"),
    "strategies = { balanced = {} }": (1, "strategies.balanced is a table; allowed: a share"),
    "[model]\noff = [['share']]": (2, "allowed: a list of names"),
    "weeks = 1979-05-27T07:32:00Z": (1, "weeks is 1979-05-27 07:32:00+00:00; allowed: whole number"),
    # numbers are written as numbers
    "[strategy.mine]\nlike = 'none'\ndiligence = '1'": (3, 'strategy.mine.diligence is "1"'),
    "[strategy.mine]\nlike = 'none'\ndiligence = true": (3, "strategy.mine.diligence is true"),
    "[strategy.mine]\nportfolio = { work = '1' }": (2, 'strategy.mine.portfolio.work is "1"'),
    "[strategy.mine]\nportfolio = { work = true }": (2, "strategy.mine.portfolio.work is true"),
    "[strategy.mine]\nlike = 'none'\nselectivity = '0.5'": (3, 'selectivity is "0.5"'),
    "weeks = '100'": (1, 'weeks is "100"; allowed: whole number in [1, 100000], without quotes'),
    "[model]\npopulation.pairs = 'yes'": (2, 'is "yes"; allowed: yes/no, written true or false, without quotes'),
    "weeks = 'yes'": (1, 'weeks is "yes"; allowed: whole number in [1, 100000]'),
    # sizes
    f"seed = {'9' * 5000}": (1, "has a whole number in it larger than TOML has: 64 bits"),
    f"weeks = 3\nseed = -{'9' * 4500}": (2, "larger than TOML has"),
    f"weeks = 3\nseed = 0x{'f' * 5000}": (2, "seed is a whole number larger than TOML has"),
    "[model]\nconflict.rate = 9223372036854775808": (2, "model.conflict.rate is a whole number larger"),
    "a" + ".a" * 1000 + " = 1": (1, "nests deeper than can be read"),
    "weeks = 3\nx = " + "[" * 900 + "]" * 900: (2, "nests deeper than can be read"),
    "x = " + "[\n" * 5000: (41, "nests deeper than can be read"),
    f"weeks = 3\n{'k' * 5000} = 1": (2, "k…k"),
    f"[[arm]]\nname = '{'k' * 251}'": (2, "has 251 characters; allowed: at most 250"),
    f"weeks = 3\nquestion = ['{'k' * 131_072}']": (2, "question is ["),
    # what cannot be seen
    '[model]\n"\\u001b]0;owned\\u0007\\u001b[31m" = 1': (2, r'model."\x1b]0;owned\x07\x1b[31m" is not'),
    '"\\u00a0weeks" = 3': (1, "did you mean weeks?"),
    '"weeks\\u200b" = 3': (1, "weeks\\u200b is not a known field; did you mean weeks?"),
    '"“weeks”" = 3': (1, "did you mean weeks?"),
    '[model]\n"conflict.rate\u00a0" = 0.1': (2, "did you mean conflict.rate?"),
    "weeks\u00a0= 3": (1, r"the line has \xa0 in it, which cannot be seen"),
    "\u2028weeks = 3": (1, r"the line has \u2028 in it"),
    '[[arm]]\nname = "a\\u202eb"': (2, r'arm[1].name is "a\u202eb"; \u202e in it cannot be seen'),
    '[strategy."a\\u200b"]\nlike = "none"': (1, r"\u200b in it cannot be seen"),
    "weeks = 3\x00": (1, "the line has \\x00 in it"),
    # what is not TOML
    'question = "a"\nweeks: 3': (2, "a name and its value have = between them"),
    "weeks 3": (1, "a line is a [table], a # comment, or NAME = VALUE"),
    "question = “a”": (1, "quotes are straight in TOML"),
    "[model]\noff = [‘share’]": (2, "quotes are straight in TOML"),
    '[model]\npopulation.network = "C:\\Users\\me\\net.csv"': (2, "write paths between single quotes, as in 'C:\\Users\\me'"),
    '[model]\npopulation.network = "C:\\temp\\net.csv"': (2, "\\n, \\t in it cannot be seen; between double quotes"),
    "weeks = .1": (1, "write 0.1"),
    "weeks = True": (1, "write true"),
    "weeks = yes": (1, "write true"),
    "weeks = None": (1, "left out"),
    "weeks = 1,5": (1, "write 1.5"),
    "weeks = 007": (1, "write 7"),
    "weeks = 5 %": (1, "write 0.05"),
    "weeks = [1, 2": (1, "what begins with [ is not closed with ]"),
    "weeks =": (1, "after = stands a value"),
    "weeks = 1\nseed = 1\nweeks = 2": (3, "weeks is said before"),
    "[model]\n[analysis]\n[model]": (3, "model is said before"),
    "strategies = { balanced = 1.0, }": (1, "ends without a comma"),
    "strategies = {\n balanced = 1.0 }": (1, "ends with } in the same line"),
    "implementation = tables": (1, 'text stands between quotes: "tables"'),
    'weeks = 3\nquestion = "a\nseed = 1': (2, 'the text that begins with " is not closed with "'),
    'weeks = 3\nquestion = """a\nb\nc': (2, "is not closed with"),
}  # fmt: skip


def refused(text: str | bytes, file: Path) -> BadExperiment:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BadExperiment) as caught:
        read_experiment(file)
    assert mutate.amiss(caught.value, file.read_bytes()) == ""
    return caught.value


@pytest.mark.parametrize("text", SEEN, ids=lambda text: repr(text[:60]))
def test_a_mistake_is_named_with_its_line_and_what_can_be_done(tmp_path: Path, text: str) -> None:
    line, words = SEEN[text]
    error = refused(text, tmp_path / "x.toml")
    assert [problem.line for problem in error.problems] == [line]
    said = str(error)
    assert all(part in said for part in words.split("…")), said
    assert len(said) < 1000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("weeks = 3\n".encode("utf-16"), "seems to be UTF-16: save it as UTF-8"),
        ("weeks = 3\n".encode("utf-16-le"), "seems to be UTF-16: save it as UTF-8"),
        ("weeks = 3\n".encode("utf-16-be"), "seems to be UTF-16: save it as UTF-8"),
        ("question = 'é'\n".encode("latin-1"), "is not UTF-8 text (byte 0xE9): save it as UTF-8"),
        (b"#" * 3_000_001, "is no config: it has more than 3 MB"),
    ],
)
def test_what_is_no_text_of_ours_says_what_it_is(
    tmp_path: Path, content: bytes, words: str
) -> None:
    assert words in str(refused(content, tmp_path / "x.toml"))


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes("question = 'ä'\r\n[model]\r\n\tconflict.rate = 0.1\r\n".encode("utf-8-sig"))
    found = read_experiment(file)
    assert (found.question, found.parameters.conflict.rate) == ("ä", 0.1)


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_the_line_that_is_named_is_the_line_of_the_mistake(tmp_path: Path, file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    values = [n for n, line in enumerate(lines) if _stands_alone(line)]
    for n in values[:: max(1, len(values) // 25)]:
        name = lines[n].partition("=")[0]
        spoilt = [*lines[:n], f"{name}= 1979-05-27", *lines[n + 1 :]]
        error = refused("\n".join(spoilt), tmp_path / file.name)
        assert n + 1 in [problem.line for problem in error.problems], (n, str(error))
    headers = [n for n, line in enumerate(lines) if re.match(r"\[+[\w. \"'-]+\]+", line)]
    for n in headers:
        spoilt = [*lines[: n + 1], "zzz.y = 1", *lines[n + 1 :]]
        error = refused("\n".join(spoilt), tmp_path / file.name)
        assert n + 2 in [problem.line for problem in error.problems], (n, str(error))
        spoilt = [*lines[:n], "[modle.trust]", "x = 1", *lines[n:]]
        error = refused("\n".join(spoilt), tmp_path / file.name)
        assert (n + 1, "modle") in [(problem.line, problem.path) for problem in error.problems]


def _stands_alone(line: str) -> bool:
    try:
        return bool(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False


def test_very_many_mistakes_take_a_moment_and_a_page(tmp_path: Path) -> None:
    text = "[model]\n" + "".join(f"conflict.rat{n} = 1\n" for n in range(8000))
    began = time.process_time()
    error = refused(text, tmp_path / "x.toml")
    assert time.process_time() - began < 2  # measured 0.4 s; it took ten
    assert [problem.line for problem in error.problems] == [*range(2, 52)]
    assert str(error).splitlines()[-1] == "… and 7,950 more"
    assert error.more == 7950
    text = "".join(f"weeks{n} = 1\n" for n in range(90_000))
    began = time.process_time()
    error = refused(text, tmp_path / "x.toml")
    assert time.process_time() - began < 4  # measured 1 s
    assert str(error).splitlines()[-1] == "… and at least 9,950 more"


#: What --set is given → what is said.
SETTINGS = {
    "drift.rate=.1": "--set drift.rate=.1: .1 is not TOML; write 0.1",
    "drift.rate=1.": "write 1.0",
    "population.pairs=True": "write true",
    "drift.rate=1,5": "write 1.5",
    "off=[1,2": "what begins with [ is not closed with ]",
    "off=[“share”]": "quotes are straight",
    "question='a": "the text that begins with ' is not closed with '",
    f"seed={'9' * 5000}": "a whole number in it larger than TOML has",
    f"seed={'[' * 900}{']' * 900}": "nests deeper than can be read",
    "=3": "expected NAME=VALUE",
    "seed": "expected NAME=VALUE",
}


@pytest.mark.parametrize("text", SETTINGS, ids=lambda text: text[:30])
def test_what_is_set_on_the_command_line_is_toml_or_a_word(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        setting(text)
    assert SETTINGS[text] in str(caught.value)
    assert len(str(caught.value)) < 500


def test_words_and_values_are_set_as_they_stand() -> None:
    assert setting("learn.rule=fermi") == ("learn.rule", "fermi")
    assert setting("implementation = my_model:Mine") == ("implementation", "my_model:Mine")
    assert setting("population.network=../net.csv") == ("population.network", "../net.csv")
    assert setting("drift.rate=0.1") == ("drift.rate", 0.1)
    assert setting('off=["share"]') == ("off", ["share"])
    assert setting("population.network=") == ("population.network", "")


def test_what_cannot_be_seen_is_written_out() -> None:
    assert visible("a\x1b[31m\u00a0é名\n\u200b") == "a\\x1b[31m\\xa0é名\n\\u200b"
    assert (
        str(UnknownName("arm", "a\u202e", ["a"]))
        == "unknown arm 'a\\u202e'. Did you mean 'a'? Known: a."
    )
    assert shown("a\nb" + "x" * 200) == '"a\\nb' + "x" * 34 + "…" + "x" * 19 + '"'
    assert shown(10**5000) == "a whole number of about 5,001 digits"
    assert nearest("\ufeffＷｅｅｋｓ\u00a0", ["weeks"]) == "weeks"


@pytest.mark.parametrize("like", [3, ["none"], {}])
def test_a_strategy_in_python_is_like_a_name(like: object) -> None:
    with pytest.raises(BadInput, match="allowed: a strategy's name"):
        strategy_from("mine", {"like": like})


# ---------------------------------------------------------------------------- spoilt by the hundred


@pytest.mark.parametrize(
    ("of", "first"),
    [*(("configs", n) for n in range(0, 2000, 250)), *(("lessons", n) for n in (0, 250))],
)
def test_spoilt_configs_and_lessons_are_right_or_refused(of: str, first: int) -> None:
    told = mutate.several(1, range(first, first + 250), [of])
    assert [one for one in told if one.outcome not in ("right", "refused")] == []
    assert {one.outcome for one in told} == {"right", "refused"}


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TypeError("unhashable"), "TypeError in "),
        (BadInput(""), "a message of 1 lines and 0 characters"),
        (BadInput("x" * 30_000), "a message of 1 lines and 30000 characters"),
        (SystemExit(2), "SystemExit in "),
    ],
)
def test_what_is_wrong_with_a_refusal_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, outcome: str
) -> None:
    def wrong(*given: object) -> None:
        raise error

    monkeypatch.setattr(mutate, "read_experiment", wrong)
    told = mutate.tried(mutate.Case(0, "config", b"weeks = 3"), tmp_path / "x.toml")
    assert told.outcome.startswith(outcome)
