"""The catalogue: every word that the page shows, in one file, so that it can be translated."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import BadInput

FILE = Path(__file__).parent / "words" / "en.toml"

#: What a lesson must say → what each is.
OF_A_LESSON = {
    "title": "its name",
    "question": "what the reader is to predict",
    "answers": "{key: answer} to choose from",
    "first": "name of the first world",
    "other": "name of the other world",
    "explain": "what happened and why",
    "equation": "the rule as an equation, for those who want it",
    "notice": "what to look for",
    "try": "what to try next",
    "aim": "for the teacher: what is learnt",
    "plan": "for the teacher: ten minutes",
    "discuss": "for the teacher: questions",
    "reply": "for the teacher: answers to them",
}


@cache
def catalogue() -> dict[str, Any]:
    """Return all words, a section a part of the page."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def said(section: str, name: str, declared: str) -> str:
    """Return what the catalogue says of something that the model declares; else what that says."""
    found: str = catalogue().get(section, {}).get(name, declared)
    return found


def with_default(section: str, declared: dict[str, str]) -> dict[str, str]:
    """Return a section of the catalogue, and after it what else the model declares."""
    return {**catalogue()[section], **declared, **catalogue()[section]}


def lesson(name: str) -> dict[str, Any]:
    """Return the words of a lesson; raises ``BadInput`` if some are missing."""
    found: dict[str, Any] = catalogue()["lesson"].get(name, {})
    missing = [key for key in OF_A_LESSON if not found.get(key)]
    unknown = [key for key in found if key not in OF_A_LESSON]
    if missing or unknown:
        what = [*(f"no '{key}'" for key in missing), *(f"an unknown '{key}'" for key in unknown)]
        raise BadInput(f"the words of the lesson '{name}' have {', '.join(what)}")
    return found
