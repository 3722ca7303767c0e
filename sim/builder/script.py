"""One script for a page: the engine as WebAssembly, its layout, and the world that runs on them.

A page that was opened by a double click may load scripts, but neither data nor modules. So all is
one script, which sets ``alliances``: an object with ``engine``, ``Engine`` and ``World``.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from pathlib import Path

import numba

from sim.builder.defaults import defaults
from sim.builder.make import build
from sim.engine.layout import layout
from sim.engine.native import BUILT, WEBASSEMBLY, NotUsable, file_of

#: The modules that a world is made of, each after those that it imports.
BROWSER = Path(__file__).parents[1] / "browser"
MODULES = ("given.js", "records.js", "tables.js", "measures.js", "world.js")
EXPORTED = ("Engine", "World")


def script() -> str:
    """Return the script; its rules are those of this process, as they are."""
    folder = engine_files()
    module = base64.b64encode(file_of(WEBASSEMBLY, folder)).decode()
    told = json.dumps({**layout(), **defaults()}, separators=(",", ":"))
    return f"""globalThis.alliances = (() => {{
"use strict";
{_joined()}
const bytes = Uint8Array.from(atob("{module}"), (letter) => letter.charCodeAt(0));
const engine = new Engine(bytes, {told});
return {{ engine, {", ".join(EXPORTED)} }};
}})();
if (typeof module === "object") module.exports = globalThis.alliances;
"""


def engine_files() -> Path:
    """Return a folder with the engine of the rules as they are: that is shipped, or is made here.

    It is made where compiled kernels are kept; that takes half a minute, and is said.
    """
    made = Path(numba.config.CACHE_DIR) / "built"  # type: ignore[attr-defined]
    reason = ""
    for folder in (BUILT, made):
        try:
            file_of(WEBASSEMBLY, folder)
        except NotUsable as why:
            reason = reason or str(why)
        else:
            return folder
    sys.stderr.write(f"{reason} Building it for browsers; this takes half a minute, once.\n")
    build(made)
    return made


def _joined() -> str:
    """Return all modules as one text, in which everything sees everything."""
    texts = [(BROWSER / name).read_text(encoding="utf-8") for name in MODULES]
    without_imports = re.sub(r"^import .*\n", "", "\n".join(texts), flags=re.M)
    return re.sub(r"^export ", "", without_imports, flags=re.M)
