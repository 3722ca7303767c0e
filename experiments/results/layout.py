"""What a results folder holds, declared once: tables of runs, tables of the answer, figures.

The writers of tables look names up here, and the documentation is made from it
(docs/reference/files.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from experiments.config.inputs import INPUTS

if TYPE_CHECKING:
    import pandas as pd


class Csv(NamedTuple):
    """A table of the answer: when it is there, what it has a row for, and its columns."""

    when: str
    row: str
    columns: str


#: What says in a manifest that a folder was written by this project.
MADE_BY = "alliance-dynamics"

#: Parquet tables → what they have a row for.
PARQUET = {
    "runs": "run: its arm, seed and status, the parameters that vary, every outcome",
    "series": "measured week of a run: every weekly outcome",
    "by_strategy": "measured week and strategy of a run",
    "memberships": "membership that ever was",
    "alliances": "alliance that ever was",
    "agents": "agent at the end",
    "people": "agent that ever was there: when, and its averages",
    "ties": "directed tie between allies at the end of the first replicate of each arm",
}
#: The tables beside ``runs``.
TABLES = tuple(name for name in PARQUET if name != "runs")

_MEAN = "`n`, `mean`, `low`, `high` (95 %)"
_PAIRED = "`n`, `difference`, `low`, `high`, `interval` (how it was made), `p`, `q`, `saved`"

#: Tables of the answer: NAME.csv.
CSV: dict[str, Csv] = {
    "summary": Csv("always", "arm and outcome", f"{_MEAN}, `missing`, `sd`"),
    "comparison": Csv(
        "always", "outcome and arm but the baseline",
        f"{_PAIRED} (variance of unpaired ÷ paired differences), `needed` (replicates)",
    ),
    "lifetimes": Csv(
        "without a design", "arm, or strategy of a single mix",
        "`mean`, `low`, `high` (life up to 104 weeks, or as many as every arm has), `lives`,"
        " `ratio` (hazard ratio to the baseline), `p`, `q` (log-rank)",
    ),
    "hazards": Csv(
        "without a design", "the same and age",
        "`from`, `to` (at ages of `from` to `to` − 1 weeks), `hazard`, `low`, `high`, `endings`",
    ),
    "tournament": Csv(
        "strategies alone and in a mix", "population and strategy, best first",
        "`rank`, `rank_low`, `rank_high`, `best`, `stable`, `maybe_best`; `payoff`, `maintenance`,"
        " `per_act`, each with `…_low`, `…_high`",
    ),
    "concordance": Csv(
        "strategies alone and in a mix", "mixed population",
        "`tau` (Kendall's, with the order alone), `low`, `high`, `n`",
    ),
    "shares_over_time": Csv(
        "agents learn", "arm, strategy and measured week (0: the start)", f"{_MEAN} of the share"
    ),
    "fates": Csv(
        "agents learn", "arm and strategy",
        "`start`, `by_chance` (by mutation alone); `mean`, `low`, `high` at the end; `grew`,"
        " `took_over`, `gone` (shares of replicates, Wilson's intervals beside the first two),"
        " `rare`, `favoured`",
    ),
    "recovery": Csv(
        "events", "arm (and its strategies, if it mixes them), outcome and measure",
        f"`measure` (before, depth, weeks, recovered), {_MEAN}",
    ),
    "recovery_differences": Csv(
        "events", "the same but the baseline; depth and weeks", f"`measure`, {_PAIRED}"
    ),
    "effects": Csv(
        "ablate", "removal, kind (removal, null, blind) and outcome",
        f"{_PAIRED}, `level` (with), `expected` (sign), `verdict`",
    ),
    "worlds": Csv(
        "ablate and a design", "removal and outcome",
        "`worlds`, `missing`; `pays`, `low`, `high`; `surely`, `reversed`; `by`, `correlation`,"
        " `p`, `q`, `at_low`, `at_high`",
    ),
    "shapley": Csv(
        "shapley", "outcome and practice", "`value`, `low`, `high`, `p`, `q`, `alone`, `last`"
    ),
    "portions": Csv(
        "portions", "practice, where (alone, in the strategy), share of time and outcome",
        f"`arm`, {_MEAN}, `missing`, `sd`; `gain`, `gain_low`, `gain_high` (over no time for it);"
        " `best`, `maybe` (could be best)",
    ),
    "responses": Csv(
        "a design of levels or a sample", "outcome, arm and point",
        f"the parameters that vary, {_MEAN}",
    ),
    "curves": Csv(
        "a design of levels or a sample", "arm, parameter, level and outcome",
        f"{_MEAN}, averaged over all other parameters",
    ),
    "winners": Csv(
        "a design with several arms", "point",
        "`best`, `second`, `lead`, `low`, `high`, `maybe` (who else could be best), `clear`",
    ),
    "indices": Csv(
        "morris, saltelli", "arm, outcome, parameter and index",
        "`index` (mu, mu_star, sigma; first, total, second), `with`, `value`, `low`, `high`, `n`,"
        " `missing`",
    ),
    "noise": Csv(
        "a design", "arm and outcome", "`noise`: share of the variance between points that is luck"
    ),
    "search": Csv(
        "alliances search", "portfolio that was tried",
        "`trial`, `start`, `value`, and a column a practice",
    ),
}  # fmt: skip

#: Figures: figures/NAME.png and .svg. OUTCOME stands for one of those that the config asks for.
FIGURES = {
    "comparison": "the main outcome by arm, and differences to the baseline",
    "differences": "differences in the other outcomes",
    "response": "outcomes against the one number in which arms differ",
    "strategies": "payoff and lifetime by strategy, within populations",
    "agents": "how agents end that have names",
    "network": "the network at the end of the first replicate",
    "weeks": "outcomes over time",
    "lifetimes": "survival of memberships (Kaplan–Meier), and hazard by age",
    "causes": "why memberships ended",
    "standings": "ranks of strategies alone and together, and payoff per act of maintenance",
    "shares-over-time": "shares of strategies over time",
    "fates": "shares of strategies at the start and at the end",
    "recovery": "the main outcome around an event, and the share of runs not yet back",
    "depth": "how deep outcomes fall after an event, and how soon they are back",
    "guide": "what every line of the guide buys",
    "worlds": "in which share of plausible worlds advice pays, and reverses",
    "where-advice-fails": "the worth of advice at both ends of the parameter that decides it",
    "shares": "Shapley's values of the practices of maintenance",
    "portions": "outcomes against the share of time of every practice",
    "map": "which arm is best where, over two parameters",
    "response-OUTCOME": "an outcome along each parameter",
    "surface-OUTCOME": "an outcome over two parameters",
    "indices-OUTCOME": "sensitivity indices of an outcome",
}


#: What else lies in a folder of results.
OTHERS = {"config.toml", "manifest.json", "report.html"}


def is_ours(path: PurePath) -> bool:
    """Return whether something in a folder of results, by its path there, was written by us."""
    first, *inner = path.parts
    name = path.name
    if not inner:
        tables = {f"{table}.parquet" for table in PARQUET} | {f"{table}.csv" for table in CSV}
        return name in OTHERS | tables
    if first == INPUTS:
        return len(inner) > 1 or re.match("[0-9a-f]{16}", name) is not None
    figures = {re.escape(figure).replace("OUTCOME", ".*") for figure in FIGURES}
    named = re.fullmatch(rf"({'|'.join(sorted(figures))})\.(png|svg)", name)
    return first == "figures" and len(inner) == 1 and named is not None


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables of the answer to NAME.csv; a name that is not declared is a ``KeyError``."""
    for name, table in tables.items():
        assert CSV[name]
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
