"""Imported by the server that worker processes are forked from: all they need, loaded once.

Nothing else may import this: it makes the process deaf to Ctrl-C, which is its parent's business,
and compiles the kernels, or loads them compiled. What is loaded here is no garbage: workers neither
look for it there, nor copy the memory that looking would touch.
"""

import gc
import signal
import sys
from types import TracebackType

signal.signal(signal.SIGINT, signal.SIG_IGN)
gc.disable()

# It would load Matplotlib, which takes longer than all else; workers draw nothing.
sys.modules["matplotlib"] = None  # type: ignore[assignment]
import igraph  # noqa: E402, F401

del sys.modules["matplotlib"]

from experiments.results.tables import packed  # noqa: E402
from experiments.runs.runner import tables_of  # noqa: E402
from sim.simulation import prepare  # noqa: E402


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show what goes wrong in a process, but not that its parent was gone before it began."""
    if not issubclass(kind, FileNotFoundError | EOFError | ConnectionError):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _say
run = prepare()
packed(run.outcomes, tables_of(run, ties=True))  # by which all is loaded that is loaded when needed
gc.freeze()
gc.enable()
