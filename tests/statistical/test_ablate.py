"""What each practice buys, on made-up runs whose answer is known, and Shapley by hand."""

from itertools import combinations, cycle
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import ablation as ablate
from experiments.analysis.advice import Practices
from experiments.analysis.text import plain_lines
from experiments.config import ablations as removals
from experiments.report.drawers import picture_of
from sim.inputs.mission import LINES
from sim.inputs.parameters import Parameters
from sim.inputs.switches import MAINTENANCE, PLACEBOS, SWITCHES
from sim.measures.outcomes import OUTCOMES

CONTROL = "as it is"


def asked(*names: str, shapley: bool = False) -> SimpleNamespace:
    analysis = SimpleNamespace(ablate=names, shapley=shapley)
    return SimpleNamespace(analysis=analysis, baseline=CONTROL)


def made_up(arms: dict[str, float], replicates: int, points: int = 1) -> pd.DataFrame:
    """Runs of arms whose payoffs differ by given amounts, and by half of them times x in worlds."""
    generator = np.random.default_rng(3)
    rows = []
    for point in range(points):
        x = point / max(points - 1, 1)
        for r in range(replicates):
            luck = generator.normal(0.0, 1.0)
            for arm, less in arms.items():
                worth = less * (1.0 - 2.0 * x) if points > 1 else less
                noise = generator.normal(0.0, 0.02)
                row = {"arm": arm, "replicate": r, "seed": 9 + r, "status": "done"}
                row |= {"payoff": 3.0 + luck - worth + noise, "lifetime": 50.0 + luck + noise}
                own = {"tension": 0.2 + 0.1 * (arm != CONTROL), "conflicts": 0.1}
                row |= own | {"belief_accuracy": 0.9, "sharing_gain": 0.1, "misalignment": 0.1}
                rows.append({**row, "point": point, "conflict.rate": x, "drift.rate": 0.5})
    return pd.DataFrame(rows)


# ------------------------------------------------------------------------------ what is taken out


def test_every_line_of_the_guide_has_something_to_take_out() -> None:
    for key in LINES:
        assert removals.of_line(key), key
    assert set(removals.REMOVALS) >= set(SWITCHES)
    for change in removals.REMOVALS.values():
        assert Parameters().updated(change) != Parameters()


def test_all_is_every_line_once_and_work() -> None:
    found = removals.removals_of("all")
    assert len(found) == len(set(found))
    assert {name for key in LINES for name in removals.of_line(key)} | {"work"} == set(found)
    assert removals.removals_of(["networking", "share", "refer"]) == ("openings", "refer", "share")
    with pytest.raises(KeyError, match="nonsense"):
        removals.removals_of(["nonsense"])


def test_expected_effects_are_of_outcomes_and_of_what_can_be_removed() -> None:
    for name, signs in removals.EXPECTED.items():
        assert name in removals.REMOVALS
        assert set(signs) <= set(OUTCOMES)
        assert set(signs.values()) <= {-1, 1}


def test_practices_come_with_both_placebos_and_rules_with_none() -> None:
    arms = {c.arm: c.parameters for c in removals.changes(("check_in", "share"), False, CONTROL)}
    assert arms == {
        "without check_in": {"off": ("check_in",)},
        "without share": {"off": ("share",)},
        "null check_in": {"null": ("check_in",)},
        "blind check_in": {"blind": ("check_in",)},
    }
    assert "work" not in PLACEBOS


def test_coalitions_are_all_subsets_each_with_an_arm_of_its_own() -> None:
    arms = removals.changes(("check_in",), True, CONTROL)
    off = {frozenset(c.parameters["off"]) for c in arms if "off" in c.parameters}
    assert len(off) == 2 ** len(MAINTENANCE) - 1  # the whole is the control
    names = {removals.coalition_arm(kept, CONTROL) for kept in removals.coalitions()}
    assert len(names) == 2 ** len(MAINTENANCE)
    assert CONTROL in names
    assert names - {CONTROL} <= {c.arm for c in arms}


# ----------------------------------------------------------------------------------------- effects


def test_effects_are_control_minus_the_world_without_and_judge_signs() -> None:
    runs = made_up({CONTROL: 0.0, "without resolve": 0.5, "blind resolve": 0.0}, 8)
    found = ablate.effects(runs, asked("resolve")).set_index(["kind", "outcome"])
    payoff = found.loc[("removal", "payoff")]
    assert payoff["difference"] == pytest.approx(0.5, abs=0.05)
    assert payoff["low"] < 0.5 < payoff["high"]
    assert payoff["verdict"] == "confirmed"
    assert found.loc[("removal", "tension"), "verdict"] == "confirmed"  # −0.1, expected −
    assert found.loc[("removal", "lifetime"), "verdict"] == "not shown"
    assert found.loc[("blind", "payoff"), "verdict"] == ""
    assert "null" not in found.index.get_level_values("kind")


