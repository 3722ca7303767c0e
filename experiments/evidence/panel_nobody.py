"""Whether ``NA`` is a person: so R and pandas write what is not there, and some people are called.

Nobody is called by an empty cell. Any other such word is a person, or means that nobody is named;
which of the two is decided by how it is used, and asked where that is not clear.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from experiments.evidence.panel_cells import MISSING
from sim.errors import BadInput
from sim.state.networks.numbers import is_number

#: (wave, who names, who is named)
Name = tuple[str, str, str]


def words_for_nobody(
    names: Sequence[Name],
    quoted: Sequence[tuple[bool, bool]],
    observed: Collection[str] | None,
    told: Collection[str] | None,
    where: str,
) -> set[str]:
    """Return the words among names that mean nobody.

    Parameters
    ----------
    names
        All lines of a file.
    quoted
        Which of the two names of each line stood in quotes.
    observed
        Whom a file of presence knows, if there is one.
    told
        Words for what is missing, if they were told.
    where
        Begins the message if it is not clear.
    """
    if told is not None:
        return {"", *told}
    used = {word for name in names for word in name[1:]}
    return {""} | {
        word
        for word in sorted((used & MISSING) - {""})
        if _means_nobody(word, names, quoted, observed, where)
    }


def _means_nobody(
    word: str,
    names: Sequence[Name],
    quoted: Sequence[tuple[bool, bool]],
    observed: Collection[str] | None,
    where: str,
) -> bool:
    if observed is not None:
        return word not in observed
    if _bare_among_quoted(word, names, quoted):
        return True
    lines = Counter(names)
    givers = {one for _, one, other in names if other == word and one != word}
    named = {other for _, one, other in names if one == word and other != word}
    if givers and named:
        return False
    slots = any(n > 1 for (_, _, other), n in lines.items() if other == word)
    if givers and not named and (word, word) not in {name[1:] for name in names}:
        others = defaultdict(set)
        for wave, one, other in names:
            others[wave, one].add(other)
        only = [group for group, said in others.items() if said == {word}]
        mixed = [group for group, said in others.items() if word in said and len(said) > 1]
        usual = [len(said) for said in others.values() if word not in said]
        several = bool(usual) and sum(usual) >= 1.5 * len(usual)
        if slots or (not mixed and len(only) > 1 and several):
            return True
        if mixed:
            wave, one = mixed[0]
            seen = f"in wave {wave} {one} names {word} beside others"
        else:
            seen = f"{len(only)} name nobody but {word}, which may be chance"
    else:
        seen = f"{word} names others and is named by none" if named else f"{word} names {word}"
    raise BadInput(
        f"{where}: {word} may be a person, or mean that nobody is named ({seen}); say which:"
        f' --missing {word}, or --missing "" if {word} is a person (in a fit: missing = ["{word}"],'
        " or missing = [])"
    )


def _bare_among_quoted(
    word: str, names: Sequence[Name], quoted: Sequence[tuple[bool, bool]]
) -> bool:
    """Whether a word never stands in quotes though all names do: what is missing has none in R."""
    bare, in_quotes, other_bare = 0, 0, 0
    for (_, *pair), marks in zip(names, quoted, strict=True):
        for name, mark in zip(pair, marks, strict=True):
            if name == word:
                bare += not mark
                in_quotes += mark
            elif name and not is_number(name):
                other_bare += not mark
    return bare > 0 and in_quotes == 0 and other_bare == 0 and any(any(m) for m in quoted)
