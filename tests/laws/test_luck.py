"""Laws of keyed luck: what is not asked about does not matter."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix, mix_from
from sim.inputs.switches import PROCESSES
from sim.objects import model as sim_model
from sim.objects.model import AllianceModel
from sim.rules import draws
from sim.rules.draws import PURPOSES
from sim.state import start as sim_start
from sim.state.start import first_state
from sim.state.tables import State
from tests.generated import mixes, parameters, seeds
from tests.invariants import differences


def after(model: AllianceModel, weeks: int) -> State:
    for _ in range(weeks):
        model.step()
    return model.state()


@settings(max_examples=15)
@given(parameters(), mixes(), seeds, st.integers(1, 6), st.randoms(use_true_random=False))
def test_relabelling_rows_only_relabels_results(
    settings: Parameters, mix: Mix, seed: int, weeks: int, random: object
) -> None:
    state, histories, _ = first_state(settings, mix, seed)
    plain = AllianceModel(settings, mix, rng=seed, state=state, histories=histories)
    rows = list(range(len(state.agents)))
    random.shuffle(rows)  # type: ignore[attr-defined]
    again, histories, _ = first_state(settings, mix, seed)
    again.agents = again.agents[rows]
    shuffled = AllianceModel(settings, mix, rng=seed, state=again, histories=histories)
    a, b = after(plain, weeks), after(shuffled, weeks)
    assert b.agents["id"].tolist() == a.agents["id"].tolist()  # they stand in order of seats
    assert differences(a, b) == []
    for ours, theirs in zip(plain.histories.tables(), shuffled.histories.tables(), strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("process", PROCESSES)
def test_draws_added_to_one_process_shift_no_other(process: str) -> None:
    def with_more(self: AllianceModel) -> None:
        for purpose in range(1, len(PURPOSES) + 1):
            for agent in self.population:
                self.draw(purpose, agent.id, 0, 7)
        self.random.random()  # nor does Mesa's own generator matter
        getattr(AllianceModel, process)(self)

    curious = type("Curious", (AllianceModel,), {process: with_more})
    settings = {"population.agents": 10, "learn.rule": "fermi", "learn.rate": 0.5}
    mix = {"balanced": 0.5, "networker": 0.5}
    plain, more = AllianceModel(settings, mix, rng=5), curious(settings, mix, rng=5)
    assert differences(after(plain, 5), after(more, 5)) == []


def test_another_seed_is_another_world() -> None:
    states = [after(AllianceModel({"population.agents": 6}, rng=seed), 2) for seed in (1, 2, -1)]
    assert differences(states[0], states[1])
    assert differences(states[0], states[2])


@pytest.mark.parametrize("seed", range(3))
def test_one_more_agent_who_meets_nobody_changes_nothing(tmp_path: Path, seed: int) -> None:
    # A ring of twelve who look among allies' allies only, learn from allies only, and decide
    # nothing together; with and without a thirteenth who knows nobody.
    ring = "".join(f"a{i},a{(i + 1) % 12},2\n" for i in range(12))
    settings = {
        "scout.closure": 1.0,
        "off": ("decide",),
        "learn.rule": "fermi",
        "learn.rate": 0.2,
        "learn.mutation": 0.0,
        "learn.allies": 1.0,
    }
    found = []
    for name, text in (("ring", ring), ("and_one", ring + "alone\n")):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        model = AllianceModel({**settings, "population.network": str(path)}, rng=seed)
        found.append(after(model, 12))
    without, one_more = found
    assert one_more.tally["admitted"] + one_more.serial > 12, "something happened"
    assert one_more.agents["n_allies"][12] == 0
    one_more.agents = one_more.agents[:12]
    assert differences(without, one_more) == []


def test_compiled_draws_are_plain_draws_over_a_whole_run(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"population.agents": 14, "learn.rule": "fermi", "learn.rate": 0.3}
    mix = mix_from({"networker": 0.5, "all_round": 0.5})
    compiled = after(AllianceModel(settings, mix, rng=11), 10)
    plain = {}
    for name in ("philox", "uniforms", "normals", "priority"):
        plain[name] = getattr(getattr(draws, name), "py_func", getattr(draws, name))
        for module in (draws, sim_model, sim_start):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, plain[name])
    assert sim_model.uniforms is plain["uniforms"]
    assert differences(compiled, after(AllianceModel(settings, mix, rng=11), 10)) == []
