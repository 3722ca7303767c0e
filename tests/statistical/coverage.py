"""How often the intervals of a fit hold the parameters that made a panel.

Fits of simulated panels whose parameters lie evenly between the bounds; seeds were fixed beforehand
and nothing was changed after the counts were known.
"""

from experiments.evidence.fit import Covered, Setting, coverage, draw
from sim.inputs.parameters import Parameters

PANELS = 400

#: What is fitted, by what is said of the panel.
SETTINGS = {
    "40 agents, 4 waves": Setting(
        {"review.intercept": (2.2, 4.2), "conflict.rate": (0.02, 0.1)},
        Parameters().updated({"population.agents": 40}),
        waves=4,
        draws=256,
        seed=7,
    ),
    "60 agents, 5 waves": Setting(
        {"review.intercept": (2.2, 4.2), "conflict.rate": (0.02, 0.1), "scout.closure": (0.0, 1.0)},
        Parameters().updated({"population.agents": 60}),
        waves=5,
        seed=7,
    ),
}


def measured(setting: Setting, panels: int = PANELS) -> dict[str, Covered]:
    """Return by parameter how often intervals hold it, on two cores."""
    return coverage(setting, draw(setting, jobs=2), panels, jobs=2)
