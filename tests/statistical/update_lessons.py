"""Measure what the lessons claim and write it into their files.

``python -m tests.statistical.update_lessons [NAME …]``
"""

import re
import sys

from lessons.claims import measured
from lessons.lesson import FOLDER, all_lessons


def main() -> None:
    for name in sys.argv[1:] or all_lessons():
        mean, half = measured(all_lessons()[name])
        file = FOLDER / f"{name}.toml"
        text = re.sub(r"\nfound = .*", "", file.read_text(encoding="utf-8")).rstrip("\n")
        file.write_text(f"{text}\nfound = [{mean:.4f}, {half:.4f}]\n", encoding="utf-8")
        print(f"{name}: {mean:+.4f} ± {half:.4f}", flush=True)


if __name__ == "__main__":
    main()
