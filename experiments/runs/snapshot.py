"""Copies of what runs read, in a folder: what workers read, whatever happens to the originals."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.config.experiment import Arm, Experiment
from experiments.config.files import installed, sources_of
from experiments.config.inputs import Inputs, content_digest, installed_digest, read, read_inputs
from experiments.config.modules import Place, module_of
from experiments.config.watch import watched
from sim.errors import BadInput
from sim.inputs.parameters import Parameters
from sim.state.network_files import read_network

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

#: The names of copies begin with digests.
_COPY = re.compile(r"[0-9a-f]{16}(-.*|\..*)?", re.DOTALL)


@dataclass(frozen=True)
class Snapshot:
    """Copies of what runs read.

    Attributes
    ----------
    folder
        Where they lie.
    named
        The name and the digest of each copy of a file that parameters name, by what names it.
    own
        The name of the folder of own modules and data; "" if there are none.
    files
        Their digests, by path in that folder.
    installed
        Digests of installed packages, by module.
    origin
        What ``own`` is a copy of.
    """

    folder: Path
    named: dict[str, tuple[str, str]]
    own: str
    files: dict[str, str]
    installed: dict[str, str]
    origin: Path

    def parameters(self, given: Parameters) -> Parameters:
        """Return parameters that name copies; raises ``BadInput`` if any of them has changed."""
        return given.updated({name: self.copy_of(s) for name, s in sources_of(given).items()})

    def copy_of(self, source: str) -> str:
        """Return what names the copy of a file; raises ``BadInput`` if that has changed."""
        if source not in self.named:
            return source
        name, digest = self.named[source]
        file = self.folder / name
        try:
            content = file.read_bytes()
        except OSError as error:
            raise BadInput(
                f"the copy of {source} cannot be read at {file}: {error.strerror}"
            ) from None
        if content_digest(content) != digest:
            raise BadInput(f"{file} is not {source} as it was when the job began")
        return str(file)

    def model(self, implementation: str) -> Any:
        """Return what ``simulate`` takes for an implementation: a name, or a person's own class."""
        module, colon, name = implementation.partition(":")
        if not colon:
            return implementation
        if module in self.installed:
            if _installed_digest(module) != self.installed[module]:
                raise BadInput(f"the package of {module} is not what it was when the job began")
            found = importlib.import_module(module)
        else:
            with self._watched():
                digests = tuple(self.files.items())
                place = _copied(self.folder / self.own, digests, self.origin)
                found = module_of(place, module)
        if not hasattr(found, name):
            raise BadInput(f"{module} has no class {name}")
        return getattr(found, name)

    def watched(self, arm: Arm) -> AbstractContextManager[None]:
        """Refuse, for what a person wrote, that it reads what was not declared."""
        return self._watched() if arm.executes_own else nullcontext()

    def _watched(self) -> AbstractContextManager[None]:
        packages = {installed(module.partition(".")[0]) for module in self.installed}
        folders = {file.parent for file in packages if file and file.name == "__init__.py"}
        named = {digest for _, digest in self.named.values()}
        return watched(self.origin, self.files, named, folders)


_installed_digest = lru_cache(maxsize=None)(installed_digest)


@cache
def _copied(folder: Path, digests: tuple[tuple[str, str], ...], origin: Path) -> Place:
    """Return the modules among some copies, if they are what was read when the job began."""
    contents = {}
    for path, digest in digests:
        if path.endswith(".py"):
            contents[path] = read(folder / path)
            if content_digest(contents[path]) != digest:
                raise BadInput(f"{path} is not what it was when the job began")
    return Place(contents, origin)


def laid(inputs: Inputs, folder: Path) -> Snapshot:
    """Lay copies of what runs read into a folder, which is made if there is anything to lay.

    Copies of what was read before are removed, and nothing else that is there.
    """
    copies = {inputs.copies[source]: content for source, content in inputs.named.items()}
    copies |= {f"{inputs.own_copy}/{path}": content for path, content in inputs.own.items()}
    for name, content in copies.items():
        _lay(folder / name, content)
    wanted = {name.partition("/")[0] for name in copies}
    for old in folder.iterdir() if folder.is_dir() else ():
        if old.name not in wanted and _COPY.fullmatch(old.name):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    return Snapshot(
        folder=folder.absolute(),
        named={
            source: (inputs.copies[source], content_digest(content))
            for source, content in inputs.named.items()
        },
        own=inputs.own_copy,
        files={path: content_digest(content) for path, content in inputs.own.items()},
        installed=inputs.installed,
        origin=inputs.origin.absolute(),
    )


@contextmanager
def laid_aside(inputs: Inputs) -> Iterator[Snapshot]:
    """Give copies of what runs read for a while, where nothing of results is written."""
    with tempfile.TemporaryDirectory(prefix="alliances-") as folder:
        yield laid(inputs, Path(folder))


@contextmanager
def inputs_of(experiment: Experiment) -> Iterator[Snapshot]:
    """Read what the runs of an experiment read, and give copies of it for a while."""
    with laid_aside(read_inputs(experiment)) as snapshot:
        check_networks(experiment, snapshot)
        yield snapshot


def check_networks(experiment: Experiment, snapshot: Snapshot) -> None:
    """Raise ``BadInput`` if a network is not as large as when the config was read."""
    agents = {a.parameters.population.network: a.parameters.population.agents
              for a in experiment.arms}  # fmt: skip
    for source in snapshot.named:
        if source not in agents:
            continue
        now = len(read_network(snapshot.copy_of(source)).names)
        if now != agents[source]:
            raise BadInput(
                f"{source} was edited: it had {agents[source]} agents when the config was read,"
                f" and now it has {now}; begin again"
            )


def _lay(file: Path, content: bytes) -> None:
    """Write a copy, unless it is there already: aside, then renamed."""
    try:
        if file.read_bytes() == content:
            return
    except OSError:
        pass
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name[:LONG]}.{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


#: As much of a file's name as has room beside other things in one.
LONG = 60
