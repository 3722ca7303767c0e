"""A run that was made: what it was made of, and everything that came out of it."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import sim.measures.outcomes as measure
from sim.errors import BadInput
from sim.inputs.events import Event, events_from
from sim.inputs.parameters import Parameters, parameters_from
from sim.inputs.practices.practice import Practice
from sim.inputs.strategies import Mix, Strategy
from sim.inputs.versions import ARITHMETIC, LAST_WITH, RULES
from sim.measures.arrays import mean
from sim.measures.networks import graph as graph_of
from sim.measures.totals import SUMS, Totals
from sim.state.histories import in_words
from sim.state.seats import name_of
from sim.state.tables import State, frame

if TYPE_CHECKING:
    import networkx
    import pandas as pd

FORMAT = 4


@dataclass
class Run:
    """One run of the model.

    Attributes
    ----------
    arithmetic
        The version of the arithmetic that made it (:mod:`sim.inputs.versions`).
    seed, weeks, warmup
        The seed; the last week, which an own model may have made an earlier one than was asked for;
        the weeks left out of averages.
    parameters, strategies, events
        What it was made of. ``parameters`` are those of the start.
    names
        Names of the first agents by seat, if they came from a file.
    state
        The last state, as tables.
    recorded
        Weekly outcomes, a list a name; ``by_strategy_recorded`` the same with an array a week.
    """

    seed: int
    weeks: int
    warmup: int
    parameters: Parameters
    strategies: Mix
    events: tuple[Event, ...]
    names: list[str] | None
    state: State
    membership_table: np.ndarray
    alliance_table: np.ndarray
    stay_table: np.ndarray
    totals: Totals
    arithmetic: int = ARITHMETIC
    recorded: dict[str, list[float]] = field(default_factory=dict)
    by_strategy_recorded: dict[str, list[np.ndarray]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Run of {len(self.state.agents)} agents, {self.weeks} weeks, seed {self.seed}>"

    @property
    def strategy_names(self) -> list[str]:
        """Names of the strategies, in the order of their numbers."""
        return [strategy.name for strategy, _ in self.strategies]

    @cached_property
    def series(self) -> pd.DataFrame:
        """A row a measured week: ``week`` and every weekly outcome."""
        import pandas as pd

        series = pd.DataFrame(self.recorded)
        return series.astype({"week": int}) if len(series) else series

    @cached_property
    def by_strategy(self) -> pd.DataFrame:
        """A row a measured week and strategy: share, payoff, fitness, allies, trust and so on."""
        import pandas as pd

        weeks = np.array(self.recorded.get("week", []), dtype=int)
        strategies = len(self.strategies)
        columns = {name: np.concatenate(rows) for name, rows in self.by_strategy_recorded.items()}
        return pd.DataFrame(
            {
                "week": np.repeat(weeks, strategies),
                "strategy": np.tile(np.array(self.strategy_names), len(weeks)),
                **columns,
            }
        )

    @cached_property
    def agents(self) -> pd.DataFrame:
        """A row an agent at the end, with its averages over the weeks after warm-up."""
        agents = frame(self.state.agents)
        agents["strategy"] = self._named(agents["strategy"].to_numpy())
        if self.names is not None:
            agents.insert(1, "name", self.names_of(self.state.agents["id"]))
        return agents.assign(**self.totals.columns(self.state.agents["id"]))

    @cached_property
    def people(self) -> pd.DataFrame:
        """A row for each who was ever there: when, and its averages over the weeks measured.

        ``gone`` is the first week without it, −1 if it is there at the end; averages are over the
        weeks after warm-up in which it was there.
        """
        import pandas as pd

        ids = self.stay_table["agent"]
        people = {name: self.stay_table[name] for name in self.stay_table.dtype.names or ()}
        names = {"agent": people.pop("agent"), "name": self.names_of(ids)}
        return pd.DataFrame({**names, **people, **self.totals.columns(ids)})

    def names_of(self, ids: Iterable[int]) -> list[str]:
        """Return what agents are called: by their own names, or by their ids."""
        seats = len(self.state.seats)
        return [name_of(int(id_), seats, self.names) for id_ in ids]

    @cached_property
    def ties(self) -> pd.DataFrame:
        """A row a directed tie at the end, to allies and to acquaintances (alliance −1)."""
        return frame(self.state.ties)

    @cached_property
    def alliances(self) -> pd.DataFrame:
        """A row an alliance alive at the end."""
        return frame(self.state.alliances)

    @cached_property
    def memberships(self) -> pd.DataFrame:
        """A row a membership that ever was: who, in what, when, how and why it ended."""
        memberships = in_words(self.membership_table)
        memberships["strategy"] = self._named(memberships["strategy"].to_numpy())
        return memberships

    @cached_property
    def histories(self) -> pd.DataFrame:
        """A row an alliance that ever was: formed, ended or censored, by whom and why."""
        return in_words(self.alliance_table)

    @cached_property
    def outcomes(self) -> dict[str, float]:
        """Every declared outcome of this run; NaN where a value does not exist."""
        found: dict[str, float] = {}
        averaged = np.array(self.recorded.get("week", [])) > self.warmup
        for outcome in measure.of_kind("weekly"):
            values = np.array(self.recorded.get(outcome.name, []))[averaged]
            found[outcome.name] = mean(values[~np.isnan(values)])
        found |= measure.period(self.totals)
        found |= measure.lives(self.membership_table, self.alliance_table, self.weeks)
        found |= measure.final(self.state)
        return {name: found[name] for name in measure.OUTCOMES}

    def graph(self) -> networkx.Graph:
        """Return the allies at the end as a graph (:func:`sim.measures.networks.graph`)."""
        return graph_of(self.state, self.names_of(self.state.agents["id"]), self.strategy_names)

    def _named(self, numbers: np.ndarray) -> np.ndarray:
        return np.asarray(np.array(self.strategy_names, dtype=object)[numbers])

    # -- to and from a file -------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the run to one ``.npz`` file (arrays and JSON, no code); return its path.

        It is written aside and renamed: there is never half a file.
        """
        path = Path(path)
        if path.suffix != ".npz":
            path = path.with_name(path.name + ".npz")
        about = {
            "format": FORMAT,
            "rules": RULES,
            "arithmetic": self.arithmetic,
            "seed": self.seed,
            "weeks": self.weeks,
            "warmup": self.warmup,
            "parameters": self.parameters.dotted(),
            "strategies": [[s.model_dump(), share] for s, share in self.strategies],
            "events": [event.as_data() for event in self.events],
            "names": self.names,
            "serial": self.state.serial,
            "tally": self.state.tally,
        }
        arrays = {
            "agents": self.state.agents,
            "ties": self.state.ties,
            "alliances": self.state.alliances,
            "seats": self.state.seats,
            "membership_table": self.membership_table,
            "alliance_table": self.alliance_table,
            "stay_table": self.stay_table,
            **{f"total_{name}": getattr(self.totals, name) for name in ("ids", *SUMS)},
            **{f"week_{name}": np.array(values) for name, values in self.recorded.items()},
            **{
                f"strategy_{name}": np.array(rows)
                for name, rows in self.by_strategy_recorded.items()
            },
        }
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with aside.open("wb") as file:
                np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)  # type: ignore[arg-type]
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return path

    @classmethod
    def load(cls, path: str | os.PathLike[str], own: Iterable[type[Practice]] = ()) -> Run:
        """Read a run that :meth:`save` wrote; raises ``BadInput`` for anything else.

        ``own`` are the practices of your own that it was made with: a file holds no code.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                data = {name: file[name] for name in file.files}
            about = json.loads(str(data["about"]))
        except FileNotFoundError:
            raise BadInput(f"there is no file {path}") from None
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BadInput(f"{path} is not a saved run ({error})") from None
        if about.get("format") != FORMAT:
            raise BadInput(f"{path} {_by_another_version(about)}")
        return cls._from(about, data, tuple(own))

    @classmethod
    def _from(
        cls,
        about: Mapping[str, Any],
        data: Mapping[str, np.ndarray],
        own: tuple[type[Practice], ...],
    ) -> Run:
        totals = Totals(data["total_ids"], np.array([data[f"total_{name}"] for name in SUMS]))
        state = State(
            about["weeks"],
            data["agents"],
            data["ties"],
            data["alliances"],
            about["serial"],
            about["tally"],
            data["seats"],
        )
        weekly = {n.removeprefix("week_"): v for n, v in data.items() if n.startswith("week_")}
        strategic = {
            n.removeprefix("strategy_"): v for n, v in data.items() if n.startswith("strategy_")
        }
        return cls(
            seed=about["seed"],
            weeks=about["weeks"],
            warmup=about["warmup"],
            parameters=parameters_from(about["parameters"], own),
            strategies=tuple((Strategy(**s), share) for s, share in about["strategies"]),
            events=events_from(about["events"], own),
            names=about["names"],
            state=state,
            membership_table=data["membership_table"],
            alliance_table=data["alliance_table"],
            stay_table=data["stay_table"],
            totals=totals,
            arithmetic=about["arithmetic"],
            recorded={name: values.tolist() for name, values in weekly.items()},
            by_strategy_recorded={name: list(rows) for name, rows in strategic.items()},
        )


def _by_another_version(about: Mapping[str, Any]) -> str:
    """Say of a saved run what kept it from being read, and who can read it."""
    rules = about.get("rules", 1)
    if rules in LAST_WITH:
        return (
            f"was saved under version {rules} of the rules, and what it holds cannot be gone on"
            f" from under version {RULES}: version {LAST_WITH[rules]} of this project reads it"
        )
    return f"was saved by another version of this project (format {about.get('format')})"
