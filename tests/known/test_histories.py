"""Life histories: written down as they happen."""

from sim.state.histories import (
    AT_START,
    DISSOLVED,
    DISTRUST,
    EXPELLED,
    LEFT,
    NO_CAUSE,
    STRANGER,
    TENSION,
    Happening,
    Histories,
    happenings,
    in_words,
)


def written() -> Histories:
    """4 and 5 found an alliance in week 2, 6 joins in 3; in week 8 6 is expelled and 5 leaves."""
    book = Histories()
    book.form(0, founder=4, partner=5, met=STRANGER, week=2)
    book.join(0, 4, strategy=1, week=2, size=1)
    book.join(0, 5, strategy=0, week=2, size=2)
    book.join(0, 6, strategy=0, week=3, size=3)
    book.leave(0, 6, week=8, how=EXPELLED, cause=DISTRUST)
    book.leave(0, 5, week=8, how=LEFT, cause=TENSION)
    book.leave(0, 4, week=8, how=DISSOLVED, cause=NO_CAUSE)
    book.end(0, week=8, how=LEFT, cause=TENSION, by=5)
    book.form(1, founder=4, partner=6, met=AT_START, week=9)
    book.join(1, 4, strategy=1, week=9, size=1)
    book.join(1, 6, strategy=0, week=9, size=2)
    return book


def test_a_history_in_words() -> None:
    people, alliances = map(in_words, written().tables())
    assert people["agent"].tolist() == [4, 5, 6, 4, 6]
    assert people["how"].tolist() == ["dissolved", "left", "expelled", "running", "running"]
    assert people["cause"].tolist() == ["", "tension", "distrust", "", ""]
    assert people["ended"].tolist() == [8, 8, 8, -1, -1]
    first = alliances.iloc[0]
    assert (first["met"], first["how"], first["cause"]) == ("stranger", "left", "tension")
    assert (first["largest"], first["members"], first["ended_by"]) == (3, 3, 5)
    assert alliances["how"].tolist() == ["left", "running"]


def test_what_happened_since_a_week() -> None:
    tables = written().tables()
    founded = Happening(2, "founded", 4, 5, "stranger", 0)
    joined = Happening(3, "joined", 6, -1, "", 0)
    left = Happening(8, "left", 5, 4, "tension", 6)  # which left 4 alone
    expelled = Happening(8, "expelled", 6, 4, "distrust", 5)
    again = Happening(9, "founded", 4, 6, "start", 0)
    assert happenings(*tables, since=0, most=9) == [founded, joined, left, expelled, again]
    assert happenings(*tables, since=3, most=9) == [left, expelled, again]
    assert happenings(*tables, since=0, most=1) == [joined, expelled, again]  # the latest of each


def test_restored_histories_go_on_as_if_nothing_had_happened() -> None:
    book, again = written(), Histories.restored(*written().tables())
    for histories in (book, again):
        histories.leave(1, 6, week=12, how=LEFT, cause=TENSION)
        histories.end(1, week=12, how=LEFT, cause=TENSION, by=6)
    for one, other in zip(book.tables(), again.tables(), strict=True):
        assert one.tolist() == other.tolist()
