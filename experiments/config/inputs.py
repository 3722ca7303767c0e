"""Everything that the runs of an experiment read, read once.

A file may be edited while runs are under way. So what determines them is read when a job begins;
digests are taken of what was read, and that is what workers get and what is kept with results.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from experiments.config.experiment import Experiment
from experiments.config.files import beside, installed, named_file, sources_of, with_imports
from sim.errors import BadInput

#: The folder of inputs in a folder of results.
INPUTS = "inputs"
#: Longer names of files are left out of the names of their copies.
LONGEST = 100


@dataclass(frozen=True)
class Inputs:
    """Everything that the runs of an experiment read.

    Attributes
    ----------
    origin
        The folder of a person's own modules and data files.
    named
        The content of every file that parameters name, by what names it in the config.
    own
        Own modules, what they import of each other, and data files: content by path.
    installed
        Digests of packages that a person has installed and the config names, by module.
    """

    origin: Path
    named: dict[str, bytes]
    own: dict[str, bytes]
    installed: dict[str, str]

    @cached_property
    def copies(self) -> dict[str, str]:
        """The name of each copy of them, by what names it: it begins with its content's."""
        return {source: _name(source, content) for source, content in self.named.items()}

    @cached_property
    def own_copy(self) -> str:
        """The name of the folder with copies of own modules and data; "" if there are none."""
        return digest_of_files(self.own) if self.own else ""

    @property
    def digests(self) -> dict[str, str]:
        """A digest of everything, by the name that a person knows it by."""
        files = {**self.named, **self.own}
        return {name: content_digest(files[name]) for name in sorted(files)} | self.installed


def read_inputs(experiment: Experiment) -> Inputs:
    """Read what the runs of an experiment read; raises ``BadInput`` for what cannot be."""
    sources = {s for arm in experiment.arms for s in sources_of(arm.parameters).values()}
    files = {source: named_file(source, experiment.base) for source in sorted(sources)}
    folder = experiment.own_folder
    modules = sorted(
        {arm.implementation.partition(":")[0] for arm in experiment.arms if arm.is_own}
    )
    here = [module for module in modules if beside(module, folder) is not None]
    return Inputs(
        origin=folder,
        named={source: read(file) for source, file in files.items() if file is not None},
        own={
            **dict(with_imports(here, folder, read)),
            **dict(data_files(experiment.data, folder)),
            **experiment.sources,  # as they were when the config was read
        },
        installed={module: installed_digest(module) for module in modules if module not in here},
    )


def content_digest(content: bytes) -> str:
    """Return 16 hex digits that change with the content of a file."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def digest_of_files(files: dict[str, bytes]) -> str:
    """Return 16 hex digits that change with any path or content of some files."""
    digest = hashlib.blake2b(digest_size=8)
    for path, content in sorted(files.items()):
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def installed_digest(module: str) -> str:
    """Return a digest of all sources of an installed module's package; raises ``BadInput``."""
    first = installed(module.partition(".")[0])
    file = first or installed(module)
    if file is None:
        raise BadInput(f"the module {module} is neither beside the config nor installed")
    package = file.name == "__init__.py"
    sources = sorted(file.parent.rglob("*.py")) if package else [file]
    found = {path.relative_to(file.parent).as_posix(): read(path) for path in sources}
    return digest_of_files(found)


def data_files(names: tuple[str, ...], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give declared data files, and all files of declared folders, with their paths."""
    for name in names:
        there = folder / name
        files = sorted(there.rglob("*")) if there.is_dir() else [there]
        for file in files:
            if not file.is_dir() and "__pycache__" not in file.parts:
                yield file.relative_to(folder).as_posix(), read(file)


def _name(source: str, content: bytes) -> str:
    name = Path(source).name
    digest = content_digest(content)
    if name.startswith(digest):  # a copy already
        return name
    return f"{digest}-{name}" if len(name) <= LONGEST else f"{digest}{Path(source).suffix}"


def read(file: Path) -> bytes:
    """Return the content of a file; raises ``BadInput`` if there is none."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from None
