"""What the project knows of itself, as tables for the terminal: `alliances show KIND [NAME]`.

Every table is made from the declarations that the model itself uses.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import experiments.config.shipped as shipped
from experiments.config.samplers import SAMPLERS
from experiments.config.schema import field_declarations
from sim.errors import UnknownName
from sim.inputs.declarations import Declaration, declarations
from sim.inputs.parameters import parameter_declarations
from sim.inputs.running import default_warmup
from sim.inputs.strategies import EQUAL_BUDGET, STRATEGIES, Strategy
from sim.inputs.switches import MECHANISMS, PLACEBOS, PRACTICES, PROCESSES
from sim.inputs.versions import RULES, neutral


@dataclass(frozen=True)
class Listing:
    """One kind of thing: a title, columns for the table of all, and the facts about each.

    ``rows`` has a tuple of cells for each name; ``facts`` a {label: text} for each name;
    ``sections`` a heading for the names before which one stands.
    """

    title: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, dict[str, str]]
    sections: Mapping[str, str] = field(default_factory=dict)


def listing(kind: str) -> Listing:
    """Return everything of a kind; raises ``UnknownName``."""
    if kind not in KINDS:
        raise UnknownName("kind of thing to show", kind, KINDS)
    return KINDS[kind]()


def facts(kind: str, name: str) -> dict[str, str]:
    """Return what is known of one thing; raises ``UnknownName``."""
    found = listing(kind)
    if name not in found.facts:
        raise UnknownName(SINGULAR[kind], name, found.facts)
    return found.facts[name]


def _parameters() -> Listing:
    rows, facts = {}, {}
    for name, d in parameter_declarations().items():
        default = written(d.default)
        unit = f" ({d.unit})" if d.unit else ""
        rows[name] = (name, default, _allowed(d), d.meaning + unit)
        facts[name] = {
            "meaning": d.meaning,
            "default": default,
            "unit": d.unit or "none",
            "allowed": d.bounds,
            "plausible": (
                "{:g} to {:g}".format(*d.plausible)
                if d.plausible
                else f"not varied: {d.structural}"
            ),
            "rules": _since(d),
            "source": d.source,
        }
    columns = ("parameter", "default", "allowed", "meaning (unit)")
    return Listing("Parameters of [model]", columns, rows, facts)


def _since(d: Declaration) -> str:
    """Say since which version of the rules there is a parameter, and what it was before."""
    since = f"since version {d.since}"
    was = f"; called {d.was} in version 1" if d.was else ""
    return since + was + ("" if d.neutral is None else f"; {written(d.neutral)} is as version 1")


def _allowed(d: Declaration) -> str:
    """Return the bounds of a parameter as shortly as can be."""
    if d.type == "names":
        return "switches"
    if d.choices:
        return ",\n".join(d.choices)
    if d.low is None:
        return d.bounds
    low, high = (f"{bound:,.10g}" for bound in (d.low, d.high or 0.0))
    return f"≥ {low}" if d.high is None else f"{low} … {high}"


def _strategies() -> Listing:
    rows, facts = {}, {}
    for name, strategy in STRATEGIES.items():
        manner = f"{_rule(strategy)}, {strategy.conflict}"
        rows[name] = (name, strategy.meaning, spent(strategy), manner)
        fields = strategy.model_dump(exclude={"name", "portfolio", "support"}, exclude_none=True)
        facts[name] = {
            "meaning": strategy.meaning,
            "attention": spent(strategy),
            "helps": _rule(strategy),
            **{key: str(value) for key, value in fields.items() if key != "meaning"},
            "equal budget": "yes" if name in EQUAL_BUDGET else "no",
        }
    columns = ("strategy", "meaning", "attention, %", "help, conflict")
    return Listing("Strategies", columns, rows, facts)


def spent(strategy: Strategy) -> str:
    """Return what a strategy spends its attention on, in per cent."""
    shares = {name: share for name, share in strategy.portfolio.items() if share > 0.0}
    return ", ".join(f"{name} {100 * share:.3g}" for name, share in shares.items())


def _rule(strategy: Strategy) -> str:
    if isinstance(strategy.support, str):
        return strategy.support
    return "memory-one " + " ".join(f"{p:.3g}" for p in strategy.support)


def _outcomes() -> Listing:
    from sim.measures.outcomes import OUTCOMES

    better = {1: "more", -1: "less", 0: ""}
    rows, facts = {}, {}
    for name, outcome in OUTCOMES.items():
        meaning = outcome.meaning + (f" ({outcome.unit})" if outcome.unit else "")
        rows[name] = (name, outcome.kind, better[outcome.better], meaning)
        facts[name] = {
            "meaning": outcome.meaning,
            "unit": outcome.unit or "none",
            "kind": outcome.kind,
            "better": better[outcome.better] or "it depends",
            "line of the guide": outcome.line or "none",
        }
    return Listing("Outcomes", ("outcome", "kind", "better", "meaning (unit)"), rows, facts)


def _mission() -> Listing:
    from sim.inputs.line import PARTS
    from sim.inputs.mission import LINES

    rows, facts = {}, {}
    sections: dict[str, str] = {}
    for key, line in LINES.items():
        switches = ", ".join(line.switches) or "–"
        parameters = ", ".join(line.parameters) or "–"
        how = f"off: {switches} · outcome: {line.outcome} · source: {line.source}"
        rows[key] = (key, f"{line.text}\n{how}\nparameters: {parameters}")
        if PARTS[line.part] not in sections.values():
            sections[key] = PARTS[line.part]
        facts[key] = {
            "line": line.text,
            "part": PARTS[line.part],
            "switched off by": switches,
            "parameters": parameters,
            "outcome": line.outcome,
            "source": line.source,
        }
    title = "The guide, and what in the model carries each line"
    return Listing(title, ("line", "what it says"), rows, facts, sections)


def _switches(what: str, worlds: Mapping[str, str]) -> Listing:
    rows = {name: (name, without) for name, without in worlds.items()}
    facts = {
        name: {
            "without it": without,
            "switch off": f'off = ["{name}"]',
            **_placebos(name),
            **_lines(name),
        }
        for name, without in worlds.items()
    }
    return Listing(f"{what.capitalize()}es" if what == "process" else f"{what.capitalize()}s",
                   (what, "the world without it"), rows, facts)  # fmt: skip


def _placebos(name: str) -> dict[str, str]:
    if name not in PLACEBOS:
        return {}
    return {"placebos": f'blind = ["{name}"] (a random target), null = ["{name}"] (no effect)'}


def _lines(name: str) -> dict[str, str]:
    from sim.inputs.mission import LINES

    lines = [line.text for line in LINES.values() if name in line.switches]
    return {"lines of the guide": " ".join(lines)} if lines else {}


def _designs() -> Listing:
    rows, facts = {}, {}
    for name, sampler in SAMPLERS.items():
        points = sampler.points or "none: its levels say how many"
        rows[name] = (name, f"{sampler.meaning}\npoints: {points}")
        facts[name] = {
            "good for": sampler.meaning,
            "points": points,
            "levels": "a range { from, to, scale }; or a list, every level equally often"
            if sampler.points
            else "a list, or a range { from, to, levels, scale }",
            "answers with": "indices with intervals" if sampler.indices else "curves and surfaces",
            "write it": f'[design] sampler = "{name}"',
        }
    return Listing("Samplers of [design]", ("design", "good for"), rows, facts)


def _configs() -> Listing:
    found = shipped.configs()
    rows = {name: (name, shipped.about(path)) for name, path in found.items()}
    facts = {
        name: {"about": shipped.about(path), "file": str(path), "run it": f"alliances run {name}"}
        for name, path in found.items()
    }
    return Listing("Configs that come with the project", ("config", "about"), rows, facts)


def _published() -> Listing:
    from experiments.published.catalogue import REPLICATIONS

    rows, facts = {}, {}
    for name, result in REPLICATIONS.items():
        rows[name] = (name, result.title, result.citation)
        facts[name] = {
            "result": result.title,
            "citation": result.citation,
            "reduction": result.reduction,
            "how close": result.closeness,
            "sources": ", ".join(result.sources),
            "run it": f"alliances replicate {name}",
            **{
                f"--set {name}.{d.name}": f"{d.meaning}; {_in_a_line(d.default)}"
                for d in declarations(result.setting)
                if d.name != "model"
            },
            f"--set {name}.model.PATH": "any parameter of the model",
        }
    columns = ("result", "title", "citation")
    return Listing("Published results that the model reproduces", columns, rows, facts)


KINDS: dict[str, Callable[[], Listing]] = {
    "mission": _mission,
    "strategies": _strategies,
    "parameters": _parameters,
    "outcomes": _outcomes,
    "processes": lambda: _switches("process", PROCESSES),
    "practices": lambda: _switches("practice", PRACTICES),
    "mechanisms": lambda: _switches("mechanism", MECHANISMS),
    "published": _published,
    "designs": _designs,
    "configs": _configs,
}

SINGULAR = {
    "mission": "line of the guide",
    "strategies": "strategy",
    "parameters": "parameter",
    "outcomes": "outcome",
    "processes": "process",
    "practices": "practice",
    "mechanisms": "mechanism",
    "published": "published result",
    "designs": "design",
    "configs": "config",
}


def written(value: Any) -> str:
    """Return a parameter's value as it stands in a config."""
    import tomli_w

    if isinstance(value, tuple):
        value = list(value)
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")


