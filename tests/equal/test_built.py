"""The engine's files are what comes out of the rules as they are, byte for byte."""

import json
from pathlib import Path

import pytest

from sim.builder.emit import BROWSER
from sim.builder.make import build, made_with
from sim.builder.webassembly import module_of
from sim.engine.native import BUILT, LAYOUT, WEBASSEMBLY


def test_a_module_has_the_exports_that_are_asked_for() -> None:
    # twice(x) = 2·x, beside a function that is not exported
    import llvmlite.binding as llvm

    machine = BROWSER.machine()
    linkable = machine.emit_object(llvm.parse_assembly(
        f'target datalayout = "{machine.target_data}"\ntarget triple = "{BROWSER.triple}"\n'
        "define i64 @other(i64 %x) {\n ret i64 %x\n}\n"
        "define i64 @twice(i64 %x) {\n %y = add i64 %x, %x\n ret i64 %y\n}"
    ))  # fmt: skip
    module = module_of(linkable, ["twice"])
    # one export of five letters, a function (0), the second of all (1)
    assert b"\x07\x09\x01\x05twice\x00\x01" in module
    assert b"linking" not in module
    with pytest.raises(KeyError, match="thrice"):
        module_of(linkable, ["thrice"])


def test_what_is_shipped_is_a_module_for_browsers() -> None:
    assert (BUILT / WEBASSEMBLY).read_bytes()[:8] == b"\0asm\1\0\0\0"


@pytest.mark.slow
def test_the_same_files_come_out_again(tmp_path: Path) -> None:
    about = json.loads((BUILT / LAYOUT).read_bytes())
    if about["made_with"] != made_with():
        pytest.skip(f"built with {about['made_with']}, here are {made_with()}")
    build(tmp_path)
    there = sorted(file.name for file in BUILT.iterdir())
    assert sorted(file.name for file in tmp_path.iterdir()) == there
    for name in there:
        assert (tmp_path / name).read_bytes() == (BUILT / name).read_bytes(), name
