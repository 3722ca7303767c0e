"""A module for browsers of what LLVM makes for them: an object to be linked.

A single object that needs nothing needs no linker: its indices and addresses are right for it
alone. It lacks its list of exports, and has sections for a linker that no browser wants. (The
format: WebAssembly Core Specification, and "Object file linking" of its tool conventions.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_BEGINNING = b"\0asm\1\0\0\0"
_CUSTOM, _EXPORTS = 0, 7
#: The order in which sections must stand; 12 counts the segments of data.
_ORDER = (1, 2, 3, 4, 5, 6, _EXPORTS, 8, 9, 12, 10, 11)
#: A subsection of "linking", and kinds of symbols in it.
_SYMBOLS = 8
_FUNCTION, _DATA, _SECTION = 0, 1, 3
#: Flags of a symbol: it is not defined here; it has a name all the same.
_UNDEFINED, _NAMED = 0x10, 0x40


def module_of(linkable: bytes, exports: Iterable[str]) -> bytes:
    """Return a module that exports some of the functions of an object.

    Raises
    ------
    KeyError
        For an export that the object does not define.
    """
    parts: dict[int, bytes] = {}
    functions: dict[str, int] = {}
    for kind, body in _sections(linkable):
        if kind != _CUSTOM:
            parts[kind] = body
        else:
            name, at = _text(body, 0)
            if name == "linking":
                functions = dict(_functions(body[at:]))
    listed = [
        _number(len(name)) + name.encode() + bytes([_FUNCTION]) + _number(functions[name])
        for name in exports
    ]
    parts[_EXPORTS] = _number(len(listed)) + b"".join(listed)
    written = (
        bytes([kind]) + _number(len(parts[kind])) + parts[kind] for kind in _ORDER if kind in parts
    )
    return _BEGINNING + b"".join(written)


def _sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the kind and the content of each section."""
    assert module.startswith(_BEGINNING)
    at = len(_BEGINNING)
    while at < len(module):
        kind = module[at]
        size, at = _read(module, at + 1)
        yield kind, module[at : at + size]
        at += size


def _functions(linking: bytes) -> Iterator[tuple[str, int]]:
    """Give the names and indices of the functions that an object defines."""
    _, at = _read(linking, 0)  # the version
    while at < len(linking):
        kind = linking[at]
        size, at = _read(linking, at + 1)
        if kind == _SYMBOLS:
            yield from _symbols(linking[at : at + size])
        at += size


def _symbols(table: bytes) -> Iterator[tuple[str, int]]:
    number, at = _read(table, 0)
    for _ in range(number):
        kind = table[at]
        flags, at = _read(table, at + 1)
        defined = not flags & _UNDEFINED
        if kind == _DATA:
            _, at = _text(table, at)
            for _ in range(3 if defined else 0):  # its segment, place and size
                _, at = _read(table, at)
            continue
        index, at = _read(table, at)
        if kind != _SECTION and (defined or flags & _NAMED):
            name, at = _text(table, at)
            if kind == _FUNCTION and defined:
                yield name, index


def _read(data: bytes, at: int) -> tuple[int, int]:
    """Read a number of any length, seven bits a byte; return it, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        if data[at] < 128:
            return value, at + 1
        at, shift = at + 1, shift + 7


def _number(value: int) -> bytes:
    """Return a number as it is written, seven bits a byte."""
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    return bytes([*written, value])


def _text(data: bytes, at: int) -> tuple[str, int]:
    size, at = _read(data, at)
    return data[at : at + size].decode(), at + size
