"""What an experiment leaves behind: Parquet tables, read back as data frames.

A results folder holds ``runs`` (a row a run), ``series`` and ``by_strategy`` (a row a measured
week), ``memberships`` and ``alliances`` (a row a life), ``agents`` (a row an agent at the end),
``people`` (a row an agent that ever was there), ``ties`` (allied ties at the end of replicate 0),
each ``.parquet``; ``config.toml`` and ``manifest.json``; and what the analysis adds:
``summary.csv``, ``comparison.csv``, figures and the report. The tables hold no times: they are the
same byte for byte, however many processes made them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.results.durable import Damaged, file_digest
from experiments.results.layout import MADE_BY
from sim.errors import BadInput
from sim.inputs.versions import older

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures.lifetimes import Lifetimes

#: Memberships are counted by these columns.
WHOSE = ("arm", "replicate", "strategy")


@dataclass(frozen=True)
class Results:
    """The results of an experiment; each table is read when it is first asked for.

    Every table begins with the columns ``run`` (number in the design), ``arm`` and ``replicate``.
    A failed run has a row in ``runs`` only, with its outcomes missing.

    ``ran`` is what was run, where that is known; else it is read when it is asked for.
    """

    folder: Path
    ran: Experiment | None = None

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row a run: run, arm, replicate, seed, id, status, stage, message, repeat, ….

        ``status`` is "done" or "failed"; ``stage`` ("week 17"), ``message`` and ``repeat`` (the
        command that repeats the run) are empty for runs that are done. Then come the parameters in
        which arms differ, by their dotted names, and every outcome.
        """
        return self._table("runs")

    @cached_property
    def series(self) -> pd.DataFrame:
        """A row a measured week: run, arm, replicate, week and the weekly outcomes."""
        return self._table("series")

    @cached_property
    def by_strategy(self) -> pd.DataFrame:
        """A row a measured week and strategy: …, week, strategy, share, payoff, …."""
        return self._table("by_strategy")

    @cached_property
    def memberships(self) -> pd.DataFrame:
        """A row a membership that ever was: …, agent, alliance, strategy, joined, ended, how, …."""
        return self._table("memberships")

    @cached_property
    def alliances(self) -> pd.DataFrame:
        """A row an alliance that ever was: …, founder, partner, met, formed, ended, how, …."""
        return self._table("alliances")

    @cached_property
    def agents(self) -> pd.DataFrame:
        """A row an agent at the end: its state, name where it has one, and averages."""
        return self._table("agents")

    @cached_property
    def people(self) -> pd.DataFrame:
        """A row an agent that ever was there: …, agent, name, seat, came, gone, averages."""
        return self._table("people")

    @cached_property
    def ties(self) -> pd.DataFrame:
        """A row a directed tie between allies at the end of replicate 0 of every arm."""
        return self._table("ties")

    @cached_property
    def lives(self) -> Lifetimes:
        """How long memberships lasted, and why they ended."""
        from sim.measures.lifetimes import COLUMNS, count

        weeks = {arm.name: arm.weeks for arm in self.experiment.arms}
        if self.ended.empty:
            pieces = self.pieces("memberships", (*WHOSE, *COLUMNS))
        else:
            whole = self.pieces("memberships", ("run", *WHOSE, *COLUMNS))
            pieces = (followed(piece, self.ended) for piece in whole)
        return count(pieces, WHOSE, weeks)

    @cached_property
    def ended(self) -> pd.Series:
        """The last week of the runs that their models ended early, by run."""
        if "ended" not in self.columns("runs"):
            return self.runs["run"].head(0)
        found = self.runs.set_index("run")["ended"].dropna()
        return found.astype(int)

    @property
    def ended_early(self) -> str:
        """Say how many runs their models ended before the last week; "" if there are none."""
        if self.ended.empty:
            return ""
        between = " to ".join(str(week) for week in sorted({self.ended.min(), self.ended.max()}))
        return (
            f"{len(self.ended)} of {len(self.runs)} runs were ended early by their model"
            f" (running = False), after {between} weeks: see the column ended in runs.parquet."
        )

    @property
    def made_under(self) -> tuple[int, int]:
        """The versions of the rules and of the arithmetic; of results that say none, the first."""
        return int(self.manifest.get("rules", 1)), int(self.manifest.get("arithmetic", 1))

    @property
    def older(self) -> str:
        """Say under which rules the results were made, if these are not today's; else ""."""
        said = older(*self.made_under)
        return said and f"These results were {said}."

    def columns(self, table: str) -> list[str]:
        """Return the names of the columns of a table."""
        import pyarrow.parquet as pq

        with _reading(self._file(table)) as file:
            return list(pq.read_schema(file).names)

    def read(
        self,
        table: str,
        columns: Sequence[str],
        arms: Collection[str] | None = None,
        replicate: int | None = None,
    ) -> pd.DataFrame:
        """Return some columns of a table, of all runs or of some; a whole one can be very large."""
        import pandas as pd
        import pyarrow as pa
        import pyarrow.compute as pc

        only = pc.scalar(True)
        if arms is not None:
            only &= pc.field("arm").isin(pa.array(arms, pa.string()))
        if replicate is not None:
            only &= pc.field("replicate") == replicate
        with _reading(self._file(table)) as file:
            return pd.read_parquet(file, columns=list(columns), filters=only)

    def pieces(self, table: str, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Give some columns of a table in pieces that fit in memory, each of whole runs."""
        import pyarrow.parquet as pq

        names = list(dict.fromkeys(columns))
        with (
            _reading(self._file(table)) as lies,
            pq.ParquetFile(lies, read_dictionary=names) as file,
        ):
            for group in range(file.num_row_groups):
                yield file.read_row_group(group, names).to_pandas()

    @cached_property
    def config(self) -> dict[str, Any]:
        """The resolved config as a dictionary."""
        return tomllib.loads((self.folder / "config.toml").read_text(encoding="utf-8"))

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Question, digests, versions, platform, seeds, timings."""
        manifest: dict[str, Any] = json.loads(
            (self.folder / "manifest.json").read_text(encoding="utf-8")
        )
        return manifest

    @cached_property
    def experiment(self) -> Experiment:
        """The experiment: what was run, or read again from the resolved config."""
        if self.ran is not None:
            return self.ran
        found = read_experiment(self.folder / "config.toml", recorded=True)
        return replace(found, name=self.manifest["experiment"])

    @cached_property
    def summary(self) -> pd.DataFrame | None:
        """Every arm's outcomes with their intervals, if the results have been analysed."""
        return self._csv("summary")

    @cached_property
    def comparison(self) -> pd.DataFrame | None:
        """Every arm's differences to the baseline, if the results have been analysed."""
        return self._csv("comparison")

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        with _reading(self._file(name)) as file:
            return pd.read_parquet(file)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def _csv(self, name: str) -> pd.DataFrame | None:
        import pandas as pd

        file = self.folder / f"{name}.csv"
        return pd.read_csv(file) if file.exists() else None


def followed(memberships: pd.DataFrame, ended: pd.Series) -> pd.DataFrame:
    """Return memberships such that those still running end when their run was ended early."""
    last = memberships["run"].map(ended)
    open_ = (memberships["ended"] < 0) & last.notna()
    return memberships.assign(ended=memberships["ended"].mask(open_, last).astype(int))


class BadTable(BadInput):
    """A table of results that is damaged, or missing."""

    def __init__(self, file: Path, what: str) -> None:
        super().__init__(
            f"{file} is {what}; run the experiment again: its runs are kept, and what is whole is"
            " not done twice"
        )


@contextmanager
def _reading(file: Path) -> Iterator[Path]:
    """Say of a table that it is damaged or missing, rather than what its reader makes of that."""
    import pyarrow as pa

    what = ""
    try:
        if isinstance(file, Path):
            about = file.stat()
            if not _sound(file, about.st_mtime_ns, about.st_size):
                raise Damaged(file)
        yield file
    except FileNotFoundError:
        what = "missing"
    except (Damaged, pa.ArrowInvalid):
        what = "damaged"
    except OSError as error:
        if error.errno is not None:  # the system's, and no fault of the file
            raise
        what = "damaged"
    if what:
        raise BadTable(file, what)


@lru_cache(maxsize=1000)
def _sound(file: Path, changed: int, size: int) -> bool:
    """Return whether a table is as its manifest says; asked once, unless the file has changed."""
    digests = (manifest_of(file.parent) or {}).get("tables", {})
    return file.name not in digests or file_digest(file) == digests[file.name]


def load(folder: Path | str) -> Results:
    """Return the results in a folder; raises ``BadInput`` if there are none."""
    folder = Path(folder)
    manifest = manifest_of(folder)
    if manifest is None:
        what = "has no results in it" if folder.is_dir() else "does not exist"
        raise BadInput(f"{folder} {what}; results lie in results/NAME after: alliances run NAME")
    if "shard_of" in manifest:
        raise BadInput(
            f"{folder} is one shard; put all of them together with: alliances merge DIR…"
        )
    return Results(folder)


def written_by_us(folder: Path) -> str | None:
    """Return the name of what a folder holds the results of; None if it holds none."""
    manifest = manifest_of(folder)
    return None if manifest is None else str(manifest.get("experiment", ""))


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder that was written by this project; None of any other."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    if not isinstance(manifest, dict) or manifest.get("made_by") != MADE_BY:
        return None
    return manifest
