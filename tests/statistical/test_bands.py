"""The default worlds show what the model must show: within its bands, on fixed seeds."""

import pytest

from tests.statistical.bands import WORLDS, means, missed


@pytest.mark.slow
@pytest.mark.statistical
@pytest.mark.parametrize("name", WORLDS)
def test_a_world_lies_within_its_bands(name: str) -> None:
    outside = missed(means(name), WORLDS[name].bands)
    if outside:
        pytest.fail("\n".join([f"{name}:", *outside]), pytrace=False)


def test_a_missed_band_is_noticed() -> None:
    bands = {"payoff": (2.2, 2.9), "trust": (0.76, 0.86)}
    assert missed({"payoff": 2.2, "trust": 0.86}, bands) == []
    assert len(missed({"payoff": 2.19, "trust": float("nan")}, bands)) == 2
