"""What determines results, as digests: whatever changes a run changes its name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.config.experiment import Arm, Experiment
from experiments.config.files import sources_of
from experiments.config.inputs import Inputs, content_digest


@dataclass(frozen=True)
class Digests:
    """Digests of what results come from.

    Attributes
    ----------
    experiment
        Of all arms and points, without their seeds.
    model
        Of the model's sources, which whoever does runs must have as well.
    code
        Of these and of a person's own implementations, with what those import and read.
    named
        By what parameters say that name files: of the file's content (its ending says how that is
        read), or the name of a network that is not a file.
    """

    experiment: str
    model: str
    code: str
    named: dict[str, str]


def digest(what: Any) -> str:
    """Return 16 hex digits that change with anything in a tree of plain values."""
    text = json.dumps(what, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def code_digest(inputs: Inputs, model: str) -> str:
    """Return a digest of the model's sources, and of whatever a person's own models are made of."""
    own = [inputs.own_copy, inputs.installed] if inputs.own or inputs.installed else []
    return digest([model, *own])


def named_digests(experiment: Experiment, inputs: Inputs) -> dict[str, str]:
    """Return a digest of every file that parameters of arms name, by what names it."""
    names = {s for arm in experiment.arms for s in sources_of(arm.parameters).values()}
    return {name: _named_digest(name, inputs) for name in sorted(names)}


def _named_digest(source: str, inputs: Inputs) -> str:
    if source not in inputs.named:
        return source
    return f"{content_digest(inputs.named[source])}{Path(source).suffix.lower()}"


def world(arm: Arm, record: int, named: dict[str, str], code: str) -> dict[str, Any]:
    """Return everything but the seed that determines the results of an arm's runs."""
    sources = sources_of(arm.parameters)
    return {
        "parameters": arm.parameters.dotted() | {n: named[s] for n, s in sources.items()},
        "strategies": [[s.model_dump(mode="json"), share] for s, share in arm.strategies],
        "weeks": arm.weeks,
        "warmup": arm.warmup,
        "record": record,
        "events": [event.as_data() for event in arm.events],
        "implementation": arm.implementation,
        "code": code,
    }
