"""What a results folder may hold is what is declared, and what is declared can be written."""

import ast
from pathlib import Path

import pandas as pd
import pytest

from docs.generate import ROOT
from experiments.results.layout import CSV, FIGURES, write_tables

WORDS = (ast.Constant, ast.JoinedStr)
SOURCES = sorted((ROOT / "experiments").rglob("*.py"))


def calls(name: str) -> list[ast.Call]:
    """Return every call of a function in the sources."""
    trees = [ast.parse(source.read_text(encoding="utf-8")) for source in SOURCES]
    return [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") == name or getattr(node.func, "attr", "") == name)
    ]


def named(node: ast.expr) -> str:
    """Return a text in the source; what is filled in stands as OUTCOME."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "OUTCOME" for part in node.values
        )
    return ast.literal_eval(node)


def test_every_figure_that_is_drawn_is_declared_and_the_other_way_round() -> None:
    pictures = [call.args[0] for call in calls("Picture") if isinstance(call.args[0], WORDS)]
    given = [word.value for call in calls("Figure") for word in call.keywords if word.arg == "name"]
    assert {named(name) for name in (*pictures, *given)} == set(FIGURES)


def test_only_declared_tables_are_written(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": [1]})
    write_tables(tmp_path, {"summary": table})
    assert [file.name for file in tmp_path.iterdir()] == ["summary.csv"]
    with pytest.raises(KeyError):
        write_tables(tmp_path, {"unheard": table})


def test_every_declared_table_has_a_writer() -> None:
    """Every name stands in some module that gives its tables to the writer, or in a path."""
    text = "\n".join(s.read_text(encoding="utf-8") for s in SOURCES if s.name != "layout.py")
    for name in CSV:
        assert f'"{name}"' in text or f"{name}.csv" in text, name


def test_tables_are_written_in_one_place() -> None:
    writers = {
        source.relative_to(ROOT / "experiments").as_posix()
        for source in SOURCES
        if any(
            isinstance(node, ast.Attribute) and node.attr == "to_csv"
            for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        )
    }
    assert writers == {"results/layout.py"}
