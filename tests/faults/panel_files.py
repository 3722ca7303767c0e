"""Panels written from known ones, in the ways of other programs: read equal, or refused.

Repeat by ``python -m tests.faults.panel_files --cases 5000``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from experiments.evidence.panel_files import read_panels
from experiments.evidence.panels import Panel
from sim.errors import BadInput
from tests.faults.known_panels import DOUBTFUL, Case, Known, known
from tests.faults.panel_writers import WRITERS


def verdict(seed: int, way: str, folder: Path) -> tuple[str, str]:
    """Write a panel, read it, and return "equal", "refused", "REFUSED" or "WRONG", and why.

    Refusing is right only where a name is also a word for nothing or begins like a comment, or a
    column cannot be told.
    """
    panel = known(seed)
    case = WRITERS[way](panel, folder)
    try:
        (found,) = read_panels(case.files)
    except BadInput as error:
        right = case.refusal or bool(DOUBTFUL & set(panel.names))
        return ("refused" if right else "REFUSED"), str(error)
    except Exception as error:
        return "WRONG", repr(error)
    why = difference(panel, case, found)
    return ("WRONG", why) if why else ("equal", "")


def difference(panel: Known, case: Case, found: Panel) -> str:
    """Return what is other than it was written; nothing if all is the same."""
    lines = panel.lines()
    people = case.people or {name for line in lines for name in line[1:]}
    if list(found.waves) != panel.waves:
        return f"waves {found.waves}, not {panel.waves}"
    if set(found.ids) != people:
        return f"people {sorted(set(found.ids) ^ people)}"
    said = {(w, p) for w, here in zip(found.waves, found.present, strict=True)
            for p, seen in zip(found.ids, here, strict=True) if not seen}  # fmt: skip
    if said != case.absent:
        return f"not observed {sorted(said ^ case.absent)}"
    places = zip(*found.ties.nonzero(), strict=True)
    ties = {(found.waves[w], found.ids[i], found.ids[j]) for w, i, j in places}
    wanted = {line for line in lines if (line[0], line[1]) not in case.absent}
    return f"ties {sorted(ties ^ wanted)[:4]}" if ties != wanted else ""


def counts(cases: int, begin: int = 0) -> tuple[dict[str, Counter[str]], list[str]]:
    """Return by writer how many of so many cases ended how, and what must not have been."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    bad = []
    ways = list(WRITERS)
    with tempfile.TemporaryDirectory() as above:
        for seed in range(begin, begin + cases):
            way, folder = ways[seed % len(ways)], Path(above) / str(seed)
            folder.mkdir()
            said, why = verdict(seed, way, folder)
            table[way][said] += 1
            if said.isupper():
                bad.append(f"{seed} {way}: {said}: {why}")
    return table, bad


def main() -> None:
    """Count, print a table by writer, and fail if a panel was read wrong or refused wrongly."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cases", type=int, default=5000)
    words.add_argument("--begin", type=int, default=0)
    told = words.parse_args()
    table, bad = counts(told.cases, told.begin)
    kinds = ("equal", "refused", "REFUSED", "WRONG")
    print(f"{'writer':30}", *(f"{kind:>9}" for kind in kinds))
    for way, found in table.items():
        print(f"{way:30}", *(f"{found[kind]:9}" for kind in kinds))
    total = sum(table.values(), Counter())
    print(f"{'all':30}", *(f"{total[kind]:9}" for kind in kinds))
    print(*bad[:40], sep="\n")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
