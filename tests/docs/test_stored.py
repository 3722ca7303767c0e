"""Sentences and comparisons are made from stored numbers, and say what these say."""

import pytest

from docs import before, ranked
from docs.before import changed
from docs.derived import dilemma
from docs.ranked import order
from docs.stored import Number, tables

PAGE = """
<!-- measured: all -->
| everybody is | pairs | groups |
| --- | --- | --- |
| one | 1.50 ± 0.05 | −0.25 ± 0.10 |
| two | 1.00 ± 0.10 | 2.00 ± 0.20 |

| claimed to earn more | than | difference | seeds | |
| --- | --- | --- | --- | --- |
| one | two | +0.50 ± 0.20 | 8 | shown |
<!-- end -->
"""


def around(value: float, half: float = 0.1) -> Number:
    return Number(value, value - half, value + half)


def test_measured_tables_are_read() -> None:
    first, second = tables(PAGE, "all")
    assert first["one"]["pairs"] == pytest.approx((1.5, 1.45, 1.55))
    assert first["one"]["groups"] == pytest.approx((-0.25, -0.35, -0.15))
    assert second == {"one − two": {"difference": pytest.approx((0.5, 0.3, 0.7))}}
    with pytest.raises(SystemExit, match="nothing"):
        tables(PAGE, "nothing")


def test_a_side_is_taken_by_a_whole_interval() -> None:
    assert around(0.2).side_of(0.0) == 1
    assert around(-0.2).side_of(0.0) == -1
    assert around(0.05).side_of(0.0) == 0
    assert around(0.5).clear_of(around(0.2)) == 1
    assert around(0.2).clear_of(around(0.5)) == -1
    assert around(0.3).clear_of(around(0.2)) == 0


def test_an_order_is_told_as_far_as_intervals_part_it() -> None:
    numbers = {"a": around(2.0), "b": around(1.9), "none": around(1.0), "c": around(0.5)}
    assert order("pairs", numbers) == (
        "In pairs `a` (2.00 ± 0.10) comes first, and `b` cannot be told from it; `c` (0.50 ± 0.10)"
        " comes last; `a` and `b` earn more than `none`; `c` earns less than `none`."
    )
    assert order("groups", {"4": around(2.0), "8": around(1.0)}) == (
        "In groups `4` (2.00 ± 0.10) comes first, ahead of all others;"
        " `8` (1.00 ± 0.10) comes last."
    )


def test_every_missed_pattern_is_named_with_its_world(monkeypatch: pytest.MonkeyPatch) -> None:
    table = (
        "<!-- measured: patterns -->\n"
        "| pattern | band | 60 agents | null | none | | 100 agents | null | none | |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| ties | 1 to 2 | 1.5 | 1 | 0 | inside | {} | 1 | 0 | {} |\n<!-- end -->"
    )
    monkeypatch.setattr(ranked, "now", lambda _: table.format("2.5", "outside"))
    assert ranked.missed() == "- **Missed:** ties, band 1 to 2: 2.5 in the world of 100 agents."
    monkeypatch.setattr(ranked, "now", lambda _: table.format("1.6", "says nothing"))
    assert ranked.missed() == "None is missed."


def made_up(ahead: float, effect: float, share: float) -> before.Tables:
    ranked = {"one": {"pairs": around(ahead)}, "two": {"pairs": around(1.0)}}
    empty: before.Tables = {f"{block}: differences": {} for block in before.COMPARED}
    return {
        before.EFFECTS: {"offer": {"payoff": around(effect)}},
        before.SHARES: {"offer": {"payoff": around(share)}},
        **dict.fromkeys(before.RANKED, ranked),
        **empty,
    }


def test_what_has_changed_sides_or_places_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before, "stored", lambda: made_up(2.0, 0.3, 0.8))
    monkeypatch.setattr(before, "numbers", lambda: made_up(0.5, 0.05, 0.3))
    text = changed()
    assert "| offer: payoff | 0.30 (0.20–0.40) | 0.05 (−0.05 to 0.15) |" in text
    assert "| offer: payoff, share of worlds in which it pays | 80 % | 30 % |" in text
    assert "- everybody is `two`: now more than `one`, which was ahead (pairs)" in text
    assert "| `one` | 2.00 ± 0.10 (1) | 0.50 ± 0.10 (2) |" in text


def test_what_has_not_changed_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before, "stored", lambda: made_up(2.0, 0.3, 0.8))
    monkeypatch.setattr(before, "numbers", lambda: made_up(1.05, 0.2, 0.9))
    text = changed()
    assert "No effect, difference or share has changed sides." in text
    assert "No two rows of the tables below have changed places." in text


def test_what_was_stored_can_be_compared_with_what_is_measured_now() -> None:
    """Every table from before has one of now, with rows that are still there."""
    old, new = before.stored(), before.numbers()
    assert set(old) == set(new)
    assert [name for name in old if not set(old[name]) & set(new[name])] == []


def test_a_dilemma_stands_between_what_one_gets_and_what_all_get() -> None:
    rows = [line.strip("| ").split(" | ") for line in dilemma().splitlines()[2:]]
    # defaults: own return < effort < return to all, and less of one's own the more members
    assert all(float(own) < float(effort) < float(joint) for _, own, effort, joint in rows)
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
