"""Numbers of what is declared are counted, in the documentation as everywhere."""

import ast
import re
from pathlib import Path

import pytest

from docs.counts import COUNTED, WORDS, counted
from docs.generate import ROOT, pages


def test_a_number_is_counted_again_and_written_as_it_was() -> None:
    page = "<!-- count: processes -->{}<!-- end --> processes"
    assert counted(page.format("Seven")) == page.format("Twelve")
    assert counted(page.format("seven")) == page.format("twelve")
    assert counted(page.format("7")) == page.format("12")
    assert [WORDS[number] for number in (0, 19, 20, 21, 99)] == [
        "no", "nineteen", "twenty", "twenty-one", "ninety-nine",
    ]  # fmt: skip


#: Things that are declared somewhere, so that a number of them is counted and not written.
NOUNS = "|".join(
    (
        "lessons", "presets", "strategies", "practices", "processes", "mechanisms", "switches",
        "outcomes", "parameters", "populations", "coalitions", "samplers", "configs", "results",
    )
)  # fmt: skip
#: Up to here a number may be part of what is said: *two processes never write to one folder*.
FEW = 4
MANY = "|".join([*WORDS[:FEW:-1], "[5-9]", r"[1-9]\d+"])
BY_HAND = re.compile(rf"(?<![.\w#-])(?:{MANY}) (?:[a-z]+ )?(?:{NOUNS})\b", re.IGNORECASE)


def by_hand(text: str) -> list[str]:
    """Return the numbers of declared things that a text gives by hand."""
    return BY_HAND.findall(" ".join(text.split()))


def prose(page: Path) -> str:
    """Return a page without what is generated or measured, and without code."""
    text = COUNTED.sub("", page.read_text(encoding="utf-8"))
    text = re.sub(r"^<!-- (?:generated|measured): .*?<!-- end -->", "", text, flags=re.M | re.S)
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_numbers_of_what_is_declared_are_counted(page: Path) -> None:
    assert by_hand(prose(page)) == []


@pytest.mark.parametrize("package", ["sim", "experiments", "lessons"])
def test_docstrings_count_nothing_that_is_declared(package: str) -> None:
    found = []
    for file in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                found += [f"{file.name}: {it}" for it in by_hand(ast.get_docstring(node) or "")]
    assert found == []


def test_words_and_configs_count_nothing_that_is_declared() -> None:
    texts = [*(ROOT / "configs").glob("*.toml"), ROOT / "lessons" / "words" / "en.toml"]
    lines = [line for text in texts for line in text.read_text(encoding="utf-8").splitlines()]
    said = [line for line in lines if line.startswith("#") or re.match(r'\w+ = "', line)]
    assert [line for line in said if by_hand(line)] == []


def test_what_is_counted_by_hand_is_seen() -> None:
    seen = (
        "Eighteen lessons of",
        "all 64 coalitions",
        "the six published\nresults",
        "nine presets",
    )
    assert [text for text in seen if not by_hand(text)] == []
    passed = ("two processes never", "### 7.12 Strategies", "five lines", "replicates = 10")
    assert [text for text in passed if by_hand(text)] == []
