"""Makes the files of the engine: ``python -m sim.builder.make FOLDER``, or :func:`build`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import llvmlite
import numba

from sim.builder.defaults import defaults
from sim.builder.emit import ANY, BROWSER, optimised
from sim.builder.parts import module_of_exports
from sim.builder.webassembly import module_of
from sim.engine.digest import engine_digest
from sim.engine.exports import EXPORTS
from sim.engine.layout import layout
from sim.engine.native import BITCODE, LAYOUT, WEBASSEMBLY, digest_of, digest_of_layout
from sim.rules.jit import PARTS

#: A process of its own, in which kernels are compiled for no machine in particular.
_ALONE = {
    PARTS: "1",
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_DISABLE_JIT": "0",
    "PYTHONHASHSEED": "0",
}


def build(folder: Path) -> None:
    """Build the engine into a folder; it takes half a minute.

    Raises
    ------
    subprocess.CalledProcessError
        If it cannot be built; what went wrong is on standard error.
    """
    command = [sys.executable, "-m", "sim.builder.make", str(folder)]
    subprocess.run(command, env={**os.environ, **_ALONE}, check=True)


def about(files: dict[str, bytes]) -> dict[str, Any]:
    """Return what there is to know of the files that were built from the rules as they are."""
    told = {"digest": engine_digest(), "made_with": made_with(), **layout(), **defaults()}
    digests = {name: digest_of(content) for name, content in files.items()}
    return {"files": digests | {LAYOUT: digest_of_layout(told)}, **told}


def made_with() -> dict[str, str]:
    """Return the versions with which the same files come out, byte for byte."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": python, "numba": numba.__version__, "llvmlite": llvmlite.__version__}


def main(folder: Path) -> None:
    """Write all files: those that others are known by last."""
    text = module_of_exports()
    linkable = BROWSER.machine().emit_object(optimised(text, EXPORTS, BROWSER))
    bits = optimised(text, EXPORTS, ANY).as_bitcode()
    files = {WEBASSEMBLY: module_of(linkable, EXPORTS), BITCODE: zlib.compress(bits, 9)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    told = json.dumps(about(files), indent=1, ensure_ascii=False)
    (folder / LAYOUT).write_text(f"{told}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
