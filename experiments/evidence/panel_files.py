"""Panels as people have them: lists of nominations with or without a header, matrices, folders.

A list has a line a nomination: ``wave,from,to``, by these or many other words. With a column of
values only what is above 0 is one; with ``relation`` it holds one panel a relation; with ``rank``
all rank all others, and the first few count as named. Several files are one panel, a wave each:
matrices, or lists without a wave. A file of presence says who was observed when: whoever was not is
left out of that wave, with all names given and received. Without one all who occur count as
observed, but for those whose answers are all missing. Whatever is not clear is refused.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import experiments.evidence.panel_presence as presences
from experiments.evidence.panel_cells import SEPARATORS, Cells, read_cells
from experiments.evidence.panel_columns import HEADS, as_panel
from experiments.evidence.panel_lists import Nominations, read_list
from experiments.evidence.panel_matrices import Matrix, matrices, together
from experiments.evidence.panel_waves import in_order
from experiments.evidence.panels import Panel, Reading
from sim.errors import BadInput

#: A panel holds a matrix a wave: more people than this would not fit into memory.
MOST_PEOPLE = 5000
#: What the files of a panel end in, in a folder.
ENDINGS = (".csv", ".tsv", ".txt", ".dat", ".tab")


@dataclass(frozen=True)
class Told:
    """What a person says of a panel's files.

    Attributes
    ----------
    presence
        The file of presence; by default the one beside it whose name begins alike
        (``class_presence.csv`` for ``class_friendship.csv``), if there is one.
    relation
        Only this relation.
    top
        How many of a full ranking count as named.
    columns
        Role → head of its column: wave, from, to, value, relation or rank.
    missing
        Words for what is missing; None for what R, pandas and others write.
    least
        From what value on there is a tie.
    """

    presence: Path | None = None
    relation: str | None = None
    top: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] | None = None
    least: float | None = None


def read_panels(files: Path | str | Sequence[Path | str], told: Told | None = None) -> list[Panel]:
    """Return the panels of a file, of several that are a wave each, or of a folder.

    Raises
    ------
    BadInput
        If there is no panel, or a line that is none, or something is not clear; the message names
        the line, what was seen, and how to say what is meant.
    """
    told = told or Told()
    if told.least is not None and not math.isfinite(told.least):
        raise BadInput(f"--least {told.least}: a tie begins at a finite number")
    paths = [Path(files)] if isinstance(files, str | Path) else [Path(file) for file in files]
    if len(paths) > 1:
        return [_a_wave_a_file(paths, told)]
    (path,) = paths
    if os.path.isdir(path):  # Path.is_dir raises where a name is too long
        return _in_folder(path, told)
    cells = read_cells(path, HEADS)
    if _may_be_matrices(cells) and not told.columns:
        found = matrices(path, cells, told.missing)
        if found is not None:
            labels = [str(k + 1) for k in range(len(found))]
            return [_of_matrices([path], labels, "one below another", found, told)]
    _refuse_ragged(path, cells)
    return _of_list(path, read_list(path, cells, told.columns, told.top), told)


def _may_be_matrices(cells: Cells) -> bool:
    return cells.header is None or not as_panel(cells.header)


def _refuse_ragged(path: Path, cells: Cells) -> None:
    for number, row in zip(cells.lines, cells.rows, strict=True):
        if len(row) != cells.width:
            first = cells.header_line if cells.header else cells.lines[0]
            seen = f"needs {cells.width} cells, as in line {first}, and has {len(row)}"
            raise BadInput(f"{path}:{number}: {seen}")


def _in_folder(folder: Path, told: Told) -> list[Panel]:
    """Return the panels of every file of a folder that holds one."""
    try:
        inside = [file for file in sorted(folder.iterdir()) if file.suffix.lower() in ENDINGS]
    except OSError as error:
        raise BadInput(f"{folder}: cannot be read: {error.strerror}") from None
    files = [file for file in inside if _is_panel(file)]
    whole = Told(told.presence, None, None, told.columns, told.missing, told.least)
    found = [panel for file in files for panel in read_panels(file, whole)]
    if told.relation is not None:
        found = [panel for panel in found if panel.name.split(", ")[-1] == told.relation]
    if not found:
        raise BadInput(
            f"{folder}: there is no panel in this folder (columns wave, from, to); of matrices,"
            " name the files, one a wave"
        )
    return found


def _is_panel(path: Path) -> bool:
    """Whether the head of a file is that of a panel; what it holds is checked when it is read."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        cells = read_cells(path, HEADS) if b"\0" not in head else None
    except (BadInput, OSError):
        return False
    return cells is not None and cells.header is not None and as_panel(cells.header)


# ------------------------------------------------------------------------------------------ a list


