"""The digest of the engine: of whatever code built from it would be wrong without.

Code that was built beforehand may be used as long as the rules are the same. They are if every
function is that is reached from the exports, with the values that it is given and the compiler's
options, and if the tables lie as they did. What a rule says is its syntax tree, without docstrings
and annotations, told in words of our own: equal on every Python, whose own ways of telling are not.
"""

from __future__ import annotations

import ast
import builtins
import enum
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import numba
import numpy as np
from numba import types

from sim.engine import handle
from sim.engine.exports import EXPORTS
from sim.engine.layout import layout
from sim.rules import jit

#: What of a syntax tree says nothing of what a function does, or is not there on every Python.
_LEFT_OUT = {
    "annotation", "ctx", "decorator_list", "kind", "returns", "type_comment", "type_params",
}  # fmt: skip


#: Options of the compiler that change what code does.
_OPTIONS = ("error_model", "fastmath", "inline")


@cache
def engine_digest() -> str:
    """Return 32 hex digits that change with whatever built code would be wrong without.

    Working it out takes longer than a year of a small world, so that it is kept where compiled
    kernels are: in a folder for these sources alone, which nobody else can write to.
    """
    kept = Path(numba.config.CACHE_DIR) / "engine.digest"  # type: ignore[attr-defined]
    with suppress(OSError, ValueError):
        found = kept.read_text(encoding="ascii")
        if re.fullmatch("[0-9a-f]{32}", found):
            return found
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return _said_by_another()
    digest = worked_out()
    with suppress(OSError):
        kept.write_text(digest, encoding="ascii")
    return digest


def _said_by_another() -> str:
    """Return what a process that compiles says and keeps: plain functions do not say how they are.

    Raises
    ------
    subprocess.CalledProcessError
        If it cannot; why is on standard error.
    """
    command = [sys.executable, "-c", f"from {__name__} import engine_digest as said; print(said())"]
    env = {**os.environ, "NUMBA_DISABLE_JIT": "0"}
    return subprocess.run(
        command, env=env, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()


def worked_out() -> str:
    """Return the digest, worked out anew."""
    told = "\n".join([*reached(), json.dumps(layout(), sort_keys=True)])
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def reached() -> list[str]:
    """Return a line for every function that is reached from the exports: what it does, and with."""
    reader = _Reader()
    for export in EXPORTS.values():
        reader.tell(export.function)
    reader.tell(handle._field)  # reached by reading a field of a world
    return list(reader.read())


class _Reader:
    """Follows functions to what they call, each once, in the order in which they are met."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}
        self.met: list[FunctionType] = []

    def read(self) -> Iterator[str]:
        """Give what there is to say of each function, until no other is met."""
        for function in self.met:  # which grows meanwhile
            tree = _tree_of(function.__code__)
            names = sorted(set(_names(tree)))
            values = [f"{name}={self.tell(v)}" for name, v in _values(function, names)]
            yield f"{function.__qualname__}: {_told(tree)} with {'; '.join(values)}"

    def tell(self, value: Any) -> str:
        """Return what a value is; if it is a function, it is read in its turn."""
        if isinstance(value, FunctionType):
            value = jit.COMPILED_AS.get(value, value)
            if id(value) not in self.places:
                self.places[id(value)] = len(self.met)
                self.met.append(value)
            return f"function {self.places[id(value)]}"
        if hasattr(value, "py_func"):
            chosen = {name: value.targetoptions.get(name) for name in _OPTIONS}
            return f"{self.tell(value.py_func)} {self.tell(chosen)}"
        if type(value).__name__ == "_Intrinsic":
            return f"intrinsic {self.tell(value._defn)}"
        if isinstance(value, dict):
            return f"{{{', '.join(f'{self.tell(k)}: {self.tell(v)}' for k, v in value.items())}}}"
        if isinstance(value, (tuple, list, range)):
            return f"{type(value).__name__}({', '.join(map(self.tell, value))})"
        return _plain(value)


def _plain(value: Any) -> str:
    """Return what a value is that holds no functions."""
    if isinstance(value, (float, np.floating)):
        return float(value).hex()
    if value is None or isinstance(value, (bool, int, str, bytes, np.integer, np.bool_, enum.Enum)):
        return repr(value.item() if isinstance(value, np.generic) else value)
    if isinstance(value, np.dtype):
        return json.dumps(np.lib.format.dtype_to_descr(value))
    if isinstance(value, ModuleType):
        return f"module {value.__name__}"
    if isinstance(value, type):
        return f"class {value.__name__}{getattr(value, '_fields', ())}"
    if isinstance(value, types.Type):
        return str(value)
    if isinstance(value, (np.ufunc, BuiltinFunctionType)):
        return value.__name__
    raise TypeError(f"a kernel uses a {type(value).__name__}, of which nothing can be said")


def _values(function: FunctionType, names: list[str]) -> Iterator[tuple[str, Any]]:
    """Give what names mean that a function takes from where it stands; its own are left out."""
    code, outside = function.__code__, function.__globals__
    cells = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
    for name in names:
        if name in cells:
            yield name, cells[name].cell_contents
        elif name in outside and name not in code.co_varnames + code.co_cellvars:
            yield name, outside[name]
        elif hasattr(builtins, name) and name not in code.co_varnames:
            yield name, name


@cache
def _functions_in(file: str) -> dict[tuple[str, int], ast.AST]:
    """Return every function of a file by its name and first line."""
    tree = ast.parse(Path(file).read_bytes())
    return {
        (node.name, min([node.lineno, *(d.lineno for d in node.decorator_list)])): node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }


def _tree_of(code: CodeType) -> ast.AST:
    return _functions_in(code.co_filename)[code.co_name, code.co_firstlineno]


def _kept(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Give the parts of a node of a syntax tree that say what is done."""
    for name in node._fields:
        part = getattr(node, name, None)
        if name == "body" and isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            part = node.body[1:]
        if name not in _LEFT_OUT and part is not None and part != []:
            yield name, part


def _told(node: Any) -> str:
    """Return a syntax tree in words."""
    if isinstance(node, list):
        return f"[{' '.join(map(_told, node))}]"
    if not isinstance(node, ast.AST):
        return _plain(node)
    parts = " ".join(f"{name}={_told(part)}" for name, part in _kept(node))
    return f"{type(node).__name__}({parts})"


def _names(node: Any) -> Iterator[str]:
    """Give the names that a syntax tree uses."""
    if isinstance(node, ast.Name):
        yield node.id
    for part in node if isinstance(node, list) else [part for _, part in _kept(node)]:
        if isinstance(part, (list, ast.AST)):
            yield from _names(part)
