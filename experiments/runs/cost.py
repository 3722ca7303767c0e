"""What an experiment would take: time, measured by a short run here, memory and disk."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from experiments.config.experiment import Arm, Experiment
from experiments.config.files import NAMING
from experiments.runs.plan import at_point, number_of_runs, points
from experiments.runs.snapshot import Snapshot, inputs_of
from sim.errors import BadInput

#: The timing run: so many agents at most, so many weeks, of which the last are timed — by then
#: agents have about as many alliances as they ever will.
AGENTS, WEEKS, TIMED = 200, 72, 24

#: More agent-weeks, or more runs, than this are not begun without being told so.
MANY, MOST_RUNS = 1e9, 100_000

#: A process with everything imported, and what an agent adds to it, in bytes.
PROCESS, AGENT = 280e6, 40e3
#: What the parent keeps of a run: its row of the design.
RUN = 4e3
#: The figures and the report, in bytes.
REPORT = 3e6


class Bytes(NamedTuple):
    """What is written of a run, on average: so many bytes for everything there is of it.

    An agent-week stands for the lives of memberships and alliances, ``ties`` for those of an agent,
    which are kept of the first replicate only.
    """

    run: float
    week: float
    strategy_week: float
    agent: float
    agent_week: float
    ties: float

    def of(self, arm: Arm, agents: int, replicates: int, record: int) -> float:
        """Return the bytes of an arm's runs with so many agents."""
        a_week = self.week + self.strategy_week * len(arm.strategies)
        an_agent = self.agent + self.agent_week * arm.weeks
        a_run = self.run + a_week * arm.weeks / record + an_agent * agents
        return replicates * a_run + self.ties * agents


#: In its own file, which is kept: that holds the same more loosely, so that it is written quickly.
FILE = Bytes(run=30e3, week=275.0, strategy_week=40.0, agent=190.0, agent_week=4.6, ties=680.0)
#: In the final tables.
FINAL = Bytes(run=1e3, week=230.0, strategy_week=32.0, agent=190.0, agent_week=1.0, ties=640.0)


@dataclass(frozen=True)
class Estimate:
    """Seconds, bytes of memory and bytes of disk; ``pace`` is seconds an agent-week.

    ``tried`` are a person's own models of which a few weeks were run to know it.
    """

    seconds: float
    memory: float
    disk: float
    pace: float
    tried: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extent:
    """How large an experiment is, by arithmetic alone.

    Attributes
    ----------
    points
        Those of its design.
    runs
        How many there are.
    agent_weeks
        The agents of all runs, each times the weeks of its run.
    largest
        The agents of the largest run.
    disk
        Bytes of its results, and of the runs that are kept.
    """

    points: list[dict[str, Any]]
    runs: int
    agent_weeks: int
    largest: int
    disk: float

    def memory(self, jobs: int) -> float:
        """Return the bytes of memory that it would take with so many processes."""
        jobs = min(jobs, self.runs)
        return (jobs + (jobs > 1)) * PROCESS + jobs * AGENT * self.largest + RUN * self.runs


def extent(experiment: Experiment) -> Extent:
    """Return how large an experiment is, every arm at every point counted."""
    there = points(experiment)
    agents = [
        (arm, point.get("population.agents", arm.parameters.population.agents))
        for arm in experiment.arms
        for point in there
    ]
    return Extent(
        points=there,
        runs=number_of_runs(experiment),
        agent_weeks=experiment.replicates * sum(arm.weeks * n for arm, n in agents),
        largest=max(n for _, n in agents),
        disk=REPORT
        + sum(
            kept.of(arm, n, experiment.replicates, experiment.record)
            for kept in (FILE, FINAL)
            for arm, n in agents
        ),
    )


