"""Builds the engine anew, after a change to the rules: ``python -m scripts.build_engine``."""

from sim.builder.make import build
from sim.engine.native import BUILT

if __name__ == "__main__":
    build(BUILT)
