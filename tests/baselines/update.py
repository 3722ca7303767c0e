"""Write the baseline down anew, and show what changed: ``python -m tests.baselines.update``.

A change that alters results says so in its changelog fragment; this is how its author says that it
was meant.
"""

import json
import sys

from tests.baselines.worlds import WRITTEN_DOWN, differences, measured, written_down


def main() -> None:
    """Update the file and show the table of differences."""
    old, new = written_down(), measured()
    WRITTEN_DOWN.write_text(json.dumps(new, indent=2) + "\n", encoding="utf-8")
    lines = differences(old, new) or ["nothing changed"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
