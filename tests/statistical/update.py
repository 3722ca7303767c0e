"""Measure what the page on validation shows, and write it into docs/explanation/validation.md.

Run ``python -m tests.statistical.update`` after a change that moves results; it takes about ten
minutes on two cores. ``python -m tests.statistical.update bands "check-ins"`` writes only those.
Then run ``docs/generate.py``, which says in words what the tables show.
"""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from math import inf
from pathlib import Path

from experiments.commands.patterns import AGENTS
from experiments.config.reader import read_experiment
from experiments.config.shipped import configs
from experiments.evidence.assessment import of_agreements, of_world
from experiments.evidence.reference import PACTS, PATTERNS
from experiments.published.catalogue import REPLICATIONS
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import EQUAL_BUDGET
from tests.statistical import ablations, claims, coverage, free_riding, misses, ranges, theory
from tests.statistical.bands import WORLDS, means
from tests.statistical.claims import FEW, SIZES, Side

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "validation.md"
TITLES = {
    "groups": "G = 6, M = 40",
    "pairs": "G = 2, M = 24",
    "little_attention": "2 acts a week",
    "much_attention": "8 acts a week",
}


def in_words(low: float, high: float) -> str:
    """Return a band as a reader would say it."""
    if high == inf:
        return f"over {low:g}"
    return f"under {high:g}" if low == 0.0 else f"{low:g} to {high:g}"


def verdict(met: bool, word: str = "met") -> str:
    """Say that something is as it should be, or stands out."""
    return word if met else "**missed**"


def with_interval(mean: float, half_width: float, sign: str = "") -> str:
    """Return a mean and its 95 % interval as a reader would write it."""
    digits = 3 if max(abs(mean), half_width) < 10 else 2
    return f"{mean:{sign}.{digits}f} ± {half_width:.{digits}f}"


def as_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


# ---------------------------------------------------------------------------- the blocks of a page


def bands() -> str:
    """Measure every world: value, band and verdict."""
    rows = []
    for name, world in WORLDS.items():
        for outcome, value in means(name).items():
            low, high = world.bands[outcome]
            met = verdict(low <= value <= high)
            rows.append(
                [f"`{outcome}`", TITLES[name], f"{value:.3g}", in_words(low, high), met],
            )
    return as_table(["outcome", "world", "measured", "band", ""], rows)


def switches() -> str:
    """Measure what every mechanism moves."""
    return as_table(
        ["without", "outcome", "expected", "base − without", ""],
        [
            [
                effect.name,
                f"`{effect.outcome}`",
                "+" if effect.sign > 0 else "−",
                with_interval(effect.difference, effect.half_width, "+").replace("-", "−"),
                verdict(effect.shown, "shown"),
            ]
            for effect in ablations.effects()
        ],
    )


def of_claims(section: str, head: Sequence[str], rows: dict[str, list[Side]]) -> str:
    """Measure a table of payoffs, and under it what was found of the claims of a section."""
    sides = [side for row in rows.values() for side in row]
    shown = [(claims.world_of(side), seed) for side in sides for seed in FEW]
    claimed, open_ = claims.CLAIMS[section], claims.NOT_CLAIMED.get(section, ())
    found = claims.measured([*shown, *claims.runs_for((*claimed, *open_))])
    payoffs = [
        [name, *(with_interval(*claims.interval(claims.payoff(found, s, FEW))) for s in row)]
        for name, row in rows.items()
    ]
    judged = [
        [
            claims.in_words(one.claim.more),
            claims.in_words(one.claim.less),
            with_interval(one.difference, one.half_width, "+").replace("-", "−"),
            str(len(one.claim.seeds)),
            "not claimed" if one.claim in open_ else verdict(one.shown, "shown"),
        ]
        for one in claims.judged((*claimed, *open_), found)
    ]
    compared = as_table(["claimed to earn more", "than", "difference", "seeds", ""], judged)
    return f"{as_table(head, payoffs)}\n\n{compared}"


def equal_budget() -> str:
    """Measure the ways to spend the same time, each alone."""
    rows: dict[str, list[Side]] = {n: [f"{n}, {size}" for size in SIZES] for n in EQUAL_BUDGET}
    return of_claims("equal budget", ["everybody is", *SIZES], rows)


