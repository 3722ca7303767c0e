"""Results are what they were. If they should not be: ``python -m tests.baselines.update``."""

import pytest

from sim.measures.outcomes import OUTCOMES as DECLARED
from tests.baselines.worlds import OUTCOMES, WORLDS, differences, measured, written_down


def test_results_are_what_they_were() -> None:
    changed = differences(written_down(), measured())
    if changed:
        changed.append(
            "If this is meant: python -m tests.baselines.update, and say so in a fragment."
        )
        pytest.fail("\n".join(changed), pytrace=False)


def test_the_baseline_is_complete() -> None:
    assert written_down().keys() == WORLDS.keys()
    for outcomes in written_down().values():
        assert tuple(outcomes) == OUTCOMES
        # what does not exist would notice nothing
        assert all(value == value for value in outcomes.values())
    assert set(OUTCOMES) <= set(DECLARED)


def test_a_difference_is_shown() -> None:
    old = {"groups": {"payoff": 2.0, "trust": 0.8}}
    assert differences(old, {"groups": {"payoff": 2.0 + 1e-10, "trust": 0.8}}) == []
    lines = differences(old, {"groups": {"payoff": 2.5, "tension": 0.1}})
    assert [line.split()[:2] for line in lines[1:]] == [
        ["groups", "payoff"],
        ["groups", "trust"],
        ["groups", "tension"],
    ]
    assert "+25.00%" in lines[1]
