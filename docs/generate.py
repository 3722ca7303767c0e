"""Write the tables of the documentation from the declarations that the model itself uses.

A page marks the place with ``<!-- generated: WHAT ARGUMENTS -->`` and ``<!-- end -->``; whatever
stands between is replaced. ``BLOCKS`` says what can be asked for. Numbers in sentences are counted
in the same way (docs/counts.py).

    .venv/bin/python docs/generate.py            write every table
    .venv/bin/python docs/generate.py --check    change nothing; exit 1 if a table is out of date
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from math import isnan
from pathlib import Path
from typing import Any

from docs.answers import answer, beside_placebos, decides
from docs.before import changed
from docs.cells import code, number, reason, source, table, value
from docs.counts import counted
from docs.derived import dilemma, neutral
from docs.measured import advice, costs, portions, promises, shapley, thresholds
from docs.ranked import missed, ranked
from sim.inputs.declarations import Declaration
from sim.inputs.mission import LINES, NOT_ADVICE, PARTS
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.practices import DECLARED
from sim.inputs.presets import FAMILY, NAMED, Claim
from sim.inputs.strategies import EQUAL_BUDGET, MEMORY_ONE, PRESETS, STYLES, Strategy
from sim.inputs.switches import MECHANISMS, PLACEBOS, PRACTICES, PROCESSES, SWITCHES
from sim.measures.outcomes import Outcome, of_kind
from sim.rules.draws import PURPOSES
from sim.state import histories

ROOT = Path(__file__).parents[1]
MARKED = re.compile(
    r"(?P<opening><!-- generated: (?P<what>[^>]+?) -->\n).*?(?P<closing><!-- end -->)", re.DOTALL
)
BETTER = {1: "more", -1: "less", 0: "–"}


# ------------------------------------------------------------------------------------------ blocks


def parameters(*groups: str) -> str:
    """Return the parameters of some groups, as ODD has them."""
    rows = [
        (code(d.name), value(d.default), d.unit or "–", d.meaning, source(d.source))
        for d in chosen(groups)
    ]
    return table(("parameter", "default", "unit", "meaning", "source"), rows)


def chosen(groups: tuple[str, ...]) -> list[Declaration]:
    """Return declarations by group, or by full name."""
    found = []
    for group in groups:
        inside = [
            d
            for d in parameter_declarations().values()
            if d.name == group or d.name.rpartition(".")[0] == group
        ]
        if not inside:
            raise SystemExit(f"there is no group of parameters '{group}'")
        found += inside
    return found


def all_parameters() -> str:
    """Return every parameter in full, a table a group."""
    return "\n\n".join(text for _, text in sections())


def sections() -> Iterable[tuple[str, str]]:
    """Give each group's heading and table, then the parameters that stand alone."""
    columns = ("parameter", "default", "unit", "allowed", "plausible", "meaning", "source")
    alone = []
    for name, field in Parameters.model_fields.items():
        kind = field.annotation
        if not (isinstance(kind, type) and name in _groups()):
            alone.append(name)
            continue
        about = (kind.__doc__ or "").strip()
        rows = map(_in_full, chosen((name,)))
        yield name, f"## {name}\n\n{about}\n\n{table(columns, rows)}"
    rows = map(_in_full, chosen(tuple(alone)))
    about = "What is switched off, and the placebos: see [switches](switches.md)."
    yield "switches", f"## {', '.join(alone)}\n\n{about}\n\n{table(columns, rows)}"


def _groups() -> set[str]:
    return {name.partition(".")[0] for name in parameter_declarations() if "." in name}


def _in_full(d: Declaration) -> tuple[str, ...]:
    plausible = "{:g} – {:g}".format(*d.plausible) if d.plausible else d.structural
    allowed = "names of switches" if d.type == "names" else d.bounds
    unit = d.unit or "–"
    return code(d.name), value(d.default), unit, allowed, plausible, d.meaning, source(d.source)


def portfolios(which: str) -> str:
    """Return presets or the equal-budget family: portfolio in per cent, and the rest."""
    kinds: dict[str, Mapping[str, Strategy]] = {"presets": PRESETS, "equal_budget": EQUAL_BUDGET}
    columns = ("strategy", *(p.replace("_", " ") for p in PRACTICES), "helps by", "conflict",
               "select.", "dilig.")  # fmt: skip
    rows = []
    for name, s in kinds[which].items():
        shares = [f"{100 * s.portfolio[p]:.3g}" if s.portfolio[p] else "–" for p in PRACTICES]
        rows.append(
            (code(name), *shares, str(s.support), s.conflict, f"{s.selectivity:.2f}",
             number(s.diligence))
        )  # fmt: skip
    return table(columns, rows)


