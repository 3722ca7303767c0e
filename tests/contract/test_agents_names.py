"""Names of agents that hurt: from a network's file through runs to pages and figures."""

import json
import warnings
from html import escape
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape as escaped

import pytest

from experiments.commands.console import plain
from experiments.config.reader import read_experiment
from experiments.report.gallery import Gallery
from experiments.report.page import html
from experiments.workflow import job
from experiments.workflow.analyse import compared
from lessons.session import Session
from sim.errors import visible
from sim.state.network_files import network_in

LONG = "n" * 5000
NAMES = (
    "a,b", 'say "hi"', "it's", "two\nlines", "tab\there", "<script>alert(1)</script>", "</td><b>",
    "$x$", "$x_{$", "\\alpha", "{name}", "%s", "&amp;", "__proto__", "constructor", "toString",
    LONG, f"{LONG}o", "\u202eltr", "مرحبا", "日本語", "NaN", "nan", "None", "null", "NA", "=1+1",
    "name", "arm", "outcome", "payoff", "_begins", "0", "1", "-1", " blank", "blank ",
    "\x1b[31mred", "\x00",
)  # fmt: skip
CONFIG = """
question = "Who is who?"
weeks = 8
replicates = 2
model.turnover.exit = 0.0
model.population.network = "net.gml"
[[arm]]
name = "one"
[[arm]]
name = "two"
model.conflict.rate = 0.3
"""


def ring(names: tuple[str, ...]) -> str:
    """A ring of agents in GML, in which every letter can be written."""
    texts = ["".join(c if c.isalnum() else f"&#{ord(c)};" for c in name) for name in names]
    nodes = [f'node [ id {k} label "{text}" ]' for k, text in enumerate(texts)]
    edges = [f"edge [ source {k} target {(k + 1) % len(names)} ]" for k in range(len(names))]
    return "\n".join(["graph [", *nodes, *edges, "]"])


@pytest.mark.usefixtures("no_report")
def test_names_of_agents_come_through_to_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.gml").write_text(ring(NAMES), encoding="utf-8")
    (tmp_path / "asked.toml").write_text(CONFIG)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        experiment = read_experiment(tmp_path / "asked.toml")
        results = job.run_experiment(experiment, tmp_path / "out").results
        comparison = compared(results)
        for picture in Gallery(results, comparison).pictures():
            if picture.name in ("agents", "network"):
                picture.figure().draw_without_rendering()
    assert results.runs["status"].eq("done").all()
    for _, agents in results.agents.groupby("run"):
        assert tuple(agents.sort_values("id")["name"]) == NAMES
    page = html(results, comparison, [])
    assert "<script" not in page
    for name in NAMES:
        assert f'<th scope="row">one: {escape(visible(name), quote=False)}</th>' in unquoted(page)
    assert not {c for c in page if not c.isprintable()} - {"\n"}
    plain(comparison.text_table())
    assert not {c for c in capsys.readouterr().out if not c.isprintable()} - {"\n"}


def unquoted(page: str) -> str:
    return page.replace("&#34;", '"').replace("&#39;", "'")


def test_names_of_agents_come_through_to_the_lessons_page() -> None:
    nodes = "".join(
        f'<node id="n{k}"><data key="l">{escaped(name)}</data></node>'
        for k, name in enumerate(NAMES[:-2])
    )
    edges = "".join(f'<edge source="n0" target="n{k}"/>' for k in range(1, 5))
    key = '<key id="l" for="node" attr.name="label" attr.type="string"/>'
    text = f'<graphml>{key}<graph edgedefault="undirected">{nodes}{edges}</graph></graphml>'
    session, name = Session(), "friends.graphml"
    world = {"model": {"population.network": name}}
    setup = {"worlds": [world], "network": {"name": name, "text": text}}

    def answer(**message: Any) -> dict[str, Any]:
        return json.loads(json.dumps(session.answer(json.dumps(message)), allow_nan=False))

    begun = answer(do="begin", setup=setup)
    assert tuple(begun["names"][0]) == network_in(text.encode(), name).names == NAMES[:-2]
    assert answer(do="go", weeks=3)["week"] == 3
    assert answer(do="csv")["kind"] == answer(do="toml")["kind"] == "file"
    session.close()
