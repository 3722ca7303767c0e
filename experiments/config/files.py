"""Files that a config names: for its worlds, and a person's own modules with what they import.

They lie beside the config and travel with its results. Nothing here executes any of them.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from sim.inputs.parameters import Parameters

#: Names that stay ours and Python's, whatever a person's files beside the config are called.
TAKEN = frozenset({"sim", "experiments", "lessons", *sys.stdlib_module_names})


#: Parameters that name files.
NAMING = ("population.network", "population.presence")


def sources_of(parameters: Parameters) -> dict[str, str]:
    """Return what is said by parameters that name files, by their dotted names, if anything is."""
    return {name: parameters[name] for name in NAMING if parameters[name]}


def named_file(source: str, base: Path) -> Path | None:
    """Return the file that a parameter names; None if it names none."""
    return None if source.startswith("networkx:") else base / source


def beside(module: str, folder: Path) -> Path | None:
    """Return the file of a module in a folder, a package's first; None if it is not there."""
    stem = folder / module.replace(".", "/")
    for file in (stem / "__init__.py", stem.with_name(f"{stem.name}.py")):
        if os.path.isfile(file):  # also of a name that cannot be
            return file
    return None


def installed(module: str) -> Path | None:
    """Return the file of a module that is installed; its packages are not imported for that."""
    first, *inner = module.split(".")
    try:
        found: ModuleSpec | None = importlib.util.find_spec(first)
    except (ImportError, ValueError):
        return None
    name = first
    for part in inner:
        if found is None or found.submodule_search_locations is None:
            return None
        name = f"{name}.{part}"
        found = PathFinder.find_spec(name, found.submodule_search_locations)
    return Path(found.origin) if found and found.has_location and found.origin else None


def with_imports(
    modules: list[str], folder: Path, read: Callable[[Path], bytes]
) -> Iterator[tuple[str, bytes]]:
    """Give modules of a folder and whatever they import of it, each once, as (path in it, text).

    Parameters
    ----------
    modules
        Those to begin with, by their dotted names.
    folder
        Where they lie.
    read
        Reads a file; each is read once.
    """
    waiting, known = list(modules), set(modules)
    given: set[str] = set()
    while waiting:
        for module in _around(waiting.pop()):
            file = beside(module, folder)
            path = "" if file is None else file.relative_to(folder).as_posix()
            if file is None or path in given:
                continue
            given.add(path)
            content = read(file)
            yield path, content
            package = module if file.name == "__init__.py" else module.rpartition(".")[0]
            new = set(_imported(content, package)) - known
            waiting += sorted(new)
            known |= new


def _around(module: str) -> list[str]:
    """Return the packages that a module lies in, outermost first, and the module."""
    parts = module.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def _imported(content: bytes, package: str) -> Iterator[str]:
    """Give the modules that a source file may import, wherever in it; none if it is not Python."""
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".") if package else []
            above = parents[: len(parents) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            inside = [f"{source}.{alias.name}".lstrip(".") for alias in node.names]
            names = [name for name in (source, *inside) if name]
            if node.level:
                yield from names
                continue
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] not in TAKEN)
