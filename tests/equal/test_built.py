"""The engine's files are what comes out of the rules as they are, byte for byte."""

import json
import re
import zlib
from pathlib import Path

import pytest

from sim.builder.emit import BROWSER
from sim.builder.make import build, made_with
from sim.builder.webassembly import module_of
from sim.engine.native import BITCODE, BUILT, LAYOUT, WEBASSEMBLY


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


@pytest.mark.parametrize(
    ("triple", "cpu"),
    [
        ("x86_64-unknown-linux-gnu", "x86-64-v4"),
        ("x86_64-unknown-linux-gnu", "znver4"),
        ("aarch64-unknown-linux-gnu", "apple-m1"),
        ("aarch64-unknown-linux-gnu", "neoverse-v2"),
    ],
)
def test_no_processor_multiplies_and_adds_in_one(triple: str, cpu: str) -> None:
    # it would round once where others round twice
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    module = llvm.parse_bitcode(zlib.decompress((BUILT / BITCODE).read_bytes()))
    machine = llvm.Target.from_triple(triple).create_target_machine(cpu=cpu, opt=2)
    module.triple, module.data_layout = triple, str(machine.target_data)
    code = machine.emit_assembly(module)
    assert len(re.findall(r"\b(v?mulsd|fmul)\b", code)) > 100
    assert not re.findall(r"\b(vf?n?m(add|sub)\w*|fn?m(add|sub|la|ls)\w*)\b", code)


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
