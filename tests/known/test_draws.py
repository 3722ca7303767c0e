"""Philox against its published vectors, and what is made of its words."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.rules import draws
from sim.rules.draws import PURPOSES, key, normals, philox, priority, uniforms

SIM = Path(draws.__file__).parents[1]

ONES = 0xFFFFFFFF

#: philox4x32-10 of Random123's kat_vectors: counter, key → words.
VECTORS = [
    (
        (0, 0, 0, 0),
        (0, 0),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (ONES, ONES, ONES, ONES),
        (ONES, ONES),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def in_python(compiled):  # type: ignore[no-untyped-def]
    """Return the function that was compiled; where compiling is off, it is that already."""
    return getattr(compiled, "py_func", compiled)


@pytest.mark.parametrize(("counter", "its_key", "words"), VECTORS)
def test_philox_gives_the_published_words(
    counter: tuple[int, ...], its_key: tuple[int, ...], words: tuple[int, ...]
) -> None:
    assert tuple(philox(*counter, *its_key)) == words
    assert tuple(in_python(philox)(*counter, *its_key)) == words


def test_compiled_and_plain_are_the_same() -> None:
    for i in range(300):
        k = key(i * 0x123456789ABCDEF - 7)
        asked = (*k, 1 + i % 22, i * 7, i * i, 2_000_000 - i)
        assert uniforms(*asked, i % 5) == in_python(uniforms)(*asked, i % 5)
        assert normals(*asked) == in_python(normals)(*asked)
        u = uniforms(*asked, 0)[0]
        assert priority(u, i * 6661) == in_python(priority)(u, i * 6661)


def test_a_uniform_is_the_middle_of_its_word() -> None:
    # the words of the first vector, each plus one half, in units of 2⁻³²: with everything else 0,
    # purpose 0 and repeat 0 give the counter 0
    words = VECTORS[0][2]
    assert uniforms(0, 0, 0, 0, 0, 0, 0) == tuple((w + 0.5) / 2**32 for w in words)


def test_what_is_asked_for_is_what_is_keyed() -> None:
    # counter = (week, i, j, purpose·2¹⁶ + repeat), key = (low, high word of the seed)
    low, high = key(0x0123456789ABCDEF)
    assert (low, high) == (0x89ABCDEF, 0x01234567)
    words = philox(11, 22, 33, 5 * 65536 + 7, low, high)
    assert uniforms(low, high, 5, 11, 22, 33, 7) == tuple((w + 0.5) / 2**32 for w in words)


def test_seeds_wrap_at_64_bits() -> None:
    assert key(-1) == (ONES, ONES)
    assert key(2**64 + 5) == key(5) == (5, 0)
    assert key(2**32) == (0, 1)


def test_normals_are_box_muller_of_the_same_block() -> None:
    asked = (*key(3), draws.GOAL, 4, 5, 6)
    u0, u1, u2, u3 = uniforms(*asked, 0)
    r, s = math.sqrt(-2.0 * math.log(u0)), math.sqrt(-2.0 * math.log(u2))
    expected = (
        r * math.cos(2 * math.pi * u1),
        r * math.sin(2 * math.pi * u1),
        s * math.cos(2 * math.pi * u3),
    )
    assert normals(*asked) == pytest.approx(expected, abs=1e-15)


def test_uniforms_are_uniform_and_normals_normal() -> None:
    k = key(2024)
    u = np.array([uniforms(*k, draws.NEED, week, i, 0, 0) for week in range(20) for i in range(50)])
    n = np.array([normals(*k, draws.DRIFT, week, i, 0) for week in range(20) for i in range(50)])
    for column in u.T:
        assert stats.kstest(column, "uniform").pvalue > 0.001
    for column in n.T:
        assert stats.kstest(column, "norm").pvalue > 0.001
    assert np.abs(np.corrcoef(np.hstack([u, n]).T) - np.eye(7)).max() < 0.12


def test_priority_is_a_permutation_of_the_candidates() -> None:
    # Another candidate, another place: 2¹⁶ consecutive ids never collide, nor do far ones.
    ids = [*range(65536), *range(10**6, 2 * 10**6, 977)]
    for u in (0.5 / 2**32, 0.123, 0.5, 1.0 - 0.5 / 2**32):
        places = {priority(u, i) for i in ids}
        assert len(places) == len(ids)
        assert min(places) >= 0
        assert max(places) < 2**32


@pytest.mark.parametrize("candidates", [(0, 1), (3, 4, 5), (0, 7, 100, 101, 199), tuple(range(12))])
def test_a_pick_is_uniform(candidates: tuple[int, ...]) -> None:
    k, times = key(77), 400 * len(candidates)
    picked = dict.fromkeys(candidates, 0)
    for n in range(times):
        u = uniforms(*k, draws.PICK, n, 0, 0, 0)[0]
        picked[max(candidates, key=lambda c: priority(u, c))] += 1
    assert stats.chisquare(list(picked.values())).pvalue > 0.001


def test_who_else_is_a_candidate_changes_only_the_winner() -> None:
    k = key(5)
    for n in range(200):
        u = uniforms(*k, draws.PICK, n, 0, 0, 0)[0]
        among_four = max(range(4), key=lambda c: priority(u, c))
        if among_four != 3:
            assert max(range(3), key=lambda c: priority(u, c)) == among_four


def test_every_purpose_has_a_number_and_a_sentence() -> None:
    numbers = {name: getattr(draws, name) for name in PURPOSES}
    assert list(numbers.values()) == list(range(1, len(PURPOSES) + 1))
    assert all("·" in sentence and sentence == sentence.strip() for sentence in PURPOSES.values())
    capitals = {
        name
        for name, value in vars(draws).items()
        if re.fullmatch("[A-Z]+", name) and isinstance(value, int)
    }
    assert capitals == set(PURPOSES)


def test_every_purpose_is_drawn_somewhere() -> None:
    homes = [
        path for room in ("objects", "practices", "state") for path in (SIM / room).glob("*.py")
    ]
    text = "\n".join(home.read_text(encoding="utf-8") for home in homes)
    for name in PURPOSES:
        assert re.search(
            rf"(draw|draw_for_pair|normals|uniforms|stranger|anybody)\([^)]*\b{name}\b", text
        ), name
