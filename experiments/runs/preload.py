"""Imported by the server that worker processes are forked from: all they need, loaded once.

Nothing else may import this: it makes the process deaf to Ctrl-C, which is its parent's business,
and compiles the kernels, or loads them compiled.
"""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)

import experiments.runs.runner  # noqa: E402, F401
import sim.simulation  # noqa: E402, F401
from sim.engine.model import prepare  # noqa: E402

prepare()
