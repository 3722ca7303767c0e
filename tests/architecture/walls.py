"""Reads source as syntax trees and says which wall of the house it breaks.

Every check takes source text and returns sentences, one a broken wall; none means that all is well.
Imports inside functions count like those at the top. Those under ``if TYPE_CHECKING:`` never run:
rooms and circles overlook those (an agent may name its model there); the other walls do not.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FOR_TYPES = {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


class Import(NamedTuple):
    """One imported thing: the module it is taken from, and the name taken (or None)."""

    line: int
    module: str
    name: str | None
    types_only: bool = False

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


def sources(*folders: str) -> list[str]:
    """The Python files of the folders, as paths from the root of the tree; none if none exist."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def module_of(path: str) -> str:
    """``sim/engine/week.py`` is ``sim.engine.week``; a package's ``__init__.py`` is the package."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: str, text: str) -> Iterator[Import]:
    """Everything that a file imports, wherever it stands in the file."""
    module = module_of(path)
    package = module if path.endswith("__init__.py") else module.rpartition(".")[0]
    tree = ast.parse(text, path)
    for_types = set(_nodes_for_types(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name, None, node in for_types)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            above = parents[: len(parents) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(node.lineno, source, alias.name, node in for_types)
        elif isinstance(node, ast.Call) and _called(node).endswith("import_module") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Import(node.lineno, first.value, None)


def _nodes_for_types(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in FOR_TYPES:
            for statement in node.body:
                yield from ast.walk(statement)


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def target(found: Import, modules: Collection[str]) -> str:
    """The module an import reaches: ``from a import b`` may mean ``a.b`` or a name in ``a``."""
    return found.full if found.full in modules else found.module


def room_of(module: str, rooms: Collection[str]) -> str | None:
    """The room that a module lies in, the innermost of several; None if it lies in none."""
    _, _, inside = module.partition(".")
    around = [room for room in rooms if f"{inside}.".startswith(f"{room}.")]
    return max(around, key=len, default=None)


def broken_rooms(
    path: str,
    text: str,
    rooms: Mapping[str, Mapping[str, Collection[str]]],
    modules: Collection[str],
) -> list[str]:
    """Imports from a room that this one may not import from, and a file that lies in no room."""
    here = module_of(path)
    package = here.partition(".")[0]
    if here == package:
        return []  # the root lies above all its rooms
    may = rooms[package]
    own = room_of(here, may)
    if own is None:
        return [f"{path}: lies in no room; add its room to tests/architecture/rooms.py"]
    broken = []
    for found in imports(path, text):
        there = target(found, modules)
        if found.types_only or there.partition(".")[0] != package or there == package:
            continue  # never run; or another package, or the root: other checks
        room = room_of(there, may)
        if there == here or (room != own and room not in may[own]):
            broken.append(f"{path}:{found.line}: imports {there}, and {own} may not")
    return broken


def broken_wings(path: str, text: str, wings: Mapping[str, Collection[str]]) -> list[str]:
    """Imports from a wing by a package or room that may not enter it."""

    def within(module: str, rooms: Collection[str]) -> bool:
        return any(f"{module}.".startswith(f"{room}.") for room in rooms)

    return [
        f"{path}:{found.line}: imports {found.full}; {wing} is entered by {', '.join(sorted(may))}"
        for found in imports(path, text)
        for wing, may in wings.items()
        if within(found.full, [wing]) and not within(module_of(path), [wing, *may])
    ]


def broken_packages(path: str, text: str, packages: tuple[str, ...]) -> list[str]:
    """Imports of a package above, and of a package's root by anything inside the house."""
    own = packages.index(path.partition("/")[0])
    broken = []
    for found in imports(path, text):
        package = found.module.partition(".")[0]
        if package not in packages:
            continue
        if packages.index(package) > own:
            broken.append(f"{path}:{found.line}: {packages[own]} must not import {package}")
        elif found.module == package:
            broken.append(
                f"{path}:{found.line}: imports the root of {package}; name the module: "
                f"from {package}.… import {found.name or '…'}"
            )
    return broken


