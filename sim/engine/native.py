"""The engine as it was built beforehand, made into code of this machine: nothing is compiled anew.

What was built lies in ``built/``: LLVM's own bits, optimised, of which a machine has its code in a
second. It is used if its digest is that of the rules as they are (:mod:`sim.engine.digest`), and if
the file is as it was written. The machine's code is kept where compiled kernels are, in a folder
that nobody else can write to (:mod:`sim.rules.cache`).
"""

from __future__ import annotations

import ctypes
import json
import os
import tempfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from sim.engine.digest import engine_digest
from sim.engine.exports import EXPORTS, FAILED

#: Where the files lie, and their names: for browsers, for any machine, and what to know of both.
BUILT = Path(__file__).with_name("built")
WEBASSEMBLY, BITCODE, LAYOUT = "engine.wasm", "engine.bc.z", "layout.json"
DAMAGED = "What was built of the engine is damaged."


class NotUsable(Exception):
    """What was built cannot be used; the message is a sentence that says why."""


def digest_of(content: bytes) -> str:
    """Return the digest by which a file is known."""
    return blake2b(content, digest_size=16).hexdigest()


def digest_of_layout(about: dict[str, Any]) -> str:
    """Return the digest of what there is to know of an engine, but for the digests of its files."""
    told = {name: value for name, value in about.items() if name != "files"}
    return digest_of(json.dumps(told, sort_keys=True).encode())


def built(folder: Path = BUILT) -> dict[str, Any]:
    """Return what there is to know of the engine that was built.

    Raises
    ------
    NotUsable
        If there is none, it is that of other rules, or not as it was written.
    """
    try:
        about: dict[str, Any] = json.loads((folder / LAYOUT).read_bytes())
        digest, known = about["digest"], about["files"][LAYOUT]
    except FileNotFoundError:
        raise NotUsable("The engine was not built.") from None
    except (OSError, ValueError, TypeError, KeyError):
        raise NotUsable(DAMAGED) from None
    if digest != engine_digest():
        raise NotUsable("The rules are other ones than the engine was built from.")
    if known != digest_of_layout(about):
        raise NotUsable(DAMAGED)
    return about


def file_of(name: str, folder: Path = BUILT) -> bytes:
    """Return the content of a file that was built; raises ``NotUsable`` if it is not as it was."""
    about = built(folder)
    try:
        content = (folder / name).read_bytes()
    except OSError:
        content = b""
    if digest_of(content) != about["files"].get(name):
        raise NotUsable(DAMAGED)
    return content


def exports_of(folder: Path, kept: Path) -> dict[str, Callable[..., int]]:
    """Return the exports as functions of whole numbers.

    Parameters
    ----------
    folder
        What was built.
    kept
        Where the machine's code is kept: a folder that nobody else can write to.

    Raises
    ------
    NotUsable
        If what was built is of other rules, or damaged.
    """
    bits = file_of(BITCODE, folder)
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    cpu, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    machine = llvm.Target.from_default_triple().create_target_machine(
        opt=2, cpu=cpu, features=features, reloc="pic", codemodel="jitdefault"
    )
    what = "\n".join([digest_of(bits), machine.triple, cpu, features, llvmlite.__version__])
    file = kept / f"engine-{digest_of(what.encode())}.o"
    code = _kept(file)
    if code is None:
        module = llvm.parse_bitcode(zlib.decompress(bits))
        module.triple, module.data_layout = machine.triple, str(machine.target_data)
        code = machine.emit_object(module)
        _keep(file, code)
    loader = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    loader.add_object_file(llvm.ObjectFileRef.from_data(code))
    loader.finalize_object()
    _LOADED.append(loader)
    return {name: _function(loader, name, export.arguments) for name, export in EXPORTS.items()}


#: What holds the code that is loaded, for as long as the process lives.
_LOADED: list[Any] = []


def _function(loader: Any, name: str, arguments: int) -> Callable[..., int]:
    kind = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * arguments)
    code = kind(loader.get_function_address(name))

    def call(*numbers: int) -> int:
        returned: int = code(*numbers)
        if returned == FAILED:
            raise RuntimeError(f"the engine failed: {name}")
        return returned

    return call


def _kept(file: Path) -> bytes | None:
    """Return code that is kept, None if there is none or not all of it."""
    with suppress(OSError):
        content = file.read_bytes()
        digest, code = content[:32], content[32:]
        if digest_of(code).encode() == digest:
            return code
    return None


def _keep(file: Path, code: bytes) -> None:
    """Keep code with its digest, whole or not at all; where that cannot be, it is made again."""
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as written:
            written.write(digest_of(code).encode() + code)
        os.replace(name, file)
