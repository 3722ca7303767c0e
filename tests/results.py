"""Small experiments to try things with, and results as bytes, to be compared whole."""

from io import BytesIO
from pathlib import Path
from typing import Any

from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.results.results import Results

TEXT = """
question = "Does it depend on the number of jobs?"
weeks = 10
replicates = 2
[model]
population.agents = 12
[[arm]]
name = "one"
[[arm]]
name = "two"
strategies = { generous = 0.5, shirker = 0.5 }
model.conflict.rate = 0.2
[analysis]
outcomes = ["payoff", "trust"]
"""

#: An implementation of which one run of that fails.
FAILING = """
from sim.objects.model import AllianceModel

class Failing(AllianceModel):
    def drift(self):
        if self.seed == 1000001 and self.week == 4 and self.parameters.conflict.rate == 0.2:
            raise ValueError("the fourth week is unlucky")
        super().drift()
"""


def asked(folder: Path, text: str = TEXT) -> Experiment:
    """Return an experiment called "asked", whose config is in a folder."""
    file = folder / "asked.toml"
    file.write_text(text, encoding="utf-8")
    return read_experiment(file)


def tables(folder: Path) -> dict[str, bytes]:
    """Return the final tables of a folder of results, by their file names."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


class MadeUp(Results):
    """Results whose tables are given by name and lie in no folder; parts are read as of others."""

    def __init__(self, **known: Any) -> None:
        vars(self).update(known)

    def _file(self, name: str) -> BytesIO:
        file = BytesIO()
        getattr(self, name).to_parquet(file, index=False)
        return file
