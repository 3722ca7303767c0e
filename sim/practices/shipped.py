"""The rules of the practices that are shipped, in the order of a portfolio."""

from __future__ import annotations

import sim.practices.adapt as adapt
import sim.practices.check_in as check_in
import sim.practices.invest as invest
import sim.practices.offer as offer
import sim.practices.recognise as recognise
import sim.practices.resolve as resolve
import sim.practices.scout as scout
from sim.practices.rule import Rule

SHIPPED: tuple[Rule, ...] = (
    scout.RULE,
    check_in.RULE,
    adapt.RULE,
    resolve.RULE,
    recognise.RULE,
    invest.RULE,
    offer.RULE,
)
