"""What people write that is not TOML, and how TOML has it: for files and for ``--set``."""

from __future__ import annotations

import re
import tomllib

from sim.errors import shortened, shown

#: Quotes of word processors.
CURLY = "“”„‘’«»‚‹›"
#: Words of other languages for true, false and nothing.
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")
_NOTHING = ("none", "null", "nil", "na", "n/a")

_NUMBER = {
    r"([+-]?)(\.\d+(?:[eE][+-]?\d+)?)": r"\g<1>0\2",  # .1 → 0.1
    r"([+-]?\d+\.)((?:[eE][+-]?\d+)?)": r"\g<1>0\2",  # 1. → 1.0
    r"([+-]?\d+),(\d+)": r"\1.\2",  # a decimal comma
    r"([+-]?)0+(\d+(?:\.\d+)?)": r"\1\2",  # 007 → 7
}
_LEVELS = r"[+-]?\d+(?:\.\d+)?\s*%"


def bare(text: str) -> str:
    """Return what a text would be without quotes: a "number", "true" or false, or "nothing"."""
    if text.strip().lower() in (*_TRUE, *_FALSE):
        return "true"
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return "nothing"
    if isinstance(value, bool):
        return "true"
    return "number" if isinstance(value, int | float) else "nothing"


def respelled(value: str) -> str:
    """Return how TOML writes a value that is none as it stands; "" if nothing is known of it."""
    if any(c in CURLY for c in value):
        return "quotes are straight in TOML: \" or '"
    if value in ("True", "False", "TRUE", "FALSE"):
        return f"write {value.lower()}"
    for pattern, right in _NUMBER.items():
        if re.fullmatch(pattern, value):
            return f"write {shortened(re.sub(pattern, right, value))}"
    if re.fullmatch(_LEVELS, value):
        return f"write {float(value.rstrip('% ')) / 100:g}"
    for opened, closed in (("[", "]"), ("{", "}")):
        if value.startswith(opened) and value.count(opened) > value.count(closed):
            return f"what begins with {opened} is not closed with {closed}"
    if value[:1] in ("'", '"') and value.count(value[0]) % 2:
        return f"the text that begins with {value[0]} is not closed with {value[0]}"
    return ""


def in_a_file(line: str, message: str) -> str:
    """Return how a line of a file could be written that is not TOML; "" if nothing is known.

    Parameters
    ----------
    line
        The line.
    message
        What TOML's reader says of it.
    """
    name, equals, value = (part.strip() for part in line.partition("="))
    value = re.sub(r"\s+#.*$", "", value)
    unseen = sorted({c for c in line if not c.isprintable() and c != "\t"})
    if any(c in CURLY for c in line):
        return respelled(CURLY)
    if "\\" in line and ("\\" in message or "hex" in message.lower() or "scalar" in message):
        return (
            "between double quotes a backslash begins an escape: write paths between single"
            " quotes, as in 'C:\\Users\\me', or with / or \\\\"
        )
    if unseen:
        return (
            f"the line has {', '.join(shown(c)[1:-1] for c in unseen)} in it, which cannot be seen"
        )
    if re.search(r"overwrite|twice|[Dd]uplicate|immutable", message):
        return f"{shown(name.strip('[] '))[1:-1]} is said before"
    if re.search(r",\s*\}", line):
        return "what stands between { and } ends without a comma"
    if "{" in value and value.count("{") > value.count("}"):
        return "what begins with { ends with } in the same line; longer tables are written [NAME]"
    if equals and (found := respelled(value)):
        return found
    if equals and not value:
        return "after = stands a value"
    word = value.lower()
    if word in (*_TRUE, *_FALSE):
        return f"write {'true' if word in _TRUE else 'false'}"
    if word in _NOTHING:
        return "what has no value is left out"
    if equals and re.fullmatch(r"[^\W\d][\w./:-]*( [\w./:-]+)*", value):
        return f"text stands between quotes: {shown(value)}"
    if not equals and re.match(r"\s*[\w.\"'-]+\s*:", line):
        return "a name and its value have = between them, as in weeks = 100"
    if not equals and not line.lstrip().startswith(("[", "]", "}", "{", '"', "'")):
        return "a line is a [table], a # comment, or NAME = VALUE"
    return ""
