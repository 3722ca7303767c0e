"""A person's own practices: the files that a config names are executed, and declare them."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from experiments.config.diagnostics import Problems, not_allowed
from experiments.config.document import KeyPath
from experiments.config.files import beside, with_imports
from experiments.config.inputs import content_digest, data_files, read
from experiments.config.modules import Place, module_of
from experiments.config.own import data, is_inside
from experiments.config.watch import watched
from sim.errors import BadInput, shown
from sim.inputs.parameters import parameters_with
from sim.inputs.practices.practice import Practice


@dataclass(frozen=True)
class Kept:
    """What a config says of files of practices and of data.

    Attributes
    ----------
    files
        Those of practices, by path from the folder of one's own.
    sources
        These and what they import there, as they were read: content by path.
    practices
        What they declare.
    data
        Files, and folders of files, that are read by what a person wrote.
    """

    files: tuple[str, ...]
    sources: Mapping[str, bytes]
    practices: tuple[type[Practice], ...]
    data: tuple[str, ...]


def kept(given: Mapping[str, Any], folder: Path, problems: Problems) -> Kept:
    """Return a person's own practices, which are executed for that, and data files.

    Raises
    ------
    BadExperiment
        If there is a mistake in practices: then nobody knows what else a config may name.
    """
    there = data(given.get("data", []), folder, problems)
    if "own" not in given:
        return Kept((), {}, (), there)
    before = len(problems.found)
    files = _files(given["own"], folder, problems)
    sources: dict[str, bytes] = {}
    practices: list[type[Practice]] = []
    if len(problems.found) == before:
        try:
            modules = [_module(file) for file in files]
            sources = dict(with_imports(modules, folder, read))
            contents = sources | dict(data_files(there, folder))
        except BadInput as error:
            problems.add(("own",), str(error))
        else:
            digests = {path: content_digest(content) for path, content in contents.items()}
            place = Place(sources, folder.absolute())
            for n, file in enumerate(files):
                try:
                    with watched(place.origin, digests, ()):
                        _declared(place, file, practices, ("own", n), problems)
                except BadInput as error:
                    problems.add(("own", n), f"{shown(file)}: {error}")
    if len(problems.found) > before:
        problems.finish()
    return Kept(files, sources, tuple(practices), there)


def _files(given: Any, folder: Path, problems: Problems) -> tuple[str, ...]:
    """Return the files of practices that a config names."""
    if not isinstance(given, list):
        problems.add(("own",), not_allowed(given, 'a list of files, as in ["mine.py"]'))
        return ()
    found = []
    for n, name in enumerate(given):
        at: KeyPath = ("own", n)
        if not is_inside(name) or not _is_module(name):
            allowed = "a Python file, beside the config or below, as in mine.py"
            problems.add(at, not_allowed(name, allowed))
        elif not os.path.isfile(folder / name):  # also of a name that cannot be
            problems.add(at, f"{shown(name)}: there is no such file beside the config")
        elif beside(_module(name), folder) != folder / name:
            problems.add(at, f"{shown(name)}: a folder of this name hides it; choose another name")
        else:
            found.append(PurePosixPath(name).as_posix())
    return tuple(dict.fromkeys(found))


def _module(file: str) -> str:
    """Return the name of the module that a file is."""
    path = PurePosixPath(file).with_suffix("")
    return ".".join(path.parts[:-1] if path.name == "__init__" else path.parts)


def _is_module(file: str) -> bool:
    return PurePosixPath(file).suffix == ".py" and all(
        part.isidentifier() for part in _module(file).split(".")
    )


def _declared(
    place: Place, file: str, known: list[type[Practice]], at: KeyPath, problems: Problems
) -> None:
    """Add to the known practices those that a file declares."""
    name = shown(file)
    try:
        module = module_of(place, _module(file))
    except SyntaxError as error:
        problems.add(at, f"{name} is not Python: {error}")
        return
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        problems.add(at, f"{name} fails when it is executed{_where(error, place)}: {why}")
        return
    declared = [
        value
        for called, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Practice) and called == value.__name__
        if value.__module__ == module.__name__ and not called.startswith("_")
    ]
    if not declared:
        problems.add(at, f"{name} declares no practice: no class in it is a subclass of Practice")
    for practice in declared:
        try:
            parameters_with((*known, practice))
        except BadInput as error:
            problems.add(at, f"{name}: {error}")
        else:
            known.append(practice)


def _where(error: BaseException, place: Place) -> str:
    """Say at which line of a person's own files something went wrong."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        file = Path(frame.filename)
        if file.is_relative_to(place.origin) and frame.lineno:
            return f", in line {frame.lineno} of {file.relative_to(place.origin).as_posix()}"
    return ""
