"""The model reproduces every published result; seeds were fixed beforehand.

The network, which takes longest, gets fewer runs here, and with them its own wider three standard
errors; ``alliances replicate`` does all of them.
"""

import pytest

from experiments.published.catalogue import REPLICATIONS
from experiments.published.contract import Replication

#: What is smaller here than in ``alliances replicate``.
SMALLER = {"network": {"runs": 10_000}}

pytestmark = [pytest.mark.statistical, pytest.mark.slow]


@pytest.mark.parametrize("result", REPLICATIONS.values(), ids=list(REPLICATIONS))
def test_the_model_agrees(result: Replication) -> None:
    found = result.run(SMALLER.get(result.name))
    assert [finding for finding in found.findings if not finding.passed] == []
