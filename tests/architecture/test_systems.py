"""Nothing is imported, or called, that Windows and macOS lack or take for something else."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for package in ("sim", "experiments", "lessons", "benchmarks")
    for path in sorted((ROOT / package).rglob("*.py"))
]
#: Modules that Windows lacks: imported where they are used, and where it is said what else to do.
UNIX = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
#: Calls that do something else there: this one ends the process that it asks after.
NEVER = {"os.kill", "os.killpg", "os.fork", "os.getpgid"}


def at_the_top(tree: ast.Module) -> set[str]:
    """The modules that a file imports as it is imported itself."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def called(tree: ast.Module) -> set[str]:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {ast.unparse(call) for call in calls if isinstance(call, ast.Attribute)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_needs_unix_to_be_imported(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not at_the_top(tree) & UNIX
    assert not called(tree) & NEVER


def test_what_needs_unix_is_noticed() -> None:
    tree = ast.parse("import resource\nimport os\nos.kill(7, 0)")
    assert at_the_top(tree) & UNIX == {"resource"}
    assert called(tree) & NEVER == {"os.kill"}


@pytest.mark.skipif(sys.platform == "win32", reason="they are missing there in earnest")
def test_the_benchmark_says_what_it_can_where_there_is_no_resource(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    from benchmarks.measure import peak_gigabytes
    from benchmarks.trees import _of_children

    assert peak_gigabytes() != peak_gigabytes()  # not a number
    assert _of_children() >= 0.0
