"""What each practice buys, in words: the answer of an experiment that takes practices away.

The numbers are those of :mod:`experiments.analysis.ablation`, told line by line of the guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

import experiments.analysis.advice_tables as shown
from experiments.analysis.ablation import (
    JUDGED,
    Ablation,
    effects,
    many_worlds,
    shapley,
    worlds,
)
from experiments.analysis.formatting import (
    counted,
    figure,
    listed,
    measure,
    percent,
    with_interval,
)
from experiments.analysis.part import Figure, Part, Place, Table
from experiments.results.results import Results
from experiments.statistics.intervals import DISCOVERY
from sim.measures.outcomes import about

#: More missed effects than this are left to the table.
MOST_MISSED = 10
#: More advice that reverses somewhere than this is counted and not named.
MOST_TURNED = 5


def practices(results: Results) -> Practices:
    """Return what each practice buys, where something is taken out of the baseline's world."""
    runs, experiment = results.runs, results.experiment
    done = runs[runs["status"] == "done"]
    varied = experiment.design.names if experiment.design else []
    several = many_worlds(done)
    sizes = done.groupby("arm")["point" if several else "replicate"].nunique()
    return Practices(
        effects=effects(runs, experiment),
        worlds=worlds(runs, experiment, varied),
        shapley=shapley(runs, experiment),
        control=experiment.baseline,
        size=sizes.tolist(),
        unit="world" if several else "replicate",
    )


@dataclass(frozen=True)
class Practices(Ablation, Part):
    """What each piece of advice buys, and what that says."""

    place: ClassVar[Place] = "instead"

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of the files that they are written to."""
        tables = {"effects": self.effects, "worlds": self.worlds, "shapley": self.shapley}
        return {name: table for name, table in tables.items() if len(table)}

    def tables(self) -> Iterator[Table]:
        """Give the tables, the most telling first."""
        return shown.tables(self)

    def figures(self) -> Iterator[Figure]:
        """Give the figures, the signature first."""
        return shown.figures(self)

    # ------------------------------------------------------------------------------------ in words

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
            few = f"with {counted(self.size)} {self.unit}s no effect is clear of zero"
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
        if self.worlds.empty:
            return ""
        rows, label = self.worlds[self.worlds["outcome"] == outcome], about(outcome).label
        gone = [
            f"{row['removal']} ({row['missing']} of {row['worlds'] + row['missing']} worlds)"
            for _, row in rows[rows["pays"].isna()].iterrows()
        ]
        few = f"Where {label} is missing too often nothing is told: {listed(gone)}." if gone else ""
        rows = rows[rows["pays"].notna()]
        if rows.empty:
            return few
        verb = "pay" if outcome == "payoff" else "make memberships last"
        always = rows[rows["pays"] > 0.9]["removal"].tolist()
        text = f"Over {int(rows['worlds'].max())} plausible worlds, "
        text += f"{listed(always) if always else 'none of them'} {verb} in more than nine of ten"
        shaky = rows[rows["pays"] <= 0.9].sort_values("pays", kind="stable")
        said = [
            f"{row['removal']} in {percent(row['pays'])}" for _, row in shaky.head(3).iterrows()
        ]
        text += f", least often {listed(said)}" if said else ""
        turned = rows[rows["reversed"] > 0].sort_values("reversed", ascending=False, kind="stable")
        said = [f"{r['removal']} in {percent(r['reversed'])}" for _, r in turned.iterrows()]
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
        return f"{text}{'; ' if said else ''}{listed(said) if said else ''}. {few}".strip()

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
