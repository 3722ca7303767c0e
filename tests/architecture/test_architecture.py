"""The house stands: every source file keeps every wall."""

import pytest

from tests.architecture import walls
from tests.architecture.floors import (
    FEWER_LINES_THAN,
    FLOORS,
    MAY_IMPORT_MESA,
    MAY_USE_A_GENERATOR,
    PACKAGES,
    SHORT,
)

INSIDE = walls.sources(*PACKAGES)
MODULES = {walls.module_of(path) for path in INSIDE}
FLOORED = [path for path in INSIDE if path.partition("/")[0] in FLOORS]


def read(path: str) -> str:
    return (walls.ROOT / path).read_text(encoding="utf-8")


def keeps(broken: list[str]) -> None:
    if broken:
        pytest.fail("\n".join(broken), pytrace=False)


@pytest.mark.parametrize("path", FLOORED)
def test_a_module_imports_only_from_floors_below(path: str) -> None:
    keeps(walls.broken_floors(path, read(path), FLOORS, MODULES))


@pytest.mark.parametrize("path", INSIDE)
def test_packages_lie_on_one_another_and_roots_are_for_the_outside(path: str) -> None:
    keeps(walls.broken_packages(path, read(path), PACKAGES))


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_in_no_circle(package: str) -> None:
    keeps(walls.cycles({path: read(path) for path in walls.sources(package)}))


@pytest.mark.parametrize("path", INSIDE)
def test_only_the_objects_import_mesa(path: str) -> None:
    keeps(walls.mesa(path, read(path), MAY_IMPORT_MESA))


@pytest.mark.parametrize("path", INSIDE)
def test_randomness_is_keyed_draws(path: str) -> None:
    keeps(walls.randomness(path, read(path), MAY_USE_A_GENERATOR))


@pytest.mark.parametrize("path", INSIDE)
def test_no_code_is_made_from_data(path: str) -> None:
    keeps(walls.unsafe(path, read(path)))


@pytest.mark.parametrize("path", walls.sources(*SHORT))
def test_files_are_short(path: str) -> None:
    keeps(walls.too_long(path, read(path), FEWER_LINES_THAN))
