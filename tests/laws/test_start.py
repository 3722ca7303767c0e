"""Laws of the first state: the kernel makes of parameters what is written down in tables."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.model import TableModel
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix, mix_from
from sim.state.start import first_state
from tests.engine_invariants import hold
from tests.generated import mixes, parameters, seeds
from tests.invariants import differences


def assert_begins_as_written(drawn: Parameters, mix: Mix, seed: int) -> None:
    model = TableModel(drawn, mix, rng=seed)
    hold(model)
    state, histories, names = first_state(drawn, mix, seed)
    assert names == model.names
    assert differences(state, model.state()) == []
    for ours, theirs in zip(histories.tables(), model.history_tables(), strict=True):
        assert np.array_equal(ours, theirs)
    again = TableModel(drawn, mix, rng=seed, state=state, histories=histories)
    for one in (model, again):
        one.step()
    assert differences(model.state(), again.state()) == []


@settings(max_examples=25, deadline=None)
@given(parameters(), mixes(), seeds, st.booleans(), st.integers(2, 31))
def test_the_first_state_is_the_one_that_is_written_down(
    drawn: Parameters, mix: Mix, seed: int, pairs: bool, agents: int
) -> None:
    drawn = drawn.updated({"population.pairs": pairs, "population.agents": agents})
    assert_begins_as_written(drawn, mix, seed)


def test_seats_are_kept_for_whom_a_list_names(tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("name,from,until\n0,,4\n3,6,20\n5,,\n6,2,9\n")
    listed = {"population.agents": 9, "population.presence": str(tmp_path / "who.csv"),
              "population.pairs": True}  # fmt: skip
    drawn = Parameters().updated(listed)
    model = TableModel(drawn, rng=2)
    assert np.flatnonzero(~model.state().seats["present"]).tolist() == [3, 6]
    assert sorted(model.state().alliances["members"][:, 0].tolist()) == [0, 4]
    assert_begins_as_written(drawn, model.mix, 2)


def test_a_network_is_the_one_that_is_written_down(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("a,b,3\nb,c,0.5\na,d,2\nc,d\ne,a\n")
    (tmp_path / "who.csv").write_text("name,from,until\ne,3,9\n")
    drawn = Parameters().updated(
        {
            "population.network": str(tmp_path / "ties.csv"),
            "population.presence": str(tmp_path / "who.csv"),
            "population.agents": 77,  # which is not asked
        }
    )
    mix = mix_from({"balanced": 0.5, "shirker": 0.5})
    model = TableModel(drawn, mix, rng=2)
    assert model.names == list("abcde")
    assert model.state().ties["kept"].max() == 3.0
    assert_begins_as_written(drawn, mix, 2)
