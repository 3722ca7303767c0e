"""Lessons recorded as files, opened by a double click and from a web server that knows nothing."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lessons.lesson import all_lessons
from lessons.record import record
from lessons.words import lesson as words_of
from tests.browser.conftest import Visit, until, visiting
from tests.browser.test_lessons import WEEK, button, charts_reach, week


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All lessons, recorded."""
    return record(tmp_path_factory.mktemp("recorded") / "lessons").parent


@pytest.fixture(scope="module")
def web(folder: Path) -> Iterator[str]:
    """The address of a plain web server of that folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def clicked(browser: Browser, folder: Path) -> Iterator[Visit]:
    """A visitor who opened the page by a double click."""
    with visiting(browser, f"{folder.as_uri()}/index.html", (folder.as_uri(),)) as found:
        yield found


@pytest.fixture(params=["double click", "web server"])
def anyhow(request: pytest.FixtureRequest, browser: Browser, folder: Path) -> Iterator[Visit]:
    """A visitor who came in either way."""
    if request.param == "double click":
        address, own = f"{folder.as_uri()}/index.html", folder.as_uri()
    else:
        address = own = request.getfixturevalue("web")
    with visiting(browser, address, (own,)) as found:
        yield found


def scrub(page: Page, to: int) -> None:
    page.get_by_label("Week shown").fill(str(to))
    until(page, f"parseInt({WEEK}.split(' ')[1]) === {to}")


def numbers(page: Page) -> list[str]:
    return page.locator(".numbers tbody tr td").all_inner_texts()


def test_every_lesson_is_answered_and_played_to_its_end(clicked: Visit) -> None:
    for name, lesson in all_lessons().items():
        words = words_of(name)
        page = clicked.go(f"#/lesson/{name}")
        expect(page.locator(".network")).to_have_count(2)
        page.get_by_label(words["answers"][lesson.right], exact=True).check()
        button(page, "Find out").click()
        button(page, "Run to the end").click()
        expect(page.locator(".verdict")).to_contain_text("As you said")
        assert week(page) == lesson.weeks
        charts_reach(page, lesson.weeks)


def test_a_recording_is_played_paused_and_moved_through(anyhow: Visit) -> None:
    page = anyhow.go("#/lesson/reciprocity?answer=lasting")
    button(page, "Play").click()
    until(page, f"parseInt({WEEK}.split(' ')[1]) >= 3")
    button(page, "Pause").click()
    page.wait_for_timeout(200)
    stood = week(page)
    page.wait_for_timeout(400)
    assert week(page) == stood
    button(page, "One week").click()
    until(page, f"parseInt({WEEK}.split(' ')[1]) === {stood + 1}")
    scrub(page, 120)
    late = numbers(page)
    scrub(page, 40)
    early = numbers(page)
    assert early != late
    scrub(page, 120)
    assert numbers(page) == late
    assert late[0] != late[1]  # there are two worlds
    button(page, "Begin again").click()
    until(page, f"parseInt({WEEK}.split(' ')[1]) === 0")


def test_from_the_first_page_to_a_wrong_answer_and_the_teachers(anyhow: Visit) -> None:
    page = anyhow.go()
    page.get_by_role("link", name="Begin with the first lesson").click()
    words = words_of("alone-or-allied")
    page.get_by_label(words["answers"]["less"], exact=True).check()
    button(page, "Find out").click()
    scrub(page, all_lessons()["alone-or-allied"].weeks)
    expect(page.locator(".verdict")).to_contain_text("It came otherwise")
    expect(page.locator(".verdict")).to_contain_text(words["answers"]["more"])
    page.get_by_text("Take it with you").click()
    expect(button(page, "TOML")).to_have_count(0)
    with page.expect_download() as found:
        button(page, "PNG").click()
    assert found.value.suggested_filename == "alliances.png"
    button(page, "Link").click()
    until(page, "location.hash.includes('week=104')")
    expect(page.get_by_role("link", name="Sandbox")).to_have_count(0)
    page.get_by_role("link", name="For teachers").click()
    expect(page.locator("details.teacher")).to_have_count(len(all_lessons()))


def test_a_recording_shows_the_weeks_of_the_model(clicked: Visit, visit: Visit) -> None:
    recorded = clicked.go("#/lesson/reputation?answer=fewer&week=60")
    live = visit.go("#/lesson/reputation?answer=fewer&week=60")
    for page in (recorded, live):
        charts_reach(page, 60)
    assert numbers(recorded) == numbers(live)
    canvas = "document.querySelectorAll('canvas.chart')[0].getAttribute('aria-label')"
    assert recorded.evaluate(canvas) == live.evaluate(canvas)


def test_a_recording_fits_a_phone(clicked: Visit) -> None:
    clicked.page.set_viewport_size({"width": 390, "height": 844})
    page = clicked.go("#/lesson/forgiveness?answer=forgive")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
