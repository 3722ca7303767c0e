"""The tables of the documentation are those of the code."""

import re
from pathlib import Path

import pytest

from docs.counts import COUNTED, COUNTS
from docs.generate import BLOCKS, MARKED, ROOT, pages, renewed
from sim.state.tables import AGENT, TIE, alliance_dtype

ODD = ROOT / "docs" / "explanation" / "odd.md"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_table_is_current(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    if renewed(text) != text:
        pytest.fail("out of date; run .venv/bin/python docs/generate.py", pytrace=False)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_marker_is_closed_and_known(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    opened = re.findall(r"^<!-- (?:generated|measured): ", text, re.MULTILINE)
    numbers = COUNTED.findall(text)
    assert len(numbers) == text.count("<!-- count: ")
    assert len(opened) + len(numbers) == text.count("<!-- end -->")
    assert {match["what"] for match in COUNTED.finditer(text)} <= set(COUNTS)
    assert not re.search(r"^<!-- count: ", text, re.MULTILINE), "a line may not begin with it"
    assert {match["what"].split()[0] for match in MARKED.finditer(text)} <= set(BLOCKS)


def test_an_old_table_is_replaced_and_a_measured_one_is_left_alone() -> None:
    page = "<!-- generated: styles -->\nold\n<!-- end -->\n<!-- measured: x -->\n7\n<!-- end -->\n"
    assert "old" not in renewed(page)
    assert "| `avoiding` | 0 | 0 |" in renewed(page)
    assert "<!-- measured: x -->\n7\n<!-- end -->" in renewed(page)
    assert renewed(renewed(page)) == renewed(page)


@pytest.mark.parametrize(
    ("heading", "record"),
    [("Agents", AGENT), ("Ties", TIE), ("Alliances", alliance_dtype(6))],
    ids=["agents", "ties", "alliances"],
)
def test_odd_has_every_state_variable_in_order(heading: str, record: object) -> None:
    text = ODD.read_text(encoding="utf-8")
    section = text.split(f"\n### {heading}\n")[1].split("\n### ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(record.names)  # type: ignore[attr-defined]


def test_odd_has_every_parameter_and_every_switch() -> None:
    from sim.inputs.parameters import parameter_declarations
    from sim.inputs.switches import SWITCHES

    text = ODD.read_text(encoding="utf-8")
    alone = {"off", "blind", "null"}
    shown = set(re.findall(r"^\| `([\w.]+)` \|", text, re.MULTILINE))
    assert set(parameter_declarations()) - alone <= shown
    assert set(SWITCHES) <= shown
