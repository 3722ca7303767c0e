"""Ways of spoiling a config: what a person, an editor or a hostile stranger makes of a right one.

A mutation is of the text, as bytes, or of the tables that it says. Everything is decided by the
generator that is handed in, so that a case can be made again from its seed.
"""

# ruff: noqa: E501 — what is put in, as in tables

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import tomli_w

#: What is written where a value stood, as TOML or as what is none.
LITERALS = (
    "3", "-1", "0", "1.5", "-0.0", "1e308", "1e-320", "inf", "-inf", "nan", "true", "false", '""',
    '"1"', '"yes"', '" "', "[]", "{}", "[[]]", '[["payoff"]]', "[{}]", "{ a = {} }", "{ a.b.c = 1 }",
    "[1, 'a', {}]", "[1, 1.0, true]", "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z",
    "1979-05-27T07:32:00.999999-07:00", "9223372036854775808", "0x7fffffffffffffff", "0o17", "0b1",
    "1_000", "9" * 400, "9" * 5000, "-" + "9" * 5000, "0x" + "f" * 5000, "1e99999", "0." + "1" * 5000,
    '"balanced"', '["share"]', '"all"', '"plausible"', '"tables"', '"objects"', '"networkx:karate_club"',
    '"networkx:star_graph"', '"florentine-families.csv"', '"."', '"/"', '"no/such.csv"', '"a:b"', '":"',
    '"os:system"', '"..:x"', '"a..b:C"', '".:x"', '"x:"', '"none.py:C"', '"{long}"', "[{many}]",
    "{deep}", '"\\u0000"', '"\\u001b[31m"', '"\\u202e"', '"\\u00a0"', '"\\u200b"', '"\\ud7ff"',
    '"\\U0010ffff"', "'\U0001f600'", '"a\\nb"', '"""\na\nb"""', "{ from = 0.1, to = 0.2, levels = 3 }",
    "{ from = 0, to = 1e308, levels = 1000 }", "{ from = 1, to = 2, levels = 2, scale = [] }",
    "{ balanced = 0.5, shirker = 0.5 }", "{ balanced = [] }", "{ balanced = 1, x = 0 }",
    ".1", "1.", "+1", "True", "None", "1,5", "[1,2", "“text”", "'it's'", '"C:\\Users\\me"', "{ a = 1, }",
    "yes", "--1", "=", "", "1 2", "01", "1__0", "0xg", "12e", "$(rm)", "{{ x }}", '"unclosed', "'''x",
)  # fmt: skip

#: Names that are put in place of others.
KEYS = (
    "", " ", ".", "..", "a.b", "model", "arm", "design", "event", "analysis", "strategy", "name",
    "conflict.rate", "population", "population.agents", "off", "\u00a0weeks", "weeks\u200b",
    "we\u2060eks", "\u201cweeks\u201d", "\x1b]0;owned\x07\x1b[31m", "\x00", "a\nb", "\u202eskeew",
    "=", "#", "[x]", "$_{$", "名", "\U0001f600", "k" * 5000, "a" + ".a" * 1000, "__class__", "like",
    "portfolio", "support", "from", "levels", "vary", "sampler", "points", "7", "True", "-", "'", '"',
)  # fmt: skip

#: What slips into a text.
SLIPS = (
    "\x00", "\x1b[2J", "\x07", "\x7f", "\x85", "\u00a0", "\u200b", "\ufeff", "\u2028", "\u202e",
    "“", "”", "’", "«", "\\", "\\U", '"', "'", '"""', "'''", "=", "==", ":", ",", "[", "]", "[[",
    "]]", "{", "}", "#", "\n", "\r", "\r\n", "\t", ".", "....", "é", "\U0001f600", "\ud800",
    "[" * 3000, "{a=" * 500, "9" * 5000, "x" * 131072, "a." * 1000, "\n" * 3000, "[a]\n[a]\n",
)  # fmt: skip

Table = dict[str, Any]
Place = tuple[Any, Any]  # what holds a thing, and under which name or number


def mutated(text: bytes, chance: random.Random) -> bytes:
    """Return what becomes of a config; now and then nothing."""
    if chance.random() < 0.5:
        text = _rewritten(text, chance)
        if chance.random() < 0.7:
            return text
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 8))):
        text = chance.choice(_OF_TEXT)(text, chance)
    return text


def literal(chance: random.Random) -> str:
    """Return what may stand for a value, TOML or not."""
    found = chance.choice(LITERALS)
    if "{long}" in found:
        return found.replace("{long}", "n" * chance.choice((61, 255, 5000, 131_072)))
    if "{many}" in found:
        return found.replace("{many}", ", ".join(["'share'"] * chance.choice((2, 300, 8000))))
    if found == "{deep}":
        depth = chance.choice((20, 90, 120, 900))
        return chance.choice(("[" * depth + "]" * depth, "{a=" * depth + "1" + "}" * depth))
    return found


# ------------------------------------------------------------------------------ of what it says