def estimate(experiment: Experiment, jobs: int) -> Estimate:
    """Return what an experiment would take with so many processes on this machine.

    For that a person's own models that lie beside the config are run, and no other.

    Raises
    ------
    BadInput
        If one of them fails.
    """
    whole, arms = extent(experiment), experiment.arms
    there, runs = whole.points, whole.runs
    tried = [
        at_point(arms[n * (len(arms) - 1) // 2], there[n * (len(there) - 1) // 2]) for n in range(3)
    ]
    different = [arm for n, arm in enumerate(tried) if arm not in tried[:n]]
    with inputs_of(experiment) as inputs:
        ours = [_tried_as(arm, inputs) for arm in different]
        paces = [_pace(arm, experiment.record, inputs) for arm in ours]
    pace = sum(paces) / len(paces)
    jobs = min(jobs, runs)
    rounds = math.ceil(runs / jobs) * jobs / runs  # the last round may leave some without work
    return Estimate(
        seconds=pace * whole.agent_weeks * rounds / jobs,
        memory=whole.memory(jobs),
        disk=whole.disk,
        pace=pace,
        tried=tuple(sorted({arm.implementation for arm in ours if arm.is_own})),
    )


def machine_memory() -> float:
    """Return the bytes of memory that this machine has; infinite where it does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # not every system can be asked
        return math.inf


def excess(experiment: Experiment, jobs: int) -> str:
    """Say what of an experiment is more than one would begin by mistake; "" if nothing is."""
    runs = number_of_runs(experiment)
    if runs > MOST_RUNS:  # said before so many points are even listed
        return f"{runs:,} runs"
    whole = extent(experiment)
    bytes_, there = whole.memory(jobs), machine_memory()
    said = [f"{whole.agent_weeks:,} agent-weeks"] if whole.agent_weeks > MANY else []
    if bytes_ > there:
        said.append(f"about {size(bytes_)} of memory, where this machine has {size(there)}")
    return " and ".join(said)


def check_size(experiment: Experiment, jobs: int) -> None:
    """Raise ``BadInput`` for an experiment that needs very much, by arithmetic alone."""
    needed = excess(experiment, jobs)
    if needed:
        raise BadInput(f"{experiment.file}: this would need {needed}; add --yes to do it")


def _tried_as(arm: Arm, inputs: Snapshot) -> Arm:
    """Return what is run to time an arm: the model as objects in place of an installed one."""
    installed = arm.implementation.partition(":")[0] in inputs.installed  # not ours to try
    return replace(arm, implementation="objects") if installed else arm


def _pace(arm: Arm, record: int, inputs: Snapshot) -> float:
    """Return how long a week of one agent takes in an arm's world."""
    if not arm.executes_own:
        return seconds_per_agent_week(arm, record)
    try:
        with inputs.watched(arm):
            return seconds_per_agent_week(arm, record, inputs.model(arm.implementation))
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        own = arm.implementation if arm.is_own else f'the arm "{arm.name}"'
        raise BadInput(f"{own} fails when it is tried: {why}") from None


def seconds_per_agent_week(arm: Arm, record: int = 1, implementation: Any = None) -> float:
    """Return how long a week of one agent takes in an arm's world, by trying a small one.

    Measuring a week takes as long as a small world's week itself: ``record`` says how often it is.
    ``implementation`` is the class of one's own.
    """
    from sim.simulation import simulate

    agents = min(AGENTS, arm.parameters.population.agents)
    small = {"population.agents": agents, **dict.fromkeys(NAMING, "")}  # with no file's people
    ticks: list[float] = []  # of the processor: others may be using the machine just now
    simulate(
        arm.parameters.updated(small),
        arm.strategies,
        weeks=WEEKS,
        record=record,
        implementation=implementation or arm.implementation,
        progress=lambda week, weeks: ticks.append(time.process_time()),
    )
    timed = min(TIMED, len(ticks) - 1)  # a model of one's own may end earlier
    return (ticks[-1] - ticks[-1 - timed]) / (max(timed, 1) * agents)


def in_words(seconds: float) -> str:
    """Return a duration as a person would say it."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 100:
        return f"about {10 * round(seconds / 10)} seconds"
    if seconds < 100 * 60:
        return f"about {seconds / 60:.0f} minutes"
    if seconds < 48 * 3600:
        return f"about {seconds / 3600:.1f} hours"
    return f"about {seconds / 86400:.1f} days"


def size(bytes_: float) -> str:
    """Return a size as a person would say it."""
    for unit in ("kB", "MB", "GB"):
        bytes_ /= 1000.0
        if bytes_ < 1000 or unit == "GB":
            break
    return f"{bytes_:.1f} {unit}" if bytes_ < 10 else f"{bytes_:.0f} {unit}"
