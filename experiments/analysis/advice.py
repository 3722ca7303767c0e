"""What each practice buys, in words: sentences, plain tables and tables of the report.

Everything here takes the tables of :mod:`experiments.analysis.ablation` and says what stands in
them, line by line of the guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from experiments.analysis.ablation import DISCOVERY, JUDGED, effects, many_worlds, shapley, worlds
from experiments.analysis.comparison import Comparison
from experiments.analysis.formatting import (
    Row,
    about,
    column_digits,
    figure,
    listed,
    measure,
    probability,
    span,
    with_interval,
)
from experiments.config.ablations import MEANING, of_line
from experiments.config.experiment import Experiment
from sim.inputs.mission import LINES, PARTS
from sim.inputs.switches import MAINTENANCE, SWITCHES

Table = dict[str, Any]

#: What the placebos ask of a practice.
PLACEBO_HEADS = {
    "removal": "not doing it",
    "null": "doing it without effect",
    "blind": "doing it anywhere",
}
#: More missed effects than this are left to the table.
MOST_MISSED = 10
#: More advice that reverses somewhere than this is counted and not named.
MOST_TURNED = 5
#: A mark beside an effect that is clear of zero as expected, is not, or is on the other side.
MARKS = {"confirmed": "as expected", "not shown": "not shown", "contradicted": "contradicted"}


def practices(comparison: Comparison, runs: pd.DataFrame, experiment: Experiment) -> Practices:
    """Return what each practice buys, from the runs of an ablation.

    Parameters
    ----------
    comparison
        That of the arms, for the number of replicates.
    runs
        A row a run.
    experiment
        With something in ``analysis.ablate``, or ``analysis.shapley``.
    """
    done = runs[runs["status"] == "done"]
    varied = experiment.design.names if experiment.design else []
    several = many_worlds(done)
    return Practices(
        effects=effects(done, experiment),
        worlds=worlds(done, experiment, varied),
        shapley=shapley(done, experiment),
        control=experiment.baseline,
        size=done["point"].nunique() if several else comparison.replicates,
        unit="world" if several else "replicate",
    )


@dataclass(frozen=True)
class Practices:
    """What each piece of advice buys: the tables, and what they say.

    Attributes
    ----------
    effects, worlds, shapley
        As of the functions of :mod:`experiments.analysis.ablation`; any of them may be empty.
    control
        The arm from which things are removed.
    size, unit
        How many replicates every arm has; or worlds, where a design varies the world.
    """

    effects: pd.DataFrame
    worlds: pd.DataFrame
    shapley: pd.DataFrame
    control: str
    size: int
    unit: str = "replicate"

    place: ClassVar[str] = "instead"

    def removed(self, outcome: str, kind: str = "removal") -> pd.DataFrame:
        """Return the effects in one outcome, a row a removal."""
        table = self.effects
        if table.empty:
            return table
        return table[(table["outcome"] == outcome) & (table["kind"] == kind)].set_index("removal")

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of the files that they are written to."""
        tables = {"effects": self.effects, "worlds": self.worlds, "shapley": self.shapley}
        return {name: table for name, table in tables.items() if len(table)}

    # ------------------------------------------------------------------------------------ sentences

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer, the most important first."""
        said = [self._advice(outcome) for outcome in JUDGED if len(self.effects)]
        said += [self._placebos(), *map(self._over_worlds, JUDGED), self._shares(), self._signs()]
        return tuple(sentence for sentence in said if sentence)

    def _advice(self, outcome: str) -> str:
        """Say how many pieces of advice pay, which pay most, and which cannot be told from none."""
        rows = self.removed(outcome).drop("work", errors="ignore")
        label, unit, _ = about(outcome)
        verb = "pay" if outcome == "payoff" else "make memberships last"
        if not rows["q"].notna().any() or not (rows["q"] < DISCOVERY).any():
            few = f"with {self.size} {self.unit}s no effect is clear of zero"
            return f"Which of {len(rows)} pieces of advice {verb} cannot be told: {few}."
        there = rows["q"] < DISCOVERY
        good = rows[there & (rows["difference"] > 0)].sort_values("difference", ascending=False)
        bad = rows[there & (rows["difference"] < 0)].sort_values("difference")
        most = [
            f"{name} {with_interval(row, 'difference')}" for name, row in good.head(3).iterrows()
        ]
        base = measure(figure(float(rows["level"].iloc[0]), 2), unit)
        text = f"{len(good)} of {len(rows)} pieces of advice {verb}"
        if len(good):
            text += f", most of all {listed(most)}, where {label} is {base}"
        rest = [str(name) for name in rows.index[~there]]
        if len(bad):
            cost = [f"{name} {with_interval(row, 'difference')}" for name, row in bad.iterrows()]
            text += f"; {listed(cost)} {'costs' if len(bad) == 1 else 'cost'} some"
        if rest:
            what = listed(rest) if len(rest) < 9 else f"{len(rest)} others"
            text += f"; {what} cannot be told from nothing"
        return f"{text}."

    def _placebos(self) -> str:
        """Say which practices work by what they do, and where it matters whom they are aimed at."""
        said = []
        for kind, words in (
            ("null", "are worth more than the same time spent without effect"),
            ("blind", "are worth more aimed where they are most needed than at random"),
        ):
            rows = self.removed("payoff", kind)
            if rows.empty or not rows["q"].notna().any():
                continue
            good = [str(n) for n in rows.index[(rows["q"] < DISCOVERY) & (rows["difference"] > 0)]]
            bad = [str(n) for n in rows.index[(rows["q"] < DISCOVERY) & (rows["difference"] < 0)]]
            names = listed(good) if good else "none"
            sentence = f"{len(good)} of {len(rows)} practices {words} ({names})"
            if bad:
                sentence += f", {listed(bad)} less"
            said.append(sentence)
        return f"In payoff, {'; '.join(said)}." if said else ""

    def _over_worlds(self, outcome: str) -> str:
        """Say what pays nearly everywhere, what turns into its opposite, and what decides it."""
        rows = self.worlds[self.worlds["outcome"] == outcome] if len(self.worlds) else self.worlds
        if rows.empty:
            return ""
        verb = "pay" if outcome == "payoff" else "make memberships last"
        always = rows[rows["pays"] > 0.9]["removal"].tolist()
        text = f"Over {int(rows['worlds'].max())} plausible worlds, "
        text += f"{listed(always) if always else 'none of them'} {verb} in more than nine of ten"
        shaky = rows[rows["pays"] <= 0.9].sort_values("pays", kind="stable")
        said = [
            f"{row['removal']} in {_percent(row['pays'])}" for _, row in shaky.head(3).iterrows()
        ]
        text += f", least often {listed(said)}" if said else ""
        turned = rows[rows["reversed"] > 0].sort_values("reversed", ascending=False, kind="stable")
        said = [f"{r['removal']} in {_percent(r['reversed'])}" for _, r in turned.iterrows()]
        if said:
            said[MOST_TURNED:] = [f"{len(said) - MOST_TURNED} others"] * (len(said) > MOST_TURNED)
            text += f"; the advice reverses, beyond luck, for {listed(said)}"
        elif rows["reversed"].notna().any():
            text += "; in none of them can it be told that advice reverses"
        told = rows[rows["q"] < DISCOVERY].sort_values("q", kind="stable")
        said = [
            f"{row['removal']} is worth {'more' if row['correlation'] > 0 else 'less'} the higher"
            f" {row['by']}"
            for _, row in told.head(3).iterrows()
        ]
        return f"{text}{'; ' if said else ''}{listed(said) if said else ''}."

    def _shares(self) -> str:
        """Say how the worth of all maintenance is shared among its practices."""
        rows = self.shapley[self.shapley["outcome"] == "payoff"] if len(self.shapley) else None
        if rows is None or not rows["value"].notna().any():
            return ""
        whole = float(rows["value"].sum())
        order = rows.sort_values("value", ascending=False)
        said = [f"{r['practice']} {with_interval(r, 'value')}" for _, r in order.iterrows()]
        last = float(rows["last"].sum())
        how = "complement" if last > whole else "can stand in for"
        return (
            f"All of maintenance is worth {figure(whole, 2)} in payoff. Shared out by Shapley's"
            f" values that is {listed(said)}; taken away one at a time from the whole they come to"
            f" {figure(last, 2)}: practices {how} one another."
        )

    def _signs(self) -> str:
        """Say how many expected effects were found, and name those that were not."""
        if self.effects.empty:
            return ""
        rows = self.effects[self.effects["expected"] != 0]
        missed = rows[rows["verdict"] != "confirmed"]
        if rows["low"].isna().all():
            return ""
        text = f"Of {len(rows)} effects that the model is built to have"
        if missed.empty:
            return f"{text}, all are there."
        said = [
            f"{about(r['outcome']).label} without {r['removal']} ({r['verdict']}:"
            f" {with_interval(r, 'difference')})"
            for _, r in missed.head(MOST_MISSED).iterrows()
        ]
        rest = len(missed) - len(said)
        said += [f"{rest} more in the table"] if rest else []
        return f"{text}, {len(rows) - len(missed)} are there; missed: {listed(said)}."

    # ------------------------------------------------------------------------ tables of the report

    def tables(self) -> Iterator[Table]:
        """Give the tables for the report, the most telling first."""
        if len(self.effects):
            yield self._guide()
            placebos = self._placebo_table()
            if placebos["rows"]:
                yield placebos
            yield self._own_table()
        if len(self.worlds):
            yield self._worlds_table()
        if len(self.shapley):
            yield self._shapley_table()

    def guide(self) -> list[tuple[str, str, str]]:
        """Return (part, line, removal) for every line of the guide of which something is removed.

        Removals that no line carries come last, under "Beside the guide".
        """
        there = list(dict.fromkeys(self.effects["removal"]))
        rows = [
            (PARTS[line.part], key, removal)
            for key, line in LINES.items()
            for removal in of_line(key)
            if removal in there
        ]
        told = {removal for _, _, removal in rows}
        return [*rows, *(("Beside the guide", r, r) for r in there if r not in told)]

    def _guide(self) -> Table:
        by = {outcome: self.removed(outcome) for outcome in JUDGED}
        places = {outcome: column_digits(rows, "difference") for outcome, rows in by.items()}
        rows = []
        for _, line, removal in self.guide():
            name = line if line == removal else f"{line}: {removal}"
            row = [name.replace("_", " ")]
            for outcome, found in by.items():
                effect: Row = found.loc[removal]
                row += [with_interval(effect, "difference", decimals=places[outcome])]
                row += [probability(effect["q"])]
            rows.append(row)
        return {
            "title": "What each line of the guide buys",
            "note": (
                f"“{self.control}” minus the same worlds without it, seed by seed: what is lost"
                " when nobody does it, with 95 % intervals; q: p adjusted for all effects"
                f" (Benjamini–Hochberg). {self._meanings()}"
            ),
            "heads": ["without", *(h for o in JUDGED for h in (_head(o), "q"))],
            "rows": rows,
        }

    def _meanings(self) -> str:
        there = set(self.effects["removal"])
        said = [f"{name}: {meaning}" for name, meaning in {**SWITCHES, **MEANING}.items()]
        said = [text for text in said if text.partition(":")[0] in there & set(MEANING)]
        return f"Where no switch does it — {'; '.join(said)}." if said else ""

    def _placebo_table(self) -> Table:
        names = list(self.removed("payoff", "null").index)
        rows = []
        for outcome in JUDGED:
            by = {kind: self.removed(outcome, kind) for kind in PLACEBO_HEADS}
            places = column_digits(pd.concat([by[k].loc[names] for k in by]), "difference")
            for name in names:
                cells = [with_interval(by[k].loc[name], "difference", decimals=places) for k in by]
                rows.append([f"{about(outcome).label}: {name}", *cells])
        return {
            "title": "Practices against their placebos",
            "note": (
                "What the practice brings against not doing it (the time is work), against doing it"
                " at its cost but without effect, and against doing it wherever it falls instead of"
                " where it is most needed."
            ),
            "heads": ["", *(f"against {head}" for head in PLACEBO_HEADS.values())],
            "rows": rows,
        }

    def _own_table(self) -> Table:
        rows = [
            [
                f"{row['removal']}: {about(row['outcome']).label}",
                with_interval(row, "difference"),
                probability(row["q"]),
                {1: "+", -1: "−"}.get(row["expected"], ""),
                MARKS.get(row["verdict"], ""),
            ]
            for _, row in self.effects[self.effects["kind"] == "removal"].iterrows()
            if row["expected"] or row["outcome"] not in JUDGED
        ]
        return {
            "title": "What each is meant to do",
            "note": (
                "Effects in the outcomes that each is for. Expected: the sign that the model is"
                " built to show, where there is one; shown if the 95 % interval lies on that side."
            ),
            "heads": ["", "with minus without", "q", "expected", "found"],
            "rows": rows,
        }

    def _worlds_table(self) -> Table:
        rows = [
            [
                f"{about(row['outcome']).label}: {row['removal']}",
                f"{_percent(row['pays'])} ({span(100 * row['low'], 100 * row['high'], 0)})",
                _percent(row["surely"]),
                _percent(row["reversed"]),
                str(row["by"]) if row["q"] < DISCOVERY else "–",
                figure(row["correlation"], 2) if row["q"] < DISCOVERY else "–",
                figure(row["at_low"], 2) if row["q"] < DISCOVERY else "–",
                figure(row["at_high"], 2) if row["q"] < DISCOVERY else "–",
            ]
            for _, row in self.worlds.iterrows()
        ]
        return {
            "title": "In how many plausible worlds it pays, and where it does not",
            "note": (
                f"Over {int(self.worlds['worlds'].max())} worlds drawn from the plausible ranges of"
                " the parameters. Pays in: share with a positive effect, Wilson's 95 % interval;"
                " where the effect is small, luck puts it near a half. Surely, and reverses: shares"
                " with a positive and a negative effect beyond the noise of replicates. Depends on:"
                " the parameter that goes most with the effect, if any does (Spearman's rank"
                " correlation, q < .05), and the mean effect in the worlds of its"
                " lowest and highest third. Advice that never moves the outcome is left out."
            ),
            "heads": [
                *("", "pays in", "surely", "reverses", "depends on", "ρ"),
                *("where low", "where high"),
            ],
            "rows": rows,
        }

    def _shapley_table(self) -> Table:
        rows = []
        for outcome in JUDGED:
            part = self.shapley[self.shapley["outcome"] == outcome]
            places = column_digits(part, "value")
            for _, row in part.iterrows():
                own = with_interval(row, "value", decimals=places)
                ends = [figure(row["alone"], places), figure(row["last"], places)]
                label = about(outcome).label
                rows.append([f"{label}: {row['practice']}", own, *ends, probability(row["q"])])
        return {
            "title": "Shares of what maintenance buys",
            "note": (
                f"Shapley's values over all {2 ** len(MAINTENANCE)} coalitions of the maintenance"
                " practices: what a practice adds on average over all orders in which they can be"
                " taken up. Alone: to a world where nothing else is done. Last: to one where all"
                " else is."
            ),
            "heads": ["", "value", "alone", "last", "q"],
            "rows": rows,
        }


def _head(outcome: str) -> str:
    label, unit, _ = about(outcome)
    return f"{label}, {unit}" if unit else label


def _percent(counted: float) -> str:
    """Return a share that was counted in worlds as a percentage; "–" where there is none."""
    return f"{figure(100 * counted, 0)} %" if counted == counted else "–"
