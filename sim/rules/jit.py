"""The one place where Numba is configured."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core import event
from numba.core.caching import IndexDataCacheFile
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering
from numba.extending import overload, register_jitable

from sim.rules.cache import LOADED, cache_folder

# Below the folder that a person asks for as well: Numba would keep stale code there.
numba.config.CACHE_DIR = str(  # type: ignore[attr-defined]
    cache_folder(LOADED, os.environ.get("NUMBA_CACHE_DIR", ""))
)

#: Strict IEEE arithmetic; division is like NumPy's: by zero it gives no error. Nothing allocates,
#: so that nothing counts who holds what, and kernels need nothing but their tables.
_strict: dict[str, Any] = {"error_model": "numpy", "fastmath": False, "_nrt": False}

#: A function that is compiled keeps the type that it has in plain Python.
Kernel = TypeVar("Kernel", bound=Callable[..., Any])


class _Kept(IndexDataCacheFile):
    """Compiled code that is kept, with what it is the code of.

    Numba numbers the code of a kernel for arguments of several types. Two processes that compile at
    once may give one number to two of them, and each would later be taken for the other, without a
    word. And what has lost its end, with the power or on a full disk, would fail every run. Either
    is compiled again.
    """

    def save(self, key: Any, data: Any) -> None:
        """Keep code, with its key."""
        super().save(key, (key, data))

    def load(self, key: Any) -> Any:
        """Return the code of a key; None if there is none, or what there is is another's."""
        try:
            kept, data = super().load(key) or (None, None)
        except Exception:  # of what is torn, a pickle makes anything
            return None
        return data if kept == key else None

    def _load_index(self) -> Any:
        """Return the numbers of all code of a kernel by their keys."""
        try:
            return super()._load_index()
        except Exception:
            return {}


def njit(kernel: Kernel) -> Kernel:
    """Compile a kernel that Python calls; compiled code is kept."""
    compiled: Any = numba.njit(cache=True, **_strict)(kernel)
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        cache = compiled._cache
        cache._cache_file = _Kept(
            cache.cache_path, cache._impl.filename_base, cache._impl.locator.get_source_stamp()
        )
    return cast(Kernel, compiled)


class _Part(JITCodeLibrary):
    """The code of a kernel that only kernels call: it is optimised with whoever calls it.

    Numba would optimise it on its own, and again at every level of its callers up to Python.
    """

    def _optimize_functions(self, module: Any) -> None:
        """Leave every function as it is."""

    def _optimize_final_module(self) -> None:
        """Leave the whole as it is."""

    def _finalize_final_module(self) -> None:
        """Make nothing that a processor could execute."""
        self._finalize_dynamic_globals()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerAsPart(NativeLowering):
    """Lower a kernel for its callers only: nothing is made that could be executed by itself."""

    _name = "lower_as_part"

    def run_pass(self, state: Any) -> bool:
        """Lower, and make the result known to callers."""
        state.library = _Part(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        name = object().__reduce__  # numba knows compiled functions by some built-in of their own
        state.targetctx.insert_user_function(name, state["cr"].fndesc, [state.library])
        state["cr"] = state["cr"]._replace(cfunc=name)
        return True


class _CompilerOfParts(CompilerBase):
    """Numba's own compiler, with the last step but one replaced."""

    def define_pipelines(self) -> list[Any]:
        """Return the one pipeline."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [
            (_LowerAsPart if one is NativeLowering else one, about) for one, about in passes.passes
        ]
        passes.finalize()
        return [passes]


_part: dict[str, Any] = {
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "pipeline_class": _CompilerOfParts,
    **_strict,
}

#: For kernels that only kernels call. They are kept as a part of those, and have no way in from
#: Python: compiling everything takes half as long.
inner: Callable[..., Callable[[Kernel], Kernel]] = partial(  # type: ignore[assignment]
    numba.njit, **_part
)


class _Undisturbed(event.Listener):
    """Keeps the garbage collector out of compilations, in which it finds nothing to collect."""

    _depth, _was_on = 0, False

    def on_start(self, event: Any) -> None:
        """Turn the collector off."""
        if self._depth == 0:
            self._was_on = gc.isenabled()
            gc.disable()
        self._depth += 1

    def on_end(self, event: Any) -> None:
        """Turn it on again, if it was."""
        self._depth -= 1
        if self._depth == 0 and self._was_on:
            gc.enable()


event.register("numba:compile", _Undisturbed())

#: For a helper with one or two callers: written into them, not compiled on its own. One with many
#: would have its types worked out anew in each; as ``inner`` it ends up in them just as well.
inlined: Callable[..., Callable[[Kernel], Kernel]] = partial(inner, inline="always")


def part(kernel: Kernel) -> Kernel:
    """Make a kernel that is handed to whoever builds another of several, as practices are.

    It stays a plain function: a kernel that encloses a compiled one is compiled anew in every
    process, one that encloses plain functions is found where it is kept.
    """
    marked: Kernel = register_jitable(**_part)(kernel)
    return marked


def piece(kernel: Kernel) -> Kernel:
    """Make a part of a few lines that is done very often: it is written out in whoever calls it.

    Calling it would take several times as long as what it does.
    """
    marked: Kernel = register_jitable(forceinline=True, **_part)(kernel)
    return marked


def shared(function: Kernel) -> Kernel:
    """Let a function that objects call as plain Python be called by kernels too, compiled."""
    marked: Kernel = register_jitable(**_strict)(function)
    return marked


def compiled_as(function: Callable[..., Any]) -> Callable[[Callable[..., Any]], Any]:
    """Mark what compiled code has for a function: what is returned for its arguments' types."""
    marked: Callable[[Callable[..., Any]], Any] = overload(function, jit_options=cast(Any, _strict))
    return marked


def fields_of(table: Any) -> Any:
    """Return a table whose rows have their columns as attributes, as compiled code reads them."""
    plain = numba.config.DISABLE_JIT and isinstance(table, np.ndarray)  # type: ignore[attr-defined]
    return table.view(np.recarray) if plain and table.dtype.names is not None else table


def announce_compilation(last_kernel: str) -> None:
    """Say on standard error, once a process, that compiling is ahead, if it is.

    ``last_kernel`` is a kernel that is compiled after all others: if it is kept, so are they.
    """
    global _announced
    folder = Path(numba.config.CACHE_DIR)  # type: ignore[attr-defined]
    known = any(folder.glob(f"**/*.{last_kernel}-*.nbi"))
    if not known and not _announced and not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        sys.stderr.write("Compiling the model; this takes half a minute, once.\n")
    _announced = True


_announced = False