def _rewritten(text: bytes, chance: random.Random) -> bytes:
    """Return a config with some of its tables, names and values changed, written anew."""
    try:
        data = tomllib.loads(text.decode())
    except (ValueError, RecursionError):
        return text
    raw: list[str] = []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        places = list(_places(data))
        if not places:
            break
        chance.choice(_OF_TABLES)(*chance.choice(places), data, raw, chance)
    written = tomli_w.dumps(data)
    for number, value in enumerate(raw):
        written = written.replace(f'"@@{number}@@"', value)
    return written.encode("utf-8", "surrogatepass")


def _places(inside: Any) -> Iterator[Place]:
    for key in list(inside) if isinstance(inside, dict) else range(len(inside)):
        yield inside, key
        if isinstance(inside[key], dict | list):
            yield from _places(inside[key])


def _other_value(inside: Any, key: Any, data: Table, raw: list[str], chance: random.Random) -> None:
    inside[key] = f"@@{len(raw)}@@"
    raw.append(literal(chance))


def _other_type(inside: Any, key: Any, data: Table, raw: list[str], chance: random.Random) -> None:
    value = inside[key]
    inside[key] = chance.choice(([value], [value, value], {"a": value}, str(value), [], {}, [{}]))


def _other_name(inside: Any, key: Any, data: Table, raw: list[str], chance: random.Random) -> None:
    if isinstance(inside, dict):
        value = inside.pop(key)
        near = key[:-1] + chance.choice("xyz_.") if key else "x"
        inside[chance.choice((*KEYS, near, near, near, key.upper(), f" {key}", f"{key}\u200b"))] = (
            value
        )


def _one_more(inside: Any, key: Any, data: Table, raw: list[str], chance: random.Random) -> None:
    if isinstance(inside, list):
        inside.append(inside[key])
        return
    inside[chance.choice(KEYS)] = f"@@{len(raw)}@@"
    raw.append(literal(chance))


def _very_many(inside: Any, key: Any, data: Table, raw: list[str], chance: random.Random) -> None:
    many = chance.choice((10, 50, 50, 50, 400, 3000))
    if isinstance(inside, list):
        inside.extend([inside[key]] * min(many, 400))
    else:
        inside.update({f"{key}{n}": inside[key] for n in range(many)
                       if not isinstance(inside[key], dict | list)})  # fmt: skip


def _away(inside: Any, key: Any, data: Table, raw: list[str], chance: random.Random) -> None:
    del inside[key]


def _swapped(inside: Any, key: Any, data: Table, raw: list[str], chance: random.Random) -> None:
    other, name = chance.choice(list(_places(data)))
    if not isinstance(inside[key], dict | list) and not isinstance(other[name], dict | list):
        inside[key], other[name] = other[name], inside[key]


def _moved(inside: Any, key: Any, data: Table, raw: list[str], chance: random.Random) -> None:
    """A part lands at the top, under a name of another."""
    value = inside[key]
    data[
        chance.choice(("model", "arm", "strategies", "analysis", "design", "event", "strategy"))
    ] = value if not isinstance(value, dict) else dict(value)


_OF_TABLES = (
    _other_value, _other_value, _other_value, _other_type, _other_name, _other_name, _one_more,
    _very_many, _away, _swapped, _moved,
)  # fmt: skip


# -------------------------------------------------------------------------------- of its text


def _at(text: bytes, chance: random.Random) -> int:
    return chance.randrange(len(text) + 1)


def _flip(text: bytes, chance: random.Random) -> bytes:
    at = _at(text, chance)
    return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]


def _slip(text: bytes, chance: random.Random) -> bytes:
    at = _at(text, chance)
    return text[:at] + chance.choice(SLIPS).encode("utf-8", "surrogatepass") + text[at:]


def _cut(text: bytes, chance: random.Random) -> bytes:
    at = _at(text, chance)
    return text[:at] + text[at + chance.choice((1, 1, 2, 5, 40)) :]


def _truncate(text: bytes, chance: random.Random) -> bytes:
    return text[: _at(text, chance)]


def _line_twice(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    at = chance.randrange(len(lines))
    lines.insert(chance.randrange(len(lines) + 1), lines[at])
    return b"\n".join(lines)


def _line_away(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def _value_of_line(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    at = chance.randrange(len(lines))
    name, equals, _ = lines[at].partition(b"=")
    lines[at] = name + (equals or b"=") + literal(chance).encode()
    return b"\n".join(lines)


def _as_editors_do(text: bytes, chance: random.Random) -> bytes:
    words = text.decode("utf-8", "replace")
    kind = chance.randrange(6)
    if kind == 0:
        return words.replace('"', "“", 1).replace('"', "”", 1).encode()
    if kind == 1:
        return words.replace("\n", "\r\n").encode("utf-8-sig")
    if kind == 2:
        return words.encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32")))
    if kind == 3:
        return words.encode("latin-1", "replace")
    if kind == 4:
        return words.replace("\n", "\r").encode()
    return words.replace(" ", chance.choice(("\t", "\u00a0", "")), 3).encode()


def _together(text: bytes, chance: random.Random) -> bytes:
    return text + b"\n" + text[_at(text, chance) :]


_OF_TEXT: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _slip, _slip, _cut, _truncate, _line_twice, _line_away, _value_of_line, _value_of_line,
    _as_editors_do, _together,
)  # fmt: skip
