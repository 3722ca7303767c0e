"""All kernels that are reached from the exports as one module of LLVM's language, not optimised.

Numba compiles for the machine at hand, and bakes the width of its addresses into what it has
optimised. As long as nothing is optimised, a module is right for any target of the same byte order.
"""

from __future__ import annotations

import os
import re
from typing import Any

from numba.core.compiler_lock import global_compiler_lock

from sim.engine.exports import EXPORTS, FAILED
from sim.errors import BadInput
from sim.rules.jit import PARTS, inner


def module_of_exports() -> str:
    """Return one module with all exports under their own names, for addresses of 64 bits.

    Raises
    ------
    BadInput
        If kernels were imported as Python calls them: there must be nothing but parts.
    """
    if PARTS not in os.environ:
        raise BadInput(f"the engine is built in a process of its own, with {PARTS} set")
    whole: Any = None
    ways = []
    for name, export in EXPORTS.items():
        compiled: Any = inner(export.signature)(export.function)
        (result,) = compiled.overloads.values()
        with global_compiler_lock:
            result.library._ensure_finalized()
        module = result.library._final_module
        whole = module if whole is None else whole.link_in(module, preserve=True) or whole
        ways.append(_way_in(name, result.fndesc.mangled_name, export.arguments, export.returns))
    return "\n".join([_for_any_target(str(whole)), *ways])


def _for_any_target(text: str) -> str:
    """Return a module without what is said in it of Python, a processor or a C library."""
    text = re.sub(r'^target (datalayout|triple) = ".*"\n', "", text, flags=re.M)
    text = re.sub(r' "(target-cpu|target-features|tune-cpu)"="[^"]*"', "", text)
    text = re.sub(r"^.*!numba_exception_output.*\n", "", text, flags=re.M)  # Python's errors
    # The square root of a C library and of a processor are the same.
    text = re.sub(r"^declare double @sqrt\(.*\n", "", text, flags=re.M)
    return text.replace("@sqrt(", "@llvm.sqrt.f64(")


def _way_in(name: str, long_name: str, arguments: int, returns: bool) -> str:
    """Return a function of whole numbers that calls a kernel in Numba's way."""
    numbers = ", ".join(f"i64 %a{n}" for n in range(arguments))
    value = "load i64, ptr %result" if returns else "add i64 0, 0"
    return f"""
define i64 @{name}({numbers}) {{
  %result = alloca i64
  %trouble = alloca ptr
  %status = call i32 @"{long_name}"(ptr %result, ptr %trouble, {numbers})
  %value = {value}
  %fine = icmp eq i32 %status, 0
  %returned = select i1 %fine, i64 %value, i64 {FAILED}
  ret i64 %returned
}}"""
