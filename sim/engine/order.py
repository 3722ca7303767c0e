"""The random order of agents: sorted by a draw each, equals by id."""

from __future__ import annotations

from sim.engine.world import draw, id_of
from sim.rules.jit import inner


@inner()
def put_in_order(world, purpose):
    """Fill ``world.order`` with the rows of all agents, sorted by their draw for a purpose.

    A radix sort of the draw's 32-bit word, one byte after another from the lowest; it is stable,
    and rows stand in order of id to begin with.
    """
    n, words, count = world.agents.size, world.words, world.bytes
    source, target = world.order, world.spare_order
    for i in range(n):
        u0, _, _, _ = draw(world, purpose, id_of(world, i), 0, 0)
        words[i] = int(u0 * 4294967296.0)
        source[i] = i
    for shift in range(0, 32, 8):
        for byte in range(257):
            count[byte] = 0
        for i in range(n):
            count[((words[i] >> shift) & 255) + 1] += 1
        for byte in range(256):
            count[byte + 1] += count[byte]
        for place in range(n):
            byte = (words[source[place]] >> shift) & 255
            target[count[byte]] = source[place]
            count[byte] += 1
        source, target = target, source
