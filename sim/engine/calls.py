"""How Python calls the exports: compiled, or as the plain kernels with NUMBA_DISABLE_JIT=1."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numba

from sim.engine.exports import EXPORTS
from sim.engine.handle import Handle
from sim.rules.jit import njit


class Calls(NamedTuple):
    """The exports as functions of a handle, a record of settings and numbers."""

    week: Callable[[Any, Any, int], int]
    extend: Callable[[Any, int], None]
    settled: Callable[[Any, Any], None]
    forget: Callable[[Any], None]


@cache
def calls() -> Calls:
    """Return the exports."""
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return Calls(**{name: export.kernel for name, export in EXPORTS.items()})
    return Calls(**{name: _by_address(njit(e.function)) for name, e in EXPORTS.items()})


def _by_address(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that hands on addresses for what has one."""
    return lambda *arguments: function(*map(_number, arguments))


def _number(argument: Any) -> int:
    """Return a number as it is; of a handle or a record the address."""
    if isinstance(argument, int):
        return argument
    if isinstance(argument, Handle):
        return argument.address
    address: int = argument.__array_interface__["data"][0]
    return address
