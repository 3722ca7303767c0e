"""Laws of every week: the books balance, and ties, alliances and histories are sound."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix
from tests.generated import mixes, parameters, seeds
from tests.invariants import Accounted, books_balance, hold


@settings(max_examples=60)
@given(parameters(), mixes(), seeds, st.integers(1, 8))
def test_the_books_balance_and_the_invariants_hold(
    settings: Parameters, mix: Mix, seed: int, weeks: int
) -> None:
    model = Accounted(settings, mix, rng=seed)
    hold(model)
    for _ in range(weeks):
        model.step()
        books_balance(model)
        hold(model)


def test_much_happens_in_these_worlds() -> None:
    """What the laws are tried on is not empty: everything counted happens in such small worlds."""
    happened: dict[str, float] = {}
    for seed in range(4):
        for memory, alone in ((40, False), (3, True)):
            model = Accounted(
                {
                    "population.agents": 14,
                    "population.memory": memory,
                    "population.pairs": alone,
                    "review.intercept": 0.0,
                    "cooperate.milestone": 2.0,
                    "conflict.rate": 0.3,
                    "refer.openings": 0.5,
                },
                "networker",
                rng=seed,
            )
            for _ in range(8):
                model.step()
                books_balance(model)
                for name, count in model.tally.items():
                    happened[name] = happened.get(name, 0.0) + count
    assert all(happened.values()), happened
