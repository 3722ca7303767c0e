"""What each practice buys, as tables and as data of figures, line by line of the guide."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from experiments.analysis.ablation import JUDGED, Ablation
from experiments.analysis.formatting import (
    Row,
    column_digits,
    figure,
    head,
    over,
    percent,
    percent_within,
    probability,
    with_interval,
)
from experiments.analysis.part import Figure, Table
from experiments.config.ablations import MEANING
from experiments.statistics.intervals import DISCOVERY
from sim.inputs.switches import MAINTENANCE, SWITCHES
from sim.measures.outcomes import about

#: What the placebos ask of a practice.
PLACEBO_HEADS = {
    "removal": "not doing it",
    "null": "doing it without effect",
    "blind": "doing it anywhere",
}
#: A mark beside an effect that is clear of zero as expected, is not, or is on the other side.
MARKS = {"confirmed": "as expected", "not shown": "not shown", "contradicted": "contradicted"}


def tables(found: Ablation) -> Iterator[Table]:
    """Give the tables for the report, the most telling first."""
    if len(found.effects):
        yield _guide(found)
        placebos = _placebos(found)
        if placebos.rows:
            yield placebos
        yield _own(found)
    if len(found.worlds):
        yield _worlds(found)
    if len(found.shapley):
        yield _shapley(found)


def _guide(found: Ablation) -> Table:
    by = {outcome: found.removed(outcome) for outcome in JUDGED}
    places = {outcome: column_digits(rows, "difference") for outcome, rows in by.items()}
    rows = []
    for _, line, removal in found.guide():
        name = line if line == removal else f"{line}: {removal}"
        row = [name.replace("_", " ")]
        for outcome, effects in by.items():
            effect: Row = effects.loc[removal]
            row += [with_interval(effect, "difference", decimals=places[outcome])]
            row += [probability(effect["q"])]
        rows.append(row)
    return Table(
        title="What each line of the guide buys",
        note=(
            f"“{found.control}” minus the same worlds without it, seed by seed: what is lost"
            " when nobody does it, with 95 % intervals; q: p adjusted for all effects"
            f" (Benjamini–Hochberg). {_meanings(found)}"
        ),
        heads=["without", *(h for o in JUDGED for h in (head(o), "q"))],
        rows=rows,
    )


def _meanings(found: Ablation) -> str:
    there = set(found.effects["removal"])
    said = [f"{name}: {meaning}" for name, meaning in {**SWITCHES, **MEANING}.items()]
    said = [text for text in said if text.partition(":")[0] in there & set(MEANING)]
    return f"Where no switch does it — {'; '.join(said)}." if said else ""


def _placebos(found: Ablation) -> Table:
    names = list(found.removed("payoff", "null").index)
    rows = []
    for outcome in JUDGED:
        by = {kind: found.removed(outcome, kind) for kind in PLACEBO_HEADS}
        places = column_digits(pd.concat([by[k].loc[names] for k in by]), "difference")
        for name in names:
            cells = [with_interval(by[k].loc[name], "difference", decimals=places) for k in by]
            rows.append([f"{about(outcome).label}: {name}", *cells])
    return Table(
        title="Practices against their placebos",
        note=(
            "What the practice brings against not doing it (the time is work), against doing it"
            " at its cost but without effect, and against doing it wherever it falls instead of"
            " where it is most needed."
        ),
        heads=["", *(f"against {what}" for what in PLACEBO_HEADS.values())],
        rows=rows,
    )


def _own(found: Ablation) -> Table:
    rows = [
        [
            f"{row['removal']}: {about(row['outcome']).label}",
            with_interval(row, "difference"),
            probability(row["q"]),
            {1: "+", -1: "−"}.get(row["expected"], ""),
            MARKS.get(row["verdict"], ""),
        ]
        for _, row in found.effects[found.effects["kind"] == "removal"].iterrows()
        if row["expected"] or row["outcome"] not in JUDGED
    ]
    return Table(
        title="What each is meant to do",
        note=(
            "Effects in the outcomes that each is for. Expected: the sign that the model is"
            " built to show, where there is one; shown if the 95 % interval lies on that side."
        ),
        heads=["", "with minus without", "q", "expected", "found"],
        rows=rows,
    )


def _worlds(found: Ablation) -> Table:
    rows = [
        [
            f"{about(row['outcome']).label}: {row['removal']}",
            percent_within(row["pays"], row["low"], row["high"]),
            percent(row["surely"]),
            percent(row["reversed"]),
            str(row["by"]) if row["q"] < DISCOVERY else "–",
            figure(row["correlation"], 2) if row["q"] < DISCOVERY else "–",
            figure(row["at_low"], 2) if row["q"] < DISCOVERY else "–",
            figure(row["at_high"], 2) if row["q"] < DISCOVERY else "–",
        ]
        for _, row in found.worlds.iterrows()
    ]
    return Table(
        title="In how many plausible worlds it pays, and where it does not",
        note=(
            f"Over {_drawn(found)} worlds drawn from the plausible ranges of"
            " the parameters. Pays in: share with a positive effect, Wilson's 95 % interval;"
            " where the effect is small, luck puts it near a half. Surely, and reverses: shares"
            " with a positive and a negative effect beyond the noise of replicates. Depends on:"
            " the parameter that goes most with the effect, if any does (Spearman's rank"
            " correlation, q < .05), and the mean effect in the worlds of its"
            " lowest and highest third; – where too many worlds lack the outcome. Advice that"
            " never moves the outcome is left out."
        ),
        heads=[
            *("", "pays in", "surely", "reverses", "depends on", "ρ"),
            *("where low", "where high"),
        ],
        rows=rows,
    )


def _drawn(found: Ablation) -> int:
    """Return how many worlds were drawn."""
    return int((found.worlds["worlds"] + found.worlds["missing"]).max())


def _shapley(found: Ablation) -> Table:
    rows = []
    for outcome in JUDGED:
        part = found.shapley[found.shapley["outcome"] == outcome]
        places = column_digits(part, "value")
        for _, row in part.iterrows():
            own = with_interval(row, "value", decimals=places)
            ends = [figure(row["alone"], places), figure(row["last"], places)]
            label = about(outcome).label
            rows.append([f"{label}: {row['practice']}", own, *ends, probability(row["q"])])
    return Table(
        title="Shares of what maintenance buys",
        note=(
            f"Shapley's values over all {2 ** len(MAINTENANCE)} coalitions of the maintenance"
            " practices: what a practice adds on average over all orders in which they can be"
            " taken up. Alone: to a world where nothing else is done. Last: to one where all"
            " else is."
        ),
        heads=["", "value", "alone", "last", "q"],
        rows=rows,
    )


# ------------------------------------------------------------------------------------------ figures


def figures(found: Ablation) -> Iterator[Figure]:
    """Give the figures of what each practice buys, the signature first."""
    if len(found.effects):
        yield _guide_figure(found)
    if len(found.worlds):
        yield _pays_figure(found)
        if (found.worlds["q"] < DISCOVERY).any():
            yield _ends_figure(found)
    if len(found.shapley):
        yield _shares_figure(found)


def guide_table(found: Ablation, outcome: str) -> pd.DataFrame:
    """Return the effects in one outcome as the figure draws them: a row a mark."""
    rows = []
    by_kind = {kind: found.removed(outcome, kind) for kind in ("removal", "null", "blind")}
    seen: set[str] = set()
    for part, line, removal in found.guide():
        name = line if line == removal else f"{line} · {removal}"
        kinds = ["removal"] if removal in seen else list(by_kind)
        there = [kind for kind in kinds if removal in by_kind[kind].index]
        seen.add(removal)
        for kind in there:
            effect: Row = by_kind[kind].loc[removal]
            clear = int(effect["low"] > 0) - int(effect["high"] < 0)
            numbers = {column: effect[column] for column in ("difference", "low", "high")}
            words = {"part": part, "name": name.replace("_", " "), "kind": kind}
            rows.append({**words, **numbers, "clear": clear, "several": len(there) > 1})
    return pd.DataFrame(rows)


def _guide_figure(found: Ablation) -> Figure:
    return Figure(
        kind="guide",
        name="guide",
        caption=(
            "What every line of the guide buys, in payoff (left) and in the life of memberships up"
            f" to 104 weeks (right): “{found.control}” minus the same worlds without the advice,"
            " which share their luck. Filled: against not doing it; open: against its placebos, the"
            " same acts at the same cost without effect, and done anywhere instead of where they"
            f" are most needed. Whiskers are {over(found.size, found.unit)}; grey is not clear of"
            " zero. The numbers are those of the filled marks."
        ),
        tables={outcome: guide_table(found, outcome) for outcome in JUDGED},
    )


def _shares_figure(found: Ablation) -> Figure:
    rows = found.shapley.rename(columns={"practice": "name"})
    return Figure(
        kind="shares",
        name="shares",
        caption=(
            "How much of what maintenance buys is each practice's: Shapley's values over all"
            f" coalitions of practices with {over(found.size, found.unit)}. The marks say what the"
            " practice adds where nothing else is done (alone) and where all else is (last of all)."
        ),
        tables={outcome: rows[rows["outcome"] == outcome] for outcome in JUDGED},
    )


def _pays_figure(found: Ablation) -> Figure:
    rows = found.worlds.rename(columns={"removal": "name"})
    order = rows[rows["outcome"] == "payoff"].sort_values("pays", ascending=False)["name"]
    by = {outcome: rows[rows["outcome"] == outcome].set_index("name") for outcome in JUDGED}
    return Figure(
        kind="worlds",
        name="worlds",
        caption=(
            f"In which share of {_drawn(found)} plausible worlds each piece of"
            " advice pays: dots, with Wilson's 95 % intervals; luck puts advice of little effect"
            " near a half. Bars to the right: where it pays beyond the noise of replicates; to the"
            " left: where it costs beyond it, so that the advice reverses."
        ),
        tables={outcome: part.reindex(order).reset_index() for outcome, part in by.items()},
    )


def _ends_figure(found: Ablation) -> Figure:
    told = found.worlds[found.worlds["q"] < DISCOVERY].rename(columns={"removal": "name"})
    by = {outcome: told[told["outcome"] == outcome] for outcome in JUDGED}
    return Figure(
        kind="where advice fails",
        name="where-advice-fails",
        caption=(
            "What decides how much advice is worth: its mean effect in the third of the worlds in"
            " which a parameter is lowest (open) and highest (filled), for every piece of advice"
            " whose effect goes with a parameter (the one it goes with most; q < .05). Where the"
            " line is orange, the advice is right at one end and wrong at the other."
        ),
        tables={
            outcome: rows.sort_values("q", kind="stable")
            for outcome, rows in by.items()
            if len(rows)
        },
    )
