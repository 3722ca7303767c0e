"""An :class:`~experiments.config.experiment.Experiment` → a config in which nothing is left out.

Read again, it gives the same runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.config.design import Design
from experiments.config.differences import differences
from experiments.config.document import nested
from experiments.config.experiment import Arm, Experiment
from experiments.config.files import NAMING
from experiments.config.inputs import INPUTS, Inputs
from sim.inputs.events import Event
from sim.inputs.strategies import Mix, Strategy
from sim.inputs.versions import RULES


def config_text(experiment: Experiment, inputs: Inputs | None = None) -> str:
    """Return the resolved config as TOML, with files named as their copies if these are given."""
    import tomli_w

    head = f"# {experiment.name}: every value of the experiment, also those that were defaults.\n"
    return head + tomli_w.dumps(resolved(experiment, inputs))


def resolved(experiment: Experiment, inputs: Inputs | None = None) -> dict[str, Any]:
    """Return a config that says everything, also what the file left to defaults.

    Arms say what differs from the rest. Files are named as the copies that lie in a folder of
    results, if these are given.
    """
    copies = {} if inputs is None else inputs.copies
    config: dict[str, Any] = {
        name: getattr(experiment, name)
        for name in ("question", "weeks", "warmup", "replicates", "seed", "record")
    }
    config["rules"] = RULES
    config["implementation"] = experiment.implementation
    modules = experiment.modules if inputs is None else inputs.own_copy and _copy(inputs.own_copy)
    config |= {"modules": modules} if modules else {}
    config |= {"own": list(experiment.practices)} if experiment.practices else {}
    config |= {"data": list(experiment.data)} if experiment.data else {}
    config["strategies"] = _shares(experiment.strategies)
    config["analysis"] = {
        "outcomes": list(experiment.analysis.outcomes),
        "baseline": experiment.analysis.baseline,
    }
    if experiment.analysis.ablate:
        config["analysis"]["ablate"] = list(experiment.analysis.ablate)
    if experiment.analysis.shapley:
        config["analysis"]["shapley"] = True
    if experiment.analysis.portions:
        config["analysis"]["portions"] = list(experiment.analysis.portions)
    config["model"] = _model(experiment.parameters.dotted(), copies)
    if experiment.own:
        config["strategy"] = {
            strategy.name: strategy_fields(strategy) for strategy in experiment.own
        }
    if experiment.events:
        config["event"] = [_event(event) for event in experiment.events]
    if experiment.design:
        config["design"] = _design(experiment.design)
    arms = [_arm(arm, experiment, copies) for arm in experiment.arms if not arm.added]
    if arms != [{"name": "all"}]:
        config["arm"] = arms
    return config


def strategy_fields(strategy: Strategy) -> dict[str, Any]:
    """Return what a config says under ``[strategy.NAME]``."""
    fields = strategy.model_dump(mode="json", exclude_none=True, exclude={"name"})
    return {name: value for name, value in fields.items() if value != ""}


def with_lists(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as TOML has them: lists for tuples."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def _arm(arm: Arm, experiment: Experiment, copies: Mapping[str, str]) -> dict[str, Any]:
    """Return what an arm has that the rest of the experiment has not."""
    own = differences(arm, experiment)
    config: dict[str, Any] = {"name": arm.name, **own.fields}
    if own.strategies:
        config["strategies"] = _shares(own.strategies)
    if own.parameters:
        config["model"] = _model(own.parameters, copies)
    if own.events:
        config["event"] = [_event(event) for event in own.events]
    return config


def _shares(mix: Mix) -> dict[str, float]:
    return {strategy.name: share for strategy, share in mix}


def _model(parameters: Mapping[str, Any], copies: Mapping[str, str]) -> dict[str, Any]:
    """Return parameters as a config writes them: files as their copies, where they have any."""
    found = with_lists(parameters)
    for name in NAMING:
        source = str(found.get(name, ""))
        if source in copies:
            found[name] = _copy(copies[source])
    return nested(found)


def _copy(name: str) -> str:
    return f"{INPUTS}/{name}"


def _event(event: Event) -> dict[str, Any]:
    return {"week": event.week, "set": with_lists(dict(event.changes))}


def _design(design: Design) -> dict[str, Any]:
    """Return a design with its levels and ranges, also where they were those of declarations."""
    config: dict[str, Any] = {"sampler": design.sampler}
    if design.points:
        config["points"] = design.points
    if design.second_order:
        config["second_order"] = True
    config["vary"] = {}
    for v in design.vary:
        if v.levels:
            config["vary"][v.name] = [list(x) if isinstance(x, tuple) else x for x in v.levels]
        else:
            ends = {"from": v.low, "to": v.high}
            whole = {end: int(x) if v.whole else x for end, x in ends.items() if x is not None}
            config["vary"][v.name] = {**whole, "scale": v.scale}
    return config
