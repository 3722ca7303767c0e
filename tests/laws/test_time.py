"""Laws of time: what acts take of it does not depend on who comes first."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix
from sim.inputs.switches import PLACEBOS
from sim.objects.model import AllianceModel
from sim.rules.draws import ORDER
from sim.state.histories import Histories
from tests.generated import mixes, parameters, seeds

TAKING = {"attend.guest": 0.15, "attend.idle": 0.5}


class Backwards(AllianceModel):
    """A model in which those attend first who would have been last."""

    def draw(self, purpose: int, *ids: int) -> tuple[float, float, float, float]:
        u, *rest = super().draw(purpose, *ids)
        return (-u if purpose == ORDER else u, *rest)  # type: ignore[return-value]


def attended(kind: type[AllianceModel], world: AllianceModel, **more: Any) -> AllianceModel:
    """Return a copy of a world, of some kind, after its agents have attended."""
    model = kind(
        world.parameters.updated(more),
        world.mix,
        rng=world.seed,
        state=world.state(),
        histories=Histories.restored(*world.history_tables()),
    )
    model.begin_week()
    model.attend()
    return model


@settings(max_examples=40)
@given(parameters(placebos=False), mixes(), seeds, st.integers(1, 8))
def test_no_order_of_attending_matters_to_anybody_s_time(
    settings: Parameters, mix: Mix, seed: int, weeks: int
) -> None:
    # null, acts change nothing but time: all find the same to do, whoever comes first
    world = AllianceModel(settings.updated(TAKING), mix, rng=seed)
    for _ in range(weeks):
        world.step()
    one, other = (attended(kind, world, null=PLACEBOS) for kind in (AllianceModel, Backwards))
    for name in ("work", "work_acts", "idle_acts", "guest_acts"):
        found = [[getattr(agent, name) for agent in model.population] for model in (one, other)]
        assert found[0] == found[1], name


def test_much_time_is_taken_in_such_worlds() -> None:
    world = AllianceModel({"population.agents": 14, **TAKING}, "all_round", rng=3)
    for _ in range(12):
        world.step()
    model = attended(Backwards, world, null=PLACEBOS)
    assert sum(agent.guest_acts for agent in model.population) > 10
    assert sum(agent.idle_acts for agent in model.population) > 0


@settings(max_examples=40)
@given(parameters(), mixes(), seeds, st.integers(1, 8))
def test_time_is_accounted_for(settings: Parameters, mix: Mix, seed: int, weeks: int) -> None:
    """Neutral, work is acts of work; else it is less by what was taken, down to none."""
    world = AllianceModel(
        settings.updated({"attend.guest": 0.0, "attend.idle": 0.0}), mix, rng=seed
    )
    for _ in range(weeks):
        world.step()
    plain, taking = attended(AllianceModel, world), attended(AllianceModel, world, **TAKING)
    for a, b in zip(plain.population, taking.population, strict=True):
        assert a.work == a.work_acts / a.attention
        assert 0 <= a.idle_acts <= a.work_acts <= a.attention
        assert (a.work_acts, a.idle_acts, a.guest_acts) == (b.work_acts, b.idle_acts, b.guest_acts)
        taken = 0.5 * b.idle_acts + 0.15 * b.guest_acts
        assert abs(b.work - max(0.0, b.work_acts - taken) / b.attention) < 1e-12
