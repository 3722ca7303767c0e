"""What commands say of the networks that a config starts from: what was understood of each."""

from __future__ import annotations

import textwrap

from experiments.commands.console import plain, width
from experiments.config.experiment import Experiment
from sim.state.network_files import read_network


def networks(experiment: Experiment) -> None:
    """Print what was understood of every network file, once each."""
    sources = [arm.parameters.population.network for arm in experiment.arms]
    for source in dict.fromkeys(source for source in sources if source):
        plain(f"Network {source}:")
        for heading, sentence in read_network(source, experiment.base).told():
            lines = textwrap.wrap(sentence, max(30, min(width(), 100) - 14))
            plain(f"  {heading + ':':<12}{lines[0]}", *(f"{'':14}{line}" for line in lines[1:]))
        plain("")