def test_a_verdict_follows_the_interval() -> None:
    assert ablate.verdict(+1, 0.1, 0.3) == ablate.verdict(-1, -0.3, -0.1) == "confirmed"
    assert ablate.verdict(+1, -0.3, -0.1) == ablate.verdict(-1, 0.1, 0.3) == "contradicted"
    assert ablate.verdict(+1, -0.1, 0.3) == "not shown"
    assert ablate.verdict(+1, np.nan, np.nan) == "no interval"
    assert ablate.verdict(0, 0.1, 0.3) == ""


def test_where_worlds_vary_the_unit_is_a_world() -> None:
    runs = made_up({CONTROL: 0.0, "without resolve": 0.5}, 3, points=10)
    found = ablate.effects(runs, asked("resolve")).set_index("outcome")
    assert found.loc["payoff", "n"] == 10
    # 0.5·(1 − 2x) over x = 0, 1/9, …, 1 is nought on average, and far from it in single worlds
    assert found.loc["payoff", "verdict"] == "not shown"


def test_advice_that_reverses_is_found_with_the_parameter_that_tells() -> None:
    runs = made_up({CONTROL: 0.0, "without resolve": 0.5}, 3, points=10)
    varied = ["conflict.rate", "drift.rate"]
    found = ablate.worlds(runs, asked("resolve"), varied).set_index("outcome").loc["payoff"]
    assert (found["worlds"], found["pays"], found["reversed"]) == (10, 0.5, 0.5)
    assert (found["by"], found["correlation"]) == ("conflict.rate", pytest.approx(-1.0))
    # lowest third x = 0, 1/9, 2/9: 0.5·(1, 7/9, 5/9), on average 7/18; the highest its opposite
    assert found["at_low"] == pytest.approx(7 / 18, abs=0.03)
    assert found["at_high"] == pytest.approx(-7 / 18, abs=0.03)
    # Wilson for 5 of 10: (0.5 + z²/20 ± z·√(0.025 + z²/400)) ÷ (1 + z²/10), z = 1.96
    assert found["low"] == pytest.approx(0.2366, abs=1e-3)
    assert found["high"] == pytest.approx(0.7634, abs=1e-3)


def test_advice_that_reverses_is_said_and_drawn() -> None:
    runs = made_up({CONTROL: 0.0, "without resolve": 0.5}, 3, points=10)
    experiment = asked("resolve")
    table = ablate.worlds(runs, experiment, ["conflict.rate", "drift.rate"])
    payoff = table.set_index("outcome").loc["payoff"]
    assert (payoff["surely"], payoff["reversed"]) == (0.5, 0.5)
    assert payoff["q"] < 0.05
    effects = ablate.effects(runs, experiment)
    answer = Practices(effects, table, pd.DataFrame(), CONTROL, size=10, unit="world")
    said = " ".join(answer.sentences)
    assert "the advice reverses, beyond luck, for resolve in 50 %" in said
    assert "resolve is worth less the higher conflict.rate" in said
    drawn = {figure.name: picture_of(figure).figure() for figure in answer.figures()}
    assert set(drawn) == {"guide", "worlds", "where-advice-fails"}
    for figure in drawn.values():
        figure.draw_without_rendering()


def test_of_an_outcome_that_many_worlds_lack_nothing_is_said_but_that() -> None:
    runs = made_up({CONTROL: 0.0, "without resolve": 0.5}, 3, points=10)
    runs.loc[(runs["arm"] == CONTROL) & (runs["point"] > 2), "lifetime"] = np.nan
    varied = ["conflict.rate", "drift.rate"]
    table = ablate.worlds(runs, asked("resolve"), varied)
    row = table.set_index("outcome").loc["lifetime"]
    assert (row["worlds"], row["missing"]) == (3, 7)
    assert row[["pays", "low", "high", "surely", "reversed", "q"]].isna().all()
    effects = ablate.effects(runs, asked("resolve"))
    answer = Practices(effects, table, pd.DataFrame(), CONTROL, size=10, unit="world")
    said = " ".join(answer.sentences)
    few = "Where lifetime is missing too often nothing is told: resolve (7 of 10 worlds)."
    assert few in said
    assert "Over 3 plausible worlds" not in said
    assert "Over 10 plausible worlds, none of them pay" in said
    (shown,) = [t for t in answer.tables() if t.title.startswith("In how many plausible worlds")]
    assert "Over 10 worlds" in shown.note
    for figure in answer.figures():
        picture_of(figure).figure().draw_without_rendering()


