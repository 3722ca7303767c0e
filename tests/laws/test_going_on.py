"""Laws of stopping: tables are the whole state, and a run that stopped goes on as if it had not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import BadInput
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix
from sim.objects.model import AllianceModel
from sim.run import Run
from sim.simulation import simulate
from sim.state.histories import Histories
from tests.generated import mixes, parameters, seeds
from tests.invariants import differences

WORLD = {
    "population.agents": 14,
    "population.memory": 6,
    "learn.rule": "fermi",
    "learn.rate": 0.2,
    "learn.mutation": 0.05,
    "review.intercept": 1.0,
}
MIX = {"networker": 0.6, "transactional": 0.4}
EVENTS = (
    {"week": 4, "set": {"conflict.rate": 0.1}},  # given before one that comes earlier
    {"week": 3, "set": {"conflict.rate": 0.4, "off": ["work"]}},
    {"week": 6, "set": {"scout.closure": 0.0}},
    {"week": 9, "set": {"off": []}},
)


def assert_same_run(a: Run, b: Run) -> None:
    assert differences(a.state, b.state) == []
    assert np.array_equal(a.membership_table, b.membership_table)
    assert np.array_equal(a.alliance_table, b.alliance_table)
    pd.testing.assert_frame_equal(a.series, b.series, check_exact=True)
    pd.testing.assert_frame_equal(a.by_strategy, b.by_strategy, check_exact=True)
    pd.testing.assert_frame_equal(a.agents, b.agents, check_exact=True)
    pd.testing.assert_series_equal(pd.Series(a.outcomes), pd.Series(b.outcomes), check_exact=True)
    assert (a.weeks, a.warmup, a.seed, a.names) == (b.weeks, b.warmup, b.seed, b.names)
    assert (a.parameters, a.strategies, a.events) == (b.parameters, b.strategies, b.events)


@settings(max_examples=15)
@given(parameters(), mixes(), seeds, st.integers(0, 5), st.integers(1, 3))
def test_tables_to_objects_to_tables_is_the_identity(
    settings: Parameters, mix: Mix, seed: int, weeks: int, more: int
) -> None:
    model = AllianceModel(settings, mix, rng=seed)
    for _ in range(weeks):
        model.step()
    state = model.state()
    again = AllianceModel(
        settings,
        mix,
        rng=seed,
        state=state,
        histories=Histories.restored(*model.histories.tables()),
    )
    assert differences(state, again.state()) == []
    # and it is everything: both go on alike
    for _ in range(more):
        model.step()
        again.step()
    assert differences(model.state(), again.state()) == []
    for ours, theirs in zip(model.histories.tables(), again.histories.tables(), strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("stop", [1, 3, 5, 11])
def test_saved_and_continued_equals_uninterrupted(tmp_path: Path, stop: int) -> None:
    whole = simulate(WORLD, MIX, seed=8, weeks=12, warmup=4, events=EVENTS)
    part = simulate(WORLD, MIX, seed=8, weeks=stop, warmup=4, events=EVENTS)
    path = part.save(tmp_path / "stopped")
    assert path.name == "stopped.npz"
    loaded = Run.load(path)
    assert_same_run(part, loaded)
    assert_same_run(whole, simulate(weeks=12, start=loaded))
    # going on leaves what one goes on from alone
    assert_same_run(part, loaded)
    assert_same_run(whole, simulate(weeks=12, start=part))


def test_a_run_with_names_goes_on_with_them(tmp_path: Path) -> None:
    settings = {"population.network": "networkx:florentine_families"}
    whole = simulate(settings, seed=2, weeks=6, warmup=1)
    part = simulate(settings, seed=2, weeks=3, warmup=1)
    loaded = Run.load(part.save(tmp_path / "families.npz"))
    assert_same_run(whole, simulate(weeks=6, start=loaded))


def test_there_is_never_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = simulate({"population.agents": 4}, seed=1, weeks=1)
    path = run.save(tmp_path / "run")
    before = path.read_bytes()

    def breaks(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(np, "savez_compressed", breaks)
    with pytest.raises(OSError, match="full"):
        run.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_saved_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("hello", encoding="utf-8")
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    for name in ("none.npz", "text.npz", "other.npz"):
        with pytest.raises(BadInput):
            Run.load(tmp_path / name)


def test_a_run_does_not_go_back(tmp_path: Path) -> None:
    run = simulate({"population.agents": 4}, seed=1, weeks=3)
    with pytest.raises(BadInput, match="past 2"):
        simulate(weeks=2, start=run)
    with pytest.raises(BadInput, match="warm-up"):
        simulate(weeks=4, warmup=0, start=run)


@pytest.mark.parametrize("weeks", [1, 4])
def test_simulating_is_stepping(weeks: int) -> None:
    run = simulate({"population.agents": 12}, seed=3, weeks=weeks)
    model = AllianceModel({"population.agents": 12}, rng=3)
    for _ in range(weeks):
        model.step()
    assert differences(run.state, model.state()) == []
    assert np.array_equal(run.membership_table, model.histories.tables()[0])


def test_the_sentences_of_the_front_door() -> None:
    # as a person would type them, with defaults
    run = simulate(seed=3, weeks=1)
    model = AllianceModel(rng=3)
    model.step()
    assert differences(run.state, model.state()) == []
    assert len(run.series) == 1
    assert len(model.population) == 200


def test_recording_less_often_changes_nothing_else() -> None:
    often = simulate({"population.agents": 10}, seed=4, weeks=7)
    seldom = simulate({"population.agents": 10}, seed=4, weeks=7, record=3)
    assert seldom.series["week"].tolist() == [3, 6, 7]
    assert differences(often.state, seldom.state) == []
    assert often.series.loc[[2, 5, 6]].reset_index(drop=True).equals(seldom.series)
