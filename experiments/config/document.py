"""TOML with line numbers: Python's parser reads the values, tree-sitter says where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import tree_sitter
import tree_sitter_toml

from experiments.config.spellings import in_a_file
from sim.errors import shortened

#: Tables, lists and dots within one another, more than anything needs.
DEEPEST = 40
TOO_LARGE = "larger than TOML has: 64 bits, 19 digits at most"

#: A path in a document: names, split at their dots even where quoted, and positions in lists.
KeyPath = tuple[str | int, ...]


@dataclass
class Document:
    """A parsed file: its data, where everything in it stands, and what was changed from outside.

    ``changed`` maps paths to the words that say where their values came from ("--set weeks").
    """

    file: str
    data: dict[str, Any]
    lines: dict[KeyPath, int] = field(default_factory=dict)
    changed: dict[KeyPath, str] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int:
        """Return the line of the innermost thing on this path that stands in the file."""
        return next((self.lines[path[:n]] for n in _inwards(path) if path[:n] in self.lines), 1)

    def given(self, path: KeyPath) -> str:
        """Return where a value came from if it is not from the file, else nothing."""
        return next(
            (self.changed[path[:n]] for n in _inwards(path) if path[:n] in self.changed), ""
        )


class BadToml(ValueError):
    """Text that is not TOML; carries the line."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(f"line {line}: {message}")


class TooLarge(BadToml):
    """TOML that nests deeper, or has longer numbers, than can be read."""


def parse(content: bytes, file: str) -> Document:
    """Parse a TOML file; raises ``BadToml`` with the line of the first error.

    Parameters
    ----------
    content
        The file's bytes.
    file
        What to call it in messages.
    """
    text = _text(content)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _located(str(error), text) from None
    except RecursionError:
        raise _too_deep(text) from None
    except ValueError:  # Python makes no number of so many digits
        digits = re.search(r"[0-9_]{4000,}", text)
        line = text.count("\n", 0, digits.start()) + 1 if digits else 1
        raise TooLarge(line, f"has a whole number in it {TOO_LARGE}") from None
    if _depth(data) > DEEPEST:
        raise _too_deep(text)
    document = Document(file, data)
    for path, line in _lines(text):
        document.lines.setdefault(path, line)  # where a thing first stands
    for path, value in _values(data, ()):
        if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
            raise TooLarge(document.line(path), f"{spelled(path)} is a whole number {TOO_LARGE}")
    return document


def value_of(text: str) -> Any:
    """Return the value that a text is in TOML; raises ``BadToml``."""
    data = parse(f"value = {text}".encode(), "").data
    if data.keys() != {"value"}:
        raise BadToml(1, "is more than a value")
    return data["value"]


def split(*names: str | int) -> KeyPath:
    """Return names as a path: dots in them separate, as they do in an unquoted key.

    A name of very many dots is left alone: it is none of ours.
    """
    parts: list[str | int] = []
    for name in names:
        apart = isinstance(name, str) and name.count(".") < DEEPEST
        parts += name.split(".") if isinstance(name, str) and apart else [name]
    return tuple(parts)


def spelled(path: KeyPath) -> str:
    """Return a path as text, list positions counted from 1; what is odd of it in quotes."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            odd = not part or any(c.isspace() or c in "\"'=#[]" for c in part)
            text += f'."{shortened(part)}"' if odd else f".{shortened(part)}"
    return shortened(text.removeprefix("."), 200)


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return {dotted name: value} as a tree of tables."""
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        *groups, last = name.split(".")
        inside = tree
        for group in groups:
            inside = inside.setdefault(group, {})
        inside[last] = value
    return tree


def _inwards(path: KeyPath) -> range:
    return range(len(path), -1, -1)


