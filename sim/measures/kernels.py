"""Declared outcomes of a week become one kernel; what is of sides of ties, in one pass over them.

The kernel encloses plain functions only (:func:`sim.rules.jit.part`), so that another process finds
it compiled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.measures.arrays import ratio
from sim.measures.pairs import add_pair, correlation_in
from sim.measures.week import COUNTED, Function, counted, sides
from sim.rules.jit import njit, part, piece


class Count(NamedTuple):
    """How often something happened this week ÷ another count; or per agent, or living alliance.

    Both are names of ``sim.measures.week.COUNTED``.
    """

    what: str
    per: str


class Mean(NamedTuple):
    """The mean over sides of ties of a function of the tables, an agent and its slot."""

    value: Function


class Correlation(NamedTuple):
    """Pearson's correlation over sides of ties of the two values that a function gives.

    A side of which it gives NaN is left out.
    """

    pair: Function


class Derived(NamedTuple):
    """A function of two other outcomes, by name."""

    function: Function
    of: tuple[str, str]


#: How an outcome of a week is computed: a function of the tables, or one of the above.
Measure = Function | Count | Mean | Correlation | Derived


def kernel_of(measures: Mapping[str, Measure]) -> Function:
    """Return the kernel that fills in the outcomes of a week.

    It takes a handle of tables, zeros of shape (n,) in which it leaves the outcomes, in the order
    of ``measures``, and zeros of shape (n, ``sim.measures.pairs.SUMS``) to add up in. There must be
    measures of every kind.
    """
    places = {name: place for place, name in enumerate(measures)}
    filling, looking, adding, deriving = [], [], [], []
    counts, means, correlations = [], [], []
    for place, of in enumerate(measures.values()):
        if isinstance(of, Count):
            counts.append((place, COUNTED[of.what], COUNTED[of.per]))
        elif isinstance(of, Mean):
            means.append(place)
            looking.append(of.value)
            adding.append(_adding(place))
        elif isinstance(of, Correlation):
            correlations.append(place)
            looking.append(of.pair)
            adding.append(_pairing(place))
        elif isinstance(of, Derived):
            deriving.append(_deriving(place, of.function, *(places[name] for name in of.of)))
        else:
            filling.append(_filling(place, of))
    fill, derive = _all_of(filling), _all_of(deriving)
    look, add = _values_of(looking), _one_each(adding)
    counting, over, between = tuple(counts), tuple(means), tuple(correlations)

    @njit
    def measure(world, found, sums):
        fill(world, found)
        for place, what, whole in counting:
            found[place] = ratio(counted(world, what), counted(world, whole))
        for i in range(world.agents.size):
            for k in range(world.agents[i].n_allies):
                add(look(world, i, k), found, sums)
        n = sides(world)
        for place in over:
            found[place] = ratio(found[place], n)
        for place in between:
            found[place] = correlation_in(sums, place)
        derive(found)

    return measure


def _all_of(steps: Sequence[Function]) -> Function:
    """Return a kernel that does several steps with the same arguments, in order."""
    if len(steps) == 1:
        return steps[0]
    half = len(steps) // 2
    first, second = _all_of(steps[:half]), _all_of(steps[half:])

    @piece
    def both(*given):
        first(*given)
        second(*given)

    return both


def _values_of(looks: Sequence[Function]) -> Function:
    """Return a kernel that gives the values of several functions of a side, as pairs of pairs.

    All are worked out before any is added up: what several need, such as trust, is then worked out
    once.
    """
    if len(looks) == 1:
        return looks[0]
    half = len(looks) // 2
    first, second = _values_of(looks[:half]), _values_of(looks[half:])

    @piece
    def values(world, i, k):
        return first(world, i, k), second(world, i, k)

    return values


def _one_each(adds: Sequence[Function]) -> Function:
    """Return a kernel that adds such values up, each in its own way."""
    if len(adds) == 1:
        return adds[0]
    half = len(adds) // 2
    first, second = _one_each(adds[:half]), _one_each(adds[half:])

    @piece
    def add(values, found, sums):
        first(values[0], found, sums)
        second(values[1], found, sums)

    return add


def _filling(place, measure):
    @part
    def fill(world, found):
        found[place] = measure(world)

    return fill


def _adding(place):
    @piece
    def add(value, found, sums):
        found[place] += value

    return add


def _pairing(place):
    @piece
    def add(pair, found, sums):
        add_pair(sums, place, pair[0], pair[1], 1.0)

    return add


def _deriving(place, function, first, second):
    @piece
    def derive(found):
        found[place] = function(found[first], found[second])

    return derive
