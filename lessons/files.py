"""What the page is made of as it is sent: its files, and its words and lessons as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import lessons.words as words
from lessons.lesson import Lesson, all_lessons
from lessons.setup import AT_MOST, MOST_NETWORK, MOST_SEED, NETWORKS
from sim.inputs.events import STRUCTURAL
from sim.inputs.mission import LINES
from sim.inputs.parameters import parameter_declarations
from sim.inputs.practices import DECLARED
from sim.inputs.strategies import STRATEGIES, Strategy
from sim.measures.outcomes import of_kind
from sim.state.network_files import ENDS

PAGE = Path(__file__).parent / "page"
#: Modules of the page in an order in which each comes after what it imports; one a file.
MODULES = (
    "dom", "words", "palette", "layout", "drawing", "chart", "series", "feed", "address",
    "live", "recorded", "dials", "agent", "numbers", "exports", "panel", "transport", "stage",
    "lesson", "home", "sandbox", "play", "teachers", "main",
)  # fmt: skip


#: The parameter that names a file which the page does not take.
LIST = "population.presence"


@cache
def data() -> dict[str, Any]:
    """Return everything that the page knows without asking: words, lessons, declarations."""
    return {
        "words": {
            **words.catalogue(),
            "practices": _practices(),
            "switches": words.with_default("switches", {p.name: p.title.lower() for p in DECLARED}),
            "groups": words.with_default("groups", _groups()),
        },
        "lessons": [of_page(lesson) for lesson in all_lessons().values()],
        "parameters": {
            d.name: {
                "unit": words.said("units", d.unit, d.unit),
                "meaning": words.said("parameter_says", d.name, d.meaning),
                "default": list(d.default) if isinstance(d.default, tuple) else d.default,
                "low": d.low,
                "high": AT_MOST.get(d.name, d.high),
                "plausible": d.plausible,
                "choices": list(NETWORKS) if d.name == "population.network" else d.choices,
                "type": d.type,
                "start": d.name.startswith(STRUCTURAL),
            }
            for d in parameter_declarations().values()
            if d.name != LIST
        },
        "outcomes": {
            o.name: {
                "title": words.said("outcome_names", o.name, o.title),
                "unit": words.said("units", o.unit, o.unit),
            }
            for o in of_kind("weekly")
        },
        "strategies": _meanings(STRATEGIES.values()),
        "guide": {
            key: {"part": line.part, "text": words.said("guide_says", key, line.text)}
            for key, line in LINES.items()
        },
        "most_seed": MOST_SEED,
        "most_network": MOST_NETWORK,
        "network_ends": list(ENDS),
    }


def of_page(lesson: Lesson) -> dict[str, Any]:
    """Return what the page knows of a lesson."""
    return {
        **lesson.model_dump(
            mode="json",
            include={"name", "weeks", "seed", "lines", "charts", "right", "dial", "claim"},
        ),
        "words": words.lesson(lesson.name),
        "strategies": _meanings(s for other in (False, True) for s, _ in lesson.mix(other)),
        "events": [[e.as_data() for e in lesson.events(other)] for other in (False, True)],
    }


def _practices() -> dict[str, Any]:
    """Return what each practice is called and says, in the catalogue or else by itself."""
    declared = {p.name: {"name": p.title, "says": p.says} for p in DECLARED}
    return {**declared, **words.catalogue()["practices"]}


def _groups() -> dict[str, str]:
    """Return what each group of parameters is called by itself."""
    groups = (name.split(".")[0] for name in parameter_declarations() if "." in name)
    called = {name: name.replace("_", " ").capitalize() for name in groups}
    return {**called, **{practice.name: practice.title for practice in DECLARED}}


def _meanings(strategies: Iterable[Strategy]) -> dict[str, str]:
    return {s.name: words.said("strategy_says", s.name, s.meaning) for s in strategies}


def page_files(recorded: bool = False) -> dict[str, str]:
    """Return the page as {file name: text}; ``recorded`` says that no server is behind it."""
    index = (PAGE / "index.html").read_text(encoding="utf-8")
    return {
        "index.html": index.replace("<html ", '<html data-recorded="yes" ') if recorded else index,
        "page.js": one_script(),
        **{name: (PAGE / name).read_text(encoding="utf-8") for name in ("page.css", "icon.svg")},
    }


@cache
def one_script() -> str:
    """Return the data and all modules of the page as one script, without imports and exports.

    One file instead of twenty-five is there much sooner, and a page that was opened from a folder
    may load a script, but no modules.
    """
    text = json.dumps(data(), ensure_ascii=False, separators=(",", ":"))
    parts = [f"const data = {text};\n"]
    for name in MODULES:
        module = (PAGE / f"{name}.js").read_text(encoding="utf-8")
        module = re.sub(r"^import\b.*?;\n", "", module, flags=re.MULTILINE | re.DOTALL)
        parts.append(f"// {name}.js\n{re.sub(r'^export ', '', module, flags=re.MULTILINE)}")
    return "(() => {\n'use strict';\n" + "\n".join(parts) + "})();\n"
