"""Patterns of panels: worked by hand, and as computed independently from real panels."""

import json
from pathlib import Path

import numpy as np
import pytest

from experiments.commands.evidence import number
from experiments.evidence.panel_files import Told, read_panels
from experiments.evidence.panels import Panel
from experiments.evidence.patterns import (
    Rate,
    hazard_by_age,
    measure,
    pooled,
    seniority,
    static,
    step,
    steps,
)
from experiments.evidence.reference import PANELS, PATTERNS
from experiments.evidence.survey import null
from sim.errors import BadInput

DATA = Path(__file__).parents[3] / "shared" / "data"
with_data = pytest.mark.skipif(
    not (DATA / "facts.json").is_file(), reason="the published panels are not beside the checkout"
)


def matrix(n: int, *pairs: tuple[int, int]) -> np.ndarray:
    ties = np.zeros((n, n), dtype=bool)
    for one, other in pairs:
        ties[one, other] = True
    return ties


#: 0 and 1 name each other, both name 2, 2 names 3: a triangle with a tail.
BEFORE = matrix(4, (0, 1), (1, 0), (0, 2), (1, 2), (2, 3))
AFTER = matrix(4, (0, 1), (1, 0), (2, 1), (3, 2))


def test_one_wave_by_hand() -> None:
    found = static(BEFORE)
    assert found["density"] == pytest.approx(5 / 12)
    assert found["mean_out"] == 1.25
    assert found["recip"] == pytest.approx(2 / 5)
    assert found["recip_adj"] == pytest.approx((2 / 5 - 5 / 12) / (7 / 12))
    assert found["max_in"] == 2
    assert found["cv_in"] == pytest.approx(np.std([1, 1, 2, 1]) / 1.25)
    assert found["trans"] == pytest.approx(3 / 5)  # degrees 2, 2, 3, 1: 5 triples, 3 closed
    assert found["trans_over_density"] == pytest.approx((3 / 5) / (4 / 6))
    assert found["clust"] == pytest.approx((1 + 1 + 1 / 3 + 0) / 4)
    ends = [(2, 2), (2, 2), (2, 3), (3, 2), (2, 3), (3, 2), (3, 1), (1, 3)]
    assert found["assort"] == pytest.approx(np.corrcoef(np.array(ends).T)[0, 1])
    assert (found["isolates"], found["giant"]) == (0.0, 1.0)


def test_one_step_by_hand() -> None:
    found = step(BEFORE, AFTER)
    assert found["jaccard"] == Rate(2, 7)
    assert found["survival"] == Rate(2, 5)
    assert found["formation"] == Rate(2, 7)
    assert found["survival_reciprocated"] == Rate(2, 2)
    assert found["survival_unreciprocated"] == Rate(0, 3)
    assert found["survival_embedded"] == Rate(2, 4)
    assert found["survival_bridge"] == Rate(0, 1)
    assert found["formation_if_chosen_by_other"] == Rate(2, 3)
    assert found["formation_if_not_chosen"] == Rate(0, 4)
    assert found["formation_common_neighbour"] == Rate(0, 4)
    assert found["formation_no_common_neighbour"] == Rate(0, 0)


def panel(*ties: np.ndarray, waves: str = "123456789") -> Panel:
    n = len(ties[0])
    labels = tuple(waves[: len(ties)])
    everybody = np.ones((len(ties), n), dtype=bool)
    return Panel("by hand", labels, tuple("abcdefgh"[:n]), np.array(ties), everybody)


def test_seniority_and_age_by_hand() -> None:
    old, new = (0, 1), (2, 3)
    three = panel(matrix(4, old), matrix(4, old, new), matrix(4, old))
    assert seniority(three) == {
        "survival_new_tie": Rate(0, 1),
        "survival_tie_seen_twice": Rate(1, 1),
    }
    ages = hazard_by_age(three, oldest=2)
    assert ages == {"1": Rate(1, 1), "2+": Rate(0, 0)}
    ages = hazard_by_age(three, oldest=2, strangers=True)
    assert ages == {"1": Rate(1, 2), "2+": Rate(0, 1)}


