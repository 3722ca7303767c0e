"""What the command exits with, beside 0 (done), 1 (some runs failed) and 2 (bad input)."""

from __future__ import annotations

#: The exit code after Ctrl-C, by convention 128 + the number of the signal.
INTERRUPTED = 130
