"""What experiments answered, in the words of their own reports, from the tables they left.

The tables lie in ``results/reference``; the sentences are those that a report of the same
experiment begins with.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from docs.cells import code, items, table
from docs.measured import REFERENCE
from experiments.analysis.ablation import KINDS
from experiments.analysis.advice import Practices
from experiments.analysis.formatting import figure, with_interval
from experiments.statistics.intervals import DISCOVERY
from sim.inputs.switches import PLACEBOS

#: The outcome in which practices are compared with their placebos.
JUDGED = "payoff"


def answered(experiment: str) -> Practices:
    """Return the answer of an experiment that takes advice away, read from its tables."""
    folder = REFERENCE / experiment
    read = {name: _table(folder / f"{name}.csv") for name in ("effects", "worlds", "shapley")}
    several = len(read["worlds"]) > 0
    return Practices(
        **read,
        control="as it is",
        size=sorted(set(read["effects"]["n"])),
        unit="world" if several else "replicate",
    )


def _table(file: Path) -> pd.DataFrame:
    """Return a table, empty where there is none; "null" is a placebo in it, and not missing."""
    if not file.is_file():
        return pd.DataFrame()
    return pd.read_csv(file, keep_default_na=False, na_values=[""])


def answer(experiment: str) -> str:
    """Return the answer of an experiment, a sentence an item."""
    return items(answered(experiment).sentences)


def beside_placebos(experiment: str) -> str:
    """Return what each practice is worth beside the three worlds without it, or half of it."""
    found = answered(experiment)
    kinds = {kind: found.removed(JUDGED, kind) for kind in KINDS}
    heads = ("practice", "beside not doing it", "beside doing it without effect", "beside anywhere")
    names = [name for name in kinds["removal"].index if name in PLACEBOS]
    rows = ((code(name), *(_effect(kind, name) for kind in kinds.values())) for name in names)
    return table(heads, rows)


def _effect(rows: pd.DataFrame, name: str) -> str:
    return with_interval(rows.loc[name], "difference", decimals=2) if name in rows.index else "–"


def decides(experiment: str) -> str:
    """Return which parameter goes with the worth of each piece of advice, where one surely does."""
    worlds = answered(experiment).worlds
    told = worlds[(worlds["outcome"] == JUDGED) & (worlds["q"] < DISCOVERY)].sort_values("q")
    heads = ("advice", "goes with", "worth where that is low", "worth where it is high")
    rows = (
        (code(row["removal"]), code(row["by"]), figure(row["at_low"], 2), figure(row["at_high"], 2))
        for _, row in told.iterrows()
    )
    return table(heads, rows)