def test_worlds_whose_runs_failed_are_not_counted_as_without_an_outcome() -> None:
    runs = made_up({CONTROL: 0.0, "without resolve": 0.5}, 3, points=10)
    failed = (runs["arm"] == CONTROL) & (runs["point"] > 7)
    runs.loc[failed, ["lifetime", "payoff"]] = np.nan
    runs.loc[failed, "status"] = "failed"
    table = ablate.worlds(runs, asked("resolve"), ["conflict.rate", "drift.rate"])
    assert table["worlds"].tolist() == [8, 8]
    assert table["missing"].tolist() == [0, 0]
    assert table["pays"].notna().all()


def test_few_worlds_say_nothing_about_where_advice_fails() -> None:
    runs = made_up({CONTROL: 0.0, "without resolve": 0.5}, 3, points=4)
    assert ablate.worlds(runs, asked("resolve"), ["conflict.rate"]).empty


# ----------------------------------------------------------------------------------------- Shapley


def test_shapley_by_hand() -> None:
    # v(a) = 1, v(b) = 2, v(ab) = 5: a adds 1 or 3, b adds 2 or 4
    v = {"": 0.0, "a": 1.0, "b": 2.0, "ab": 5.0}
    worth = {frozenset(s): np.array([x]) for s, x in v.items()}
    np.testing.assert_allclose(ablate.shapley_values(worth, "ab"), [[2.0, 3.0]])


def test_shapley_is_efficient_symmetric_and_gives_a_dummy_nothing() -> None:
    players = MAINTENANCE
    dummy, one, other = players[0], players[1], players[2]
    generator = np.random.default_rng(1)
    drawn: dict[frozenset[str], np.ndarray] = {}
    for size in range(len(players) + 1):
        for kept in combinations(players, size):
            # without the dummy, and with two players that are each as good as the other
            same = frozenset({other if p == one else p for p in kept} - {dummy})
            n = sum(p in kept for p in (one, other))
            key = (same - {other}) | ({f"#{n}"} if n else set())
            drawn.setdefault(key, generator.normal(size=4))
    worth = {}
    for size in range(len(players) + 1):
        for kept in combinations(players, size):
            n = sum(p in kept for p in (one, other))
            key = frozenset(set(kept) - {dummy, one, other}) | ({f"#{n}"} if n else set())
            worth[frozenset(kept)] = drawn[key]
    values = ablate.shapley_values(worth, players)
    whole = worth[frozenset(players)] - worth[frozenset()]
    np.testing.assert_allclose(values.sum(axis=1), whole)
    np.testing.assert_allclose(values[:, 0], 0.0, atol=1e-12)
    np.testing.assert_allclose(values[:, 1], values[:, 2])


def test_an_additive_world_has_its_effects_as_shapley_values() -> None:
    worth = dict(zip(MAINTENANCE, cycle((0.6, 0.1, 0.5, 0.2, 0.05, 0.0)), strict=False))
    arms = {CONTROL: 0.0}
    for kept in removals.coalitions():
        gone = sum(worth[p] for p in MAINTENANCE if p not in kept)
        arms[removals.coalition_arm(kept, CONTROL)] = gone
    found = ablate.shapley(made_up(arms, 8), asked(shapley=True))
    payoff = found[found["outcome"] == "payoff"].set_index("practice")
    for practice, expected in worth.items():
        assert payoff.loc[practice, "value"] == pytest.approx(expected, abs=0.02)
        assert payoff.loc[practice, "last"] == pytest.approx(expected, abs=0.06)
    assert (payoff["low"] <= payoff["value"]).all()


# ----------------------------------------------------------------------------------------- in words


def test_the_answer_names_what_pays_and_every_sign_that_is_missed() -> None:
    runs = made_up({CONTROL: 0.0, "without resolve": 0.5, "without share": 0.0}, 8)
    found = ablate.effects(runs, asked("resolve", "share"))
    nothing = pd.DataFrame()
    answer = Practices(found, nothing, nothing, CONTROL, size=8)
    said = " ".join(answer.sentences)
    assert said.startswith("1 of 2 pieces of advice pay, most of all resolve 0.5")
    assert "share cannot be told from nothing" in said
    assert "Of 4 effects that the model is built to have, 2 are there" in said
    assert "lifetime without resolve (not shown" in said
    assert "payoff without share (not shown" in said
    lines = plain_lines(answer.tables())
    assert max(map(len, lines)) <= 100
    assert any(line.strip().startswith("resolve") for line in lines)
