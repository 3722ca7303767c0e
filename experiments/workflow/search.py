"""The best portfolio for given conditions: a search over how attention is divided.

The shares of a portfolio are positive and add up to one. SciPy's COBYQA (Ragonneau & Zhang 2024), a
trust-region method without derivatives, keeps to that simplex exactly and finds shares of zero.
Every portfolio is tried on the same seeds, so that what is climbed is one fixed surface and not its
noise; but the best of many tries on the same seeds is partly luck. So what is found is judged by an
ordinary experiment on fresh seeds, against the strategies that exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.config.experiment import Arm, Experiment
from experiments.runs.executors import spreader
from experiments.runs.plan import Task, seed_of
from experiments.runs.runner import simulated
from experiments.runs.snapshot import Snapshot, inputs_of
from sim.errors import BadInput
from sim.inputs.strategies import PRESETS, Strategy
from sim.inputs.switches import PRACTICES
from sim.measures.outcomes import about

#: The name of what is found.
FOUND = "found"
#: Trust region of the search, in shares of attention, at its beginning and at its end.
FIRST_STEP, LAST_STEP = 0.1, 0.005
#: Starts: the presets that are best to begin with.
STARTS = 2


@dataclass(frozen=True)
class Search:
    """What a search found.

    ``trials`` has a row a portfolio that was tried: trial, start (the preset from which it set
    out), value (the mean over seeds) and a column a practice.
    """

    strategy: Strategy
    value: float
    outcome: str
    trials: pd.DataFrame


def search(
    experiment: Experiment, *, evaluations: int = 150, jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Search:  # fmt: skip
    """Return the portfolio with the best mean of the experiment's first outcome.

    Everybody has the same portfolio; all else about the strategy is as in the preset from which the
    search set out.

    Parameters
    ----------
    experiment
        The conditions: its first arm, its seeds and its replicates. A design is refused.
    evaluations
        Portfolios tried at most, presets among them.
    jobs
        How many processes; the result does not depend on it.
    progress
        Told about every portfolio that was tried: trials done, trials at most.

    Raises
    ------
    BadInput
        If there is a design, or if evaluations are fewer than the presets and as many again.
    """
    least = 2 * len(PRESETS)
    if experiment.design is not None:
        raise BadInput(
            f"{experiment.file}: a search has no [design]; say the conditions in [model]"
        )
    if evaluations < least:
        raise BadInput(f"a search needs {least} evaluations at least, not {evaluations}")
    outcome = experiment.analysis.outcomes[0]
    sign = -1.0 if about(outcome).better < 0 else 1.0
    with inputs_of(experiment) as inputs, spreader(_value, jobs) as valued:
        tried = _Tried(experiment, inputs, outcome, valued, evaluations, progress)
        values = {name: sign * tried(preset, name) for name, preset in PRESETS.items()}
        best = sorted(values, key=lambda name: -values[name])[:STARTS]
        for n, name in enumerate(best):
            budget = (evaluations - len(tried.rows)) // (len(best) - n)
            _climb(tried, PRESETS[name], sign, budget)
    trials = pd.DataFrame(tried.rows)
    top = trials.to_dict("records")[int(np.argmax(trials["value"].to_numpy() * sign))]
    found = PRESETS[str(top["start"])].model_copy(
        update={
            "name": FOUND,
            "meaning": f"found by a search for {outcome} that set out from {top['start']}",
            "portfolio": {practice: float(top[practice]) for practice in PRACTICES},
        }
    )
    return Search(found, float(top["value"]), outcome, trials)


def judged(experiment: Experiment, found: Search) -> Experiment:
    """Return the experiment that judges what was found: against the presets, on fresh seeds."""
    arm = experiment.arms[0]
    others = [s for name, s in PRESETS.items() if name != FOUND]
    arms = tuple(
        replace(arm, name=s.name, strategies=((s, 1.0),)) for s in (found.strategy, *others)
    )
    best = found.trials.head(len(PRESETS)).sort_values(
        "value", ascending=about(found.outcome).better < 0, kind="stable"
    )["start"]
    question = f"Is the portfolio that the search found better in {about(found.outcome).label}?"
    return replace(
        experiment,
        name=f"{experiment.name}-search",
        question=question,
        seed=experiment.seed + 1,  # a million seeds on: none of the search's
        parameters=arm.parameters,
        strategies=arm.strategies,
        events=arm.events,
        weeks=arm.weeks,
        warmup=arm.warmup,
        implementation=arm.implementation,
        arms=arms,
        analysis=replace(experiment.analysis, baseline=str(best.iloc[0])),
        own=(found.strategy,),
    )


#: What is read and how often is measured; the world, the seed, the outcome.
_Given = tuple[tuple[Snapshot, int], Arm, int, str]


class _Tried:
    """Tries portfolios and remembers what was tried."""

    def __init__(
        self,
        experiment: Experiment,
        inputs: Snapshot,
        outcome: str,
        valued: Callable[[Iterable[_Given]], Iterable[float]],
        most: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.experiment, self.inputs, self.outcome = experiment, inputs, outcome
        self.valued, self.most, self.progress = valued, most, progress
        self.rows: list[dict[str, object]] = []

    def __call__(self, strategy: Strategy, start: str) -> float:
        """Return the mean over seeds of a world in which everybody has this strategy."""
        arm = replace(self.experiment.arms[0], strategies=((strategy, 1.0),))
        seeds = [seed_of(self.experiment.seed, r) for r in range(self.experiment.replicates)]
        how = (self.inputs, self.experiment.record)
        given = [(how, arm, seed, self.outcome) for seed in seeds]
        values = list(self.valued(given))
        value = float(np.mean(values)) if np.isfinite(values).all() else float("nan")
        if not np.isfinite(value):
            raise BadInput(f"{self.outcome} does not exist in every run: it cannot be searched for")
        shares = {practice: strategy.portfolio.get(practice, 0.0) for practice in PRACTICES}
        self.rows.append({"trial": len(self.rows), "start": start, "value": value, **shares})
        if self.progress:
            self.progress(len(self.rows), self.most)
        return value


def _value(given: _Given) -> float:
    """Return an outcome of one run."""
    (inputs, record), arm, seed, outcome = given
    run = simulated(inputs, Task({"seed": seed}, arm), record, _in_silence)
    return float(run.outcomes[outcome])


def _in_silence(week: int, weeks: int) -> None:
    """Tell nobody how far a run is."""


def _climb(tried: _Tried, start: Strategy, sign: float, budget: int) -> None:
    """Search the simplex from a preset's portfolio; what is tried is remembered by ``tried``."""
    from scipy.optimize import Bounds, LinearConstraint, minimize

    first = shares_of([start.portfolio.get(practice, 0.0) for practice in PRACTICES])

    def height(free: np.ndarray) -> float:
        shares = shares_of([*free, 1.0 - float(np.sum(free))])
        portfolio = dict(zip(PRACTICES, shares, strict=True))
        return -sign * tried(start.model_copy(update={"portfolio": portfolio}), start.name)

    free = len(PRACTICES) - 1  # the last share is what the others leave
    minimize(
        height,
        first[:-1],
        method="COBYQA",
        bounds=Bounds(0.0, 1.0),
        constraints=[LinearConstraint(np.ones((1, free)), -np.inf, 1.0)],
        options={"maxfev": budget, "initial_tr_radius": FIRST_STEP, "final_tr_radius": LAST_STEP},
    )


def shares_of(values: Sequence[float]) -> list[float]:
    """Return values as shares: none below zero, together one, in steps of a millionth."""
    clipped = np.clip(np.asarray(values, dtype=float), 0.0, None)
    whole = np.round(clipped / clipped.sum() * 1e6)
    whole[int(np.argmax(whole))] += 1e6 - whole.sum()
    return [float(share) / 1e6 for share in whole]
