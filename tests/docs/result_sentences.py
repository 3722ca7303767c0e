"""Sentences written by hand that carry a result of the model, and what becomes of each.

A result is what runs have shown: which way pays, what is best, how much longer something lasts. It
may change with every rule and every default, and a sentence that nobody made again is then wrong.
So it is made by a command (``docs/generate.py``), held by a test, or not written. What these
functions find is a sentence that says of the model's own subjects what only runs can show; which
words do so is listed here. Questions carry no result, nor does what follows "which" or "whether".

``result_sentences.toml`` is the register of those that stay: each names the test that holds it, or
says why it is no result.
"""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs.counts import COUNTED
from docs.generate import ROOT, pages

REGISTER = Path(__file__).with_suffix(".toml")

#: What others have found, how long the computer takes, and a config that a command makes.
LEFT_OUT = {
    "docs/reference/bibliography.md",
    "docs/explanation/speed.md",
    "configs/base.toml",
}


def _any(words: str) -> str:
    return "|".join(words.split())


#: What results are about: what the model measures, whom it compares, and what they do.
_SUBJECTS = _any(r"""
    payoffs? utility welfare lifetimes? life lives stays? trust memberships? allies ally
    alliances? friend names hazards? conflicts? tension rapport satisfaction accuracy
    follow(?:ing)?.through reciprocity clustering clustered
    strateg\w+ mixtures? portfolios? balanced generous attentive shirkers? shirk\w* supporters?
    celebrants? peacemakers? companions? communicators? adapters? all_round networkers?
    firefighters? free.riders? defect\w* cooperat\w* helpers?
    advice practices? maintenance check-ins? meet(?:ings?|s)? celebrat\w+ adapting settl\w+
    resolving talks? gatherings? investing offers? unasked recognis\w+ scouting hearsay
    openings? introductions? closure honesty candour promises voice attention waiting groups?
    pairs thresholds? effects?
""")
SUBJECTS = re.compile(rf"\b(?:{_SUBJECTS})\b", re.IGNORECASE)

#: Words that compare, each a result by itself where its sentence has such a subject.
COMPARED = _any("""
    best worst optim(?:um|al) better worse pays paid beats? sooner win(?:s|ning)? loses?
    outlives? outlasts? exploit(?:s|ed) invades? dominates? thrives? advantage
    complement(?:s|ed)? reverses? flat steep(?:er|ly)? longer shorter higher lower oftener
    richer poorer ahead lasts earns buys shortens? lengthens? prolongs? hardly costly grows? rises?
    falls? missed exception replaces? raises? lowers? harder easier
""")
#: Words that are results only if something says how much.
WEIGHED = _any("""
    pay costs? worth yields? gains? brings? earn matters? changes? helps? hurts? harms? makes keeps?
""")
AMOUNTS = _any("""
    most least more less little much nothing surely always never everywhere nowhere
    better worse half twice almost nearly double
""")
RESULT = re.compile(
    rf"\b(?:{COMPARED})\b"
    rf"|\b(?:{WEIGHED})\b[^,;:—]*?\b(?:{AMOUNTS})\b"
    rf"|\b(?:{AMOUNTS})\b[^,;:—]*?\b(?:{WEIGHED})\b"
    rf"|\b(?:is|are|was|were) worth\b"
    r"|\b(?:more|less) than (?!one|two|three|that|\d)"
    r"|\bfewer (?!than (?:one|two|three|\d))|\bcomes? (?:first|second|third|next|last)\b"
    r"|\btold from\b|\btrusted (?:more|less)\b|\b(?:more|less) (?:often|likely)\b"
    r"|\b\d+ of \d+\b|\b[Ww]hat (?:pays|lasts) is\b",
    re.IGNORECASE,
)
#: A measured number: with decimals, per cent (but that of intervals), or the unit of an outcome.
NUMBER = re.compile(
    r"(?<![\w.])(?:\d*\.\d+|(?!95 %)\d+ ?%|± ?\d|\d+ (?:times|weeks of life|utility)\b)"
)
#: What is asked, not said.
ASKED = re.compile(
    r"(?<!, )\b(?:which|what|whether|who|whom|whose"
    r"|how (?:much|many|often|soon|long|deep|far|fast))\b[^,;:—]*",
    re.IGNORECASE,
)
#: Code, links to numbered sections, and where other links and pictures lead to, say nothing.
SILENT = re.compile(r"`[^`]*`|\[\d[^\]]*\]\([^)]*\)|\]\([^)]*\)")
#: How the first line of a page, or of a config, says what is asked there.
ABOUT = ("*For whoever ", "Asks ")


