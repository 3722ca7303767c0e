"""A module of kernels, optimised for a target: as code of that target, or as LLVM's own bits."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, NamedTuple

import llvmlite.binding as llvm
from llvmlite.binding import newpassmanagers as passes


class Target(NamedTuple):
    """What code is made for: a kind of machine, what it can do, and how far to go."""

    triple: str
    cpu: str
    features: str
    reloc: str
    vectors: bool
    level: int

    def machine(self) -> Any:
        """Return what LLVM knows of it."""
        llvm.initialize_all_targets()
        llvm.initialize_all_asmprinters()
        return llvm.Target.from_triple(self.triple).create_target_machine(
            opt=self.level, cpu=self.cpu, features=self.features, reloc=self.reloc,
            codemodel="default",
        )  # fmt: skip


#: What every browser of the last years can do.
BROWSER = Target(
    "wasm32-unknown-unknown",
    "generic",
    "+bulk-memory,+bulk-memory-opt,+sign-ext,+nontrapping-fptoint,+mutable-globals"
    ",-reference-types,-call-indirect-overlong",
    "static",
    vectors=False,
    level=2,
)
#: Machines of 64 bits, with vectors of 128: what is particular to one is for it to add.
ANY = Target("x86_64-unknown-linux-gnu", "x86-64", "", "pic", vectors=True, level=3)


def optimised(text: str, exports: Collection[str], target: Target) -> Any:
    """Return a module, optimised as a whole, of which only exports can be seen from outside.

    Raises
    ------
    AssertionError
        If it needs anything from outside: there is nothing to link it with.
    """
    machine = target.machine()
    head = f'target datalayout = "{machine.target_data}"\ntarget triple = "{target.triple}"\n'
    module = llvm.parse_assembly(head + _declared_once(text))
    for thing in (*module.functions, *module.global_variables):
        if not thing.is_declaration and thing.name not in exports:
            thing.linkage = "internal"
    tuning = llvm.create_pipeline_tuning_options(speed_level=target.level)
    tuning.loop_vectorization = tuning.slp_vectorization = target.vectors
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(module, builder)
    names = passes.create_new_module_pass_manager()
    names.add_strip_symbols_pass()  # names of what is inside are a third of it
    names.run(module, builder)
    module.verify()
    outside = [f.name for f in module.functions if f.is_declaration]
    outside += [g.name for g in module.global_variables if g.is_declaration]
    assert all(name.startswith("llvm.") for name in outside), outside
    return module


def _declared_once(text: str) -> str:
    """Return a module in which nothing is declared a second time."""
    kept: dict[str, str] = {}
    for number, line in enumerate(text.split("\n")):
        name = re.match(r"declare [^@]*@([\w.]+)\(", line)
        kept.setdefault(name[1] if name else str(number), line)
    return "\n".join(kept.values())
