"""The report is one page that needs nothing but itself, and holds the question and the answer."""

import multiprocessing
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from experiments.analysis.part import Kind
from experiments.commands import main as cli
from experiments.config.reader import read_experiment
from experiments.report import drawing
from experiments.report.drawers import DRAWERS
from experiments.report.drawing import draw
from experiments.report.gallery import Gallery
from experiments.report.page import write_report
from experiments.results.results import Results
from experiments.workflow.analyse import compared
from experiments.workflow.helper import helper
from experiments.workflow.job import run_experiment
from tests.results import MadeUp

QUESTION = "Does <b>one</b> practice & no other keep alliances?"

TWO_ARMS = f"""
question = "{QUESTION}"
weeks = 30
warmup = 10
replicates = 2
seed = 4
[model]
population.agents = 14
[[arm]]
name = "some <i>talk</i>"
strategies = "communicator"
[[arm]]
name = "none"
strategies = "none"
[analysis]
outcomes = ["payoff", "lifetime", "unmet_need"]
baseline = "none"
"""

MIX = """
question = "Who earns most?"
weeks = 30
warmup = 10
replicates = 2
strategies = { balanced = 0.5, shirker = 0.5 }
[model]
population.agents = 14
[analysis]
outcomes = ["payoff", "trust"]
"""

NAMED = """
question = "Who rises in Florence?"
weeks = 20
warmup = 5
replicates = 2
[model]
population.network = "networkx:florentine_families"
[analysis]
outcomes = ["payoff", "allies"]
"""

LEVELS = """
question = "How much attention is enough?"
weeks = 20
warmup = 5
replicates = 2
[model]
population.agents = 10
[[arm]]
name = "2"
model.attention.acts = 2.0
[[arm]]
name = "4"
model.attention.acts = 4.0
[[arm]]
name = "6"
model.attention.acts = 6.0
[analysis]
outcomes = ["payoff"]
baseline = "2"
"""

NOTHING_ENDS = """
question = "What if nobody may leave?"
weeks = 8
warmup = 2
replicates = 1
[model]
population.agents = 6
off = ["review", "scout"]
"""


class Page(HTMLParser):
    """What a page loads, says, and is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.words: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "srcset")]

    def handle_data(self, data: str) -> None:
        self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.words)


def results_of(config: str, folder: Path) -> Results:
    file = folder / "asked.toml"
    file.write_text(config, encoding="utf-8")
    return run_experiment(read_experiment(file), folder / "out").results


@pytest.fixture(scope="module")
def two_arms(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return results_of(TWO_ARMS, tmp_path_factory.mktemp("two"))


def page_of(results: Results) -> str:
    return (results.folder / "report.html").read_text(encoding="utf-8")


def test_the_page_loads_nothing_from_elsewhere(two_arms: Results) -> None:
    text = page_of(two_arms)
    page = Page(text)
    assert page.loads
    assert all(load.startswith("data:") for load in page.loads)
    assert not re.search(r"url\(\s*['\"]?(?!data:)", text)
    assert "@import" not in text
    assert not {"script", "iframe", "object", "embed"} & set(page.tags)


def test_the_page_holds_question_and_answer_escaped(two_arms: Results) -> None:
    text = page_of(two_arms)
    page = Page(text)
    assert QUESTION in page.text
    assert "some <i>talk</i>" in page.text
    assert "&lt;b&gt;one&lt;/b&gt; practice &amp; no other" in text
    assert not {"b", "i"} & set(page.tags) - {"b"}  # captions have a bold number of their own
    assert "<b>one</b>" not in text
    assert len(compared(two_arms).sentences) > 1
    for sentence in compared(two_arms).sentences:
        assert " ".join(sentence.split()) in page.text


def test_the_page_says_how_it_was_made_and_how_to_repeat_it(two_arms: Results) -> None:
    words = Page(page_of(two_arms)).text
    for said in ("30, of which 10", "2 of each arm", "numpy", "code", "strategies: communicator"):
        assert said in words
    assert re.search(r"alliances run \S*asked\.toml", words)


def test_every_figure_is_written_twice_captioned_and_described(two_arms: Results) -> None:
    text = page_of(two_arms)
    drawn = {path.stem for path in (two_arms.folder / "figures").glob("*.png")}
    assert drawn == {path.stem for path in (two_arms.folder / "figures").glob("*.svg")}
    assert drawn == set(re.findall(r'<figure id="(\w+)">', text))
    assert text.count("<figcaption>") == len(drawn)
    assert text.count('alt="') == len(drawn)


def test_the_same_results_give_the_same_page(two_arms: Results, tmp_path: Path) -> None:
    again = write_report(two_arms, compared(two_arms), tmp_path)
    assert again.read_text(encoding="utf-8") == page_of(two_arms)


def test_figures_are_the_same_whoever_draws_them(two_arms: Results, tmp_path: Path) -> None:
    with helper(2) as ask:
        assert ask is not None
        page = write_report(two_arms, compared(two_arms), tmp_path, ask)
    assert page.read_text(encoding="utf-8") == page_of(two_arms)
    drawn = {file.name: file.read_bytes() for file in (tmp_path / "figures").iterdir()}
    alone = (two_arms.folder / "figures").iterdir()
    assert drawn == {file.name: file.read_bytes() for file in alone}


def test_figures_are_drawn_though_nobody_helps_any_more(two_arms: Results, tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    with helper(2) as ask:
        for process in multiprocessing.active_children():
            process.kill()
        drawn = draw(two_arms, compared(two_arms), tmp_path / "figures", ask)
    assert [picture["source"] in page_of(two_arms) for picture in drawn] == [True] * len(drawn)
    assert len(drawn) == len(list((tmp_path / "figures").glob("*.svg")))


def test_nobody_helps_who_has_loaded_other_sources(
    two_arms: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources may be edited during long runs; the command has loaded its own before them."""
    told: list[list[int]] = []
    for loaded in (drawing.LOADED, ["of before", "the edit"]):
        monkeypatch.setattr(drawing, "LOADED", loaded)
        with helper(2) as ask:
            assert ask is not None

            def heard(share: drawing.Share, ask: drawing.Ask = ask) -> Callable[[], dict[int, str]]:
                answer = ask(share)()
                told.append(list(answer))
                return lambda: answer

            drawn = draw(two_arms, compared(two_arms), tmp_path, heard)
        assert all(picture["source"] in page_of(two_arms) for picture in drawn)
    assert told == [[1, 3], []]


