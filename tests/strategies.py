"""Strategies for tests, made from what is declared."""

from sim.inputs.strategies import Strategy
from sim.inputs.switches import PRACTICES

#: Spends as much on every practice there is, so that no test of practices passes for want of acts.
EVERYTHING = Strategy(
    name="everything",
    meaning="as much of every practice",
    portfolio=dict.fromkeys(PRACTICES, 1.0 / len(PRACTICES)),
)
