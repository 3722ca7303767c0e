"""In what the arms of an experiment differ, as data: for its config, its tables and its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from experiments.config.experiment import Arm, Experiment
from sim.inputs.events import Event
from sim.inputs.strategies import Mix


@dataclass(frozen=True)
class Differences:
    """What an arm has that the experiment as a whole has not.

    Attributes
    ----------
    fields
        Those of ``weeks``, ``warmup`` and ``implementation`` that are its own.
    strategies
        Its strategies; empty if they are the experiment's.
    parameters
        Its own parameters by dotted name.
    events
        Its own events, beside those of all arms.
    """

    fields: dict[str, Any]
    strategies: Mix
    parameters: dict[str, Any]
    events: tuple[Event, ...]


def differences(arm: Arm, experiment: Experiment) -> Differences:
    """Return what an arm has that the experiment as a whole has not."""
    common = experiment.parameters.dotted()
    return Differences(
        fields={
            name: getattr(arm, name)
            for name in ("weeks", "warmup", "implementation")
            if getattr(arm, name) != getattr(experiment, name)
        },
        strategies=() if arm.strategies == experiment.strategies else arm.strategies,
        parameters={
            name: value for name, value in arm.parameters.dotted().items() if value != common[name]
        },
        events=arm.events[len(experiment.events) :],
    )


def varied(experiment: Experiment) -> dict[str, list[Any]]:
    """Return the parameters in which arms differ, each with its value in every arm."""
    values = [arm.parameters.dotted() for arm in experiment.arms]
    names = [name for name in values[0] if any(v[name] != values[0][name] for v in values)]
    return {name: [v[name] for v in values] for name in names}


def cell(value: Any) -> Any:
    """Return a parameter's value as one cell of a table: lists of names as text."""
    return ", ".join(value) if isinstance(value, tuple) else value
