"""Loads a person's own modules as they were read, under names of their own.

They are loaded as modules of a package that nobody else can name, so that a ``sim.py`` or a
``random.py`` among them hides nobody else's module, two files called ``my_model.py`` can be used
side by side, and one that was edited is another one. Only they themselves find one another by their
plain names.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments.config.files import TAKEN
from experiments.config.inputs import content_digest, digest_of_files
from sim.inputs.practices.practice import HOMES


@dataclass(frozen=True)
class Place:
    """Modules as they were read, by path, and the folder in which they lay."""

    contents: Mapping[str, bytes]
    origin: Path

    @cached_property
    def package(self) -> str:
        """The name of the package as which they are loaded: another one for other contents."""
        where = content_digest(str(self.origin).encode())
        return f"own_{where}{digest_of_files(dict(self.contents))}"

    def path(self, module: str) -> str:
        """Return the path of a module, a package's first; "" if it is not there."""
        stem = module.replace(".", "/")
        paths = (f"{stem}/__init__.py", f"{stem}.py")
        return next((path for path in paths if path in self.contents), "")

    def is_folder(self, module: str) -> bool:
        """Return whether modules lie below a name that is none itself."""
        return any(path.startswith(module.replace(".", "/") + "/") for path in self.contents)


_places: dict[str, Place] = {}


def module_of(place: Place, name: str) -> ModuleType:
    """Return a module of some that were read, loaded if it is not yet."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    if place.package not in sys.modules:
        package = ModuleType(place.package, "A person's own modules.")
        package.__path__ = []
        _places[place.package] = place
        sys.modules[place.package] = package
    return importlib.import_module(f"{place.package}.{name}")


class _Finder(MetaPathFinder):
    """Finds modules that were read, and no others."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, name = fullname.partition(".")
        place = _places.get(package)
        if place is None or not name:
            return None
        if file := place.path(name):
            return spec_from_loader(
                fullname, _Loader(place, name), is_package=file.endswith("__init__.py")
            )
        return ModuleSpec(fullname, None, is_package=True) if place.is_folder(name) else None


_finder = _Finder()


class _Loader(SourceLoader):
    """Loads a module from what was read as if it were the original; compiled code is not kept."""

    def __init__(self, place: Place, name: str) -> None:
        self.place, self.name = place, name

    def get_filename(self, fullname: str) -> str:
        """Return the original's name, which a person finds in messages."""
        return str(self.place.origin / self.place.path(self.name))

    def get_data(self, path: str | bytes) -> bytes:
        """Return what was read of a file; of data, what is there."""
        file = Path(str(path))
        inside = file.relative_to(self.place.origin).as_posix()
        read = self.place.contents.get(inside)
        return file.read_bytes() if read is None else read

    def path_stats(self, path: str | bytes) -> Mapping[str, Any]:
        """Say that nothing is known of a file: its compiled code is neither looked for nor kept."""
        raise OSError

    def exec_module(self, module: ModuleType) -> None:
        """Execute a module for which ``import`` finds those beside it first.

        Its ``__file__`` is the original: beside that a person looks for data.
        """
        own = {path.partition("/")[0].removesuffix(".py") for path in self.place.contents}
        importing = _importing(self.place.package, own - TAKEN)
        vars(module)["__file__"] = self.get_filename(module.__name__)
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": importing}
        HOMES[module.__name__] = partial(module_of, self.place, self.name)
        super().exec_module(module)


def _importing(package: str, own: set[str]) -> Callable[..., Any]:
    """Return what ``import`` calls in a module of a package that has some modules beside it."""

    def importing(
        name: str, into: Any = None, local: Any = None, names: Any = (), level: int = 0
    ) -> Any:
        first = name.partition(".")[0]
        if level or first not in own:
            return builtins.__import__(name, into, local, names, level)
        found = builtins.__import__(f"{package}.{name}", into, local, names, 0)
        return found if names else sys.modules[f"{package}.{first}"]

    return importing
