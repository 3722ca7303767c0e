"""What a config contains decides what is answered: from a file to words, tables, figures, page."""

import pandas as pd
import pytest

from experiments.config.reader import read_experiment
from experiments.config.shipped import configs
from experiments.results.layout import CSV, FIGURES
from experiments.workflow.job import Finished, run_experiment
from sim.inputs.strategies import PRESETS

HEAD = """
question = "What then?"
weeks = {weeks}
warmup = 10
replicates = 6
record = 2
[analysis]
outcomes = ["payoff", "lifetime", "tension"]
[model]
population.agents = 12
"""
ALONE = "".join(
    f"[[arm]]\nname = 'all {name}'\nstrategies = '{name}'\n"
    for name in ("balanced", "attentive", "neglectful")
)
MIX = "[[arm]]\nname = 'mix'\nstrategies = { balanced = 0.5, neglectful = 0.5 }\n"
LEARNS = "learn.rule = 'fermi'\nlearn.rate = 0.2\n"
EVENTS = (
    "[[event]]\nweek = 30\nset.conflict.rate = 0.9\n"
    "[[event]]\nweek = 40\nset.conflict.rate = 0.05\n"
)
LIVES = {"summary", "comparison", "lifetimes", "hazards"}

#: What a config is → the config, its tables, some of its figures, and what its answer says: the
#: beginning, and more.
ASKED = {
    "evolution": (
        HEAD.format(weeks=40) + LEARNS + MIX, {"shares_over_time", "fates"},
        {"shares-over-time", "fates"}, ("In mix, ",),
    ),
    "a tournament with a shock in it": (
        HEAD.format(weeks=70) + EVENTS + ALONE + MIX,
        {"recovery", "recovery_differences", "tournament", "concordance"},
        {"recovery", "depth", "standings"},
        ("After the event payoff falls least", "Alone among its like"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=ASKED)
def done(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Finished]:
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "asked.toml").write_text(ASKED[request.param][0])
    return request.param, run_experiment(read_experiment(folder / "asked.toml"), folder / "out")


def test_an_answer_is_words_tables_figures_and_a_page(done: tuple[str, Finished]) -> None:
    name, finished = done
    _, tables, figures, said = ASKED[name]
    folder, comparison = finished.results.folder, finished.comparison
    assert comparison is not None
    assert comparison.answer.startswith(said[0])
    assert all(part in comparison.answer for part in said)
    there = {file.stem for file in folder.glob("*.csv")}
    assert there == LIVES | tables
    drawn = {file.stem for file in (folder / "figures").glob("*.png")}
    assert figures <= drawn <= set(FIGURES)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert all(f'<figure id="{figure}">' in page for figure in figures)
    assert "How long memberships last, by arm" in page or name == "evolution"
    text = comparison.text_table()
    assert "How long memberships last" in text
    assert max(map(len, text.splitlines())) <= 120
    assert "Hazard by age" not in text  # too wide for a terminal; it is on the page
    assert "Hazard by age" in page


def test_tables_have_the_columns_that_are_documented(done: tuple[str, Finished]) -> None:
    _, finished = done
    for file in finished.results.folder.glob("*.csv"):
        told = {word.strip("`;,()") for word in CSV[file.stem].columns.split() if "`" in word}
        told = {word for word in told if "…" not in word}
        assert told <= set(pd.read_csv(file).columns), file.name


def test_the_shipped_configs_are_answered_as_they_should_be() -> None:
    from experiments.analysis.dips import shaken
    from experiments.analysis.evolution import evolving
    from experiments.analysis.tournament import entrants, is_tournament

    asked = {name: read_experiment(file) for name, file in configs().items()}
    assert {name for name, e in asked.items() if evolving(e)} == {"evolution"}
    assert {name for name, e in asked.items() if shaken(e)} == {"shock"}
    assert {name for name, e in asked.items() if is_tournament(e)} == {"tournament"}
    assert set(entrants(asked["tournament"])) == set(PRESETS)