def test_a_longer_step_is_left_out_of_hazards() -> None:
    tie, none = matrix(2, (0, 1)), matrix(2)
    gap = panel(tie, tie, none, waves="128")
    assert sum(rate.at_risk for rate in hazard_by_age(gap, strangers=True).values()) == 1


def test_whoever_was_not_observed_is_left_out_but_may_be_a_common_friend() -> None:
    seen = np.array([[True] * 4, [True, True, False, True]])
    both = Panel("gone", ("1", "2"), tuple("abcd"), np.array([BEFORE, BEFORE]), seen)
    assert len(both.wave(1)) == 3
    (found,) = steps(both)
    assert found["survival"] == Rate(2, 2)
    assert found["survival_embedded"] == Rate(2, 2)  # by c, who was gone later


def test_what_does_not_exist_is_missing() -> None:
    alone = measure(panel(matrix(3)))
    assert alone["names"] == 0
    assert [name for name, value in alone.items() if name != "names" and not np.isnan(value)] == []


def test_the_null_keeps_names_and_turnover() -> None:
    luck = np.random.default_rng(3)
    ties = luck.random((4, 30, 30)) < 0.15
    ties[:, np.arange(30), np.arange(30)] = False
    ties[1] |= ties[0] & (luck.random((30, 30)) < 0.8)
    whole = panel(*ties)
    whole = Panel("x", whole.waves, tuple(map(str, range(30))), ties, np.ones((4, 30), dtype=bool))
    chance = null(whole, seed=1)
    assert (chance.ties.sum(axis=2) == ties.sum(axis=2)).all()
    for w in range(3):
        kept = (ties[w] & ties[w + 1]).sum(axis=1)
        assert ((chance.ties[w] & chance.ties[w + 1]).sum(axis=1) == kept).all()
    assert (chance.ties != ties).any()
    assert (chance.ties == null(whole, seed=1).ties).all()


