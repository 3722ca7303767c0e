"""Sentences that carry a result are made by a command, held by a test, or not written."""

import pytest

from tests.docs.result_sentences import (
    Registered,
    by_hand,
    carries_a_result,
    comments,
    found,
    held,
    registered,
    sentences,
)

WHAT_TO_DO = """
These sentences are written by hand and say what only runs can show. The next change of a rule or of
a default may make them wrong, so do one of these:

- leave the sentence out, or say it without the result;
- have it made: between "<!-- generated: ... -->" and "<!-- end -->", by docs/generate.py;
- name the test that holds it, in tests/docs/result_sentences.toml: held_by = "FILE::TEST";
- if no run can prove it wrong (a definition, a rule of the model), say so there: because = "...".
"""


def test_every_sentence_with_a_result_is_made_or_held() -> None:
    known = {(entry.where, entry.says) for entry in registered()}
    new = [f"{where}: {says}" for where, says in found() if (where, says) not in known]
    if new:
        pytest.fail("\n".join([WHAT_TO_DO, *new]), pytrace=False)


def test_every_registered_sentence_stands_where_it_is_said_to() -> None:
    there = found()
    gone = [f"{e.where}: {e.says}" for e in registered() if (e.where, e.says) not in there]
    if gone:
        what = (
            "no longer there in these words; take out or mend in tests/docs/result_sentences.toml:"
        )
        pytest.fail("\n".join([what, *gone]), pytrace=False)


def test_what_is_registered_is_said_once_and_with_one_reason() -> None:
    entries = registered()
    assert len({(entry.where, entry.says) for entry in entries}) == len(entries)
    assert [e.says for e in entries if bool(e.held_by) == bool(e.because)] == []


@pytest.mark.parametrize("entry", [e for e in registered() if e.held_by], ids=lambda e: e.says[:40])
def test_tests_that_hold_sentences_exist(entry: Registered) -> None:
    assert held(entry.held_by), f"there is no {entry.held_by}"


def test_a_test_that_does_not_exist_holds_nothing() -> None:
    file = "tests/statistical/test_claims.py"
    assert held(f"{file}::test_claims_are_shown")
    assert held(f"{file}::test_claims_are_shown[check-ins]")
    assert not held(f"{file}::test_claims_are_shown[weather]")
    assert not held(f"{file}::test_that_nobody_wrote")
    assert not held("tests/statistical/test_nothing.py::test_claims_are_shown")
    assert not held(f"{file}::pytest")


def test_results_are_seen() -> None:
    seen = (
        "Payoff is 2.56 utility a week, and a membership lasts 50 weeks.",
        "23 of 26 pieces of advice pay.",
        "No single practice replaces the mixture.",
        "Unasked help comes next, then settling conflicts.",
        "The sooner the better: a conflict is addressed when its tension exceeds a threshold.",
        "`closure` and `hearsay` cannot be told from nothing in payoff.",
        "Payoff has its best rhythm somewhere in between, which is better than none.",
        "Looking among allies' allies makes networks clustered, and costs a little welfare.",
        "Where nobody may leave, free riders win.",
        "A membership of the attentive outlives one of the neglectful.",
        "Allies of allies stay longer.",
        "Hearsay changes payoffs by 4 %.",
        "*Meeting pays.*",
    )
    assert [sentence for sentence in seen if not carries_a_result(sentence)] == []


def test_questions_rules_and_speeds_are_passed() -> None:
    passed = (
        "Which way of keeping alliances pays?",
        "Asks which strategy wins where, and how long alliances last.",
        "*For whoever wants to know whether advice pays, and what in it pays.*",
        "The report says which strategy wins.",
        "An alliance left with fewer than two is dissolved.",
        "A group has more than two members.",
        "See [7.8](#78-attend) on attention.",
        "`payoff` is `0.5` here; trust is the mean of the Beta distribution.",
        "Numbers hold with 95 % intervals, over the memberships of a run.",
        "The first run takes a minute and a half, later ones are quicker.",
    )
    assert [sentence for sentence in passed if carries_a_result(sentence)] == []


def test_sentences_are_those_of_prose() -> None:
    page = (
        "# Title\n\nOne `x`. Two,\nby .2 a week! *Three.* (Four?) [Five](six.md)\n"
        "- Six\n- Seven\n\n| a | b |\n| --- | --- |\n| c | d |\n\n"
        "```\ncode\n```\n\n<!-- generated: styles -->\n\nmade\n\n<!-- end -->\n"
        "<!-- measured: bands -->\nmeasured\n<!-- end -->\n"
        "All <!-- count: lessons -->8<!-- end -->."
    )
    assert list(sentences(by_hand(page))) == [
        "Title", "One `x`.", "Two, by .2 a week!", "*Three.", "(Four?", "[Five](six.md)",
        "Six", "Seven", "a", "b", "---", "---", "c", "d", "All 8.",
    ]  # fmt: skip


def test_comments_of_a_config_are_read() -> None:
    config = '# Asks who\n# wins.\n\nquestion = "Who?"\nweeks = 52   # a year\nseed = 1\n'
    assert list(sentences(comments(config))) == ["Asks who wins.", "a year"]
