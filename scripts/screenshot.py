"""Takes the picture of the page that the README shows: ``python -m scripts.screenshot``."""

from pathlib import Path

from benchmarks.chromium import chromium, served

TARGET = Path(__file__).parents[1] / "docs" / "figures" / "lesson.png"
PLACE = "#/lesson/reciprocity?answer=lasting&week=208"


def main() -> None:
    """Start the page, go to a lesson that has run, and keep what is seen."""
    with served() as (address, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1360, "height": 840})
        page.goto(address + PLACE)
        page.get_by_text("Week 208 of 208").first.wait_for()
        page.get_by_role("button", name="Explain").click()
        page.wait_for_timeout(4000)  # until the network has come to rest
        page.screenshot(path=TARGET)


if __name__ == "__main__":
    main()
