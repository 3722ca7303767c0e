"""Lessons recorded as static files: any web server shows them, and so does a double click.

A page that was opened from a folder may load scripts but no data. So every recording is a script
that puts its frames where the page looks for them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from experiments.results.atomic import written_aside
from lessons.files import page_files
from lessons.frames import begun, frame_of
from lessons.lesson import Lesson, all_lessons
from lessons.session import ALWAYS
from lessons.setup import of_lesson
from lessons.worlds import Worlds
from sim.errors import BadInput

#: Says that a folder is a recording, so that it may be written over.
MARK = "made-by-alliances-learn.txt"


def record(folder: Path) -> Path:
    """Write every lesson, recorded week by week, and the page that shows them; return the page."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not (folder / MARK).is_file():
            raise BadInput(f"{folder} is not a folder of recorded lessons and is left as it is")
    with written_aside(folder, "--export") as aside:
        aside.mkdir(exist_ok=True)
        (aside / MARK).write_text("Recorded lessons; written over by the next recording.\n")
        for name, text in page_files(recorded=True).items():
            (aside / name).write_text(text, encoding="utf-8")
        for lesson in all_lessons().values():
            text = json.dumps(recording(lesson), separators=(",", ":"), allow_nan=False)
            script = f"(window.recordings ??= {{}})[{json.dumps(lesson.name)}] = {text};\n"
            (aside / f"lesson-{lesson.name}.js").write_text(script, encoding="utf-8")
    return folder / "index.html"


def recording(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as the page gets it from the server: what was there first, then the weeks."""
    worlds = Worlds(of_lesson(lesson), tuple(dict.fromkeys((*ALWAYS, *lesson.charts))))
    frames = [begun(worlds)]
    for _ in range(lesson.weeks):
        worlds.go(1, 60.0)
        frames.append(frame_of(worlds))
    return {"begun": frames[0], "frames": frames[1:]}
