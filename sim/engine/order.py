"""The random order of agents, or of seats: sorted by a draw each, equals by seat."""

from __future__ import annotations

from sim.engine.world import draw, id_of, is_there
from sim.rules.draws import WORD
from sim.rules.jit import inner


@inner()
def put_in_order(world, purpose, seats):
    """Fill ``world.order`` with rows, sorted by their draw for a purpose; return how many.

    Either the rows of all ``seats`` by a draw for the seat, or of all agents by one for the agent.
    """
    n = 0
    for i in range(world.agents.size):
        if seats or is_there(world, i):
            u0, _, _, _ = draw(world, purpose, i if seats else id_of(world, i), 0, 0)
            world.words[i], world.order[n] = int(u0 * WORD), i
            n += 1
    sort_by_words(world, n)
    return n


@inner()
def sort_by_words(world, n):
    """Sort the first rows in ``world.order`` by their words of 32 bits.

    A radix sort, one byte after another from the lowest; it is stable, and rows stand in order to
    begin with.
    """
    words, count = world.words, world.bytes
    source, target = world.order, world.spare_order
    for shift in range(0, 32, 8):
        for byte in range(257):
            count[byte] = 0
        for place in range(n):
            count[((words[source[place]] >> shift) & 255) + 1] += 1
        for byte in range(256):
            count[byte + 1] += count[byte]
        for place in range(n):
            byte = (words[source[place]] >> shift) & 255
            target[count[byte]] = source[place]
            count[byte] += 1
        source, target = target, source
