"""The config of replications: a TOML file with a table of changed parameters for each result."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any

import experiments.config.validation as checks
from experiments.config.diagnostics import Problems, read_document
from experiments.config.diagnostics import unknown as not_known
from experiments.config.document import split
from experiments.published.catalogue import REPLICATIONS
from experiments.published.contract import Replication

NOTHING_SAID = 'says nothing; a table per result, such as [repeated-game] with "noises = [0.02]"'


def read_changes(file: File | str) -> dict[str, dict[str, Any]]:
    """Return what a config changes: {result: {parameter: value}}, ``model.PATH`` of the model.

    Raises
    ------
    BadExperiment
        With all mistakes, each with its line, path and what is allowed.
    """
    document = read_document(file, NOTHING_SAID)
    problems = Problems(document)
    found = {}
    for name, given in document.data.items():
        if name in REPLICATIONS:
            found[name] = _of_result(REPLICATIONS[name], given, problems)
        else:
            problems.add(split(name), not_known("published result", name, REPLICATIONS))
    problems.finish()
    return found


def _of_result(result: Replication, given: Any, problems: Problems) -> dict[str, Any]:
    """Return what is right of a result's table; its model's parameters by dotted name."""
    fields = dict(checks.table(given, (result.name,), problems))
    at = (result.name, "model")
    model = checks.flattened(checks.table(fields.pop("model", {}), at, problems), at, problems)
    for name, value in fields.items():
        _field(result, name, value, problems)
    right = checks.parameters(model, changing=False, problems=problems)
    return fields | {f"model.{name}": value for name, value in right.items()}


def _field(result: Replication, name: str, value: Any, problems: Problems) -> None:
    """Note what is wrong with one parameter of a result."""
    known = result.setting.model_fields
    if name not in known:
        sentence = not_known(f"parameter of {result.name}", name, known)
        problems.add((result.name, *split(name)), sentence)
        return
    for place, sentence in result.wrong(name, value):
        problems.add((result.name, *place), sentence)
