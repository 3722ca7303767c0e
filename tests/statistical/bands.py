"""Bands within which the default worlds lie: what the model must show, as data.

Means over seeds 1000–1019 of 200 agents, all balanced, over 260 weeks of which 104 are warm-up;
lives over the whole run. The bands leave room for other seeds and for another implementation, not
for another model.
"""

from dataclasses import dataclass
from math import inf

from experiments.runs.executors import spread
from sim.simulation import simulate

SEEDS = range(1000, 1020)
WEEKS, WARMUP = 260, 104

Band = tuple[float, float]


@dataclass(frozen=True)
class World:
    """Parameters, seeds, and the band of each outcome."""

    parameters: dict[str, float]
    bands: dict[str, Band]
    seeds: range = SEEDS


WORLDS = {
    "groups": World(
        {"alliances.largest": 6, "population.memory": 40},
        {
            "memberships": (5.0, 7.5),
            "allies": (7.0, 10.5),
            "share_of_2": (0.55, 0.78),
            "share_of_3": (0.15, 0.32),
            "share_of_4": (0.04, 0.14),
            "share_of_5_up": (0.0, 0.08),
            "median_life": (30.0, 50.0),
            "survival_200": (0.06, 0.13),
            "hazard_ratio": (2.5, inf),
            "trust": (0.76, 0.86),
            "trust_accuracy": (0.58, 1.0),
            "mutual_trust": (0.12, 1.0),
            "clustering_ratio": (4.5, inf),
            "goal_similarity": (0.45, 1.0),
            "unmet_need": (0.0, 0.10),
            "payoff": (2.2, 2.9),
        },
    ),
    "pairs": World(
        {"alliances.largest": 2, "population.memory": 24},
        {
            "memberships": (5.0, 7.5),
            "allies": (5.0, 7.5),
            "median_life": (35.0, 58.0),
            "survival_200": (0.09, 0.19),
            "hazard_ratio": (2.5, inf),
            "trust": (0.77, 0.88),
            "trust_accuracy": (0.60, 1.0),
            "mutual_trust": (0.20, 1.0),
            "clustering_ratio": (5.0, inf),
            "goal_similarity": (0.45, 1.0),
            "unmet_need": (0.0, 0.12),
            "payoff": (2.1, 2.8),
        },
    ),
    "little_attention": World(
        {"attention.acts": 2.0}, {"memberships": (0.0, 3.5)}, seeds=range(1000, 1002)
    ),
    "much_attention": World(
        {"attention.acts": 8.0}, {"memberships": (9.0, inf)}, seeds=range(1000, 1002)
    ),
}


def one(task: tuple[str, int]) -> dict[str, float]:
    """Return the outcomes that have a band, of one run of a world on a seed."""
    name, seed = task
    world = WORLDS[name]
    run = simulate(world.parameters, seed=seed, weeks=WEEKS, warmup=WARMUP, record=4)
    return {outcome: run.outcomes[outcome] for outcome in world.bands}


def means(name: str) -> dict[str, float]:
    """Return the means over a world's seeds, run on two cores."""
    seeds = WORLDS[name].seeds
    found = list(spread(one, [(name, seed) for seed in seeds], 2))
    return {outcome: sum(f[outcome] for f in found) / len(found) for outcome in found[0]}


def missed(found: dict[str, float], bands: dict[str, Band]) -> list[str]:
    """Return a line for every outcome outside its band; a value that does not exist is outside."""
    return [
        f"{outcome:18} {found[outcome]:10.4g}   band {low:g} – {high:g}"
        for outcome, (low, high) in bands.items()
        if not low <= found[outcome] <= high
    ]
