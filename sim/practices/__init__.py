"""What agents spend attention on, a practice a file: its rule as objects, then as kernels.

``scout`` looks for allies. The others keep them: ``check_in``, ``adapt``, ``resolve``,
``recognise``, ``invest`` and ``offer``. Each says *where* it is most needed and what it is to *do*
there, and says both once more over the engine's tables. What a practice declares is in
:mod:`sim.inputs.practices` under the same name. ``rule`` says what a rule is, and ``targets`` what
a practice may be done to. Either implementation's *attend* is handed the list of rules, and sees to
*off*, *blind* and *null*.
"""

from __future__ import annotations

import sim.practices.adapt as adapt
import sim.practices.check_in as check_in
import sim.practices.invest as invest
import sim.practices.offer as offer
import sim.practices.recognise as recognise
import sim.practices.resolve as resolve
import sim.practices.scout as scout
from sim.practices.rule import Rule

#: In the order of a portfolio, after work.
SHIPPED: tuple[Rule, ...] = (
    scout.RULE,
    check_in.RULE,
    adapt.RULE,
    resolve.RULE,
    recognise.RULE,
    invest.RULE,
    offer.RULE,
)
