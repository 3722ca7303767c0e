"""Laws of evidence: hearing costs nothing of what was seen, and what was heard goes no further."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix
from sim.objects.agent import AllianceAgent
from sim.objects.communication import News
from sim.objects.model import AllianceModel
from sim.objects.tie import Tie
from tests.generated import mixes, parameters, seeds


def seen(tie: Tie) -> tuple[float, float]:
    return tie.kept, tie.broken


class Listener(AllianceAgent):
    """Checks that hearing leaves all that it has seen as it was."""

    def hear(self, news: News | None) -> None:
        before = {other: seen(tie) for other, tie in self.ties.items()}
        super().hear(news)
        for other, tie in self.ties.items():
            assert seen(tie) == before.get(other, (0.0, 0.0))
        self.model.told += news is not None  # type: ignore[attr-defined]


class Rumours(AllianceModel):
    """A model of listeners."""

    agent_class = Listener
    told = 0


@settings(max_examples=40)
@given(parameters(), mixes(), seeds, st.integers(1, 10))
def test_seen_evidence_never_ages_by_hearing(
    settings: Parameters, mix: Mix, seed: int, weeks: int
) -> None:
    model = Rumours(settings, mix, rng=seed)
    for _ in range(weeks):
        model.step()


def test_much_is_heard_in_such_worlds() -> None:
    model = Rumours({"population.agents": 14, "trust.gossip_above": 0.0}, "all_round", rng=2)
    for _ in range(20):
        model.step()
    ties = [tie for agent in model.population for tie in agent.ties.values()]
    assert model.told > 20
    assert any(tie.heard_kept > 0.0 for tie in ties)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.floats(0.0, 2.0), st.floats(0.0, 2.0)), max_size=12))
def test_what_was_seen_is_what_it_would_be_had_nothing_been_heard(
    news: list[tuple[bool, float, float]],
) -> None:
    world = AllianceModel({"population.agents": 2})
    both, only_seen = (Tie(world.population[0], 0) for _ in range(2))
    for heard, good, bad in news:
        if heard:
            both.hear(good, bad, 0.9)
        else:
            both.observe(good, bad, 0.9)
            only_seen.observe(good, bad, 0.9)
    assert seen(both) == seen(only_seen)
