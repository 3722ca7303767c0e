"""Openings: kept, or passed on to the ally whom they fit best."""

import pytest

from sim.rules.draws import OPENING
from tests.worlds import evidence, tie, world

#: of OPENING: hears of one, its kind (a third each), whether it keeps it
KNOWLEDGE, SKILLS, MATERIALS = 0.1, 0.5, 0.9
NONE = {(OPENING,): (0.5,)}


def three(u: tuple[float, float, float], **parameters: object):  # type: ignore[no-untyped-def]
    """0 hears of an opening, allied with 1 and 2: skills .2, .5, .3 and materials .5, .3, .2."""
    model = world(3, (0, 1), (0, 2), luck={**NONE, (OPENING, 0): u}, **parameters)
    a, b, c = model.population
    a.specialty, b.specialty, c.specialty = (0.3, 0.2, 0.5), (0.2, 0.5, 0.3), (0.5, 0.3, 0.2)
    return model, a, b, c


def test_it_goes_to_the_ally_it_fits_best() -> None:
    # 1 takes it: 1.5·.5; evidence (1, 0) about 0; 0 has given one favour
    model, a, b, c = three((0.0, SKILLS, 0.0))
    model.refer()
    assert (a.payoff, b.payoff, c.payoff) == pytest.approx((0.0, 0.75, 0.0))
    assert (tie(b, a).gain, tie(a, b).gain) == pytest.approx((0.75, 0.0))
    assert (evidence(b, a), evidence(a, b)) == ((1.0, 0.0), (0.0, 0.0))
    assert (tie(a, b).balance, tie(b, a).balance) == (1.0, -1.0)
    assert (model.tally["openings"], model.tally["passed_on"]) == (1, 1)
    assert a.opening == b.opening == 0.0


def test_it_is_kept_where_it_fits_oneself_best() -> None:
    # 1.5·.5 for 0 itself, on no tie
    model, a, b, c = three((0.0, MATERIALS, 0.0))
    model.refer()
    assert (a.payoff, a.opening) == pytest.approx((0.75, 0.75))
    assert tie(a, b).gain == tie(a, c).gain == 0.0
    assert model.tally["passed_on"] == 0


@pytest.mark.parametrize(
    ("u", "off"), [(0.6, ()), (0.0, ("openness",)), (0.0, ("refer",))], ids=["closed", "o", "r"]
)
def test_it_is_kept_by_who_is_not_open(u: float, off: tuple[str, ...]) -> None:
    # openness .6: u = .6 keeps it although it fits 1 better: 1.5·.2
    model, a, b, _ = three((0.0, SKILLS, u), off=off)
    a.openness = 0.6
    model.refer()
    assert (a.payoff, b.payoff) == pytest.approx((0.3, 0.0))
    assert (model.tally["openings"], model.tally["passed_on"]) == (1, 0)


def test_the_smaller_id_wins_among_equals_and_oneself_before_allies() -> None:
    model, a, b, c = three((0.0, SKILLS, 0.0))
    c.specialty = b.specialty
    model.refer()
    assert (b.payoff, c.payoff) == pytest.approx((0.75, 0.0))
    model, a, b, c = three((0.0, SKILLS, 0.0))
    a.specialty = b.specialty
    model.refer()
    assert (a.payoff, b.payoff) == pytest.approx((0.75, 0.0))


def test_openings_come_with_their_probability_and_of_every_kind() -> None:
    for u, heard in ((0.0999, 1), (0.1, 0)):
        model, *_ = three((u, KNOWLEDGE, 0.0))
        model.refer()
        assert model.tally["openings"] == heard
    # knowledge, for 2: 1.5·.5
    model, _, _, c = three((0.0, 0.333, 0.0))
    model.refer()
    assert c.payoff == pytest.approx(0.75)


def test_who_is_alone_keeps_it() -> None:
    model = world(1, luck={(OPENING, 0): (0.0, KNOWLEDGE, 0.0)})
    model.refer()
    assert model.by_id[0].opening == pytest.approx(0.5)


def test_it_goes_one_hop_only() -> None:
    # 0 is allied with 1, 1 with 2, who is best; 0 hears of it, and it stays with 1
    model = world(3, (0, 1), (1, 2), luck={**NONE, (OPENING, 0): (0.0, SKILLS, 0.0)})
    a, b, c = model.population
    a.specialty, b.specialty, c.specialty = (0.9, 0.1, 0.0), (0.5, 0.3, 0.2), (0.0, 1.0, 0.0)
    model.refer()
    assert (b.payoff, c.payoff) == pytest.approx((0.45, 0.0))
