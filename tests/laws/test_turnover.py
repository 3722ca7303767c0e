"""Laws of coming and going: whose luck it touches, and that it favours nothing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import simulate
from sim.engine.model import TableModel
from tests.generated import mixes, parameters, seeds


@pytest.mark.parametrize("implementation", ["tables", "objects"])
def test_who_leaves_or_comes_touches_those_only_who_draw_its_seat_or_know_somebody_touched(
    implementation: str, tmp_path: Path
) -> None:
    # Pairs look for nobody, or among allies' allies only, and so never draw a seat.
    def ending(line: str) -> pd.DataFrame:
        (tmp_path / "who.csv").write_text(f"name,from,until\n{line}\n")
        run = simulate(
            {
                "population.agents": 12, "population.pairs": True, "scout.closure": 1.0,
                "population.presence": str(tmp_path / "who.csv"), "off": ("decide",),
            },
            seed=2, weeks=15, implementation=implementation,
        )  # fmt: skip
        return run.agents.set_index("id").drop(columns="mean_payoff")

    stays, leaves, late = ending("11,,"), ending("11,,3"), ending("11,5,")
    assert 11 not in leaves.index
    for other in (leaves, late):
        untouched = list(range(10))
        assert stays.loc[untouched].equals(other.loc[untouched])
        assert not stays.loc[[10]].equals(other.loc[[10]])


@settings(max_examples=20)
@given(parameters(), mixes(), seeds, st.integers(1, 8))
def test_what_is_there_adds_up(settings_: object, mix: object, seed: int, weeks: int) -> None:
    parameters_ = settings_.updated({"turnover.exit": 0.3, "turnover.entry": 0.5})  # type: ignore[attr-defined]
    model = TableModel(parameters_, mix, rng=seed)  # type: ignore[arg-type]
    for _ in range(weeks):
        model.step()
    state, stays = model.state(), model.stays()
    seats = len(state.seats)
    assert state.agents["id"].tolist() == state.seats["id"][state.seats["present"]].tolist()
    assert len(set(stays["agent"])) == len(stays)
    assert np.array_equal(stays["agent"] % seats, stays["seat"])
    assert (stays["gone"][stays["gone"] >= 0] > stays["came"][stays["gone"] >= 0]).all()
    known = set(state.agents["id"].tolist())
    assert set(state.ties["other"].tolist()) <= known
    empty = ~state.seats["present"]
    rows = model.world.agents[empty]
    assert rows.tobytes() == bytes(rows.nbytes)  # whoever was there left nothing
    order = model.world.order[: len(state.agents)]
    if "attend" not in parameters_.off and "decide" in parameters_.off:
        assert sorted(order.tolist()) == np.flatnonzero(state.seats["present"]).tolist()


@pytest.mark.parametrize("implementation", ["tables", "objects"])
def test_a_seat_that_is_taken_in_another_week_is_taken_by_the_same_person(
    implementation: str,
) -> None:
    # traits are drawn by ids alone, whenever somebody comes
    settings = {"population.agents": 10, "turnover.exit": 0.2}
    early = simulate(
        {**settings, "turnover.entry": 1.0}, seed=3, weeks=12, implementation=implementation
    )
    late = simulate(
        {**settings, "turnover.entry": 0.4}, seed=3, weeks=12, implementation=implementation
    )
    both = set(early.agents["id"]) & set(late.agents["id"])
    a, b = (run.agents.set_index("id").loc[sorted(both)] for run in (early, late))
    assert len(both) > 1
    for name in ("reliability", "openness", "attention", "specialty_skills"):
        assert a[name].tolist() == b[name].tolist()


@pytest.mark.slow
@pytest.mark.statistical
def test_present_settle_where_coming_and_going_balance() -> None:
    # N·e/(e + x − xe): of 200 seats with e = .2, x = .04: 172.4
    x, e = 0.04, 0.2
    counts = []
    for seed in range(4):
        model = TableModel(
            {"population.agents": 200, "turnover.exit": x, "turnover.entry": e}, rng=seed
        )
        for _ in range(60):
            model.step()
        for _ in range(60):
            model.step()
            counts.append(len(model.state(acquaintances=False).agents))
    assert np.mean(counts) == pytest.approx(200 * e / (e + x - x * e), abs=1.5)


@pytest.mark.slow
@pytest.mark.statistical
@pytest.mark.parametrize("how", ["no selection", "two equal strategies"])
def test_newcomers_favour_nothing(how: str) -> None:
    # a mix with newcomers is a martingale: the mean share stays what it was
    neutral = {"learn.selection": 0.0} if how == "no selection" else {}
    mix = {"balanced": 0.3, "shirker" if neutral else "all_round": 0.7}
    settings = {
        "population.agents": 30, "turnover.exit": 0.02, "turnover.entry": 0.5,
        "learn.rule": "fermi", "learn.mutation": 0.0, "learn.allies": 0.0, "learn.rate": 0.02,
        **neutral,
    }  # fmt: skip
    if how == "two equal strategies":
        from sim.inputs.strategies import STRATEGIES

        same = STRATEGIES["balanced"].model_copy(update={"name": "same"})
        given_mix = ((STRATEGIES["balanced"], 0.3), (same, 0.7))
    else:
        given_mix = mix  # type: ignore[assignment]
    shares = []
    for seed in range(150):
        model = TableModel(settings, given_mix, rng=seed)  # type: ignore[arg-type]
        for _ in range(100):
            model.step()
        shares.append(np.mean(model.state(acquaintances=False).agents["strategy"] == 0))
    error = np.std(shares, ddof=1) / np.sqrt(len(shares))
    assert abs(np.mean(shares) - 0.3) < 3.0 * error
