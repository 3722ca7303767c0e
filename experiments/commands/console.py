"""Where commands print to: lines, tables and a progress bar, at 80 columns or in a file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from sim.errors import visible

if TYPE_CHECKING:
    import experiments.runs.runner as runner

#: Columns that tables have at least: in fewer, cells would be lost.
LEAST = 80


def _console() -> Console:
    """Return a console; in a pipe or a file with room for a row on one line."""
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    console = Console(highlight=False, width=None if known else 160)
    console.width = max(console.width, LEAST)
    return console


def width() -> int:
    """Return how many columns there are."""
    return _console().width


def plain(*lines: str) -> None:
    """Print lines as they are: what rich would wrap or colour is left alone.

    What cannot be seen is an escape, and does nothing to the terminal.
    """
    console = _console()
    for line in lines:
        console.print(visible(line), markup=False, soft_wrap=True)


def as_json(what: object) -> str:
    """Return data as JSON, with escapes for letters that the output cannot have."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(what, ensure_ascii=not unicode, indent=2, allow_nan=False)


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    sections: Mapping[int, str] | None = None,
) -> None:
    """Print a table of plain cells.

    Parameters
    ----------
    title
        What stands above it, if anything.
    columns
        The heads of its columns.
    rows
        A row of cells each.
    numbers
        The columns that are flush right.
    sections
        Number of a row → the heading before it.
    """
    heading = Text(visible(title)) if title else None
    made = Table(title=heading, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        first = number == 0 and len(columns) > 2
        side: Any = "right" if number in numbers else "left"
        made.add_column(Text(visible(column)), overflow="fold", no_wrap=first, justify=side)
    for number, cells in enumerate(rows):
        if sections and number in sections:
            made.add_section()
            made.add_row(Text(""), Text(sections[number], style="bold"))
        made.add_row(*(Text(visible(cell)) for cell in cells))
    _print(made)


def pairs(named: Mapping[str, str]) -> None:
    """Print names and what belongs to each, side by side."""
    made = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, text in named.items():
        made.add_row(Text(visible(name)), Text(visible(text)))
    _print(made)


def _print(made: Table) -> None:
    """Print a table; in a file or a pipe without the blanks that fill its lines."""
    console = _console()
    if console.is_terminal:
        console.print(made)
        return
    with console.capture() as capture:
        console.print(made)
    plain(*(line.rstrip() for line in capture.get().splitlines()))


class Speed(ProgressColumn):
    """Runs a second."""

    def render(self, task: Task) -> Text:
        """Return the speed so far; nothing before there is one."""
        return Text(f"{task.speed:.2g}/s" if task.speed else "")


@contextmanager
def bar(name: str, runs: int, quiet: bool) -> Iterator[runner.Progress | None]:
    """Give a function that moves a progress bar; None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TextColumn("[red]{task.fields[failed]}"),
        Speed(),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=runs, failed="")

        def move(done: int, failed: int) -> None:
            words = f"{failed} failed" if failed else ""
            progress.update(task, completed=done, failed=words)

        yield move
