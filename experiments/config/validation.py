"""Checks the parts of a config one by one: each returns what is usable and notes what is not.

A part that is wrong does not stop the others from being checked, so that all mistakes are said at
once. What a check returns for something wrong is a default, never used: the mistake is raised
before anything is run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from experiments.config.ablations import REMOVALS, removals_of
from experiments.config.diagnostics import Problems, not_allowed, unknown
from experiments.config.document import KeyPath, nested, split
from experiments.config.schema import Fields, field_declarations
from sim.errors import BadInput, UnknownName, shortened, shown
from sim.inputs.declarations import Declaration, Group, explain
from sim.inputs.events import STRUCTURAL
from sim.inputs.mission import LINES
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.strategies import STRATEGIES, Mix, Strategy, mix_from, strategy_from
from sim.inputs.switches import PRACTICES
from sim.inputs.versions import renamed
from sim.state.network_files import read_network
from sim.state.presence import names_in, read_presence

#: Where strategies are listed.
SEE = "alliances show strategies"
#: Outcomes looked at where a config names none.
OF_INTEREST = ("payoff", "lifetime", "trust", "unmet_need")
#: The longest name of an arm or a strategy: the longest that a file can have.
LONGEST_NAME = 250
#: The longest reason why a file cannot be used: it may name what is in it.
LONGEST_REASON = 2000

T = TypeVar("T")

#: Dotted name → its path in the config and its value.
Flat = dict[str, tuple[KeyPath, Any]]


def plain_fields(given: Mapping[str, Any], at: KeyPath, problems: Problems) -> dict[str, Any]:
    """Return the plain fields of a table that are right."""
    right = {}
    for name in given.keys() & field_declarations().keys():
        if _fits(Fields, {name: given[name]}):
            right[name] = given[name]
        else:
            allowed = field_declarations()[name].bounds
            problems.add((*at, name), not_allowed(given[name], allowed))
    return right


def _fits(group: type[Group], values: Mapping[str, Any]) -> bool:
    """Return whether a group of declarations takes some values."""
    try:
        group.model_validate(values)
    except ValidationError:
        return False
    return True


def known_names(
    given: Mapping[str, Any], known: list[str], at: KeyPath, problems: Problems
) -> None:
    """Note every name in a table that is not known."""
    for name in given:
        if name not in known:
            problems.add((*at, *split(name)), partial(unknown, "field", name, known))


def known_name(
    given: Any, kind: str, known: Collection[str], at: KeyPath, problems: Problems, see: str = ""
) -> bool:
    """Return whether what is given as a name is one of those known; note what it is if not."""
    if not isinstance(given, str):
        problems.add(at, not_allowed(given, f"the name of a known {kind}"))
    elif given not in known:
        problems.add(at, lambda: f"{shown(given)} {unknown(kind, given, known, see)}")
    else:
        return True
    return False


def unseen(given: str) -> str:
    """Return what of a text cannot be seen, in words."""
    found = ", ".join(sorted({shown(c)[1:-1] for c in given if not c.isprintable()}))
    return f"{found} in it cannot be seen"


def readable(given: str) -> str:
    """Return what keeps a name from being read and told apart from others; "" if nothing does."""
    if not given.strip():
        return "needs a name that can be read"
    if not given.isprintable():
        return f"is {shown(given)}; {unseen(given)}; allowed: a name that can be read"
    if len(given) > LONGEST_NAME:
        return f"has {len(given):,} characters; allowed: at most {LONGEST_NAME}"
    return ""


def table(given: Any, at: KeyPath, problems: Problems) -> dict[str, Any]:
    """Return a table as it is, and an empty one for anything else."""
    if isinstance(given, dict):
        return given
    problems.add(at, not_allowed(given, "a table"))
    return {}


def tables(given: Any, at: KeyPath, problems: Problems) -> list[tuple[KeyPath, dict[str, Any]]]:
    """Return the tables of a list, each with its path."""
    if not isinstance(given, list):
        problems.add(at, not_allowed(given, f"a list of tables, [[{at[-1]}]]"))
        return []
    return [((*at, n), table(item, (*at, n), problems)) for n, item in enumerate(given)]


def flattened(given: Mapping[str, Any], at: KeyPath, problems: Problems) -> Flat:
    """Return nested, dotted and quoted names as {dotted name: (path, value)}."""
    flat: Flat = {}
    for name, value in given.items():
        path = (*at, *split(name))
        inner = flattened(value, path, problems) if isinstance(value, dict) else {"": (path, value)}
        for rest, found in inner.items():
            dotted = f"{name}.{rest}".removesuffix(".")
            if dotted in flat:
                problems.add(found[0], "is given twice")
            flat[dotted] = found
    return flat


def parameters(
    flat: Flat, changing: bool, problems: Problems, kind: type[Parameters] = Parameters
) -> dict[str, Any]:
    """Return the parameters in a flat table that are right, by dotted name.

    Parameters
    ----------
    flat
        Names with paths and values, from :func:`flattened`.
    changing
        Whether these are changes during a run, which not every parameter can take.
    problems
        Where mistakes are noted.
    kind
        All parameters that there are.
    """
    right = {}
    for name, (path, value) in flat.items():
        declaration = parameter_declarations(kind).get(name)
        if declaration is None:
            problems.add(path, partial(unknown_parameter, name, kind))
        elif changing and name.startswith(STRUCTURAL):
            problems.add(path, "cannot change during a run: it gives the world its shape")
        elif declaration.type == "names":
            if _names(declaration, value, path, problems):
                right[name] = tuple(value)
        elif isinstance(value, str) and not value.isprintable():
            hint = "between double quotes \\ begins an escape: write paths between single quotes"
            problems.add(path, f"is {shown(value)}; {unseen(value)}; {hint}")
        elif _fits(kind, nested({name: value})):
            right[name] = value
        else:
            problems.add(path, not_allowed(value, declaration.bounds))
    return right


def unknown_parameter(name: str, kind: type[Parameters]) -> str:
    """Return the sentence about a dotted name that is no parameter."""
    members = [known for known in parameter_declarations(kind) if known.startswith(f"{name}.")]
    if members:
        return f"is a group of parameters: {', '.join(members)}"
    if name in renamed():
        return f"is called {renamed()[name]} now"
    return unknown("parameter", name, parameter_declarations(kind), "alliances show parameters")


def neither_field_nor_parameter(name: str, kind: type[Parameters]) -> str:
    """Return the sentence about a name, given to --set, that could be meant as either; else "".

    A name with a dot in it can only be meant as a parameter.
    """
    known = [*field_declarations(), *parameter_declarations(kind)]
    if "." in name or name in known or any(other.startswith(f"{name}.") for other in known):
        return ""
    return unknown("field or parameter", name, known, "alliances show parameters")


def _names(declaration: Declaration, value: Any, path: KeyPath, problems: Problems) -> bool:
    known = declaration.choices or ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        problems.add(path, not_allowed(value, f"a list of names: {', '.join(known)}"))
        return False
    found = [known_name(v, "switch", known, (*path, n), problems) for n, v in enumerate(value)]
    return all(found)


def own_strategies(
    given: Any, problems: Problems, own: Collection[str] = ()
) -> dict[str, Strategy]:
    """Return the strategies that a config defines, by name; ``own`` are own practices."""
    found = {}
    for name, fields in table(given, ("strategy",), problems).items():
        at: KeyPath = ("strategy", *split(name))
        if name in STRATEGIES:
            problems.add(at, "is the name of a strategy that exists; choose another name")
        elif sentence := readable(name):
            problems.add(at, sentence)
        else:
            strategy = _own_strategy(name, table(fields, at, problems), at, problems, own)
            # A stand-in for one that is wrong: whoever uses it is not wrong as well.
            found[name] = strategy or STRATEGIES["balanced"]
    return found


def _own_strategy(
    name: str, fields: dict[str, Any], at: KeyPath, problems: Problems, own: Collection[str]
) -> Strategy | None:
    known = ["like", *(field for field in Strategy.model_fields if field != "name")]
    before = len(problems.found)
    known_names(fields, known, at, problems)
    if "portfolio" not in fields and "like" not in fields:
        problems.add(at, "needs a portfolio, or like = the strategy that it resembles")
    if "like" in fields:
        known_name(fields["like"], "strategy", STRATEGIES, (*at, "like"), problems, SEE)
    if len(problems.found) > before:
        return None
    try:
        strategy = strategy_from(name, fields)
    except BadInput as error:
        cause = error.__context__  # pydantic's own error knows the path of each mistake
        mistakes = explain(cause) if isinstance(cause, ValidationError) else [("", str(error))]
        for path, sentence in mistakes:
            problems.add((*at, *split(path)) if path else at, sentence)
        return None
    there = (*PRACTICES, *own)
    for practice in strategy.portfolio:
        if practice not in there:  # another config of this process may have declared it
            problems.add((*at, "portfolio"), str(UnknownName("practice", practice, there)))
    return strategy


def mix(given: Any, at: KeyPath, own: Mapping[str, Strategy], problems: Problems) -> Mix:
    """Return a mix of strategies; ``own`` are those that the config defines."""
    default = mix_from("balanced")
    known = {**STRATEGIES, **own}
    if isinstance(given, str):
        given = {given: 1.0}
    if not isinstance(given, dict) or not given:
        problems.add(at, not_allowed(given, "a name, or a mix { name = share, … }"))
        return default
    usable = True
    for name, share in given.items():
        if name not in known:
            problems.add((*at, *split(name)), partial(unknown, "strategy", name, known, SEE))
            usable = False
        elif isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            problems.add((*at, *split(name)), not_allowed(share, "a share in [0, 1]"))
            usable = False
    if not usable:
        return default
    try:
        return mix_from(given, own)
    except BadInput:
        problems.add(at, f"has shares that add up to {sum(given.values()):g}; allowed: 1")
        return default


def outcomes(given: Any, at: KeyPath, problems: Problems) -> tuple[str, ...]:
    """Return the names of outcomes to look at; without any given, those of most interest."""
    from sim.measures.outcomes import OUTCOMES  # needs pandas: not for ``alliances --help``

    if given is None:
        return tuple(name for name in OF_INTEREST if name in OUTCOMES)
    if not isinstance(given, list) or not given:
        problems.add(at, not_allowed(given, "a list of names, see: alliances show outcomes"))
        return ()
    for n, name in enumerate(given):
        place: KeyPath = (*at, n)
        if known_name(name, "outcome", OUTCOMES, place, problems, "alliances show outcomes"):
            if name in given[:n]:
                problems.add(place, f"{shown(name)} is named twice")
    return tuple(name for name in given if isinstance(name, str))


def removals(given: Any, at: KeyPath, problems: Problems) -> tuple[str, ...]:
    """Return what is to be taken out of the world, one at a time; "all" is every line's advice."""
    if given is None:
        return ()
    if given == "all":
        return removals_of("all")
    if not isinstance(given, list) or not given:
        problems.add(at, not_allowed(given, '"all", or a list of switches and lines of the guide'))
        return ()
    known = [*REMOVALS, *LINES]
    see = "alliances show mission"
    return removals_of(
        [
            name
            for n, name in enumerate(given)
            if known_name(name, "switch or line", known, (*at, n), problems, see)
        ]
    )


