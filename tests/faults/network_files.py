"""Write networks that are known as programs write them, read each file, and compare.

Run ``python -m tests.faults.network_files --cases 5000``; with ``--damaged 5000`` the files are
damaged first, and must be read or refused without a traceback. It prints, by way of writing, how
many files were read as they were written, refused, and read wrong; the exit code is 1 if any was
read wrong, or refused that must be read. A case is repeated by its number: ``--only 17``; with
``--begin 6000`` the numbers are others.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import igraph

from sim.errors import BadNetwork
from sim.state.network_files import network_in, read_network
from tests.faults.known_networks import Known, drawn, found_in, same
from tests.faults.network_writers_by_hand import BY_NUMBER, WRITERS

#: What is put into a file to damage it.
SIGNS = (
    '"', ",", ";", "\t", "\n", "\r", " ", "|", "#", "%", "*", "\0", "\xff", "\xb2", "{", "}", "<",
    "9" * 20, "1e999", "-", "=", "'", '\\"',
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What became of one file: "read", "refused", "refused, though it must be read" or "wrong"."""

    number: int
    writer: str
    became: str
    said: str = ""
    path: Path | None = None


def tried(number: int, folder: Path) -> Case:
    """Write and read the file of a number: always the same one."""
    rng = random.Random(number)
    writer = list(WRITERS)[number % len(WRITERS)]
    known = drawn(rng, "people" if writer in BY_NUMBER else None)
    try:
        written = WRITERS[writer](known, rng, folder)
    except (ValueError, igraph.InternalError) as error:  # the program itself cannot write it
        return Case(number, writer, "not written", str(error))
    if writer in BY_NUMBER:
        known = by_number(known)
    try:
        network = read_network(str(written.path))
    except BadNetwork as error:
        became = "refused, though it must be read" if written.must else "refused"
        return Case(number, writer, became, str(error), written.path)
    except Exception as error:
        return Case(number, writer, "wrong", f"{type(error).__name__}: {error}", written.path)
    expected = known.expected(written.isolates, written.weights)
    if same(found_in(network), expected):
        return Case(number, writer, "read")
    told = "; ".join(f"{key}: {value}" for key, value in network.told())
    return Case(number, writer, "wrong", f"{told} — {expected}", written.path)


def damaged(number: int, folder: Path) -> str:
    """Return what comes of a file that was damaged: "read", "refused", or an exception."""
    rng = random.Random(number)
    writer = list(WRITERS)[number % len(WRITERS)]
    try:
        path = WRITERS[writer](drawn(rng), rng, folder).path
    except (ValueError, igraph.InternalError):
        return "not written"
    data = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 4)):
        at, other = rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)
        way = rng.choice(["sign", "cut", "end", "again"])
        if way == "sign":
            data[at:at] = rng.choice(SIGNS).encode("latin-1")
        elif way == "cut":
            del data[at : at + rng.randint(1, 6)]
        elif way == "end":
            del data[at:]
        else:
            data[at:at] = data[other : other + rng.randint(1, 40)]
    try:
        network_in(bytes(data), path.name)
    except BadNetwork:
        return "refused"
    except Exception as error:
        return f"case {number}: {type(error).__name__}: {error}"
    return "read"


def by_number(known: Known) -> Known:
    """Return a network whose people are called by their number from 1."""
    ids = {name: str(k) for k, name in enumerate(known.names, start=1)}
    ties = [(ids[a], ids[b], weight) for a, b, weight in known.ties]
    return Known([*ids.values()], ties, known.weighted, known.directed, known.style)


def counted(cases: Iterable[Case]) -> dict[str, Counter[str]]:
    """Return for each way of writing how many files became what."""
    found: dict[str, Counter[str]] = {writer: Counter() for writer in WRITERS}
    for case in cases:
        found[case.writer][case.became] += 1
    return found


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=5000, help="how many files")
    parser.add_argument("--damaged", type=int, default=0, help="how many files to damage, instead")
    parser.add_argument("--begin", type=int, default=0, help="the number of the first")
    parser.add_argument("--only", type=int, help="the number of one case, whose file is printed")
    asked = parser.parse_args(arguments)
    end = asked.begin + (asked.damaged or asked.cases)
    numbers = range(asked.begin, end) if asked.only is None else [asked.only]
    if asked.damaged:
        with tempfile.TemporaryDirectory() as folder:
            became = Counter(damaged(number, Path(folder)) for number in numbers)
        print("\n".join(f"{many:>8,} {what}" for what, many in became.most_common()))
        return int(bool(became.keys() - {"read", "refused", "not written"}))
    cases = []
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            case = tried(number, Path(folder))
            if asked.only is not None and case.path:
                print(case.path.read_bytes().decode("utf-8", "replace"))
        cases.append(case)
        if case.became in ("wrong", "refused, though it must be read") or asked.only is not None:
            print(f"{number}, {case.writer}: {case.became}: {case.said}")
    if asked.only is None:
        print(f"\n{'':24}{'read':>8}{'refused':>10}{'wrong':>8}{'must, refused':>16}")
        total = counted(cases)
        total["all"] = sum(total.values(), Counter())
        for writer, became in total.items():
            most = became["refused, though it must be read"]
            print(
                f"{writer:24}{became['read']:>8,}{became['refused'] + most:>10,}"
                f"{became['wrong']:>8,}{most:>16,}"
            )
    return int(any(c.became in ("wrong", "refused, though it must be read") for c in cases))


if __name__ == "__main__":
    sys.exit(main())
