"""Where theory says what comes out, the model says the same: repeated games in fixed pairs."""

import pytest

from tests.statistical import theory

pytestmark = pytest.mark.statistical


@pytest.mark.parametrize("match", theory.MATCHES)
def test_the_chain_has_the_cooperation_known_from_theory(match: tuple[str, str]) -> None:
    assert theory.chain(*match) == pytest.approx(theory.MATCHES[match], abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("match", theory.MATCHES)
def test_cooperation_in_the_model_is_that_of_the_chain(match: tuple[str, str]) -> None:
    assert theory.cooperation(*match) == pytest.approx(theory.chain(*match), abs=theory.WITHIN)


@pytest.mark.slow
@pytest.mark.parametrize("continuation", theory.CONTINUATIONS)
def test_reciprocity_pays_from_a_continuation_of_cost_over_benefit(continuation: float) -> None:
    # TFT among TFT always helps: b − c. An ALLD is helped in every first round: b·(1 − w).
    expected = theory.BENEFIT * continuation - theory.COST
    found = theory.advantage(continuation)
    assert found == pytest.approx(expected, abs=theory.PAYOFF_WITHIN)
    assert (found > theory.PAYOFF_WITHIN) == (continuation > theory.COST / theory.BENEFIT)
