"""What pays, and who: every claim is shown, on fixed paired seeds."""

import numpy as np
import pytest

from tests.statistical import claims, free_riding
from tests.statistical.claims import CLAIMS, Claim, Found


@pytest.mark.slow
@pytest.mark.statistical
@pytest.mark.parametrize("section", CLAIMS)
def test_claims_are_shown(section: str) -> None:
    found = claims.judged(CLAIMS[section], claims.measured(claims.runs_for(CLAIMS[section])))
    missed = [str(one) for one in found if not one.shown]
    if missed:
        pytest.fail("\n".join([f"{section}:", *missed]), pytrace=False)


@pytest.mark.slow
@pytest.mark.statistical
def test_shirking_pays_inside_an_alliance_and_more_in_a_larger_one() -> None:
    ahead = free_riding.by_size()
    for size, values in ahead.items():
        mean, half_width = claims.interval(values)
        assert mean > half_width, size
    growth, half_width = free_riding.growth(ahead)
    assert growth > half_width


def test_a_claim_that_is_not_clear_of_zero_is_missed() -> None:
    claim = Claim("all_round, pairs", "none, pairs")
    assert Found(claim, 0.11, 0.10).shown
    assert not Found(claim, 0.10, 0.11).shown
    assert not Found(claim, -0.11, 0.10).shown
    assert not Found(claim, float("nan"), float("nan")).shown
    assert str(Found(claim, 0.11, 0.1)) == "all_round, pairs − none, pairs: +0.110 ± 0.100"


def test_an_interval_is_students() -> None:
    mean, half_width = claims.interval(np.array([1.0, 2.0, 3.0]))
    # sd 1, t of two degrees of freedom 4.3027: 4.3027/√3
    assert (mean, half_width) == pytest.approx((2.0, 2.4841), abs=1e-4)
