"""How Python calls the exports: as they were built beforehand, or compiled, or as plain kernels.

What was built is used as long as it is that of these rules, so that nothing need be compiled; else
Numba compiles the kernels, which takes half a minute, once. With NUMBA_DISABLE_JIT=1 they are plain
Python.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np

from sim.engine.digest import engine_digest
from sim.engine.exports import EXPORTS, Export
from sim.engine.handle import Handle
from sim.engine.native import BUILT, NotUsable, exports_of
from sim.rules.jit import announce_compilation, njit

#: Where this is in the environment, kernels are compiled though they were built beforehand.
COMPILE = "ALLIANCES_COMPILE"


class Calls(NamedTuple):
    """The exports as functions of a handle, a record of settings and numbers, and what they are."""

    how: str  # "built …", "compiled by …" or "plain Python"
    start: Callable[[Any, Any], Any]
    week: Callable[[Any, Any, int], int]
    extend: Callable[[Any, int], Any]
    settled: Callable[[Any, Any], Any]
    forget: Callable[[Any], Any]
    outcomes: Callable[[Any, np.ndarray, np.ndarray], Any]
    strategies: Callable[[Any, np.ndarray], Any]
    totals: Callable[[Any, np.ndarray, np.ndarray, np.ndarray], Any]


@cache
def calls(*, built: bool = COMPILE not in os.environ) -> Calls:
    """Return the exports, as they were ``built`` beforehand if they can be."""
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return Calls("plain Python", **{name: e.kernel for name, e in EXPORTS.items()})
    why = ""
    if built:
        try:
            kept = Path(numba.config.CACHE_DIR)  # type: ignore[attr-defined]
            functions = exports_of(BUILT, kept)
        except NotUsable as reason:
            why = str(reason)
        else:
            return through(f"built {engine_digest()}", functions)
    announce_compilation("week", why)
    how = f"compiled by Numba {numba.__version__}"
    return Calls(how, **{name: _compiled(export) for name, export in EXPORTS.items()})


def through(how: str, functions: Mapping[str, Callable[..., Any]]) -> Calls:
    """Return calls of functions that take addresses and numbers."""
    return Calls(how, **{name: _handing_on(function) for name, function in functions.items()})


def _compiled(export: Export) -> Callable[..., Any]:
    """Return the kernel of an export; one that only kernels call is called by its function."""
    of_kernels = getattr(export.kernel, "targetoptions", {}).get("no_cpython_wrapper")
    return _handing_on(njit(export.function)) if of_kernels else export.kernel


def _handing_on(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that hands on addresses for what has one, with the lengths of arrays."""
    return lambda *arguments: function(*[n for one in arguments for n in _numbers(one)])


def _numbers(argument: Any) -> tuple[int, ...]:
    """Return a number as it is; of a handle or a record the address, of an array its shape too."""
    if isinstance(argument, int):
        return (argument,)
    if isinstance(argument, Handle):
        return (argument.address,)
    if isinstance(argument, np.ndarray):
        assert argument.flags.c_contiguous
        return (argument.ctypes.data, *argument.shape)
    # Not by its array interface: there NumPy tells of all fields, and ignores what is raised then.
    return (np.asarray(argument).ctypes.data,)
