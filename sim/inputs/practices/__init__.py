"""The practices on which agents spend attention: a declaration a file, with its parameters.

``scout`` looks for allies. The others keep them: ``check_in``, ``adapt``, ``resolve``,
``recognise``, ``invest`` and ``offer``. ``practice`` is what all of them declare. Their rules are
in :mod:`sim.practices` under the same names. Work has neither: it is what is left of a week.
"""

from __future__ import annotations

from sim.inputs.practices.adapt import Adapt
from sim.inputs.practices.check_in import CheckIn
from sim.inputs.practices.invest import Invest
from sim.inputs.practices.offer import Offer
from sim.inputs.practices.practice import Practice
from sim.inputs.practices.recognise import Recognise
from sim.inputs.practices.resolve import Resolve
from sim.inputs.practices.scout import Scout

#: In the order of a portfolio, after work.
DECLARED: tuple[type[Practice], ...] = (
    Scout,
    CheckIn,
    Adapt,
    Resolve,
    Recognise,
    Invest,
    Offer,
)