def cycles(texts: Mapping[str, str]) -> list[str]:
    """Circles of imports among files given as path → text."""
    modules = {module_of(path) for path in texts}
    graph = {
        module_of(path): modules
        & {target(found, modules) for found in imports(path, text) if not found.types_only}
        for path, text in texts.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return ["a circle of imports: " + " ← ".join(error.args[1])]
    return []


def mesa(path: str, text: str, allowed: Collection[str]) -> list[str]:
    """Mesa imported elsewhere than in the objects."""
    return [
        f"{path}:{found.line}: imports Mesa; only {' and '.join(sorted(allowed))} may"
        for found in imports(path, text)
        if found.module.partition(".")[0] == "mesa" and path not in allowed
    ]


def randomness(path: str, text: str, allowed: Mapping[str, Collection[str]]) -> list[str]:
    """Random generators other than the keyed draws; a permitted one must be given its seed."""
    permitted = allowed.get(path, ())
    uses = [
        (line, name)
        for line, name, _ in _qualified(path, text)
        if name.startswith(("random.", "secrets.", "numpy.random.")) and name not in permitted
    ]
    uses += [
        (found.line, found.full)
        for found in imports(path, text)
        if found.module in {"random", "secrets", "numpy.random"} or found.full == "numpy.random"
        if not any(name == found.full or name.startswith(f"{found.full}.") for name in permitted)
    ]
    broken = [
        f"{path}:{line}: uses {name}; randomness comes from sim.rules.draws" for line, name in uses
    ]
    broken += [
        f"{path}:{line}: {name}() without a seed: no two runs would agree"
        for line, name, call in _qualified(path, text)
        if name in permitted and call is not None and not call.args and not call.keywords
    ]
    return sorted(set(broken))


def unsafe(path: str, text: str) -> list[str]:
    """Code made from data, and data that can carry code."""
    broken = []
    for found in imports(path, text):
        if found.module.partition(".")[0] in {
            "pickle",
            "cPickle",
            "dill",
            "cloudpickle",
            "marshal",
            "shelve",
        }:
            broken.append(
                f"{path}:{found.line}: imports {found.module}; save as Parquet, CSV or JSON"
            )
    for node in ast.walk(ast.parse(text, path)):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node)
        if name in {"eval", "exec", "builtins.eval", "builtins.exec"}:
            broken.append(f"{path}:{node.lineno}: calls {name}; a config is data, never code")
        if name.endswith((".read_pickle", ".to_pickle")):
            broken.append(f"{path}:{node.lineno}: calls {name}; a saved run must be safe to open")
        for keyword in node.keywords:
            value = keyword.value
            harmless = isinstance(value, ast.Constant) and value.value is False
            if keyword.arg == "allow_pickle" and not harmless:
                broken.append(
                    f"{path}:{node.lineno}: allow_pickle; a saved run must be safe to open"
                )
    return broken


def too_long(path: str, text: str, most: int) -> list[str]:
    """A file that should be two."""
    lines = len(text.splitlines())
    return [f"{path}: {lines} lines; split it, a file has at most {most}"] * (lines > most)


def twice(texts: Mapping[str, str], lines: int, two_ways: tuple[str, ...] = ()) -> list[str]:
    """So many lines of code that stand in two places; files in ``two_ways`` may repeat each other.

    Blank lines, comments, docstrings, imports and lines of mere punctuation do not count.
    """
    seen: dict[tuple[str, ...], tuple[str, int]] = {}
    broken: dict[tuple[str, str], str] = {}
    for path, text in texts.items():
        code = list(_code(path, text))
        for k in range(len(code) - lines + 1):
            run = code[k : k + lines]
            first, line = seen.setdefault(tuple(text for _, text in run), (path, run[0][0]))
            if (first, line) == (path, run[0][0]):
                continue
            if first != path and first.startswith(two_ways) and path.startswith(two_ways):
                continue
            sentence = f"{path}:{run[0][0]}: these {lines} lines stand at {first}:{line} as well"
            broken.setdefault((first, path), sentence)
    return list(broken.values())


def _code(path: str, text: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that do something, with their numbers, white space folded."""
    quiet: set[int] = set()
    for node in ast.walk(ast.parse(text, path)):
        said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if said or isinstance(node, ast.Import | ast.ImportFrom):
            quiet.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for number, line in enumerate(text.splitlines(), start=1):
        told = " ".join(line.partition("  #")[0].split())
        if number not in quiet and not told.startswith("#") and any(c.isalnum() for c in told):
            yield number, told


def _qualified(path: str, text: str) -> Iterator[tuple[int, str, ast.Call | None]]:
    """Every dotted name in full (``np.random`` is ``numpy.random``), and its call if it has one."""
    tree = ast.parse(text, path)
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                known[alias.asname or name] = name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, dot, rest = ast.unparse(node).partition(".")
            if first in known:
                yield node.lineno, known[first] + dot + rest, calls.get(id(node))
