"""The life table: whose memberships end sooner, by arms and by strategies."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import life_table as lifetable
from experiments.results.results import WHOSE
from experiments.statistics import survival as lifetimes
from sim.inputs.strategies import PRESETS
from sim.measures.lifetimes import count


def made_up(
    names: dict[str, float],
    experiment: SimpleNamespace,
    by: str = "arm",
    weeks: int = 120,
    replicates: int = 8,
) -> SimpleNamespace:
    """Memberships of some replicates that last so many weeks on average, by name."""
    generator = np.random.default_rng(6)
    parts = []
    for name, mean in names.items():
        lasted = generator.geometric(1 / mean, replicates * 80)
        ended = np.where(lasted <= weeks, lasted, -1)
        how = np.where(ended > 0, "left", "running")
        table = {
            "replicate": np.repeat(np.arange(replicates), 80),
            "joined": 0,
            "ended": ended,
            "how": how,
        }
        whose = {"arm": "all", "strategy": "balanced", by: name}
        parts.append(pd.DataFrame({**whose, **table, "cause": ""}))
    observed = dict.fromkeys([*names, "all"], weeks)
    lives = count(parts, WHOSE, observed)
    return SimpleNamespace(lives=lives, experiment=experiment)


def asked(*arms: str, mix: tuple[str, ...] = ("balanced",), weeks: int = 120) -> SimpleNamespace:
    strategies = tuple((PRESETS[name], 1 / (k + 2)) for k, name in enumerate(mix))
    worlds = tuple(SimpleNamespace(name=name, strategies=strategies, weeks=weeks) for name in arms)
    return SimpleNamespace(arms=worlds, baseline=arms[0], weeks=weeks)


def test_arms_are_set_against_the_baseline() -> None:
    names = {"plain": 30.0, "brittle": 15.0, "alike": 30.0}
    results = made_up(names, asked(*names))
    found = lifetable.life_table(results)
    table = found.lifetimes.set_index("name")
    expected = lifetimes.log_rank(results.lives, "plain").set_index("arm")
    assert table.loc["brittle", "ratio"] == expected.loc["brittle", "ratio"]
    # geometric lives of mean 15 and 30 end with hazards 1/15 and 1/30
    assert table.loc["brittle", "ratio"] == pytest.approx(2.0, abs=0.25)
    assert table.loc["brittle", "q"] < 0.05 < table.loc["alike", "q"]
    assert np.isnan(table.loc["plain", "ratio"])
    rates = found.hazards.set_index(["name", "from"])["hazard"]
    assert rates[("brittle", 4)] == pytest.approx(1 / 15, abs=0.01)
    (said,) = found.sentences
    assert said.startswith("Memberships end sooner in brittle (")
    assert said.endswith("1 cannot be told from it.")
    titles = [table.title for table in found.tables()]
    assert titles == ["How long memberships last, by arm", "Hazard by age, by arm"]


@pytest.mark.parametrize("replicates", [1, 2, 5])
def test_few_replicates_do_not_tell_whose_memberships_end_sooner(replicates: int) -> None:
    names = {"plain": 30.0, "brittle": 5.0}
    found = lifetable.life_table(made_up(names, asked(*names), replicates=replicates))
    assert found.sentences == ()
    table = next(found.tables())
    assert "use 6 or more" in table.note
    assert "use 6 or more" in table.foot[-1]
    assert ("of flipped signs of replicates" in table.note) == (replicates > 1)
    if replicates == 1:  # lives are taken as independent, which they are not
        assert found.lifetimes["q"].min() < 0.001
        assert "of the lives of one run as if each had luck of its own" in table.note


def test_lives_of_one_replicate_among_several_are_not_tested() -> None:
    generator = np.random.default_rng(6)
    rows = [("plain", 0, e) for e in generator.integers(1, 60, 50)]
    rows += [("brittle", 0, e) for e in generator.integers(1, 9, 50)]
    rows += [("other", r, e) for r in range(8) for e in generator.integers(1, 60, 50)]
    table = pd.DataFrame(rows, columns=["arm", "replicate", "ended"])
    told = table.assign(strategy="balanced", joined=0, how="left", cause="")
    found = lifetimes.log_rank(count([told], WHOSE, dict.fromkeys(table["arm"], 60)), "plain")
    p = found.set_index("arm")["p"]
    assert np.isnan(p["brittle"])
    assert np.isfinite(p["other"])


def test_in_one_mixed_population_it_goes_by_strategy() -> None:
    names = {"balanced": 30.0, "shirker": 15.0}
    found = lifetable.life_table(made_up(names, asked("all", mix=tuple(names)), by="strategy"))
    assert (found.by, found.baseline) == ("strategy", "balanced")
    assert found.sentences[0].startswith("Memberships end sooner in shirker (")


def test_one_world_has_lives_and_nothing_to_compare() -> None:
    found = lifetable.life_table(made_up({"all": 20.0}, asked("all")))
    assert found.sentences == ()
    first, _ = found.tables()
    assert first.heads == ["", "lives", "weeks"]
    assert found.lifetimes["mean"].iloc[0] == pytest.approx(20.0, abs=1.0)


def test_in_short_runs_the_mean_is_up_to_their_end() -> None:
    found = lifetable.life_table(made_up({"all": 20.0}, asked("all", weeks=40), weeks=40))
    # of geometric lives: Σ (1 − 1/20)^t over t < 40
    assert found.lifetimes["mean"].iloc[0] == pytest.approx(20 * (1 - 0.95**40), abs=1.0)
    assert "up to 40 weeks" in next(found.tables()).note
