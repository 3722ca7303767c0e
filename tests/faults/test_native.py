"""An engine that was built is used if it is that of the rules and whole; else it is compiled."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.builder import script
from sim.builder.defaults import defaults
from sim.engine import calls as module
from sim.engine import native
from sim.engine.calls import calls
from sim.engine.digest import engine_digest
from sim.engine.layout import layout
from sim.engine.model import TableModel
from sim.engine.native import BITCODE, BUILT, LAYOUT, WEBASSEMBLY, NotUsable, exports_of
from sim.rules import jit
from tests.invariants import differences


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what was built."""
    return Path(shutil.copytree(BUILT, tmp_path / "built"))


def test_the_engine_that_was_built_is_used() -> None:
    assert calls().how == f"built {engine_digest()}"
    assert calls(built=False).how.startswith("compiled by Numba")


def _with(**changed: Any) -> Callable[[Path], None]:
    """Return what writes something else into the layout, which stays valid JSON."""

    def write(folder: Path) -> None:
        about = json.loads((folder / LAYOUT).read_bytes())
        (folder / LAYOUT).write_text(json.dumps({**about, **changed}))

    return write


def _torn(folder: Path) -> None:
    (folder / BITCODE).write_bytes((folder / BITCODE).read_bytes()[:-1])


def _of_somebody_else(folder: Path) -> None:
    (folder / BITCODE).write_bytes(b"BC\xc0\xde and more")


_of_other_rules = _with(digest="0" * 32)
DAMAGE = {
    "other ones than the engine was built from": [_of_other_rules],
    "damaged": [
        _torn,
        _of_somebody_else,
        lambda folder: (folder / BITCODE).unlink(),
        lambda folder: (folder / LAYOUT).write_text("{"),
        lambda folder: (folder / LAYOUT).write_text("[]"),
        lambda folder: (folder / LAYOUT).write_text("{}"),
        _with(files=[]),
        _with(files={}),
        _with(outcomes=["trust"]),
        _with(parameters={"conflict": {"rate": 0.4}}),
    ],
    "not built": [lambda folder: (folder / LAYOUT).unlink(), shutil.rmtree],
}


@pytest.mark.parametrize(
    ("why", "damage"), [(why, one) for why, several in DAMAGE.items() for one in several]
)
def test_what_cannot_be_used_is_refused(
    folder: Path, tmp_path: Path, why: str, damage: object
) -> None:
    damage(folder)  # type: ignore[operator]
    with pytest.raises(NotUsable, match=why):
        exports_of(folder, tmp_path)
    assert not list(tmp_path.glob("*.o"))


def test_where_it_is_refused_kernels_are_compiled_and_it_is_said(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _torn(folder)
    monkeypatch.setattr(module, "BUILT", folder)
    monkeypatch.setattr(jit.numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(jit, "_announced", False)
    found = calls.__wrapped__()
    assert found.how.startswith("compiled by Numba")
    said = capsys.readouterr().err
    assert said == (
        "What was built of the engine is damaged."
        " Compiling the model; this takes half a minute, once.\n"
    )


@pytest.mark.parametrize("torn", [None, b"", bytes(500), b"0" * 32 + b"\x7fELF"])
def test_code_that_is_kept_is_used_and_made_again_if_it_is_torn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torn: bytes | None
) -> None:
    exports_of(BUILT, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    if torn is None:
        monkeypatch.setattr(native.zlib, "decompress", lambda bits: pytest.fail("made again"))
    else:
        file.write_bytes(torn)
    model = TableModel({"population.agents": 6}, rng=1)
    model.calls = module.through("", exports_of(BUILT, tmp_path))
    other = TableModel({"population.agents": 6}, rng=1)
    for one in (model, other):
        one.step()
    assert differences(model.state(), other.state()) == []
    assert file.read_bytes() == whole


def test_code_that_cannot_be_kept_is_used_all_the_same(tmp_path: Path) -> None:
    assert set(exports_of(BUILT, tmp_path / "nowhere")) == set(module.EXPORTS)


@pytest.mark.slow
def test_a_page_gets_the_rules_as_they_are_though_others_were_built(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _of_other_rules(folder)
    monkeypatch.setattr(script, "BUILT", folder)
    monkeypatch.setattr(jit.numba.config, "CACHE_DIR", str(tmp_path))
    for _ in range(2):
        made = script.engine_files()
        assert native.built(made)["digest"] == engine_digest()
    assert capsys.readouterr().err == (
        "The rules are other ones than the engine was built from."
        " Building it for browsers; this takes half a minute, once.\n"
    )


def test_a_page_gets_todays_defaults_from_an_engine_that_was_built_with_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = json.loads((folder / LAYOUT).read_bytes())
    about["parameters"]["conflict"]["rate"] = 0.4
    about["files"][LAYOUT] = native.digest_of_layout(about)
    (folder / LAYOUT).write_text(json.dumps(about))
    monkeypatch.setattr(script, "BUILT", folder)
    assert script.engine_files() == folder  # its code is that of the rules, which read parameters
    told = json.dumps(layout() | defaults(), separators=(",", ":"))
    assert told in script.script()


@pytest.mark.parametrize("name", [WEBASSEMBLY, LAYOUT])
def test_what_is_damaged_is_called_so_when_it_is_built_anew(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-9])
    made = []
    monkeypatch.setattr(script, "BUILT", folder)
    monkeypatch.setattr(script, "build", made.append)
    monkeypatch.setattr(jit.numba.config, "CACHE_DIR", str(tmp_path))
    assert [script.engine_files()] == made
    assert capsys.readouterr().err.startswith("What was built of the engine is damaged. Building")
