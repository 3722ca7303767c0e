"""Small experiments that read files: a network, a model of one's own."""

from pathlib import Path

from experiments.config.experiment import Experiment
from experiments.workflow import job

FEW = """
question = "What did it read?"
weeks = 6
replicates = 2
"""
NETWORK = FEW + "model.population.network = 'net.csv'\n"
OWN = FEW + "implementation = 'my_model:Mine'\nmodel.population.agents = 8\n"
MODEL = """
{imports}
from sim import AllianceAgent, AllianceModel

class Agent(AllianceAgent):
    def follow_through(self, alliance):
        return {chance}

class Mine(AllianceModel):
    agent_class = Agent
"""


def own_model(folder: Path, chance: str, imports: str = "") -> None:
    """Write a model of one's own, whose agents follow through with a chance."""
    (folder / "my_model.py").write_text(MODEL.format(chance=chance, imports=imports))


def run(experiment: Experiment, to: Path) -> job.Finished:
    """Run an experiment of which every run must be done."""
    finished = job.run_experiment(experiment, to)
    assert set(finished.results.runs["status"]) == {"done"}, finished.results.runs["message"]
    return finished
