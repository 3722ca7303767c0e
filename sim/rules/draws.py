"""Keyed randomness: every draw is a pure function of what it is for.

There is no generator and no state. A draw is Philox 4×32-10 (Salmon et al. 2011) of the counter
(week, i, j, purpose·2¹⁶ + repeat) under the 64-bit seed: four words of 32 bits, made into uniforms
u = (word + ½)/2³². Two runs that differ in one rule therefore meet the same luck wherever they ask
the same question — common random numbers — and a new draw in one process shifts none in another.

``i`` and ``j`` are ids of agents (never rows), or a number where the purpose says so; what happens
to two alike is keyed (smaller id, larger id). ``repeat`` counts further blocks of one event.
"""

from __future__ import annotations

from math import sqrt

from sim.rules.elementary import cos_sin, log
from sim.rules.jit import njit

Four = tuple[float, float, float, float]

#: Purposes, one name each → what i and j are, and what the four uniforms decide.
PURPOSES: dict[str, str] = {
    "GOAL": "agent, – · three normals: the first goal",
    "SPECIALTY": "agent, – · three shares of output",
    "TEMPERAMENT": "agent, – · reliability, openness, attention, place in the deal of strategies",
    "DRIFT": "agent, – · three normals: the goal's step",
    "COMMIT": "agent, least co-member · keeps the commitment, announces that it will not",
    "NEED": "agent, – · is in need",
    "HELP": "asker, helper · decides, slips, delivers, is open about failing; repeat 1: is thanked",
    "LAPSE": "pair · the memory of the last round is reset",
    "OPENING": "agent, – · hears of an opening, its kind, keeps it",
    "CONFLICT": "pair · breaks out, how hard",
    "ORDER": "agent, – · place in the order of attending",
    "ACT": "agent, number of the act · practice, target; for a scout: looks among allies' allies,"
    " admission, who sponsors",
    "STRANGER": "agent, number of the act · candidates; repeat: redraws",
    "PICK": "agent, number of the act · ally, ally's ally; as host: member, third parties",
    "TELL": "teller, listener · tells the truth",
    "RESOLVE": "pair · the attempt succeeds",
    "REVIEW": "agent, least co-member · leaves, is expelled",
    "ARENA": "seat, – · place in the order in which arenas are filled",
    "DIRECTION": "number of the arena, – · three normals: what is decided",
    "LEARN": "agent, – · mutates, compares, with an ally, adopts; repeat 1: which strategy or ally",
    "MODEL": "agent, – · strangers to compare oneself with; repeat: redraws",
    "DEATH": "–, – · who gives up its strategy, whose it takes (death–birth); repeat: redraws",
    "EXIT": "agent, – · leaves for good",
    "ENTRY": "agent to come, – · comes; repeat from 1: whose fitness and strategy it begins with",
}
GOAL, SPECIALTY, TEMPERAMENT, DRIFT, COMMIT, NEED, HELP, LAPSE, OPENING, CONFLICT = range(1, 11)
ORDER, ACT, STRANGER, PICK, TELL, RESOLVE, REVIEW, ARENA, DIRECTION, LEARN, MODEL = range(11, 22)
DEATH, EXIT, ENTRY = range(22, 25)

_MASK = 0xFFFFFFFF
#: A uniform times this, cut to a whole number, is the word of 32 bits that it was made of.
WORD = 4294967296.0

Words = tuple[int, int, int, int]
Uniforms = tuple[float, float, float, float]
Normals = tuple[float, float, float]


@njit
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> Words:
    """Return Philox 4×32-10 of a counter of four words under a key of two, all as integers.

    Products of two words are cut to 64 bits by compiled code and are exact in Python; the words
    taken out of them are the same.
    """
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0 = ((p1 >> 32) & _MASK) ^ c1 ^ k0
        c1 = p1 & _MASK
        c2 = ((p0 >> 32) & _MASK) ^ c3 ^ k1
        c3 = p0 & _MASK
        k0 = (k0 + 0x9E3779B9) & _MASK
        k1 = (k1 + 0xBB67AE85) & _MASK
    return c0, c1, c2, c3


@njit
def uniforms(k0: int, k1: int, purpose: int, week: int, i: int, j: int, repeat: int) -> Uniforms:
    """Return four uniforms in (0, 1) for a purpose, a week and ids; k0, k1 from :func:`key`."""
    # int() matters in plain Python, where NumPy's integers would overflow with a warning.
    w0, w1, w2, w3 = philox(int(week), int(i), int(j), (purpose << 16) + repeat, k0, k1)
    scale = 1.0 / 4294967296.0
    return (w0 + 0.5) * scale, (w1 + 0.5) * scale, (w2 + 0.5) * scale, (w3 + 0.5) * scale


@njit
def normals(k0: int, k1: int, purpose: int, week: int, i: int, j: int) -> Normals:
    """Return three standard normals by Box–Muller from the same block as :func:`uniforms`."""
    u0, u1, u2, u3 = uniforms(k0, k1, purpose, week, i, j, 0)
    r, s = sqrt(-2.0 * log(u0)), sqrt(-2.0 * log(u2))
    cos1, sin1 = cos_sin(u1)
    cos3, _ = cos_sin(u3)
    return r * cos1, r * sin1, s * cos3


@njit
def priority(u: float, candidate: int) -> int:
    """Return a candidate's place in a random pick, 0 … 2³² − 1: the largest is picked.

    ``u`` is the uniform of the event; the candidate's id is mixed into its word by the finaliser
    of MurmurHash3 (Appleby 2011), which is a permutation: no ties, and who else is a candidate
    changes nothing but the winner. One block decides a pick among any number of candidates.
    """
    h = (int(u * 4294967296.0) ^ (int(candidate) * 0x9E3779B1)) & _MASK
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & _MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & _MASK
    return h ^ (h >> 16)


def key(seed: int) -> tuple[int, int]:
    """Return the two key words of a seed of 64 bits; negative seeds and larger ones wrap."""
    return seed & _MASK, (seed >> 32) & _MASK
