"""The report of an experiment: one HTML page that needs nothing but itself, and its figures.

:func:`write_report` makes ``figures/*.png`` and ``*.svg`` and ``report.html``, in which the figures
are embedded: the page can be mailed, printed, and read without a network.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analysis.comparison import Comparison, compare
from experiments.analysis.formatting import (
    about,
    agent_column,
    cell,
    column_digits,
    figure,
    probability,
    share,
    span,
    with_interval,
)
from experiments.analysis.sentences import too_few
from experiments.plots.picture import Picture
from experiments.report.gallery import Gallery
from experiments.results.results import Results, load

if TYPE_CHECKING:
    from experiments.config.experiment import Arm, Experiment

#: A table for the page: its title, what to know of it, heads of columns and rows of cells.
Table = dict[str, Any]


def write_report(
    results: Results | Path | str,
    folder: Path | str | None = None,
    *,
    comparison: Comparison | None = None,
    more_tables: Sequence[Table] = (),
    pictures: Iterable[Picture] | None = None,
) -> Path:
    """Write the figures and the page of an experiment, and return the page's path.

    Parameters
    ----------
    results
        The results, or the folder they lie in.
    folder
        Where to write; by default where the results lie.
    comparison
        What the outcomes say, if it is known already.
    more_tables
        Tables that come before those of the comparison.
    pictures
        Figures to draw instead of those of a comparison.
    """
    if not isinstance(results, Results) and isinstance(results, str | Path):
        results = load(results)
    folder = Path(folder) if folder is not None else Path(results.folder)
    experiment = results.experiment
    comparison = comparison or compare(results, experiment)
    figures = folder / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    if pictures is None:
        pictures = Gallery(results, experiment, comparison).pictures()
    drawn = [
        {"name": picture.name, "caption": picture.caption, "source": save(picture, figures)}
        for picture in pictures
    ]
    page = folder / "report.html"
    page.write_text(html(results, comparison, drawn, more_tables), encoding="utf-8")
    return page


def save(picture: Picture, folder: Path) -> str:
    """Draw a figure to PNG and SVG, and return the SVG as an address that contains it."""
    from matplotlib import rc_context

    from experiments.plots.style import DPI, RC

    drawn = picture.figure()
    with rc_context(RC):  # where names inside the SVG are made: the same figure, the same bytes
        drawn.savefig(folder / f"{picture.name}.png", dpi=DPI, metadata={"Software": None})
        file = folder / f"{picture.name}.svg"
        drawn.savefig(file, metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(file.read_bytes()).decode("ascii")


def html(
    results: Results,
    comparison: Comparison,
    pictures: list[dict[str, str]],
    more_tables: Sequence[Table] = (),
) -> str:
    """Return the page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    experiment, manifest = results.experiment, results.manifest
    title = str(manifest.get("experiment") or experiment.name).replace("-", " ").replace("_", " ")
    return environment.get_template("page.html.j2").render(
        title=f"{title[:1].upper()}{title[1:]}",
        question=experiment.question,
        answer=comparison.sentences,
        pictures=pictures,
        tables=[*more_tables, *tables(comparison)],
        differing=differing(experiment),
        made=made(results, comparison),
        repeat=f"alliances run {manifest.get('file') or results.folder / 'config.toml'}",
        failed=failures(results),
    )


# ------------------------------------------------------------------------------------------- tables


def tables(comparison: Comparison) -> Iterator[Table]:
    """Give the tables that the comparison has."""
    for part in comparison.at("instead", "before"):
        yield from part.tables()
    if comparison.of_arms:
        yield from _of_arms(comparison)
    for part in comparison.at("after"):
        yield from part.tables()


def _of_arms(comparison: Comparison) -> Iterator[Table]:
    yield _means(comparison)
    if len(comparison.table):
        yield _ranks(comparison)
        yield _differences(comparison)
    if len(comparison.strategies):
        yield _strategies(comparison)
    if len(comparison.agents):
        yield _agents(comparison)


def _note(comparison: Comparison) -> str:
    n = comparison.replicates
    if n > 2:
        return f"Means with 95 % t-intervals over {n} replicates."
    return "Means of two replicates, no intervals." if n == 2 else "One replicate."


def _head(outcome: str) -> str:
    label, unit, _ = about(outcome)
    return f"{label}, {unit}" if unit else label


