"""Networks that are known, with names that hurt: what files are written from, and read against."""

import random
from dataclasses import dataclass, field

from sim.state.networks.record import Network

PEOPLE = (
    "Ann", "Bob", "Cid", "Dora", "Eve", "Finn", "Gina", "Hugo", "Ida", "Jon", "Kim", "Lea", "Max",
    "Nora", "Otto", "Pia", "Quin", "Rosa", "Sam", "Tina", "Udo", "Vera", "Will", "Xena", "Yara",
)  # fmt: skip
HURT = (
    "NA", "01", "1.0", "None", "nan", "True", "null", "inf", "-", ".", "1e5", "0", "-1", "007",
    "O'Brien", 'say "hi"', '"quoted"', '5"', "'single'", "Smith, J", "a,b", "a;b", "x|y", "a/b",
    "C:\\x", "end\\", 'a\\"b', "李小龙", "🦊", "Zoë", "Zoe\u0308", "\u00a0nbsp\u00a0", "a\u00a0b",
    "x" * 250,
    "Anna Maria", "José  Luis", "#tag", "# 1 fan", "%x", "% y", "*star", "{x}", "[y]", "(z)",
    "a=b", "<b>", "&amp;", "&", "source", "from", "weight", "name", "Target", "id", "V1", "a", "b",
    "i", "j", "v", "\u200bzero", "\u202ertl", "ﬀ", "İ", "ß", "1,5", "2;3", "3 4", "sep=;", "dl n=3",
    "@x", "+1", "=1+1", "T\u2028U", "\x85", "~", "`", "^", "$a$", "NULL", "N/A",
    "12345678901234567890",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A network that a file is written from: names, ties with weights, and how it was made."""

    names: list[str]
    ties: list[tuple[str, str, float]]
    weighted: bool
    directed: bool
    style: str
    isolates: list[str] = field(default_factory=list)

    def expected(self, isolates: bool = True, weights: bool = True) -> tuple[set[str], dict]:
        """Return names and weights by pair, as far as a way of writing keeps them."""
        sums: dict[frozenset[str], float] = {}
        for a, b, weight in self.ties:
            pair = frozenset((a, b))
            sums[pair] = sums.get(pair, 0.0) + (weight if weights else 1.0)
        tied = {name for pair in sums for name in pair}
        return (set(self.names) if isolates else tied), sums


def found_in(network: Network) -> tuple[set[str], dict]:
    """Return the names of a network that was read, and weights by pair."""
    names = network.names
    return set(names), {frozenset((names[a], names[b])): w for a, b, w in network.edges}


def same(found: tuple[set[str], dict], known: tuple[set[str], dict]) -> bool:
    """Return whether names, pairs and weights are the same, weights to what text keeps of them."""
    return (
        found[0] == known[0]
        and found[1].keys() == known[1].keys()
        and all(abs(found[1][pair] - w) <= 1e-9 * max(1.0, w) for pair, w in known[1].items())
    )


def drawn(rng: random.Random, style: str | None = None) -> Known:
    """Return a network at random: of a few people or many, sparse or dense."""
    style = style or rng.choice(
        ["people", "people", "numbers", "agents", "full names", "hurt", "hurt"]
    )
    n = rng.randint(3, 24)
    if style == "people":
        names = rng.sample(PEOPLE, n)
    elif style == "numbers":
        names = [str(k) for k in rng.sample(range(3 * n), n)]
    elif style == "agents":
        names = [f"Agent {k}" for k in range(1, n + 1)]
    elif style == "full names":
        names = [
            f"{a} {b}" for a, b in zip(rng.sample(PEOPLE, n), rng.sample(PEOPLE, n), strict=True)
        ]
    else:
        odd = rng.sample(HURT, rng.randint(1, min(n, 8)))
        names = [*odd, *rng.sample(PEOPLE, n - len(odd))]
        rng.shuffle(names)
    weighted, directed = rng.random() < 0.5, rng.random() < 0.25
    alone = rng.sample(names, rng.choice([0, 0, 1, 2]) if n > 4 else 0)
    there = [name for name in names if name not in alone]
    pairs = [(a, b) for k, a in enumerate(there) for b in there[k + 1 :]]
    chosen = rng.sample(pairs, min(len(pairs), rng.randint(max(2, len(there) // 2), 2 * n)))
    if rng.random() < 0.5:
        chosen.sort(key=lambda pair: (names.index(pair[0]), names.index(pair[1])))
    ties = [(a, b, _weight(rng) if weighted else 1.0) for a, b in chosen]
    if directed:
        back = rng.sample(chosen, len(chosen) // 3)
        ties = [(b, a, w) if rng.random() < 0.5 else (a, b, w) for a, b, w in ties]
        had = {(a, b) for a, b, _ in ties}
        ties += [
            (b, a, _weight(rng) if weighted else 1.0)
            for a, b in ((x, y) if (x, y) in had else (y, x) for x, y in back)
        ]
    tied = {name for tie in ties for name in tie[:2]}
    return Known(names, ties, weighted, directed, style, [n for n in names if n not in tied])


def _weight(rng: random.Random) -> float:
    return rng.choice([float(rng.randint(1, 9)), round(rng.uniform(0.1, 9), 2), rng.uniform(0, 9)])
