"""The page as a visitor meets it: every lesson to its end, every control by its name."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from lessons.lesson import all_lessons
from lessons.words import lesson as words_of
from tests.browser.conftest import Visit, until

WEEK = "document.querySelector('.transport .week').textContent"


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def week(page: Page) -> int:
    return int(page.evaluate(WEEK).split()[1])


def charts_reach(page: Page, week: int) -> None:
    """Wait until every chart is drawn up to a week: they follow the week by some milliseconds."""
    for chart in page.locator("canvas.chart").all():
        expect(chart).to_have_attribute("aria-label", re.compile(rf", week {week}: .*\d"))


@pytest.mark.parametrize("name", all_lessons())
def test_a_lesson_is_played_to_its_end(visit: Visit, name: str) -> None:
    lesson, words = all_lessons()[name], words_of(name)
    page = visit.go(f"#/lesson/{name}")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["title"])
    expect(button(page, "Find out")).to_be_disabled()
    page.get_by_label(words["answers"][lesson.right], exact=True).check()
    button(page, "Find out").click()
    button(page, "Run to the end").click()
    expect(page.locator(".verdict")).to_contain_text("As you said", timeout=30_000)
    expect(page.locator(".transport .week")).to_have_text(f"Week {lesson.weeks} of {lesson.weeks}")
    button(page, "What to notice, what to try").click()
    expect(page.get_by_role("heading", name="Try", exact=True)).to_be_visible()
    charts_reach(page, lesson.weeks)


def test_a_wrong_prediction_is_met_with_the_right_answer(visit: Visit) -> None:
    words = words_of("reciprocity")["answers"]
    page = visit.go("#/lesson/reciprocity?answer=both&week=208")
    button(page, "3 Explain").or_(page.get_by_role("button", name="Explain")).click()
    expect(page.locator(".verdict")).to_contain_text("It came otherwise")
    expect(page.locator(".verdict")).to_contain_text(words["lasting"])


def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit.go("#/lesson/check-ins")

    def tab_to(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).textContent"
            )
            if name in focused:
                return
        pytest.fail(f"the Tab key never comes to {name}")

    tab_to(next(iter(words_of("check-ins")["answers"].values())))
    page.keyboard.press("Space")
    tab_to("Find out")
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    until(page, f"parseInt({WEEK}.split(' ')[1]) > 2")
    page.keyboard.press("Space")
    expect(button(page, "Play")).to_be_visible()
    page.wait_for_timeout(300)
    before = week(page)
    page.keyboard.press("ArrowRight")
    until(page, f"parseInt({WEEK}.split(' ')[1]) === {before + 1}")
    page.keyboard.press("0")
    until(page, f"parseInt({WEEK}.split(' ')[1]) === 0")


def test_two_worlds_are_equal_when_nothing_differs(visit: Visit) -> None:
    page = visit.go("#/lesson/which-strategy?answer=never&same=yes&week=60")
    until(page, f"parseInt({WEEK}.split(' ')[1]) === 60")
    rows = page.locator(".numbers tbody tr").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    assert len(cells) == 4
    assert all(first == other != "–" for first, other in cells)


def test_an_agent_is_looked_at(visit: Visit) -> None:
    page = visit.go("#/lesson/alone-or-allied?answer=more&week=30")
    until(page, f"parseInt({WEEK}.split(' ')[1]) === 30")
    page.get_by_label("Look at an agent").select_option(label="Cleo")
    card = page.locator(".agent-card")
    expect(card.get_by_role("heading", level=3)).to_have_text("Cleo")
    ally = card.locator("tbody button").first
    name = ally.inner_text()
    ally.click()
    expect(card.get_by_role("heading", level=3)).to_have_text(name)
    button(page, "Close").click()
    expect(card).to_be_hidden()


def test_what_is_exported_runs_to_the_same_weeks(visit: Visit, tmp_path: Path) -> None:
    page = visit.go("#/lesson/check-ins?answer=quarrels&seed=5&week=12")
    until(page, f"parseInt({WEEK}.split(' ')[1]) === 12")
    page.get_by_label("How silence breeds conflict").fill("4")
    expect(page.locator(".messages")).to_contain_text("From week 13 on")
    page.evaluate("document.activeElement.blur()")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    until(page, f"parseInt({WEEK}.split(' ')[1]) >= 18")
    page.get_by_text("Take it with you").click()
    shown = page.locator(".numbers tbody tr td").all_inner_texts()
    with page.expect_download() as found:
        button(page, "TOML").click()
    config = tmp_path / "alliances.toml"
    found.value.save_as(config)
    event = {"week": 13, "set": {"conflict": {"staleness": 4}}}
    arms = tomllib.loads(config.read_text(encoding="utf-8"))["arm"]
    assert [arm["event"] for arm in arms] == [[event], [event]]
    with page.expect_download() as found:
        button(page, "CSV").click()
    found.value.save_as(tmp_path / "alliances.csv")
    with page.expect_download() as found:
        button(page, "PNG").click()
    assert found.value.suggested_filename == "alliances.png"
    command = ["run", str(config), "--out", str(tmp_path / "out"), "--quiet", "--jobs", "1"]
    subprocess.run(
        [sys.executable, "-m", "experiments.commands.main", *command], check=True, text=True
    )
    series = pd.read_parquet(tmp_path / "out" / "series.parquet")
    table = pd.read_csv(tmp_path / "alliances.csv")
    for arm, world in (("first", 0), ("other", 1)):
        ran = series[series["arm"] == arm].reset_index(drop=True)
        csv = table[table["world"] == arm].reset_index(drop=True)
        pd.testing.assert_series_equal(ran["payoff"], csv["payoff"], rtol=1e-12, atol=0.0)
        for row, name in enumerate(("payoff", "memberships", "trust", "tension")):
            assert shown[2 * row + world] == f"{ran[name].iloc[-1]:.2f}".replace("-", "−")


def test_a_link_restores_what_was_seen(visit: Visit) -> None:
    place = "#/lesson/reciprocity?answer=lasting&seed=4&week=50&turn=20:support.slip:0.1"
    page = visit.go(place)
    until(page, f"parseInt({WEEK}.split(' ')[1]) === 50")
    seen = page.locator(".numbers").inner_text()
    assert page.get_by_label("Misunderstandings").input_value() == "0.1"
    page.get_by_text("Take it with you").click()
    button(page, "Link").click()
    until(page, "location.hash.includes('week=50')")
    again = visit.go(page.evaluate("location.hash"))
    until(again, f"parseInt({WEEK}.split(' ')[1]) === 50")
    assert again.locator(".numbers").inner_text() == seen
    without = visit.go(place.split("&turn")[0])
    until(without, f"parseInt({WEEK}.split(' ')[1]) === 50")
    assert without.locator(".numbers").inner_text() != seen


@pytest.mark.parametrize("place", ["lesson/nonsense", "elsewhere", "lesson/%E0%A4%A"])
def test_a_link_to_nowhere_leads_to_the_lessons_and_says_so(visit: Visit, place: str) -> None:
    page = visit.go(f"#/{place}")
    expect(page.locator(".messages")).to_have_text(
        f"There is no page “{place}”. These are the lessons."
    )
    expect(page.locator(".cards")).to_be_visible()


def test_the_sandbox_takes_every_kind_of_change(visit: Visit) -> None:
    page = visit.go("#/sandbox")
    page.get_by_label("Add a strategy").select_option("shirker")
    expect(page.get_by_label("shirker", exact=True)).to_be_visible()
    page.get_by_label("It lacks").select_option("check_in")
    expect(page.locator(".network")).to_have_count(2)
    page.get_by_text("Who is allied at first").click()
    page.get_by_label("Network to start from").select_option("networkx:karate_club")
    expect(page.locator("canvas.net").first).to_have_attribute("aria-label", "Network of 34 agents: dots are agents, lines are alliances. Choose an agent in the list to read about it.")  # noqa: E501  # fmt: skip
    page.get_by_label("Speed").select_option("0")
    button(page, "Play").click()
    until(page, f"parseInt({WEEK}.split(' ')[1]) > 100")
    button(page, "Pause").click()


def test_a_network_of_ones_own_runs_here_and_at_home(visit: Visit, tmp_path: Path) -> None:
    friends = tmp_path / "friends.csv"
    friends.write_text("Ada,Ben,3\nBen,Cleo\nCleo,Dan,2\nEva\n", encoding="utf-8")
    page = visit.go("#/sandbox")
    page.get_by_text("Who is allied at first").click()
    page.get_by_label("A file of your own").set_input_files(friends)
    expect(page.locator("canvas.net")).to_have_attribute("aria-label", re.compile("of 5 agents"))
    expect(page.get_by_label("Look at an agent").locator("option")).to_have_text(
        ["nobody", "Ada", "Ben", "Cleo", "Dan", "Eva"]
    )
    for name, text, says in (
        ("broken.csv", "Ada,Ben,often\n", "broken.csv, line 1: the weight 'often'"),
        ("large.csv", "x" * 300_000, "too large"),
        ("names.xlsx", "Ada,Ben", "called like friends.csv"),
    ):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        page.get_by_label("A file of your own").set_input_files(file)
        expect(page.locator(".messages")).to_contain_text(says)
    assert page.get_by_label("Network to start from").input_value() == "friends.csv"
    for number in range(1, 6):
        button(page, "One week").click()
        until(page, f"parseInt({WEEK}.split(' ')[1]) === {number}")
    shown = page.locator(".numbers tbody tr td").all_inner_texts()
    page.get_by_text("Take it with you").click()
    button(page, "Link").click()
    expect(page.locator(".messages")).to_contain_text("cannot carry friends.csv")
    home = tmp_path / "home"
    for name in ("TOML", "Network"):
        with page.expect_download() as found:
            button(page, name).click()
        found.value.save_as(home / found.value.suggested_filename)
    assert (home / "friends.csv").read_bytes() == friends.read_bytes()
    command = ["run", str(home / "alliances.toml"), "--out", str(tmp_path / "out"), "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "experiments.commands.main", *command], check=True, text=True
    )
    series = pd.read_parquet(tmp_path / "out" / "series.parquet")
    for row, name in enumerate(("payoff", "memberships", "trust", "tension")):
        assert shown[row] == f"{series[name].iloc[-1]:.2f}".replace("-", "−")


def test_one_agent_is_played(visit: Visit) -> None:
    page = visit.go("#/play")
    for number in range(1, 11):
        expect(page.locator(".eyebrow")).to_have_text(f"Week {number} of 10")
        if number == 2:
            button(page, "Less: Work").click()
            button(page, "More: Spend time together").click()
        button(page, "Live this week").click()
    expect(page.locator(".bars tbody tr")).to_have_count(10, timeout=20_000)
    expect(page.locator(".bars .you")).to_contain_text("You")


def test_misunderstandings_are_found_out_about_after_the_end(visit: Visit) -> None:
    page = visit.go("#/lesson/reciprocity?answer=lasting&week=208")
    chart = page.locator("canvas.chart").first
    at_the_end = re.compile(r"week 208: .*tit for tat [\d.]+")
    expect(chart).to_have_attribute("aria-label", at_the_end, timeout=15_000)
    without = chart.get_attribute("aria-label")
    page.get_by_label("Misunderstandings").fill("0.1")
    expect(page.locator(".messages")).to_contain_text("Begun again")
    assert page.get_by_label("Misunderstandings").input_value() == "0.1"
    expect(chart).not_to_have_attribute("aria-label", at_the_end)
    page.get_by_label("Speed").select_option("0")
    button(page, "Play").click()
    expect(chart).to_have_attribute("aria-label", at_the_end, timeout=15_000)
    found = [
        float(re.search(r"tit for tat ([\d.]+)", text)[1])  # type: ignore[index, arg-type]
        for text in (without, chart.get_attribute("aria-label"))
    ]
    assert found[1] < found[0] - 0.1


def test_teachers_read_plan_questions_and_answers(visit: Visit) -> None:
    page = visit.go("#/teachers")
    for number, name in enumerate(all_lessons()):
        page.locator("details.teacher summary").nth(number).click()
        shown = page.locator("details.teacher").nth(number).inner_text()
        for key in ("plan", "discuss", "reply"):
            assert words_of(name)[key].split("*")[0].strip()[:40] in shown
        assert "[object" not in shown


@pytest.mark.parametrize("place", ["", "#/lesson/reputation", "#/sandbox", "#/play", "#/teachers"])
def test_a_phone_is_wide_enough(visit: Visit, place: str) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.go(place)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_dark_mode_follows_the_system_and_the_button(visit: Visit) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page = visit.go()
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert dark != light
    button(page, "Light or dark").click()
    assert page.evaluate(ground) == light


def test_every_control_has_a_name(visit: Visit) -> None:
    nameless = """[...document.querySelectorAll('button, input, select, a, progress, canvas')]
        .filter((e) => !(e.labels?.length || e.textContent.trim() || e.getAttribute('aria-label')
            || e.title || e.getAttribute('aria-hidden') || e.querySelector('img')))
        .map((e) => e.outerHTML)"""
    for place in ("", "#/lesson/reputation?answer=same", "#/sandbox", "#/play", "#/teachers"):
        assert visit.go(place).evaluate(nameless) == []
