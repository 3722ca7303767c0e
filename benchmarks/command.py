"""``alliances bench``: what the model costs on this machine, against promises or another commit."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)


def bench(
    as_json: Annotated[
        bool, typer.Option("--json", help="Rows as JSON instead of a table.")
    ] = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="A hundred thousand agents at most: two minutes, not twenty. With --against: half"
            " as many pairs, and not the first compilation; three minutes, not nine.",
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Measure every size, and write the numbers and the figure there."
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="COMMIT",
            help="Run this tree and a commit's in alternation, and give ratios: this ÷ that one.",
        ),
    ] = None,
    within: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="With --against: exit with 1 if anything costs more by this share or cannot be run"
            " here any more. Without it, 0.03 is called the same, and nothing is judged.",
        ),
    ] = None,
) -> None:
    """Measure the speed and memory of the model on this machine: tables against objects."""
    from sim.errors import BadInput

    if against is not None:
        if out is not None:
            raise BadInput("--out measures this tree alone; leave it out, or --against")
        _compare(against, within, quick, as_json)
        return
    if within is not None:
        raise BadInput("--within goes with --against COMMIT")
    _promises(quick, out, as_json)


def _promises(quick: bool, out: Path | None, as_json: bool) -> None:
    from benchmarks.scaling import OBJECT_SIZES, SIZES, copy_bandwidth, table
    from benchmarks.targets import FEW, rows, told

    if out:
        out.mkdir(parents=True, exist_ok=True)  # before minutes are spent
    sizes = [size for size in SIZES if size <= 100_000] if quick else list(SIZES)
    costs = table(sizes, OBJECT_SIZES) if out else table([FEW, sizes[-1]], ())
    found = rows(costs)
    about: dict[str, Any] = {
        "rows": [row.as_data() for row in found],
        "copy_bandwidth": copy_bandwidth(),
    }
    if out:
        _write(out, costs, about)
    typer.echo(_json(about) if as_json else told(found))


def _compare(commit: str, within: float | None, quick: bool, as_json: bool) -> None:
    from benchmarks.against import FEW_ROUNDS, LONG, ROUNDS, ROWS, measured
    from benchmarks.paired import WITHIN, told
    from sim.errors import BadInput

    share = WITHIN if within is None else within
    if not (math.isfinite(share) and share > 0):
        raise BadInput(f"--within {share:g}: expected a share above 0, such as 0.03")
    asked, rounds = (ROWS, FEW_ROUNDS) if quick else ((*ROWS, *LONG), ROUNDS)
    names, found = measured(commit, asked, rounds, say=lambda text: typer.echo(text, err=True))
    if as_json:
        typer.echo(_json({**names, "within": share, "rows": [r.as_data(share) for r in found]}))
    else:
        typer.echo(told(found, names, share))
    if within is not None and any(row.worse(share) for row in found):
        raise typer.Exit(1)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False)


def _write(folder: Path, costs: pd.DataFrame, about: dict[str, Any]) -> None:
    from benchmarks.figure import costs as drawn

    costs.to_csv(folder / "costs.csv", index=False, float_format="%.4g")
    (folder / "targets.json").write_text(f"{_json(about)}\n", encoding="utf-8")
    drawn(costs).savefig(folder / "costs.png", metadata={"Software": None})
