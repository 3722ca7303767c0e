"""What each lesson claims is so, and as large as its teacher's notes say."""

import pytest

from lessons.claims import measured
from lessons.lesson import all_lessons


@pytest.mark.slow
@pytest.mark.statistical
@pytest.mark.parametrize("name", all_lessons())
def test_a_lesson_shows_what_it_claims(name: str) -> None:
    claim = all_lessons()[name].claim
    mean, half = measured(all_lessons()[name])
    assert claim.sign * mean > half, f"{claim.outcome}: {mean:+.4f} ± {half:.4f}"
    # another kind of machine may round differently, which a long run makes visible
    said = f"{name} says that {claim.found} was found; it is ({mean:.4f}, {half:.4f})"
    assert (mean, half) == pytest.approx(claim.found, abs=0.25 * half), said
