"""The model reproduces every published result; seeds were fixed beforehand."""

import pytest

from experiments.published.catalogue import REPLICATIONS
from experiments.published.contract import Replication

pytestmark = [pytest.mark.statistical, pytest.mark.slow]


@pytest.mark.parametrize("result", REPLICATIONS.values(), ids=list(REPLICATIONS))
def test_the_model_agrees(result: Replication) -> None:
    found = result.run()
    assert [finding for finding in found.findings if not finding.passed] == []
