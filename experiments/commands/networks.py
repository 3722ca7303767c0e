"""What commands say of the files that worlds start from: what was understood of each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from experiments.commands.console import plain, width
from experiments.config.experiment import Experiment
from sim.state.network_files import read_network
from sim.state.presence import names_in, read_presence


def networks(experiment: Experiment) -> None:
    """Print what was understood of every network, and every list of who is there, once each."""
    said = set()
    for arm in experiment.arms:
        population, base = arm.parameters.population, experiment.base
        edges: tuple[tuple[int, int, float], ...] = ()
        if source := population.network:
            network = read_network(source, base)
            edges = network.edges
            if source not in said:
                _print(f"Network {source}:", network.told())
        if (who := population.presence) and (source, who) not in said:
            found = read_presence(who, names_in(arm.parameters, base), base)
            _print(f"Who is there, {who}:", found.told(edges))
        said |= {source, (source, who)}


def _print(title: str, told: Iterable[tuple[str, str]]) -> None:
    plain(title)
    for heading, sentence in told:
        lines = textwrap.wrap(sentence, max(30, min(width(), 100) - 14))
        plain(f"  {heading + ':':<12}{lines[0]}", *(f"{'':14}{line}" for line in lines[1:]))
    plain("")
