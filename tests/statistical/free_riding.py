"""What shirking pays inside an alliance, by its size: members of one alliance compared."""

import numpy as np

from experiments.runs.executors import spread
from sim.engine.model import TableModel
from sim.state.tables import State
from tests.statistical.bands import WARMUP, WEEKS
from tests.statistical.claims import FEW, SHIRKERS, WORLDS, interval

SHIRKER = list(SHIRKERS).index("shirker")
#: The largest size that is told apart; larger alliances count as this one.
LARGEST = 4
SIZES = tuple(str(size) for size in range(2, LARGEST + 1))
WORLD = "quarter shirkers, as it is, groups"


def inside(state: State) -> tuple[np.ndarray, np.ndarray]:
    """Return, by size, Σ over mixed alliances of shirkers' mean gain − the others'; and how many.

    A member's gain in an alliance is the sum over its ties there, this week.
    """
    agents, ties, alliances = state.agents, state.ties, state.alliances
    order = np.argsort(alliances["alliance"])
    row = order[np.searchsorted(alliances["alliance"][order], ties["alliance"])]
    shirks = agents["strategy"][state.rows_of(ties["agent"])] == SHIRKER
    size = alliances["size"]
    # every member has size − 1 ties there: a sum over a kind's ties ÷ (size − 1) counts members
    gains = [np.bincount(row[kind], ties["gain"][kind], len(size)) for kind in (shirks, ~shirks)]
    sides = [np.bincount(row[kind], minlength=len(size)) / (size - 1) for kind in (shirks, ~shirks)]
    mixed = (sides[0] > 0) & (sides[1] > 0)
    ahead = gains[0][mixed] / sides[0][mixed] - gains[1][mixed] / sides[1][mixed]
    capped = np.minimum(size[mixed], LARGEST)
    return (
        np.bincount(capped, ahead, LARGEST + 1)[2:],
        np.bincount(capped, minlength=LARGEST + 1)[2:],
    )


def advantages(task: tuple[str, int]) -> dict[str, float]:
    """Return how far shirkers are ahead inside alliances of 2, 3, 4 and more, in one run."""
    world, seed = task
    model = TableModel(WORLDS[world].parameters, WORLDS[world].strategies, rng=seed)
    ahead, counted = np.zeros(LARGEST - 1), np.zeros(LARGEST - 1)
    for week in range(1, WEEKS + 1):
        model.step()
        if week > WARMUP and week % 4 == 0:
            more, alliances = inside(model.state(acquaintances=False))
            ahead, counted = ahead + more, counted + alliances
    return dict(zip(SIZES, (ahead / counted).tolist(), strict=True))


def by_size() -> dict[str, np.ndarray]:
    """Return how far shirkers are ahead by size of alliance, a value a seed."""
    found = list(spread(advantages, [(WORLD, seed) for seed in FEW], 2))
    return {size: np.array([one[size] for one in found]) for size in SIZES}


def growth(ahead: dict[str, np.ndarray]) -> tuple[float, float]:
    """Return how much further ahead shirkers are in the largest alliances than in pairs."""
    return interval(ahead[SIZES[-1]] - ahead[SIZES[0]])
