"""Ranks alone and together, and what an act of maintenance earns, on payoffs that are known."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import tournament
from experiments.config.experiment import Arm
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import PRESETS
from tests.results import MadeUp

ALONE = {"balanced": (3.0, 2.0), "shirker": (2.0, 1.0), "neglectful": (1.0, 0.0)}
TOGETHER = {"balanced": 1.0, "shirker": 2.0, "neglectful": 3.0}


def arm(name: str, *strategies: str, **changes: object) -> Arm:
    mix = tuple((PRESETS[s], 1 / len(strategies)) for s in strategies)
    parameters = Parameters().updated(changes)
    return Arm(name=name, parameters=parameters, strategies=mix, weeks=10, warmup=1)


def made_up(replicates: int = 8) -> MadeUp:
    generator = np.random.default_rng(2)
    runs, weekly = [], []
    for r in range(replicates):
        for name, (payoff, acts) in ALONE.items():
            luck = 0.05 * generator.normal()
            row = {"arm": f"all {name}", "replicate": r, "status": "done"}
            runs.append({**row, "payoff": payoff + luck, "maintenance": acts})
        runs.append({"arm": "mix", "replicate": r, "status": "done", "payoff": 2.0})
        for name, payoff in TOGETHER.items():
            row = {"arm": "mix", "replicate": r, "week": 5, "strategy": name}
            other = dict.fromkeys(("allies", "memberships", "trust_received", "share"), 0.5)
            own = {"payoff": payoff + 0.05 * generator.normal(), "maintenance": 1.0}
            weekly.append({**row, **other, **own})
    arms = (*(arm(f"all {name}", name) for name in ALONE), arm("mix", *ALONE))
    experiment = SimpleNamespace(arms=arms)
    return MadeUp(runs=pd.DataFrame(runs), by_strategy=pd.DataFrame(weekly), experiment=experiment)


def test_a_tournament_is_strategies_alone_and_together_in_the_same_world() -> None:
    experiment = made_up().experiment
    assert tournament.is_tournament(experiment)
    assert tournament.entrants(experiment)["shirker"] == "all shirker"
    assert [mixed.name for mixed in tournament.mixes(experiment)] == ["mix"]
    without_mix = SimpleNamespace(arms=experiment.arms[:-1])
    assert not tournament.is_tournament(without_mix)
    elsewhere = arm("elsewhere", "generous", **{"drift.rate": 0.1})
    changed = SimpleNamespace(arms=(*experiment.arms, elsewhere))
    assert "generous" not in tournament.entrants(changed)
    learning = tuple(
        replace(a, parameters=a.parameters.updated({"learn.rule": "fermi"}))
        for a in experiment.arms
    )
    assert not tournament.is_tournament(SimpleNamespace(arms=learning))


def test_ranks_alone_and_together_are_each_others_opposite() -> None:
    found = tournament.tournament(made_up())
    assert found.populations == ["alone", "mix"]
    assert list(found.of("alone").index) == ["balanced", "shirker", "neglectful"]
    assert list(found.of("mix").index) == ["neglectful", "shirker", "balanced"]
    assert (found.of("alone")[["best", "stable"]].iloc[0] == 1.0).all()
    row = found.concordance.iloc[0]
    assert (row["tau"], row["low"], row["high"], row["n"]) == (-1.0, -1.0, -1.0, 8)
    said = " ".join(found.sentences)
    assert "Alone among its like balanced wins, with a payoff of 2.99" in said
    assert "In mix neglectful wins" in said
    assert "What is good for all does badly among others" in said


def test_an_act_earns_payoff_over_maintenance_and_none_where_nothing_is_maintained() -> None:
    found = tournament.tournament(made_up())
    alone = found.of("alone")
    assert alone.loc["balanced", "per_act"] == pytest.approx(1.5, abs=0.05)  # 3 for 2 acts
    assert alone.loc["shirker", "per_act"] == pytest.approx(2.0, abs=0.05)
    assert np.isnan(alone.loc["neglectful", "per_act"])
    assert "most is earned by shirker 1.99" in " ".join(found.sentences)


def test_kendalls_tau_is_scipys() -> None:
    from scipy import stats

    generator = np.random.default_rng(4)
    two = generator.normal(size=(2, 9))
    rows = [
        {"population": p, "strategy": f"s{k}", "replicate": 0, "payoff": two[n, k]}
        for n, p in enumerate(("alone", "mix"))
        for k in range(9)
    ]
    found = tournament.concordance(pd.DataFrame(rows)).iloc[0]
    assert found["tau"] == pytest.approx(stats.kendalltau(*two).statistic)
    assert np.isnan(found["low"])  # one replicate tells nothing of luck
