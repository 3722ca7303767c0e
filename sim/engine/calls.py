"""How Python calls the exports: as they were built beforehand, or compiled, or as plain kernels.

What was built is used as long as it is that of these rules, so that nothing need be compiled; else
Numba compiles the kernels, which takes half a minute, once. With NUMBA_DISABLE_JIT=1 they are plain
Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numba

from sim.engine.digest import engine_digest
from sim.engine.exports import EXPORTS
from sim.engine.handle import Handle
from sim.engine.native import BUILT, NotUsable, exports_of
from sim.rules.jit import announce_compilation, njit


class Calls(NamedTuple):
    """The exports as functions of a handle, a record of settings and numbers, and what they are."""

    how: str  # "built …", "compiled by …" or "plain Python"
    start: Callable[[Any, Any], Any]
    week: Callable[[Any, Any, int], int]
    extend: Callable[[Any, int], Any]
    settled: Callable[[Any, Any], Any]
    forget: Callable[[Any], Any]


@cache
def calls(*, built: bool = True) -> Calls:
    """Return the exports, as they were ``built`` beforehand if they can be."""
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return Calls("plain Python", **{name: e.kernel for name, e in EXPORTS.items()})
    why = ""
    if built:
        try:
            kept = Path(numba.config.CACHE_DIR)  # type: ignore[attr-defined]
            return _by_address(f"built {engine_digest()}", exports_of(BUILT, kept))
        except NotUsable as reason:
            why = str(reason)
    announce_compilation("week", why)
    how = f"compiled by Numba {numba.__version__}"
    return _by_address(how, {name: njit(e.function) for name, e in EXPORTS.items()})


def _by_address(how: str, functions: Mapping[str, Callable[..., Any]]) -> Calls:
    """Return functions that hand on addresses for what has one."""
    return Calls(how, **{name: _handing_on(function) for name, function in functions.items()})


def _handing_on(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: function(*map(_number, arguments))


def _number(argument: Any) -> int:
    """Return a number as it is; of a handle or a record the address."""
    if isinstance(argument, int):
        return argument
    if isinstance(argument, Handle):
        return argument.address
    address: int = argument.__array_interface__["data"][0]
    return address
