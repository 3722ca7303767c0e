"""Names that hurt: of arms, strategies and agents, in every kind of answer, table and figure.

Runs are made up, so that any kind of experiment is quick to answer: no outcome is measured here,
but every name must come through to tables, captions and figures, or its absence be said.
"""

import re
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import response
from experiments.analysis.comparison import Comparison
from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.plots import letters
from experiments.report.gallery import Gallery
from experiments.report.page import html
from experiments.results.layout import CSV
from experiments.results.results import WHOSE
from experiments.workflow.analyse import compared
from sim.inputs.switches import MAINTENANCE
from sim.measures.lifetimes import COLUMNS, count
from sim.measures.outcomes import OUTCOMES
from tests.results import MadeUp

LONG = "a_very" + "_long" * 45 + "_name"
HOSTILE = (
    *("payoff", "run", "arm", "mean", "replicate", "name", "low", "q", "strategy", "alone", "week"),
    *("$x_1$ \\alpha", "a$_{$", "_begins with it", "100 % {0} {name}", "<b>&amp;</b>", "..", "'\""),
    *("日本語 ✓ 🎲", "مرحبا", "é ñ ̈", "C:\\Users\\me", LONG, f"{LONG[:-5]}x_name", f"{LONG}s"),
)
CONFIG = """
question = "Which $name$ <b>hurts</b>?"
weeks = 150
warmup = 20
replicates = {replicates}
record = 5
[analysis]
outcomes = ["payoff", "lifetime", "trust"]
[model]
population.agents = 12
"""
EVENT = "[[event]]\nweek = 80\nset.conflict.rate = 0.9\n"
LEARNS = "learn.rule = 'fermi'\n"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def arms(names: tuple[str, ...], mix: str = "") -> str:
    rate = "model.conflict.rate = 0.{}\n"
    return "".join(
        f"[[arm]]\nname = {quoted(name)}\n{mix or rate.format(k + 10)}"
        for k, name in enumerate(names)
    )


def own(names: tuple[str, ...]) -> str:
    return "".join(f"[strategy.{quoted(name)}]\nlike = 'balanced'\n" for name in names)


def mixed(names: tuple[str, ...]) -> str:
    shares = ", ".join(f"{quoted(name)} = {1 / len(names):.12f}" for name in names)
    return f"strategies = {{ {shares} }}\n"


STRATEGIES = HOSTILE[:2] + HOSTILE[8:14] + HOSTILE[18:23]
#: Kinds of experiments → their config.
KINDS = {
    "arms": CONFIG + arms(HOSTILE),
    "few arms": CONFIG + arms(HOSTILE[:3]),
    "one mix": CONFIG.replace("[analysis]", mixed(STRATEGIES) + "[analysis]") + own(STRATEGIES),
    "mixes": CONFIG + arms(HOSTILE[:3], mixed(STRATEGIES)) + own(STRATEGIES),
    "evolution": CONFIG + LEARNS + arms(HOSTILE[9:11], mixed(STRATEGIES)) + own(STRATEGIES),
    "recovery": CONFIG + EVENT + arms(HOSTILE[::4]),
    "tournament": CONFIG + own(STRATEGIES)
    + "".join(arms((f"all {s}",), f"strategies = {quoted(s)}\n") for s in STRATEGIES)
    + arms(("alone", "mean"), mixed(STRATEGIES)),
    "grid": CONFIG + "[design]\nvary.'conflict.rate' = [0.1, 0.3, 0.30000000000000004]\n"
    "vary.'review.tension' = [0.1, 0.2]\n" + "".join(
        f"[[arm]]\nname = {quoted(name)}\nmodel.attention.acts = {k + 1}.0\n"
        for k, name in enumerate(HOSTILE[::6])
    ),
    "ablation": CONFIG.replace('trust"]', f'trust"]\nablate = ["{MAINTENANCE[0]}"]'),
    "portions": CONFIG.replace('trust"]', 'trust"]\nportions = [0.1, 0.3]'),
    "Shapley's values": CONFIG.replace('trust"]', 'trust"]\nshapley = true'),
}  # fmt: skip