def _means(comparison: Comparison) -> Table:
    by_outcome = {
        outcome: comparison.summary.query("outcome == @outcome").set_index("arm")
        for outcome in comparison.outcomes
    }
    first = by_outcome[comparison.main]
    order = list(comparison.ranks["arm"]) if len(comparison.ranks) else list(first.index)
    order += [arm for arm in first.index if arm not in order]
    places = {outcome: column_digits(rows) for outcome, rows in by_outcome.items()}
    rows = [
        [arm] + [with_interval(t.loc[arm], decimals=places[o]) for o, t in by_outcome.items()]
        for arm in order
    ]
    missing = int(comparison.summary["missing"].sum())
    gone = f" {missing} values do not exist and are left out." if missing else ""
    return {
        "title": "Outcomes by arm" if len(order) > 1 else "Outcomes",
        "note": _note(comparison) + gone,
        "heads": ["arm", *[_head(outcome) for outcome in by_outcome]],
        "rows": rows,
    }


def _ranks(comparison: Comparison) -> Table:
    rows = [
        [
            row["arm"],
            str(row["rank"]),
            _places(row["low"], row["high"]),
            share(row["best"]),
            share(row["stable"]),
            "yes" if row["maybe_best"] else "no",
        ]
        for _, row in comparison.ranks.iterrows()
    ]
    label = about(comparison.main).label
    return {
        "title": f"Ranks by {label}",
        "note": (
            "How ranks fare when replicates are drawn again with replacement, 9,999 times. Could be"
            " best: not behind any other arm in paired t-tests, together at 95 %."
        ),
        "heads": ["arm", "rank", "95 % of resamples", "best in", "same rank in", "could be best"],
        "rows": rows,
    }


def _places(low: float, high: float) -> str:
    return figure(low, 0) if low == high else span(low, high, 0)


def _differences(comparison: Comparison) -> Table:
    rows, few = [], too_few(comparison.replicates)
    for outcome, part in comparison.table.groupby("outcome", sort=False):
        decimals = column_digits(part, "difference")
        for _, row in part.iterrows():
            rows.append(
                [
                    f"{about(str(outcome)).label}: {row['arm']}",
                    with_interval(row, "difference", decimals=decimals),
                    row["interval"],
                    probability(row["p"]),
                    probability(row["q"]),
                    f"{row['saved']:.1f}" if row["saved"] == row["saved"] else "–",
                    f"{row['needed']:,.0f}" if row["needed"] == row["needed"] else "–",
                    str(row["n"]),
                ]
            )
    return {
        "title": f"Differences to {comparison.baseline}",
        "note": (
            "Within replicates, which share their luck. Interval: 95 %, BCa bootstrap, widened for"
            " few replicates, or t where said. p: permutation of signs; q: p adjusted for all"
            " these comparisons (Benjamini–Hochberg). Saved: by how much shared luck divides the"
            " variance of a difference. Needed: replicates that tell a difference of this size"
            " from zero."
        )
        + (f" {few}." if few else ""),
        "heads": ["", "difference", "interval by", "p", "q", "saved", "needed", "pairs"],
        "rows": rows,
    }


def _strategies(comparison: Comparison) -> Table:
    columns = ["payoff", "lifetime", "allies", "memberships", "trust_received", "maintenance"]
    table = comparison.strategies
    parts = {c: table.query("outcome == @c").set_index(["arm", "strategy"]) for c in columns}
    order = parts["payoff"].reset_index()
    arms = list(dict.fromkeys(order["arm"]))
    order = order.assign(place=order["arm"].map(arms.index))
    order = order.sort_values(["place", "mean"], ascending=[True, False])
    places = {c: column_digits(rows) for c, rows in parts.items()}
    rows = [
        [f"{arm}: {strategy}" if len(arms) > 1 else strategy]
        + [with_interval(parts[c].loc[(arm, strategy)], decimals=places[c]) for c in columns]
        for arm, strategy in zip(order["arm"], order["strategy"], strict=True)
    ]
    return {
        "title": "By strategy, within one population",
        "note": f"{_note(comparison)} Lifetime: mean life of memberships up to 104 weeks.",
        "heads": ["strategy", *[_head(c) for c in columns]],
        "rows": rows,
    }


