"""Takes the picture of the page that the README shows: ``python -m scripts.screenshot``."""

import re
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
TARGET = Path(__file__).parents[1] / "docs" / "figures" / "lesson.png"
PLACE = "#/lesson/reciprocity?answer=lasting&week=208"


def main() -> None:
    """Start the page, go to a lesson that has run, and keep what is seen."""
    command = [sys.executable, "-m", "experiments.cli", "learn", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    found = re.search(r"http://\S+/", server.stdout.readline())
    assert found is not None
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1360, "height": 840})
            page.goto(found[0] + PLACE)
            page.get_by_text("Week 208 of 208").first.wait_for()
            page.get_by_role("button", name="Explain").click()
            page.wait_for_timeout(4000)  # until the network has come to rest
            page.screenshot(path=TARGET)
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


if __name__ == "__main__":
    main()
