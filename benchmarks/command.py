"""``alliances bench``: what the model costs on this machine, against what it promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)


def bench(
    as_json: Annotated[
        bool, typer.Option("--json", help="Rows as JSON instead of a table.")
    ] = False,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="A hundred thousand agents at most: two minutes, not twenty."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Measure every size, and write the numbers and the figure there."
        ),
    ] = None,
) -> None:
    """Measure the speed and memory of the model on this machine: tables against objects."""
    from benchmarks.scaling import OBJECT_SIZES, SIZES, copy_bandwidth, table
    from benchmarks.targets import FEW, rows, told

    sizes = [size for size in SIZES if size <= 100_000] if quick else list(SIZES)
    costs = table(sizes, OBJECT_SIZES) if out else table([FEW, sizes[-1]], ())
    found = rows(costs)
    about: dict[str, Any] = {
        "rows": [row.as_data() for row in found],
        "copy_bandwidth": copy_bandwidth(),
    }
    if out:
        _write(out, costs, about)
    if as_json:
        typer.echo(json.dumps(about, indent=1, ensure_ascii=False))
        return
    typer.echo(told(found))


def _write(folder: Path, costs: Any, about: dict[str, Any]) -> None:
    from benchmarks.figure import costs as drawn

    folder.mkdir(parents=True, exist_ok=True)
    costs.to_csv(folder / "costs.csv", index=False, float_format="%.4g")
    text = json.dumps(about, indent=1, ensure_ascii=False)
    (folder / "targets.json").write_text(f"{text}\n", encoding="utf-8")
    drawn(costs).savefig(folder / "costs.png", metadata={"Software": None})