def test_nobody_helps_where_one_process_is_all_there_may_be() -> None:
    with helper(1) as ask:
        assert ask is None


def test_dark_pages_keep_figures_on_white(two_arms: Results) -> None:
    text = page_of(two_arms)
    assert "prefers-color-scheme: dark" in text
    assert re.search(r"figure img \{[^}]*background: #fff", text)


@pytest.mark.parametrize(
    ("config", "figure"),
    [(MIX, "strategies"), (NAMED, "agents"), (LEVELS, "response"), (NOTHING_ENDS, "network")],
)
def test_figures_choose_themselves(config: str, figure: str, tmp_path: Path) -> None:
    results = results_of(config, tmp_path)
    assert (results.folder / "figures" / f"{figure}.png").exists()
    assert results.experiment.question in Page(page_of(results)).text


def test_mixes_in_several_arms_have_payoffs_and_lifetimes(tmp_path: Path) -> None:
    arms = "".join(
        f'[[arm]]\nname = "{name}"\nstrategies = {{ balanced = {share}, none = {1 - share} }}\n'
        for name, share in (("few", 0.25), ("many", 0.75))
    )
    outcomes = ["trust", "payoff", "allies", "rapport", "tension", "standing", "need_met", "work"]
    config = MIX.replace('["payoff", "trust"]', str(outcomes)) + arms
    results = results_of(config, tmp_path)
    pictures = {p.name: p for p in Gallery(results, compared(results)).pictures()}
    drawn = pictures["strategies"].figure()
    assert [ax.get_title("left") for ax in drawn.axes] == ["few", "many"] * 2
    labels = [ax.get_xlabel() for ax in drawn.axes]
    assert labels == ["payoff (utility/week)"] * 2 + ["lifetime (weeks)"] * 2
    # eight outcomes: the main one, six differences, and one that is left out and not spoken of
    titles = [ax.get_title("left").lower() for ax in pictures["differences"].figure().axes]
    assert titles == [name.replace("_", " ") for name in outcomes[1:7]]
    assert "six of the 7 other outcomes" in pictures["differences"].caption


def test_mixes_along_one_number_have_a_line_a_strategy(tmp_path: Path) -> None:
    config = LEVELS.replace("[model]", "strategies = { balanced = 0.5, none = 0.5 }\n[model]")
    results = results_of(config, tmp_path)
    pictures = {p.name: p for p in Gallery(results, compared(results)).pictures()}
    for ax, outcome in zip(
        pictures["strategies"].figure().axes, ("payoff", "lifetime"), strict=True
    ):
        assert ax.get_xlabel() == "attention.acts (acts/week)"
        assert ax.get_ylabel().startswith(outcome)
        assert len(ax.lines) == 2
        assert list(ax.lines[0].get_xdata()) == [2.0, 4.0, 6.0]


@pytest.mark.parametrize("weeks", [1, 2, 3])
def test_runs_of_few_weeks_have_a_report(
    weeks: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "asked.toml"
    file.write_text(NAMED.replace("weeks = 20\nwarmup = 5", f"weeks = {weeks}"), encoding="utf-8")
    words = ["run", str(file), "--jobs", "1", "--out", str(tmp_path / "out")]
    monkeypatch.setattr("sys.argv", ["alliances", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert not caught.value.code
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert '<figure id="lifetimes">' in page
    ages = f"weeks 0–{weeks - 1}" if weeks > 1 else "weeks 0"
    assert f">{ages}<" in page


def test_named_agents_have_a_table(tmp_path: Path) -> None:
    results = results_of(NAMED, tmp_path)
    words = Page(page_of(results)).text
    assert "The named agents" in words
    assert words.index("The named agents") < words.rindex("Medici")


def test_failed_runs_are_said(two_arms: Results, tmp_path: Path) -> None:
    runs = two_arms.runs.copy()
    runs.loc[0, ["status", "message", "repeat"]] = ["failed", "week 3: no", "alliances run x"]
    runs.loc[0, ["payoff", "lifetime", "unmet_need"]] = float("nan")
    tables = ("series", "by_strategy", "lives", "agents", "ties", "manifest", "experiment")
    known = {name: getattr(two_arms, name) for name in tables}
    results = MadeUp(runs=runs, folder=tmp_path, **known)
    page = write_report(results, compared(results), tmp_path)
    assert "1 of 4 runs failed" in Page(page.read_text(encoding="utf-8")).text
    assert isinstance(runs, pd.DataFrame)


def test_every_kind_of_figure_is_drawn() -> None:
    assert set(DRAWERS) == set(get_args(Kind))
