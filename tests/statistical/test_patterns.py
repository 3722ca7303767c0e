"""The default world lies in the bands of real panels; what it misses is known and written down."""

import pytest

from experiments.config.reader import read_experiment
from experiments.config.shipped import configs
from experiments.evidence.assessment import of_agreements, of_world
from experiments.evidence.reference import PATTERNS, TREATY_FLATNESS, TREATY_HAZARD
from sim.inputs.parameters import Parameters

# The bands were fixed beforehand. Everything else that is asserted here (which are missed, how many
# are inside, how flat treaties and how steep persons are) was set after the numbers were seen, so
# that a change is noticed; docs/explanation/validation.md says so.

#: Missed bands, each explained there.
MISSED = {
    60: {"survival_if_returned", "seniority", "hazard_ratio"},
    100: {"survival_if_returned", "seniority"},
}


#: How many are inside, and the null is not.
INSIDE = {60: 5, 100: 7}


@pytest.mark.slow
@pytest.mark.statistical
@pytest.mark.parametrize("agents", MISSED)
def test_the_default_lies_in_the_bands_of_real_panels(agents: int) -> None:
    rows = of_world(Parameters().updated({"population.agents": agents}))
    assert {row.pattern for row in rows if row.verdict == "outside"} == MISSED[agents]
    assert sum(row.verdict == "inside" for row in rows) >= INSIDE[agents]
    assert not any(row.verdict == "not observed" for row in rows)
    (seniority,) = (row for row in rows if row.pattern == "seniority")
    assert seniority.value < PATTERNS["seniority"].band[0] < seniority.high


@pytest.mark.slow
@pytest.mark.statistical
def test_treaties_do_not_age_as_persons_do() -> None:
    arms = read_experiment(configs()["treaties"]).arms
    persons, treaties = (of_agreements(arm.parameters, arm.strategies) for arm in arms)
    hazards = [age.hazard for age in treaties]
    assert all(TREATY_HAZARD[0] <= hazard <= TREATY_HAZARD[1] for hazard in hazards)
    assert max(hazards) / min(hazards) <= TREATY_FLATNESS
    assert persons[0].hazard > 1.4 * persons[1].hazard
