"""The walk through the house: a package's docstring names its rooms, a room's its files.

Names stand in double backquotes. The documentation's map (docs/explanation/design.md) is made from
the same docstrings, in the order in which the walk names things.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.walls import ROOT

#: The command has a name too.
MEANT_OTHERWISE = {"alliances"}
#: A folder → another, whose walk its files of the same names are on.
WALKED_ELSEWHERE = {"sim/practices": "sim/inputs/practices"}
NAMED = re.compile(r"``([\w.]+)``")


def folders(*packages: str) -> list[str]:
    """Every folder of Python files, as a path from the root of the tree: packages and rooms."""
    found = (file.parent for name in packages for file in (ROOT / name).rglob("__init__.py"))
    return sorted(folder.relative_to(ROOT).as_posix() for folder in found)


def inside(folder: str) -> list[str]:
    """What lies in a folder: its files and folders of Python, by their names."""
    here = ROOT / folder
    files = [path.stem for path in here.glob("*.py") if not path.stem.startswith("__")]
    rooms = [path.name for path in here.iterdir() if (path / "__init__.py").is_file()]
    return sorted(files + rooms)


def walked(text: str) -> list[str]:
    """What a docstring names, in the order in which it does first."""
    return list(dict.fromkeys(NAMED.findall(ast.get_docstring(ast.parse(text)) or "")))


def left_out(folder: str, text: str, there: list[str]) -> list[str]:
    """What lies in a folder, and is not named by the docstring that walks it."""
    named = {*walked(text), *_elsewhere(folder)}
    where = WALKED_ELSEWHERE.get(folder, folder)
    return [
        f"{where}/__init__.py: its docstring does not say what ``{name}`` is"
        for name in there
        if name not in named
    ]


def _elsewhere(folder: str) -> list[str]:
    other = WALKED_ELSEWHERE.get(folder)
    return walked((ROOT / other / "__init__.py").read_text(encoding="utf-8")) if other else []


def gone(folder: str, text: str, there: list[str]) -> list[str]:
    """What the docstring of a folder names as if it lay there, and what does not."""
    names = [name for name in walked(text) if re.fullmatch(r"[a-z_]+", name)]
    return [
        f"{folder}/__init__.py: its docstring names ``{name}``, which is not there"
        for name in names
        if name not in there and name not in MEANT_OTHERWISE
    ]


def in_order(folder: str) -> list[Path]:
    """The files of a folder, its rooms aside, in the order of the walk."""
    text = (ROOT / folder / "__init__.py").read_text(encoding="utf-8")
    names = [*_elsewhere(folder), *walked(text)]
    return list(filter(Path.is_file, (ROOT / folder / f"{name}.py" for name in names)))