def carries_a_result(sentence: str) -> bool:
    """Return whether a sentence says of the model what only runs can show."""
    asks = sentence.startswith(ABOUT) or sentence.rstrip("*_)”\"'").endswith("?")
    if asks or not SUBJECTS.search(sentence):
        return False
    said = SILENT.sub(" ", sentence)
    return bool(RESULT.search(ASKED.sub(" ", said)) or NUMBER.search(said))


# -------------------------------------------------------------------------------------- sentences

MADE = re.compile(r"^<!-- (?:generated|measured): .*?<!-- end -->", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
#: Paragraphs, items of lists, headings and rows of tables are apart.
APART = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.) )|\n(?=[|#])|(?<=\|)\n")
FIRST = re.compile(r"^(?:[-*+]|\d+\.|#+(?: \d[\d.]*)?) ")
END = re.compile(r"(?<=[.?!])[*_)\"”’]*\s+(?=[*_(\"“\[`!]*[A-ZΑ-Ωλμσ`\[])")


def sentences(text: str) -> Iterator[str]:
    """Give the sentences of a text, each in one line; a cell of a table is one as well."""
    for part in APART.split(text):
        line = " ".join(part.split())
        if line.startswith("|"):
            yield from filter(None, (cell.strip() for cell in line.strip("| ").split(" | ")))
        else:
            yield from filter(None, END.split(FIRST.sub("", line)))


def by_hand(page: str) -> str:
    """Return what is written by hand of a page: not what commands make, and no code."""
    return COUNTED.sub(lambda m: m["now"], CODE.sub("\n\n", MADE.sub("\n\n", page)))


def comments(config: str) -> str:
    """Return the comments of a config: lines that follow one another as one paragraph."""
    lines = []
    for line in config.splitlines():
        before, mark, comment = line.partition("# ")
        lines += ["", comment, ""] if before.strip() and mark else [comment]
    return "\n".join(lines)


def texts() -> dict[str, str]:
    """Return all that is looked through: a file → what is written by hand in it."""
    told = {page: by_hand(page.read_text(encoding="utf-8")) for page in pages()}
    for file in sorted((ROOT / "configs").glob("*.toml")):
        told[file] = comments(file.read_text(encoding="utf-8"))
    for file in sorted((ROOT / "sim" / "practices").glob("*.py")):
        docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        told[file] = by_hand(docstring)  # becomes a section of the ODD protocol
    named = {file.relative_to(ROOT).as_posix(): text for file, text in told.items()}
    return {name: text for name, text in named.items() if name not in LEFT_OUT}


def found() -> dict[tuple[str, str], None]:
    """Return every sentence that carries a result, with the file it stands in, in order."""
    return {
        (name, sentence): None
        for name, text in texts().items()
        for sentence in sentences(text)
        if carries_a_result(sentence)
    }


# --------------------------------------------------------------------------------------- register


@dataclass(frozen=True)
class Registered:
    """A sentence that stays, with the test that holds it, or why it carries no result."""

    where: str
    says: str
    held_by: str = ""
    because: str = ""


def registered(text: str | None = None) -> list[Registered]:
    """Return the register, or one that is given as text."""
    given = tomllib.loads(REGISTER.read_text(encoding="utf-8") if text is None else text)
    entries = (Registered(**entry) for entry in given["sentence"])
    return [Registered(e.where, " ".join(e.says.split()), e.held_by, e.because) for e in entries]


def held(test: str) -> bool:
    """Return whether there is a test: "tests/FILE.py::test_name", or one of its cases in [ ]."""
    path, _, name = test.partition("::")
    name, _, case = name.partition("[")
    if not (name.startswith("test_") and (ROOT / path).is_file()):
        return False
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    function = getattr(module, name, None)
    return callable(function) and (not case or case.rstrip("]") in _cases(function))


def _cases(test: Any) -> set[str]:
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    return {str(value) for mark in marks for value in mark.args[1]}