def meanings(which: str) -> str:
    """Return what each strategy is in words, what a test finds that it does, and its source."""
    kinds = {"presets": NAMED, "equal_budget": FAMILY}
    rows = (
        (code(p.name), p.meaning, "; ".join(map(_claim, p.claims)), reason(p.source))
        for p in kinds[which]
    )
    return table(("strategy", "what it does", "shown by", "source"), rows)


def _claim(claim: Claim) -> str:
    world = ", ".join(code(f"{name} = {value(given)}") for name, given in claim.where.items())
    where = f" where {world}" if world else ""
    if isinstance(claim.than, str):
        return f"{claim.how} {code(claim.outcome)} than {code(claim.than)}{where}"
    return f"{code(claim.outcome)} {claim.how} {number(claim.than)}{where}"


def fields_of_a_strategy() -> str:
    """Return the fields of a strategy with their defaults."""
    rows = []
    for name, field in Strategy.model_fields.items():
        needed = "required" if field.is_required() else value(field.default)
        rows.append((code(name), needed))
    return table(("field", "default"), rows)


def rules() -> str:
    """Return the memory-one rules."""
    columns = ("rule", "at first", "after CC", "CD", "DC", "DD")
    return table(columns, ((code(n), *(number(p) for p in five)) for n, five in MEMORY_ONE.items()))


def styles() -> str:
    """Return the conflict styles."""
    columns = ("style", "assertive", "cooperative")
    return table(columns, ((code(name), *(number(x) for x in two)) for name, two in STYLES.items()))


def switches(*names: str) -> str:
    """Return what the world is like without something: a kind of switches, or some by name."""
    kinds = {"processes": PROCESSES, "practices": PRACTICES, "mechanisms": MECHANISMS}
    worlds = kinds[names[0]] if names[0] in kinds else {name: SWITCHES[name] for name in names}
    return table(("off", "the world without it"), ((code(n), world) for n, world in worlds.items()))


def practices() -> str:
    """Return what each practice does, as the file of its rule tells it, and what is declared."""
    told = []
    for place, practice in enumerate(DECLARED, start=1):
        _, _, rule = docstring(ROOT / f"sim/practices/{practice.name}.py").partition("\n\n")
        tables = f"{parameters(practice.name)}\n\n{switches(practice.name)}"
        told.append(f"#### 7.8.{place} {practice.name}\n\n{rule}\n\n{tables}")
    return "\n\n".join(told)


def placebos() -> str:
    """Return what may be blind or null."""
    return ", ".join(code(name) for name in PLACEBOS) + "."


def outcomes(kind: Any) -> str:
    """Return the outcomes of a kind."""
    columns = ("outcome", "unit", "more or less", "meaning", "of nobody allied", "line")
    return table(columns, map(_outcome, of_kind(kind)))


def _outcome(o: Outcome) -> tuple[str, ...]:
    alone = "any" if o.alone is None else "missing" if isnan(o.alone) else number(o.alone)
    return code(o.name), o.unit or "–", BETTER[o.better], o.meaning, alone, code(o.line)


def mission(part: str) -> str:
    """Return the lines of one part of the guide."""
    rows = []
    for key, line in LINES.items():
        if line.part == part:
            off, told = (
                ", ".join(map(code, names)) or "–" for names in (line.switches, line.parameters)
            )
            rows.append((code(key), line.text, off, told, code(line.outcome), source(line.source)))
    columns = (
        "line",
        f"{PARTS[part].lower()}",
        "switched off by",
        "parameters",
        "outcome",
        "source",
    )
    return table(columns, rows)


def not_advice() -> str:
    """Return the switches that carry no line of the guide."""
    return table(
        ("switch", "why it is not advice"), ((code(n), why) for n, why in NOT_ADVICE.items())
    )


def purposes() -> str:
    """Return the purposes of draws."""
    rows = []
    for number_, (name, text) in enumerate(PURPOSES.items(), start=1):
        ids, _, what = text.partition(" · ")
        i, _, j = ids.partition(", ")
        rows.append((str(number_), code(name), i, j, what))
    return table(("number", "purpose", "i", "j", "what the four uniforms decide"), rows)


