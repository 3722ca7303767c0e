"""TOML with line numbers: Python's parser reads the values, tree-sitter says where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import tree_sitter
import tree_sitter_toml

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


def parse(content: bytes, file: str) -> Document:
    """Parse a TOML file; raises ``BadToml`` with the line of the first error.

    Parameters
    ----------
    content
        The file's bytes.
    file
        What to call it in messages.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadToml(line, "is not UTF-8 text") from None
    text = text.replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _located(str(error), text) from None
    except RecursionError:
        raise BadToml(1, "nests deeper than can be read") from None
    document = Document(file, data)
    for path, line in _lines(text):
        document.lines.setdefault(path, line)  # where a thing first stands
    return document


def split(*names: str | int) -> KeyPath:
    """Return names as a path: dots in them separate, as they do in an unquoted key."""
    parts: list[str | int] = []
    for name in names:
        parts += name.split(".") if isinstance(name, str) else [name]
    return tuple(parts)


def spelled(path: KeyPath) -> str:
    """Return a path as text, list positions counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


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


def _located(message: str, text: str) -> BadToml:
    """Take the line out of tomllib's message, which ends in "(at line 3, column 5)"."""
    found = re.search(r" \(at line (\d+), column \d+\)$", message)
    line = int(found[1]) if found else len(text.rstrip().splitlines()) or 1
    bare = re.sub(r" \(at .*\)$", "", message)
    return BadToml(line, f"is not TOML: {bare[:1].lower()}{bare[1:]}")


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
            yield array, _line(node)
        elif node.type == "table":
            inside = _within(_key(node.children[1]), lengths)
        if inside:
            yield inside, _line(node)
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
