"""The published results by name."""

from __future__ import annotations

from experiments.published import (
    active_linking,
    beta_trust,
    network,
    partner_choice,
    repeated_game,
    thresholds,
)
from experiments.published.contract import Replication
from sim.errors import UnknownName

#: Every published result by name, in the order in which they are shown.
REPLICATIONS: dict[str, Replication] = {
    result.name: result
    for result in (
        beta_trust.RESULT,
        active_linking.RESULT,
        repeated_game.RESULT,
        thresholds.RESULT,
        network.RESULT,
        partner_choice.RESULT,
    )
}


def find(name: str) -> Replication:
    """Return a published result; raises ``UnknownName``."""
    if name not in REPLICATIONS:
        raise UnknownName("published result", name, REPLICATIONS)
    return REPLICATIONS[name]