def words(which: str) -> str:
    """Return the words of histories: how, cause or met."""
    lists = {"how": histories.HOW, "cause": histories.CAUSES, "met": histories.MET}
    return ", ".join(code(word) for word in lists[which] if word) + "."


def modules(package: str) -> str:
    """Return the map of a package: its rooms and their files, in the order of the walk."""
    sys.path.insert(0, str(ROOT))
    from tests.architecture import walk

    def files(folder: str) -> list[tuple[str, str]]:
        return [(code(file.stem), _first_line(file)) for file in walk.in_order(folder)]

    rows = []
    for name in walk.walked((ROOT / package / "__init__.py").read_text(encoding="utf-8")):
        room = ROOT / package / name
        if (room / "__init__.py").is_file():
            rows.append((f"**{code(f'{name}/')}**", f"**{_first_line(room / '__init__.py')}**"))
            rows += files(f"{package}/{name}")
        elif room.with_suffix(".py").is_file():
            rows.append((f"**{code(name)}**", _first_line(room.with_suffix(".py"))))
    return table(("room", "what it is"), rows)


def docstring(path: Path) -> str:
    """Return the docstring of a module, without importing it."""
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def _first_line(path: Path) -> str:
    first = " ".join(docstring(path).split("\n\n")[0].split())
    return re.sub(r":\w+:(?=`)", "", first).replace("``", "`").replace("~", "")


def published() -> str:
    """Return the published results: where they are from, how the model is reduced to them."""
    from experiments.published.catalogue import REPLICATIONS

    columns = ("result", "from", "reduction", "how close", "sources")
    rows = (
        (code(r.name), r.citation, r.reduction, r.closeness, ", ".join(map(source, r.sources)))
        for r in REPLICATIONS.values()
    )
    return table(columns, rows)


def contents(which: str) -> str:
    """Return what a results folder holds: parquet, csv or figures."""
    from experiments.results.layout import CSV, FIGURES, PARQUET

    if which == "csv":
        rows = ((code(f"{n}.csv"), c.when, c.row, c.columns) for n, c in CSV.items())
        return table(("file", "there with", "a row for each", "columns"), rows)
    if which == "figures":
        return table(("figure", "shows"), ((code(n), what) for n, what in FIGURES.items()))
    rows_ = ((code(n), what) for n, what in PARQUET.items())
    return table(("NAME of NAME.parquet", "a row for each"), rows_)


BLOCKS: dict[str, Callable[..., str]] = {
    "advice": advice,
    "answer": answer,
    "beside_placebos": beside_placebos,
    "changed": changed,
    "decides": decides,
    "dilemma": dilemma,
    "missed": missed,
    "ranked": ranked,
    "shapley": shapley,
    "portions": portions,
    "thresholds": thresholds,
    "published": published,
    "parameters": parameters,
    "all_parameters": all_parameters,
    "neutral": neutral,
    "strategies": portfolios,
    "meanings": meanings,
    "strategy_fields": fields_of_a_strategy,
    "rules": rules,
    "styles": styles,
    "practices": practices,
    "switches": switches,
    "placebos": placebos,
    "outcomes": outcomes,
    "mission": mission,
    "not_advice": not_advice,
    "purposes": purposes,
    "words": words,
    "modules": modules,
    "contents": contents,
    "promises": promises,
    "costs": costs,
}


# ------------------------------------------------------------------------------------------- pages


def renewed(text: str) -> str:
    """Return a page with every table made, and every number counted, again."""

    def made(match: re.Match[str]) -> str:
        name, *arguments = match["what"].split()
        return f"{match['opening']}\n{BLOCKS[name](*arguments)}\n\n{match['closing']}"

    return counted(MARKED.sub(made, text))


def pages() -> list[Path]:
    """Return every page of the documentation, the first one included."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def main(arguments: list[str]) -> int:
    """Write all tables, or check them; return the exit code."""
    stale = []
    for page in pages():
        before = page.read_text(encoding="utf-8")
        after = renewed(before)
        if after != before:
            stale.append(page.relative_to(ROOT).as_posix())
            if "--check" not in arguments:
                page.write_text(after, encoding="utf-8")
    for name in stale:
        print(f"out of date: {name}" if "--check" in arguments else f"written: {name}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
