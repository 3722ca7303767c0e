"""The fields of a config that are plain values, declared as the model's parameters are."""

# One declaration a line, as in a table, reads better here than what the formatter makes of it.
# fmt: off

from __future__ import annotations

from functools import cache

from pydantic import StrictStr

from sim.inputs.declarations import Declaration, Group, declarations, declared, number
from sim.inputs.versions import RULES


class Fields(Group):
    """What stands at the top of a config."""

    question: StrictStr = declared("", "what the experiment is to answer")
    rules: int = number(RULES, "", "version of the rules that the config is for", low=1, high=RULES)
    weeks: int = number(260, "weeks", "weeks that every run lasts", low=1, high=100_000)
    warmup: int = number(0, "weeks",
        "weeks left out of the averages; two fifths of a run if not given", high=100_000)
    replicates: int = number(10, "runs", "runs of every arm, each with a seed of its own",
        low=1, high=100_000)
    seed: int = number(1, "", "seed of the experiment: replicate r has seed·1,000,000 + r",
        high=1_000_000_000)
    record: int = number(1, "weeks", "weekly outcomes are measured every so many weeks",
        low=1, high=100_000)
    implementation: StrictStr = declared("tables",
        "the model: tables (compiled), objects (Mesa agents: the same weeks, slowly), or"
        " module:Class for a subclass of AllianceModel")


#: The parts of a config that are more than a value → what each is.
PARTS = {
    "strategies": "the strategies of the population: a name, or a mix { name = share }",
    "model": "parameters that differ from their defaults",
    "arm": "[[arm]]: a world to compare",
    "design": "[design]: points at which every arm is run: grids, samples, sensitivity designs",
    "strategy": "[strategy.NAME]: a strategy of one's own",
    "event": "[[event]]: parameters that change in some week",
    "analysis": "outcomes to look at, and the baseline",
    "own": "files of practices of one's own: a list of names, beside the config or below",
    "data": "files that a model of one's own reads: a list of names, beside the config or below",
    "modules": "the folder of one's own modules and data; the config's own if not given",
}

#: What an arm may say of its own; whatever it does not say is as in the rest of the file.
ARM = ("name", "strategies", "model", "weeks", "warmup", "event", "implementation")


@cache
def field_declarations() -> dict[str, Declaration]:
    """Return the declaration of every plain field by name."""
    return {d.name: d for d in declarations(Fields)}