def yes_or_no(given: Mapping[str, Any], name: str, at: KeyPath, problems: Problems) -> bool:
    """Return a yes or no of a table; no if it is not there."""
    value = given.get(name, False)
    if not isinstance(value, bool):
        problems.add((*at, name), not_allowed(value, "true or false"))
        return False
    return value


def network(model: Flat, base: Path, problems: Problems) -> dict[str, Any]:
    """Return the parameters that a world takes from its network, noting what is wrong with that."""
    at, source = model["population.network"]
    found = _usable(lambda: read_network(source, base), source, at, problems)
    if found is None:
        return {}
    agents, allies = len(found.names), Counter(end for edge in found.edges for end in edge[:2])
    place, given = model.get("population.agents", (at, agents))
    if given != agents:
        problems.add(place, not_allowed(given, f"{agents}, as the network has"))
    busiest = max(allies.values(), default=0)
    _, memory = model.get("population.memory", (at, Parameters().population.memory))
    if busiest > memory:
        problems.add(at, f"has an agent with {busiest} allies; population.memory is {memory}")
    return {"population.agents": agents}


def presence(at: KeyPath, parameters: Parameters, base: Path, problems: Problems) -> None:
    """Note what is wrong with the list of who is there when."""
    source = parameters.population.presence
    try:
        names = names_in(parameters, base)
    except BadInput:
        return  # it was said of the network
    _usable(lambda: read_presence(source, names, base), source, at, problems)


def _usable(read: Callable[[], T], source: str, at: KeyPath, problems: Problems) -> T | None:
    """Return what is read of a file; None, and a note, if it cannot be used."""
    try:
        return read()
    except BadInput as error:
        problems.add(at, f"{shown(source)} cannot be used: {shortened(str(error), LONGEST_REASON)}")
        return None
