"""Checks what a config says of a person's own: an implementation, its folder, its data files."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from experiments.config.diagnostics import Problems, not_allowed, unknown
from experiments.config.document import KeyPath
from experiments.config.files import beside, installed
from sim.errors import shortened, shown
from sim.inputs.running import IMPLEMENTATIONS


def implementation(given: str, folder: Path, at: KeyPath, problems: Problems) -> None:
    """Note an implementation that does not exist; a person's own is looked for, not yet run."""
    module, colon, name = given.partition(":")
    if not colon:
        if given not in IMPLEMENTATIONS:
            sentence = unknown("implementation", given, IMPLEMENTATIONS)
            problems.add(at, f"{shown(given)} {sentence}, or module:Class")
    elif not name.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
        problems.add(at, not_allowed(given, "module:Class, as in my_module:MyModel"))
    elif (file := beside(module, folder) or installed(module)) is None:
        missing = shortened(f"{module}.py")
        problems.add(at, f"{shown(given)}: there is no {missing} beside the config")
    else:
        _class_in(file, name, at, problems)


def modules(given: Any, base: Path, problems: Problems) -> str:
    """Return the folder of own modules and data, as the config names it; "" is the config's own."""
    at: KeyPath = ("modules",)
    if not is_inside(given):
        problems.add(at, not_allowed(given, "a folder below the config's"))
        return ""
    if not os.path.isdir(base / given):
        problems.add(at, f"{shown(given)}: there is no such folder beside the config")
    return str(given)


def data(given: Any, folder: Path, problems: Problems) -> tuple[str, ...]:
    """Return the names of the files, and folders of files, that own models read."""
    if not isinstance(given, list):
        problems.add(("data",), not_allowed(given, 'a list of files, as in ["nodes.csv"]'))
        return ()
    found = []
    for n, name in enumerate(given):
        if not name or not is_inside(name):
            sentence = not_allowed(name, "a file or a folder, beside the config or below")
            problems.add(("data", n), sentence)
        elif not os.path.exists(folder / name):
            problems.add(("data", n), f"{shown(name)}: there is no such file beside the config")
        else:
            found.append(PurePosixPath(name).as_posix())
    return tuple(dict.fromkeys(found))


def is_inside(given: Any) -> bool:
    """Return whether something names a place below a folder, on any system."""
    if not isinstance(given, str) or not given.isprintable():
        return False
    path, elsewhere = PurePosixPath(given), PureWindowsPath(given)
    return not (path.is_absolute() or elsewhere.anchor or ".." in (*path.parts, *elsewhere.parts))


def _class_in(file: Path, name: str, at: KeyPath, problems: Problems) -> None:
    """Note a class that a source file neither defines nor imports; nothing of it is executed."""
    try:
        body = ast.parse(file.read_bytes(), str(file)).body
    except (SyntaxError, ValueError, RecursionError) as error:
        problems.add(at, f"names {file.name}, which is not Python: {error}")
        return
    except OSError as error:
        problems.add(at, f"names {file.name}, which cannot be read: {error.strerror}")
        return
    bound = set(_bound(body))
    if name not in bound and "*" not in bound:
        classes = [node.name for node in body if isinstance(node, ast.ClassDef)]
        problems.add(at, f"{shown(name)} {unknown(f'class in {file.name}', name, classes)}")


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    """Give every name that statements bind; "*" for names that only an import knows."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((a.asname or a.name).partition(".")[0] for a in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = (part for target in targets for part in ast.walk(target))
            yield from (part.id for part in named if isinstance(part, ast.Name))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in ("body", "orelse", "finalbody"):
                yield from _bound(getattr(node, part, []))
            for handler in getattr(node, "handlers", []):
                yield from _bound(handler.body)
