"""Loads a person's own modules by their files, under names of their own.

Copies of them lie in a folder, beside one another. They are loaded as modules of a package that has
no other name than that folder's, so that a ``sim.py`` or a ``random.py`` among them hides nobody
else's module, and two files called ``my_model.py`` can be used side by side. Only they themselves
find one another by their plain names.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from experiments.config.files import TAKEN
from experiments.config.inputs import content_digest
from sim.errors import BadInput


@dataclass(frozen=True)
class Place:
    """A folder of copies: what lies in it, by path, with digests; and what they are copies of."""

    folder: Path
    digests: Mapping[str, str]
    origin: Path

    @property
    def package(self) -> str:
        """The name of the package as which it is loaded: another one in another place."""
        return f"own_{content_digest(str(self.folder).encode())}"


_places: dict[str, Place] = {}


def module_of(place: Place, name: str) -> ModuleType:
    """Return a module of a folder of copies, loaded if it is not yet."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    if place.package not in sys.modules:
        package = ModuleType(place.package, "A person's own modules.")
        package.__path__ = [str(place.folder)]
        _places[place.package] = place
        sys.modules[place.package] = package
    return importlib.import_module(f"{place.package}.{name}")


class _Finder(MetaPathFinder):
    """Finds modules in folders of copies, and no others."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is None or fullname.partition(".")[0] not in _places:
            return None
        return FileFinder(next(iter(path)), (_Loader, [".py"])).find_spec(fullname)


_finder = _Finder()


class _Loader(SourceFileLoader):
    """Loads the copy of a module as if it were the original; compiled code is not kept."""

    @property
    def _place(self) -> Place:
        return _places[self.name.partition(".")[0]]

    def get_data(self, path: str) -> bytes:
        """Return the source, if it is what was read when the job began."""
        content = super().get_data(path)
        if not Path(path).is_relative_to(self._place.folder):  # data, by the original's name
            return content
        inside = Path(path).relative_to(self._place.folder).as_posix()
        if content_digest(content) != self._place.digests.get(inside):
            raise BadInput(f"{inside} is not what it was when the job began")
        return content

    def path_stats(self, path: str) -> Mapping[str, Any]:
        """Say that nothing is known of a file: its compiled code is neither looked for nor kept."""
        raise OSError

    def source_to_code(  # type: ignore[override]
        self, data: bytes, path: str, *, _optimization: int = -1
    ) -> CodeType:
        """Compile under the original's name, which a person finds in messages."""
        inside = Path(path).relative_to(self._place.folder)
        code: CodeType = super().source_to_code(data, str(self._place.origin / inside))
        return code

    def exec_module(self, module: ModuleType) -> None:
        """Execute a module for which ``import`` finds those beside it first.

        Its ``__file__`` is the original: beside that a person looks for data.
        """
        own = {path.partition("/")[0].removesuffix(".py") for path in self._place.digests}
        importing = _importing(self._place.package, own - TAKEN)
        inside = Path(self.path).relative_to(self._place.folder)
        vars(module)["__file__"] = str(self._place.origin / inside)
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": importing}
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