# ------------------------------------------------------------------------------------------- files


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "club_ties.csv"
    file.write_text("wave,from,to\n1,ann,bob\n2,bob,ann\n10,ann,cy\n")
    (tmp_path / "club_presence.csv").write_text(
        "wave,id,status\n1,ann,present\n1,bob,present\n2,ann,absent\n2,bob,present\n"
        "10,ann,1\n10,bob,0\n10,cy,1\n"
    )
    (found,) = read_panels(file)
    assert (found.waves, found.ids) == (("1", "2", "10"), ("ann", "bob", "cy"))
    assert found.ties.sum() == 3
    assert found.present.tolist() == [
        [True, True, False],
        [False, True, False],
        [True, False, True],
    ]
    (same,) = read_panels(tmp_path)
    assert (same.ties == found.ties).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,to\na,b\n", ":1: lacks the column wave"),
        ("wave,from\n1,b\n", ":1: lacks the column to"),
        ("wave,from,to\n1,a,a\n", ":2: a names itself"),
        ("wave,from,to\n1,a,b\n1,a\n", ":3: needs 3 cells"),
        ("week,from,to,rank\n1,a,b,first\n", ":2: rank is 'first'"),
        ("wave,from,to\n", "has no lines"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "panel.csv"
    file.write_text(text)
    with pytest.raises(BadInput, match=message):
        read_panels(file)


def test_a_relation_that_is_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text("wave,relation,from,to\n1,likes,a,b\n")
    with pytest.raises(BadInput, match="it has: likes"):
        read_panels(file, Told(relation="loves"))
    with pytest.raises(BadInput, match="no panel in this folder"):
        read_panels(tmp_path, Told(relation="loves"))


# --------------------------------------------------------------------------------------- real data


def real(name: str) -> Panel:
    file, _, relation = name.partition(":")
    return read_panels(DATA / f"{file}.csv", Told(relation=relation or None))[0]


REAL = {
    "knecht_friendship": "knecht_friendship",
    "amends_friendship": "amends_ties:friendship",
    "amends_sharing": "amends_ties:sharing",
}


def agrees(found: dict[str, Rate], facts: dict[str, list[float]]) -> None:
    """Rates and numbers at risk are those printed."""
    for name, (rate, at_risk) in facts.items():
        assert found[name].at_risk == at_risk, name
        assert found[name].value == pytest.approx(rate, abs=0.0005001), name


def agrees_pooled(parts: list[dict[str, Rate]], facts: dict[str, float | list[float]]) -> None:
    """The printed pooled rates were made of the printed rates of the steps."""
    for name, printed in facts.items():
        if isinstance(printed, list):
            rates = [(round(p[name].value, 3), p[name].at_risk) for p in parts if p[name].at_risk]
            mean = sum(rate * n for rate, n in rates) / sum(n for _, n in rates)
            assert [mean, pooled(parts)[name].at_risk] == pytest.approx(printed, abs=0.0005001)
        else:
            mean = float(np.mean([round(p[name].value, 3) for p in parts]))
            assert mean == pytest.approx(printed, abs=0.0005001)


@with_data
@pytest.mark.parametrize("name", REAL)
def test_real_panels_agree_with_independent_numbers(name: str) -> None:
    facts = json.loads((DATA / "facts.json").read_text())[name]
    found = real(REAL[name])
    for w, wave in enumerate(facts["waves"]):
        mine = static(found.wave(w))
        assert {k: mine[k] for k in wave} == pytest.approx(wave, abs=0.0005001)
    parts = steps(found)
    for part, printed in zip(parts, facts["steps"], strict=True):
        assert part["jaccard"].value == pytest.approx(printed.pop("jaccard"), abs=0.0005001)
        agrees(part, printed)
    agrees_pooled(parts, facts["pooled_steps"])
    ages = ("survival_new_tie", "survival_tie_seen_twice")
    agrees(seniority(found), {k: facts[k] for k in ages})


@with_data
def test_weekly_rankings_agree_with_independent_numbers() -> None:
    facts = json.loads((DATA / "facts.json").read_text())["newcomb_top3"]
    found = real("newcomb_ranks")
    for w, wave in enumerate(found.waves):
        assert static(found.wave(w))["recip"] == pytest.approx(
            facts["reciprocity_by_week"][wave], abs=0.0005001
        )
        assert static(found.wave(w))["trans"] == pytest.approx(
            facts["trans_by_week"][wave], abs=0.0005001
        )
    agrees_pooled(steps(found), facts["pooled"])
    agrees(hazard_by_age(found, strangers=True), facts["weekly_hazard_by_age"])


@with_data
@pytest.mark.parametrize(
    ("file", "name"),
    list(
        zip(
            ["knecht_friendship", "amends_ties:friendship", "amends_ties:sharing", "newcomb_ranks"],
            PANELS,
            strict=True,
        )
    ),
)
def test_facts_that_the_project_quotes_are_those_of_the_data(file: str, name: str) -> None:
    assert measure(real(file)) == pytest.approx(PANELS[name], abs=0.0005001)


def test_every_band_holds_the_panels_range() -> None:
    for pattern in PATTERNS.values():
        assert pattern.band[0] <= pattern.panels[0] <= pattern.panels[1] <= pattern.band[1]


@pytest.mark.parametrize(
    ("value", "beside", "printed"),
    [
        (0.12961, (), "0.13"),
        (0.12961, (0.13, 0.66), "0.1296"),
        (0.13, (0.13, 0.66), "0.13"),
        (1.0500001, (1.05, 2.1), "1.0500001"),
        (np.nan, (0.13, 0.66), "–"),
    ],
)
def test_a_value_is_printed_so_that_one_sees_on_which_side_of_the_band_it_lies(
    value: float, beside: tuple[float, ...], printed: str
) -> None:
    assert number(value, beside) == printed
