"""The practices that are shipped, in the order of a portfolio; work comes before them all."""

from __future__ import annotations

from sim.inputs.practices.adapt import Adapt
from sim.inputs.practices.check_in import CheckIn
from sim.inputs.practices.invest import Invest
from sim.inputs.practices.offer import Offer
from sim.inputs.practices.practice import Practice
from sim.inputs.practices.recognise import Recognise
from sim.inputs.practices.resolve import Resolve
from sim.inputs.practices.scout import Scout

DECLARED: tuple[type[Practice], ...] = (
    Scout,
    CheckIn,
    Adapt,
    Resolve,
    Recognise,
    Invest,
    Offer,
)