def all_eight() -> str:
    """Measure the ways to spend the same time in one population."""
    rows: dict[str, list[Side]] = {
        name: [(f"all eight, {size}", name) for size in SIZES] for name in EQUAL_BUDGET
    }
    return of_claims("all eight together", ["an eighth is", *SIZES], rows)


def check_ins() -> str:
    """Measure how often to meet."""
    rows: dict[str, list[Side]] = {
        str(every): [f"check-in every {every}, {size}" for size in SIZES]
        for every in claims.CHECK_IN_EVERY
    }
    return of_claims("check-ins", ["a meeting every … weeks", *SIZES], rows)


def conflict() -> str:
    """Measure how soon to settle a conflict."""
    rows: dict[str, list[Side]] = {
        str(above): [f"resolve above {above}, {size}" for size in SIZES]
        for above in claims.RESOLVE_ABOVE
    }
    return of_claims("conflict", ["settled from a tension above", *SIZES], rows)


def free_riders() -> str:
    """Measure what shirkers and the others earn, with and without what keeps shirkers in check."""
    head, rows = ["world"], {}
    for share, mix in (("quarter", claims.SHIRKERS), ("half", claims.HALVES)):
        for rule in claims.RULES:
            sides: list[Side] = [
                (f"{share} shirkers, {rule}, {size}", who)
                for size in SIZES
                for who in reversed(mix)
            ]
            rows[f"{share} shirkers, {rule}"] = sides
    head += [f"{who}, {size}" for size in SIZES for who in ("shirkers", "the others")]
    return of_claims("free riders", head, rows)


def inside() -> str:
    """Measure how far shirkers are ahead of others in the same alliance."""
    ahead = free_riding.by_size()
    rows = [
        [
            size if size != free_riding.SIZES[-1] else f"{size} and more",
            with_interval(*claims.interval(values), "+"),
        ]
        for size, values in ahead.items()
    ]
    growth = free_riding.growth(ahead)
    rows.append(["largest − pairs", with_interval(*growth, "+")])
    return as_table(["members", "shirkers' gain − the others', utility/week"], rows)


def of_ranges() -> str:
    """Measure the default world at both ends of the range of every parameter."""
    found = list(ranges.ends())
    rows = []
    for low, high in zip(found[::2], found[1::2], strict=True):
        d = low.declared
        differences = [end.moved[name] for name in ranges.OUTCOMES for end in (low, high)]
        moved = [
            with_interval(*difference, "+").replace("-", "−") if any(difference) else "–"
            for difference in differences
        ]
        rows.append([f"`{d.name}`", f"{d.default:g}", f"{low.value:g}", f"{high.value:g}", *moved])
    moving = [f"{outcome} at the {end}" for outcome in ranges.OUTCOMES for end in ("low", "high")]
    return as_table(["parameter", "default", "low", "high", *moving], rows)


def of_theory() -> str:
    """Measure cooperation and payoffs in the repeated game."""
    rows = []
    for first, second in theory.MATCHES:
        found, known = theory.cooperation(first, second), theory.chain(first, second)
        met = verdict(abs(found - known) <= theory.WITHIN)
        what = f"{first} meets {second}: cooperation of both"
        rows.append([what, f"{found:.4f}", f"{known:.4f}", f"{theory.WITHIN}", met])
    for w in theory.CONTINUATIONS:
        gain, known = theory.advantage(w), theory.BENEFIT * w - theory.COST
        met = verdict(abs(gain - known) <= theory.PAYOFF_WITHIN)
        what = f"TFT − ALLD among TFT, going on with probability {w:g}"
        measured = [f"{gain:+.4f}", f"{known:+.4f}"]
        row = [what, *measured, f"{theory.PAYOFF_WITHIN}", met]
        rows.append([cell.replace("+0.0000", "0.0000").replace("-", "−") for cell in row])
    return as_table(["game", "measured", "theory", "within", ""], rows)


def published() -> str:
    """Measure the published results."""
    rows = []
    for name, result in REPLICATIONS.items():
        for f in result.run().findings:
            within = "above it" if f.above else f"{f.tolerance:.2g}" if f.tolerance else "exact"
            row = [f.what, f"{f.expected:.6g}", f"{f.measured:.6g}", within]
            rows.append([name, *row, verdict(f.passed)])
    head = ["result", "value", "published", "measured", "within", ""]
    return as_table(head, rows)