def made_up(experiment: Experiment, folder: Path, fails: Any = lambda arm, r: False) -> MadeUp:
    """Return made-up results of an experiment; ``fails`` says of which runs there are none."""
    generator = np.random.default_rng(3)
    points = experiment.design.table(experiment.seed) if experiment.design else [{}]
    runs, series, mixes, lives, agents, ties = [], [], [], [], [], []
    weeks = np.arange(5, experiment.weeks + 1, 5)
    for arm in experiment.arms:
        for point, values in enumerate(points):
            for r in range(experiment.replicates):
                failed = fails(arm.name, r)
                label = {"run": len(runs), "arm": arm.name, "replicate": r}
                found = dict(zip(OUTCOMES, generator.random(len(OUTCOMES)), strict=True))
                status = {"status": "failed" if failed else "done", "message": "no", "repeat": "x"}
                found = dict.fromkeys(found, np.nan) if failed else found
                vary = {"conflict.rate": arm.parameters.conflict.rate, **values}
                seed = {"point": point, "seed": 1 + r, "id": f"{len(runs):x}"}
                runs.append({**label, **seed, **vary, **status, **found})
                if failed:
                    continue
                table = pd.DataFrame({"week": weeks}).assign(**label)
                noise = generator.random((len(weeks), 3))
                payoff, trust = 2 - (weeks > 80) + noise[:, 0], 0.5 + 0.2 * noise[:, 1]
                series.append(table.assign(payoff=payoff, trust=trust))
                for strategy, part in arm.strategies:
                    columns = ("payoff", "allies", "memberships", "trust_received", "maintenance")
                    means = dict(zip(columns, generator.random((5, len(weeks))), strict=True))
                    mixes.append(table.assign(strategy=strategy.name, share=part, **means))
                    row = {**label, "strategy": strategy.name, "joined": 1, "cause": "tension"}
                    row |= {"ended": int(generator.integers(5, 100)), "how": "left"}
                    lives.append(row)
                    agents.append({**label, "id": len(agents) % 7, "strategy": strategy.name})
                if r == 0:
                    ties.append({**label, "agent": agents[-1]["id"], "other": agents[-1]["id"]})
    frame = pd.DataFrame(lives, columns=[*label, "strategy", *COLUMNS])
    ends = pd.DataFrame(agents).assign(n_allies=1)
    ends["id"] = ends.groupby("run").cumcount()
    pairs = pd.DataFrame(ties).assign(agent=0, other=0, kept=1.0, broken=0.0, tension=0.1)
    known: dict[str, Any] = {
        "runs": pd.DataFrame(runs), "series": pd.concat(series), "by_strategy": pd.concat(mixes),
        "memberships": frame, "agents": ends, "ties": pairs, "manifest": {},
        "lives": count([frame], WHOSE, {arm.name: arm.weeks for arm in experiment.arms}),
    }  # fmt: skip
    return MadeUp(experiment=experiment, folder=folder, **known)


class Mean(MadeUp, response.Averaged):
    """Made-up results averaged over the points of a design."""


def asked(kind: str, folder: Path, replicates: int = 6) -> Experiment:
    file = folder / "asked.toml"
    file.write_text(KINDS[kind].replace("{replicates}", str(replicates)), encoding="utf-8")
    return read_experiment(file)


def answered(
    results: MadeUp, monkeypatch: pytest.MonkeyPatch, draw: bool = False
) -> tuple[Comparison, Gallery, dict[str, Any]]:
    """Return what is said and drawn of results; every warning is an error."""

    def averaged(_: MadeUp) -> MadeUp:
        every = results.runs
        return Mean(**{**vars(results), "runs": response.over_points(every), "every": every})

    if results.experiment.design is not None:
        monkeypatch.setattr(response, "averaged", averaged)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        comparison = compared(results)
        gallery = Gallery(results, comparison)
        drawn = {picture.name: picture for picture in gallery.pictures()}
        for picture in drawn.values() if draw else ():
            picture.figure().draw_without_rendering()
    for part in comparison.parts:
        assert set(part.files()) <= set(CSV)
    return comparison, gallery, drawn