def _in_a_line(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    return written(value)


def base_config() -> str:
    """Return a config that says every default, with unit, allowed values and meaning."""
    return "\n".join(_base_lines()) + "\n"


def _base_lines() -> Iterator[str]:
    yield "# Asks what the model does with every parameter at its default; look at any outcome."
    yield "# Copy what you want to change into a config of your own: it need not say the rest."
    yield "# This file is made by: alliances show parameters --toml"
    defaults = {name: d.default for name, d in field_declarations().items()}
    defaults["question"] = "What does the model do with every parameter at its default?"
    defaults["warmup"] = default_warmup(defaults["weeks"])
    for name, d in field_declarations().items():
        yield from _base_entry(name, defaults[name], d)
    yield from _model({name: d.default for name, d in parameter_declarations().items()})


def classic_config() -> str:
    """Return a config with every value with which the rules are those of version 1."""
    return "\n".join(_classic_lines()) + "\n"


def _classic_lines() -> Iterator[str]:
    about = (
        "Asks what the model does under the rules of version 1, before talks could be premature,"
        " acts took the time of others, favours saturated, and people came and went. One rule is"
        " not as it was: what is heard is kept apart from what is seen. Without hearsay"
        ' (off = ["hearsay"]) everything is. Look at payoff.'
    )
    yield from textwrap.wrap(about, 98, initial_indent="# ", subsequent_indent="# ")
    yield "# This file is made by: alliances show parameters --toml --neutral"
    yield ""
    question = "What does the model do under the rules of version 1?"
    for name, given in {"question": question, "rules": RULES}.items():
        yield f"{name} = {written(given)}"
    yield from _model(neutral())


def _model(values: Mapping[str, Any]) -> Iterator[str]:
    """Give the lines of ``[model]``: what is in no group comes first."""
    group = "none yet"
    for name in sorted(values, key=lambda name: "." in name):
        here, _, last = name.rpartition(".")
        if here != group:
            yield ""
            yield f"[model.{here}]".replace(".]", "]")
            group = here
        yield from _base_entry(last, values[name], parameter_declarations()[name])


def _base_entry(name: str, value: Any, d: Declaration) -> Iterator[str]:
    unit = f"{d.unit}; " if d.unit else ""
    allowed = "names of switches" if d.type == "names" else d.bounds
    yield ""
    yield from textwrap.wrap(
        f"{d.meaning} ({unit}{allowed})", 98, initial_indent="# ", subsequent_indent="#   "
    )
    yield f"{name} = {written(value)}"
