"""The words by which other programs, and people, call the columns and attributes of a network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: What the two columns of names are called, the surest first.
PAIRS = (
    ("source", "target"), ("from", "to"), ("src", "dst"), ("src", "dest"), ("sender", "receiver"),
    ("sender", "recipient"), ("ego", "alter"), ("person", "friend"), ("nominator", "nominee"),
    ("nominator", "nominated"), ("respondent", "nominee"), ("respondent", "nominated"),
    ("respondent", "friend"), ("respondent", "alter"), ("actor", "partner"), ("actor", "alter"),
    ("actor", "friend"), ("agent", "ally"), ("agent", "friend"), ("user", "friend"),
    ("student", "friend"), ("name", "friend"), ("id", "friend"), ("follower", "followee"),
    ("follower", "followed"), ("giver", "receiver"), ("giver", "taker"), ("lender", "borrower"),
    ("exporter", "importer"), ("seller", "buyer"), ("caller", "callee"), ("citing", "cited"),
    ("head", "tail"), ("tail", "head"), ("origin", "destination"), ("reporter", "partner"),
    ("node", "neighbor"), ("node", "neighbour"), ("row", "col"), ("row", "column"),
    ("parent", "child"), ("start", "end"), ("begin", "end"), ("first", "second"),
    ("von", "nach"), ("von", "zu"), ("von", "an"), ("quelle", "ziel"), ("sender", "empfänger"),
    ("source", "cible"), ("origine", "destination"), ("origen", "destino"), ("fuente", "destino"),
    ("desde", "hasta"), ("origem", "destino"), ("da", "a"), ("de", "a"), ("de", "à"),
    ("de", "vers"), ("van", "naar"), ("bron", "doel"), ("från", "till"), ("fra", "til"),
)  # fmt: skip
#: Pairs that people are called as well.
LETTERS = (("v", "w"), ("i", "j"), ("a", "b"), ("u", "v"), ("x", "y"), ("s", "t"))
#: Words that say nothing beside these: FromNodeId is "from".
BESIDE = ("nodeid", "node", "id", "name", "label", "vertex", "person", "actor", "agent", "no")
#: Ends by which two columns of one word are told apart: node1, node2.
ENDS = (("1", "2"), ("a", "b"), ("i", "j"), ("x", "y"), ("one", "two"), ("from", "to"))
#: What weights are called, the surest first.
WEIGHTS = (
    "weight", "weights", "eweight", "tieweight", "edgeweight", "linkweight", "strength",
    "tiestrength", "value", "wt", "w", "gewicht", "stärke", "poids", "peso", "intensity",
    "frequency", "freq", "count", "times",
)  # fmt: skip
#: What the name of a node is called, the surest first; "V - name" is vname.
NAMES = ("name", "vname", "label", "vlabel", "nodename", "nodelabel", "fullname", "displayname")
#: What the one column of a list of names is called.
ALONE = ("name", "names", "agent", "agents")
#: What is said of words that were not found.
KNOWN_PAIRS = "source,target; from,to; sender,receiver; ego,alter; node1,node2; person,friend"


def plain(word: str) -> str:
    """Return a word as words are compared: small letters and digits only."""
    return re.sub(r"[\W_]", "", word.casefold())


def two_columns(header: Sequence[str]) -> tuple[int, int] | None:
    """Return which two columns hold names, if a header says so by words that nobody is called."""
    spelled = [plain(cell) for cell in header]
    for words in (spelled, [_bare(word) for word in spelled]):
        for first, second in PAIRS:
            if words.count(first) == 1 and words.count(second) == 1:
                return words.index(first), words.index(second)
    return None


def _bare(word: str) -> str:
    """Return a plain word without what says nothing: "source" of "sourceid"."""
    for more in BESIDE:
        if word.endswith(more) and len(word) > len(more):
            return word.removesuffix(more)
    for more in BESIDE:
        if word.startswith(more) and len(word) > len(more):
            return word.removeprefix(more)
    return word


def numbered(header: Sequence[str]) -> tuple[int, int, str] | None:
    """Return two columns called alike but for their ends (node1, node2), and their word."""
    spelled = [plain(cell) for cell in header]
    for first, second in ENDS:
        for at, word in enumerate(spelled):
            stem = word.removesuffix(first)
            if word.endswith(first) and stem and spelled.count(stem + second) == 1:
                return at, spelled.index(stem + second), stem
    return None


def letters(header: Sequence[str]) -> tuple[int, int] | None:
    """Return two columns called by letters, as in a paper: i and j."""
    spelled = [cell.strip().casefold() for cell in header]
    for first, second in LETTERS:
        if spelled.count(first) == 1 and spelled.count(second) == 1:
            return spelled.index(first), spelled.index(second)
    return None


def best(candidates: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return the candidates that mean the surest of the known words that any of them means.

    More than one are spelled differently, as weight and Weight are.
    """
    spelled = [(candidate, plain(candidate)) for candidate in candidates]
    for word in known:
        if found := [candidate for candidate, meant in spelled if meant == word]:
            return found
    return []