def patterns() -> str:
    """Measure the patterns of the default world beside bands, chance and no practices."""
    cells = {name: [PATTERNS[name].title, in_words(*PATTERNS[name].band)] for name in PATTERNS}
    head = ["pattern", "band"]
    for agents in AGENTS:
        head += [f"{agents} agents", "null", "none", ""]
        for row in of_world(Parameters().updated({"population.agents": agents}), jobs=2):
            value = f"{row.value:.3g} ± {(row.high - row.low) / 2:.3g}"
            cells[row.pattern] += [value, f"{row.null:.3g}", f"{row.off:.3g}", row.verdict]
    return as_table(head, cells.values())


def of_treaties() -> str:
    """Measure the yearly hazard of agreements by age, of persons and of treaties, beside pacts'."""
    arms = read_experiment(configs()["treaties"]).arms
    found = {arm.name: of_agreements(arm.parameters, arm.strategies, jobs=2) for arm in arms}
    rows = []
    for ages in zip(*found.values(), strict=True):
        span = (ages[0].start, ages[0].stop)
        cells = [
            # too few live so long: no interval
            with_interval(age.hazard, (age.high - age.low) / 2) if age.low == age.low
            else f"{age.hazard:.3f}"
            for age in ages
        ]  # fmt: skip
        pacts = [f"{hazards[span][0]:.3f}" for hazards in PACTS.values()]
        rows.append([f"{span[0]} to {span[1]}", *cells, *pacts])
    return as_table(["age, years", *found, *(f"pacts {when}" for when in PACTS)], rows)


def of_coverage() -> str:
    """Measure how often fitted intervals hold what made a panel."""
    rows = []
    for panel, setting in coverage.SETTINGS.items():
        for name, one in coverage.measured(setting).items():
            shares = [f"{share:.1%}" for share in (one.held, one.near, one.width)]
            rows.append([panel, str(setting.draws), f"`{name}`", str(one.panels), *shares])
    head = ["panel", "draws", "parameter", "panels", "held", "near a bound", "width"]
    return as_table(head, rows)


def of_misses() -> str:
    """Measure what moves the patterns that are missed."""
    rows = [
        [world, *(with_interval(*value) for value in values)]
        for world, values in misses.by_world().items()
    ]
    rows.insert(1, ["… still allied, not named", rows[0][1], with_interval(*misses.still_allied())])
    rows[1].append("–")
    head = ["60 agents", "allies", "survival, returned ÷ not", "hazard, youngest ÷ oldest"]
    aged = []
    for agents in AGENTS:
        found = misses.by_acquaintance(agents)
        aged.append([str(agents), *(with_interval(*value) for value in found.values())])
    titles = ["agents", "renewed, share", "hazard ratio of first alliances", "of renewed ones"]
    return f"{as_table(head, rows)}\n\n{as_table(titles, aged)}"


BLOCKS: dict[str, Callable[[], str]] = {
    "published": published,
    "bands": bands,
    "switches": switches,
    "equal budget": equal_budget,
    "all eight together": all_eight,
    "check-ins": check_ins,
    "conflict": conflict,
    "free riders": free_riders,
    "inside an alliance": inside,
    "theory": of_theory,
    "ranges": of_ranges,
    "patterns": patterns,
    "misses": of_misses,
    "treaties": of_treaties,
    "coverage": of_coverage,
}


def put(page: str, block: str, text: str) -> str:
    """Return a page with the block between its markers replaced."""
    pattern = rf"(<!-- measured: {block} -->\n).*?(<!-- end -->)"
    return re.sub(pattern, lambda m: f"{m[1]}{text}\n{m[2]}", page, flags=re.DOTALL)


def main(blocks: Sequence[str]) -> None:
    """Measure some blocks, all if none is named; write each as soon as it is known."""
    unknown = set(blocks) - set(BLOCKS)
    if unknown:
        raise SystemExit(f"there is no block {sorted(unknown)}; there are {list(BLOCKS)}")
    for block in blocks or BLOCKS:
        measured = BLOCKS[block]()
        PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), block, measured), encoding="utf-8")
        print(f"{block}\n{measured}\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