def _of_list(path: Path, found: Nominations, told: Told) -> list[Panel]:
    """Return the panels of a list, one a relation."""
    file = told.presence or presences.file_beside(path)
    presence = presences.read_presence(file) if file is not None else None
    relations = found.relations()
    if told.relation is not None and not relations:
        raise BadInput(f"{path}: has no column relation")
    if told.relation is not None and told.relation not in relations:
        known = ", ".join(relations)
        raise BadInput(f"{path}: has no relation {told.relation}; it has: {known}")
    people = None if presence is None else {one for group in presence.values() for one in group}
    said = found.understood(people, told.missing, told.least)
    notes = list(said.notes)
    if file is not None and presence is not None:
        waves = dict.fromkeys(line.wave for line in said.lines)
        everybody = dict.fromkeys(one for line in said.lines for one in line.people())
        notes += [f"who was observed is from {file.name}"]
        notes += presences.check_presence(presence, file, waves, everybody)
    observed = presence or said.observed()
    form = f"a list of nominations, {SEPARATORS.get(found.cells.separator, '')}s between cells"
    order, how = in_order(said.waves(observed), said.wave_by_wave, str(path))
    reading = Reading((str(path),), form, found.columns.named(), found.columns.unused(), how, ())
    panels = []
    chosen: Sequence[str | None] = [told.relation] if told.relation else relations or [None]
    for name in chosen:
        lines = [line for line in said.lines if name is None or line.relation == name]
        ids = {person for group in observed.values() for person in group}
        ids |= {person for line in lines for person in line.people()}
        if len(ids) > MOST_PEOPLE:
            many = f"{len(ids):,} people; a panel may have {MOST_PEOPLE:,}"
            raise BadInput(f"{path}: names {many}")
        title = path.stem if name is None else f"{path.stem}, {name}"
        panel, late = said.panel(title, lines, ids, observed, order)
        panels.append(Panel(*panel, replace(reading, notes=(*notes, *late))))
    if not any(panel.ties.any() for panel in panels):
        raise BadInput(f"{path}: nobody names anybody")
    return panels


# ------------------------------------------------------------------------------------ a wave a file


def _a_wave_a_file(paths: Sequence[Path], told: Told) -> Panel:
    """Return the panel of several files: matrices, or lists without a wave, one a wave."""
    labels = [path.stem for path in paths]
    where = f"{paths[0]} and {len(paths) - 1} more"
    if len(set(labels)) < len(labels):
        raise BadInput(f"{where}: two files have the same name; each is a wave of its own")
    order, how = in_order(labels, True, where)
    paths = [paths[labels.index(label)] for label in order]
    how = "as the files were given" if how == "as they appear" else how
    every = [read_cells(path, HEADS) for path in paths]
    found = [matrices(path, cells, told.missing) for path, cells in zip(paths, every, strict=True)]
    single = [one[0] for one in found if one is not None and len(one) == 1]
    if len(single) == len(paths):
        return _of_matrices(paths, order, how, single, told)
    odd = next(k for k, one in enumerate(found) if one is None or len(one) > 1)
    seen = every[odd].header or every[odd].rows[0]
    raise BadInput(
        f"{paths[odd]}: is no square matrix of numbers; of several files each is a matrix, one a"
        f" wave, and this one begins with: {', '.join(seen[:6])}"
    )


def _of_matrices(
    paths: Sequence[Path], labels: Sequence[str], how: str, found: Sequence[Matrix], told: Told
) -> Panel:
    where = str(paths[0]) if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
    for option, value in (("--relation", told.relation), ("--top", told.top)):
        if value is not None:
            raise BadInput(f"{where}: {option} is for lists, and this is a matrix a wave")
    if max(len(one.values) for one in found) > MOST_PEOPLE:
        raise BadInput(f"{where}: has more people than {MOST_PEOPLE:,}, as many as a panel may")
    waves = together(found, where, told.least)
    if not waves.ties.any():
        raise BadInput(f"{where}: nobody names anybody")
    notes, present = list(waves.notes), waves.present
    file = told.presence or (presences.file_beside(paths[0]) if len(paths) == 1 else None)
    if file is not None:
        presence = presences.read_presence(file)
        notes += [f"who was observed is from {file.name}"]
        notes += presences.check_presence(presence, file, labels, waves.ids)
        told_so = [[person in presence[label] for person in waves.ids] for label in labels]
        for w, label in enumerate(labels):
            odd = [p for k, p in enumerate(waves.ids) if told_so[w][k] and not present[w, k]]
            if odd:
                raise BadInput(
                    f"{file}: has {odd[0]} as observed in wave {label}, whose row is missing"
                )
        present = present & told_so
    else:
        away = int((~present).sum())
        notes += [f"{away} times somebody was not observed: the row is missing"] if away else []
    form = "a matrix a wave, who names in the row"
    reading = Reading(tuple(map(str, paths)), form, {}, (), how, tuple(notes))
    name = paths[0].stem if len(paths) == 1 else f"{paths[0].stem} to {paths[-1].stem}"
    return Panel(name, tuple(labels), waves.ids, waves.ties, present, reading)
