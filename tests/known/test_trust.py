"""Trust in closed form: Jøsang & Ismail (2002), and this model's scaling of small news."""

import pytest

from sim.rules.trust import expectation, hearsay, with_news


def after(news: list[tuple[float, float]], memory: float) -> float:
    """Return trust after pieces of evidence (good, bad), from nothing."""
    kept = broken = 0.0
    for good, bad in news:
        kept, broken = with_news(kept, broken, good, bad, memory)
    return expectation(kept, broken)


KEPT, BROKEN = (1.0, 0.0), (0.0, 1.0)


def test_of_somebody_unknown_one_expects_one_half() -> None:
    assert expectation(0.0, 0.0) == 0.5


def test_without_forgetting_it_is_a_beta_expectation() -> None:
    # (7 + 1)/(7 + 1 + 2)
    assert after([KEPT] * 7 + [BROKEN], 1.0) == pytest.approx(0.8, abs=1e-9)
    assert after([BROKEN] + [KEPT] * 7, 1.0) == pytest.approx(0.8, abs=1e-9)


@pytest.mark.parametrize(
    ("memory", "endless", "betrayed", "betrayals"),
    [
        # endless kept: kept = 1/(1 − λ), T = (kept + 1)/(kept + 2) = (2 − λ)/(3 − 2λ);
        # one betrayal: kept = λ/(1 − λ), broken = 1
        (0.5, 0.75, 0.5, 2),
        (0.7, 0.8125, 0.625, 2),
        (0.9, 0.916667, 0.833333, 7),
        (0.95, 0.954545, 0.909091, 14),
    ],
)
def test_forgetting(memory: float, endless: float, betrayed: float, betrayals: int) -> None:
    assert (2 - memory) / (3 - 2 * memory) == pytest.approx(endless, abs=5e-7)
    history = [KEPT] * 2000
    assert after(history, memory) == pytest.approx((2 - memory) / (3 - 2 * memory), abs=1e-9)
    kept = memory / (1 - memory)
    assert after([*history, BROKEN], memory) == pytest.approx((kept + 1) / (kept + 3), abs=1e-9)
    assert (kept + 1) / (kept + 3) == pytest.approx(betrayed, abs=5e-7)
    # Betrayals in a row until trust is below one half: the fewest, to rounding at one half itself.
    assert after(history + [BROKEN] * (betrayals - 1), memory) >= 0.5 - 1e-12
    assert after(history + [BROKEN] * betrayals, memory) < 0.5


def test_recent_news_counts_more() -> None:
    # λ = .9: five kept weigh 1 + .9 + … + .9⁴ = 4.0951, five broken before them .9⁵ as much
    assert after([KEPT] * 5 + [BROKEN] * 5, 0.9) == pytest.approx(0.401507, abs=5e-7)
    assert after([BROKEN] * 5 + [KEPT] * 5, 0.9) == pytest.approx(0.598493, abs=5e-7)
    old, new = 4.0951 * 0.59049, 4.0951
    assert after([KEPT] * 5 + [BROKEN] * 5, 0.9) == pytest.approx((old + 1) / (old + new + 2))


def test_small_news_forgets_little() -> None:
    # (0, .3) at memory .97: d = 1 − .03·.3 = .991
    assert with_news(10.0, 2.0, 0.0, 0.3, 0.97) == pytest.approx((9.91, 1.982 + 0.3))
    # news worth more than one forgets no more than one does
    assert with_news(10.0, 2.0, 3.0, 1.0, 0.97) == pytest.approx((9.7 + 3.0, 1.94 + 1.0))
    assert with_news(10.0, 2.0, 0.0, 0.0, 0.97) == (10.0, 2.0)


def test_hearsay_is_discounted_by_trust_in_the_teller() -> None:
    # Q = (0 + 2)(10 + 2 + 2) + 2·8 = 44; 2·8·10/44 and 2·8·2/44
    assert hearsay(8.0, 0.0, 10.0, 2.0, 1.0) == pytest.approx((3.636364, 0.727273), abs=5e-7)
    assert hearsay(8.0, 0.0, 10.0, 2.0, 1.0) == pytest.approx((160 / 44, 32 / 44), abs=1e-12)
    assert hearsay(8.0, 0.0, 10.0, 2.0, 0.5) == pytest.approx((80 / 44, 16 / 44))


def test_an_unknown_teller_tells_nothing() -> None:
    assert hearsay(0.0, 5.0, 10.0, 2.0, 1.0) == (0.0, 0.0)


def test_hearsay_is_worth_less_than_having_seen_it() -> None:
    for teller_kept in (0.5, 5.0, 500.0):
        good, bad = hearsay(teller_kept, 1.0, 10.0, 2.0, 1.0)
        assert 0.0 < good < 10.0
        assert bad == pytest.approx(good / 5.0)