def _agents(comparison: Comparison) -> Table:
    columns = ["allies", "alliances", "trust_received", "votes_won"]
    table = comparison.agents
    places = {c: column_digits(agent_column(table, c)) for c in columns}
    many = table["arm"].nunique() > 1
    rows = [
        [f"{row['arm']}: {row['name']}" if many else row["name"]]
        + [cell(row, c, places[c]) for c in columns]
        for _, row in table.iterrows()
    ]
    heads = ["allies at the end", "alliances at the end", "trust received", "votes won, share"]
    return {
        "title": "The named agents",
        "note": f"{_note(comparison)} Most allies first.",
        "heads": ["", *heads],
        "rows": rows,
    }


# ---------------------------------------------------------------------------------- how it was made


def differing(experiment: Experiment) -> list[tuple[str, str]]:
    """Return each arm and, in words, what it has that the experiment as a whole has not."""
    return [(arm.name, "; ".join(_differing(arm, experiment)) or "–") for arm in experiment.arms]


def _differing(arm: Arm, experiment: Experiment) -> Iterator[str]:
    if len(experiment.arms) == 1 or arm.strategies != experiment.strategies:
        shares = [
            f"{strategy.name} {part:.0%}" if part < 1 else strategy.name
            for strategy, part in arm.strategies
        ]
        yield f"strategies: {', '.join(shares)}"
    common = experiment.parameters.dotted()
    for name, value in arm.parameters.dotted().items():
        if value != common[name]:
            told = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
            yield f"{name} = {told}"
    for name in ("weeks", "warmup", "implementation"):
        if getattr(arm, name) != getattr(experiment, name):
            yield f"{name} = {getattr(arm, name)}"
    for event in arm.events:
        if event not in experiment.events:
            changes = ", ".join(f"{name} = {value}" for name, value in event.changes)
            yield f"from week {event.week}: {changes}"


def made(results: Results, comparison: Comparison) -> list[tuple[str, str]]:
    """Return how the results were made, as names and values."""
    experiment, manifest = results.experiment, results.manifest
    agents = {arm.parameters.population.agents for arm in experiment.arms}
    facts = [
        ("Weeks", f"{experiment.weeks}, of which {experiment.warmup} are left out of averages"),
        ("Replicates", f"{comparison.replicates} of each arm"),
        ("Agents", _among(sorted(agents))),
        ("Seeds", _seeds(list(map(int, results.runs["seed"].unique())))),
    ]
    saved = comparison.table["saved"].median() if len(comparison.table) else float("nan")
    if saved == saved:
        facts.append(
            (
                "Common random numbers",
                "the arms of a replicate share their seed, and so their shocks and meetings: the"
                f" variance of a difference is {saved:.1f} times smaller than with seeds apart"
                " (median over the table of differences)",
            )
        )
    facts.append(("Implementation", experiment.implementation))
    for group in ("versions", "digests", "platform"):
        given = manifest.get(group)
        if isinstance(given, dict):
            facts.append((group.capitalize(), ", ".join(_flat(given))))
        elif given:
            facts.append((group.capitalize(), str(given)))
    seconds = (manifest.get("timings") or {}).get("seconds")
    if seconds is not None:
        facts.append(("Time", f"{float(seconds):,.0f} seconds"))
    return facts


def _among(values: list[int]) -> str:
    return f"{values[0]:,}" if len(values) == 1 else f"{values[0]:,} to {values[-1]:,}"


def _seeds(seeds: list[int]) -> str:
    seeds = sorted(seeds)
    if len(seeds) > 2 and seeds[-1] - seeds[0] == len(seeds) - 1:
        return f"{seeds[0]} to {seeds[-1]}"
    return ", ".join(map(str, seeds))


def _flat(given: dict[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        if isinstance(value, dict):
            yield from (f"{inner} {text}" for inner, text in value.items())
        else:
            yield f"{name} {value}"


def failures(results: Results) -> str:
    """Say how many runs failed and how to repeat one of them; "" if none did."""
    runs: pd.DataFrame = results.runs
    failed = runs[runs["status"] == "failed"]
    if failed.empty:
        return ""
    first = failed.iloc[0]
    return (
        f"{len(failed)} of {len(runs)} runs failed and are left out. The first: {first['message']}"
        f" To repeat it: {first['repeat']}"
    )
