"""The house stands: every source file keeps every wall, and the walk passes every room."""

import pytest

from tests.architecture import walk, walls
from tests.architecture.rooms import (
    LINES_TWICE,
    MAY_IMPORT_MESA,
    MAY_USE_A_GENERATOR,
    MOST_LINES,
    PACKAGES,
    ROOMS,
    SHORT,
    TWO_WAYS,
    WINGS,
)

INSIDE = walls.sources(*PACKAGES)
MODULES = {walls.module_of(path) for path in INSIDE}
IN_ROOMS = [path for path in INSIDE if path.partition("/")[0] in ROOMS]


def read(path: str) -> str:
    return (walls.ROOT / path).read_text(encoding="utf-8")


def keeps(broken: list[str]) -> None:
    if broken:
        pytest.fail("\n".join(broken), pytrace=False)


@pytest.mark.parametrize("path", IN_ROOMS)
def test_a_room_imports_only_from_the_rooms_it_may(path: str) -> None:
    keeps(walls.broken_rooms(path, read(path), ROOMS, MODULES))


@pytest.mark.parametrize("path", INSIDE)
def test_wings_are_entered_from_where_they_may(path: str) -> None:
    keeps(walls.broken_wings(path, read(path), WINGS))


@pytest.mark.parametrize("path", INSIDE)
def test_packages_lie_on_one_another_and_roots_are_for_the_outside(path: str) -> None:
    keeps(walls.broken_packages(path, read(path), PACKAGES))


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_in_no_circle(package: str) -> None:
    keeps(walls.cycles({path: read(path) for path in walls.sources(package)}))


@pytest.mark.parametrize("folder", walk.folders(*PACKAGES))
def test_everything_in_a_folder_is_on_its_walk(folder: str) -> None:
    text = read(f"{folder}/__init__.py")
    keeps(walk.left_out(folder, text, walk.inside(folder)))
    keeps(walk.gone(folder, text, walk.inside(folder)))


@pytest.mark.parametrize("package", ROOMS)
def test_every_folder_and_file_of_a_package_is_a_room(package: str) -> None:
    assert set(walk.inside(package)) == {room for room in ROOMS[package] if "." not in room}


@pytest.mark.parametrize("path", INSIDE)
def test_only_the_objects_import_mesa(path: str) -> None:
    keeps(walls.mesa(path, read(path), MAY_IMPORT_MESA))


@pytest.mark.parametrize("path", INSIDE)
def test_randomness_is_keyed_draws(path: str) -> None:
    keeps(walls.randomness(path, read(path), MAY_USE_A_GENERATOR))


@pytest.mark.parametrize("path", MAY_USE_A_GENERATOR)
def test_an_exception_is_one(path: str) -> None:
    assert walls.randomness(path, read(path), {}), f"{path} uses no generator: it is no exception"


@pytest.mark.parametrize("path", INSIDE)
def test_no_code_is_made_from_data(path: str) -> None:
    keeps(walls.unsafe(path, read(path)))


@pytest.mark.parametrize("path", walls.sources(*SHORT))
def test_files_are_short(path: str) -> None:
    keeps(walls.too_long(path, read(path), MOST_LINES))


def test_nothing_stands_twice() -> None:
    texts = {path: read(path) for path in walls.sources(*SHORT) if not path.startswith("tests/")}
    keeps(walls.twice(texts, LINES_TWICE, TWO_WAYS))