def _text(content: bytes) -> str:
    """Return a file's text, its lines ended by newlines; raises ``BadToml``."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4]
    if wide and len(content) > 2:
        raise BadToml(1, "is not UTF-8 text, but seems to be UTF-16: save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        byte = content[error.start]
        raise BadToml(line, f"is not UTF-8 text (byte 0x{byte:02X}): save it as UTF-8") from None
    return text.replace("\r\n", "\n")


def _located(message: str, text: str) -> BadToml:
    """Take the line out of tomllib's message, which ends in "(at line 3, column 5)".

    What is opened and not closed is noticed at the very end: the line is then where it begins.
    """
    found = re.search(r" \(at line (\d+), column \d+\)$", message)
    line = int(found[1]) if found else _unclosed(text)
    bare = re.sub(r" \(at .*\)$", "", message)
    hint = in_a_file(text.split("\n")[line - 1], bare)
    said = f"is not TOML: {bare[:1].lower()}{bare[1:]}" + (f"; {hint}" if hint else "")
    return BadToml(line, said)


def _unclosed(text: str) -> int:
    """Return the line of the last statement of a text, which its end has cut off."""
    lines = text.rstrip().split("\n")
    for quotes in ('"""', "'''"):
        if text.count(quotes) % 2:
            return text.count("\n", 0, text.rindex(quotes)) + 1
    starts = [n for n, line in enumerate(lines) if re.match(r"\s*[\w.\"'-]+\s*=", line)]
    return (starts[-1] if starts else len(lines) - 1) + 1


def _too_deep(text: str) -> TooLarge:
    """Return the mistake in a text that nests deeper than anything needs, with its line."""
    depth, deep = 0, 1
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            depth = max(depth + (character in "[{") - (character in "]}"), 0)
            if depth > DEEPEST:
                break
        if depth > DEEPEST or line.count(".") > DEEPEST:
            deep = number
            break
    return TooLarge(deep, f"nests deeper than can be read: {DEEPEST} within one another")


def _depth(data: Any) -> int:
    """Return how many tables and lists stand within one another."""
    waiting, deepest = [(data, 1)], 0
    while waiting:
        inside, depth = waiting.pop()
        deepest = max(deepest, depth)
        within = inside.values() if isinstance(inside, dict) else inside
        waiting += [(value, depth + 1) for value in within if isinstance(value, dict | list)]
    return deepest


def _values(inside: Any, at: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Give every value that is no table and no list, with its path."""
    if isinstance(inside, dict):
        for name, value in inside.items():
            yield from _values(value, (*at, *split(name)))
    elif isinstance(inside, list):
        for number, value in enumerate(inside):
            yield from _values(value, (*at, number))
    else:
        yield at, inside


def _lines(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Give every path in a text with its line."""
    language = tree_sitter.Language(tree_sitter_toml.language())
    root = tree_sitter.Parser(language).parse(text.encode()).root_node
    lengths: dict[KeyPath, int] = {}
    for node in root.children:
        inside: KeyPath = ()
        if node.type == "table_array_element":
            array = _within(_key(node.children[1]), lengths)
            lengths[array] = lengths.get(array, 0) + 1
            inside = (*array, lengths[array] - 1)
        elif node.type == "table":
            inside = _within(_key(node.children[1]), lengths)
        for n in range(1, len(inside) + 1):
            yield inside[:n], _line(node)
        for pair in [node] if node.type == "pair" else node.children:
            if pair.type == "pair":
                yield from _pair(pair, inside)


def _pair(node: tree_sitter.Node, inside: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    path = (*inside, *_key(node.children[0]))
    for n in range(len(inside) + 1, len(path) + 1):
        yield path[:n], _line(node)
    yield from _value(node.children[2], path)  # key, =, value


def _value(node: tree_sitter.Node, path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    yield path, _line(node)
    if node.type == "inline_table":
        for pair in node.children:
            if pair.type == "pair":
                yield from _pair(pair, path)
    elif node.type == "array":
        items = [n for n in node.children if n.is_named and n.type != "comment"]
        for position, item in enumerate(items):
            yield from _value(item, (*path, position))


def _key(node: tree_sitter.Node) -> KeyPath:
    """Return a key's parts; what stands in quotes is unquoted and split at its dots too."""
    if node.type == "dotted_key":
        return tuple(part for child in node.children if child.is_named for part in _key(child))
    text = (node.text or b"").decode()
    if node.type == "quoted_key":
        text = next(iter(tomllib.loads(f"{text} = 0")))
    return split(text)


def _within(path: KeyPath, lengths: dict[KeyPath, int]) -> KeyPath:
    """Return a header's path with the position of the last element of each list on the way."""
    found: KeyPath = ()
    for part in path[:-1]:
        found = (*found, part)
        if found in lengths:
            found = (*found, lengths[found] - 1)
    return (*found, path[-1])


def _line(node: tree_sitter.Node) -> int:
    return int(node.start_point.row) + 1
