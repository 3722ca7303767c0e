"""Each mechanism moves what it is meant to move: every effect is shown, on fixed paired seeds."""

import pytest

from tests.statistical.ablations import ENOUGH, Effect, effects


# One test, so that the base world is run once and not once a mechanism.
@pytest.mark.slow
@pytest.mark.statistical
def test_every_mechanism_has_its_effect() -> None:
    missed = [effect for effect in effects(ENOUGH) if not effect.shown]
    if missed:
        pytest.fail("\n".join(["not shown:", *map(str, missed)]), pytrace=False)


@pytest.mark.parametrize(
    ("sign", "difference", "shown"),
    [(+1, 0.3, True), (-1, -0.3, True), (+1, -0.3, False), (+1, 0.2, False), (-1, 0.3, False)],
)
def test_an_effect_is_shown_on_its_side_of_zero(sign: int, difference: float, shown: bool) -> None:
    assert Effect("offer", "payoff", sign, difference, half_width=0.2).shown == shown


def test_an_effect_that_does_not_exist_is_not_shown() -> None:
    assert not Effect("offer", "payoff", 1, float("nan"), float("nan")).shown