def told(comparison: Comparison) -> str:
    """Return everything that the tables of the page say."""
    return "\n".join(
        "\t".join([table.title, table.note, *table.heads, *(c for row in table.rows for c in row)])
        for table in comparison.tables()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_names_that_hurt_come_through_every_kind_of_answer(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = made_up(asked(kind, tmp_path), tmp_path)
    comparison, _, drawn = answered(results, monkeypatch, draw=True)
    said = told(comparison)
    if comparison.of_arms and kind != "grid":
        assert all(arm.name in said for arm in results.experiment.arms)
    for arm in results.experiment.arms if kind in ("one mix", "evolution", "tournament") else ():
        assert all(strategy.name in said for strategy, _ in arm.strategies)
    assert drawn
    assert comparison.text_table()
    page = html(results, comparison, [])
    assert "<b>hurts" not in page
    assert "<b>&amp;</b>" not in page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("replicates", [2, 4])
def test_runs_that_failed_are_counted_nowhere_and_said(
    kind: str, replicates: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = asked(kind, tmp_path, replicates)
    last = experiment.arms[-1].name
    several = len(experiment.arms) > 1
    results = made_up(
        experiment, tmp_path,
        lambda arm, r: (arm == last and several) or (r == 0 and replicates > 1),
    )  # fmt: skip
    comparison, _, drawn = answered(results, monkeypatch, draw=replicates == 2)
    failed = int((results.runs["status"] == "failed").sum())
    assert (f"{failed} of {len(results.runs)} runs failed" in comparison.answer) == bool(failed)
    captions = " ".join(picture.caption for picture in drawn.values())
    everything = f"{comparison.answer} {told(comparison)} {captions} {comparison.text_table()}"
    there = replicates - (replicates > 1)
    counted = {int(n) for n in re.findall(r"(\d+) (?:replicates|worlds)[ ,.;)]", everything)}
    assert not {replicates} & counted - {there, len(experiment.arms)} or failed == 0
    if comparison.of_arms and kind != "grid":
        assert last in told(comparison)


def test_every_name_is_drawn_differently_and_short() -> None:
    drawn = letters.shortened(HOSTILE)
    assert len(set(drawn.values())) == len(HOSTILE)
    assert max(map(len, drawn.values())) <= letters.MOST_LETTERS + 2
    assert not any(text.startswith("_") for text in drawn.values())
    many = [f"arm number {k} with a fairly long name" for k in range(30)]
    assert len(set(letters.shortened(many, 22).values())) == 30
    same = [f"{'x' * k}{'y' * (250 - k)}" for k in range(100, 130)]
    assert len(set(letters.shortened(same).values())) == 30
    assert letters.shortened(["one", "two"]) == {"one": "one", "two": "two"}


def test_what_no_font_has_is_a_number_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "font_of", lambda c: letters.FONT if ord(c) < 0x3000 else None)
    assert letters.written("日本 x") == "[65E5 672C] x"
    assert letters.lacking(["日本 x", "日"]) == "日本"
    assert letters.written("é ü") == "é ü"
    assert len(set(letters.shortened(["日本語" * 20, "日本話" * 20]).values())) == 2


def test_identical_arms_are_never_ranked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for replicates in (1, 2, 6):
        experiment = asked("few arms", tmp_path, replicates)
        results = made_up(experiment, tmp_path)
        first, second, third = (arm.name for arm in experiment.arms)
        runs = results.runs.set_index(["arm", "replicate"])
        for arm in (second, third):
            for r in range(replicates):
                runs.loc[(arm, r), list(OUTCOMES)] = runs.loc[(first, r), list(OUTCOMES)]
        all_same = MadeUp(**{**vars(results), "runs": runs.reset_index()})
        comparison, _, drawn = answered(all_same, monkeypatch)
        assert comparison.sentences[0].startswith(f"{first}, {second} and {third} are identical in")
        assert "leads" not in comparison.answer
        assert set(comparison.ranks["rank"]) == {1}
        assert comparison.ranks["best"].nunique(dropna=False) == 1
        assert "(best)" not in drawn["network"].caption
        runs["payoff"] += (runs.index.get_level_values("arm") == third).astype(float)
        two_same = MadeUp(**{**vars(results), "runs": runs.reset_index()})
        comparison, _, _ = answered(two_same, monkeypatch)
        order = comparison.ranks.set_index("arm")["rank"]
        assert (order[third], order[first], order[second]) == (1, 2, 2)


def test_levels_that_differ_are_told_differently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = asked("grid", tmp_path)
    experiment = replace(experiment, arms=experiment.arms[:1])
    comparison, _, drawn = answered(made_up(experiment, tmp_path), monkeypatch)
    text = comparison.text_table()
    for level in ("0.1", "0.3 ", "0.30000000000000004"):
        assert level in text
    figure = drawn["surface-payoff"].figure()
    ticks = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert ticks == ["0.1", "0.3", "0.30000000000000004"]


def test_an_arm_without_lives_is_in_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = asked("few arms", tmp_path)
    results = made_up(experiment, tmp_path)
    gone = experiment.arms[1].name
    frame = results.memberships[results.memberships["arm"] != gone]
    weeks = {arm.name: arm.weeks for arm in experiment.arms}
    lonely = MadeUp(
        **{**vars(results), "memberships": frame, "lives": count([frame], WHOSE, weeks)}
    )
    comparison, _, drawn = answered(lonely, monkeypatch)
    for table in comparison.tables():
        if table.title in ("How long memberships last, by arm", "Hazard by age, by arm"):
            row = next(row for row in table.rows if row[0] == gone)
            assert "–" in row
    assert f"Without memberships: {gone}." in drawn["lifetimes"].caption
    assert "1 of 3 have no membership to tell of" in comparison.text_table()


def test_of_thirty_arms_it_is_said_how_many_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = tuple(f"arm number {k} with a fairly long name" for k in range(30))
    monkeypatch.setitem(KINDS, "thirty", CONFIG + arms(names))
    results = made_up(asked("thirty", tmp_path), tmp_path)
    _, _, drawn = answered(results, monkeypatch)
    for name in ("weeks", "lifetimes", "causes"):
        assert "Drawn are 12 of 30 arms: the best and" in drawn[name].caption
    figure = drawn["weeks"].figure()
    figure.draw_without_rendering()
    for ax in figure.axes:
        boxes = [text.get_window_extent() for text in ax.texts if "arm num" in text.get_text()]
        assert len(boxes) == 12
        assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])
