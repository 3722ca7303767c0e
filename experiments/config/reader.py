"""A TOML file → a checked :class:`~experiments.config.experiment.Experiment`.

:func:`read_experiment` reads a file and either returns an experiment in which nothing is left to
be wrong, or raises one :class:`~experiments.config.diagnostics.BadExperiment` that names every
mistake.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import experiments.config.own as own
import experiments.config.validation as checks
import sim.inputs.versions as versions
from experiments.config.ablations import changes
from experiments.config.design import Design, read_design
from experiments.config.diagnostics import Problems, not_allowed, read_document
from experiments.config.document import Document, KeyPath, split
from experiments.config.experiment import Analysis, Arm, Experiment
from experiments.config.portions import portioned, read_portions
from experiments.config.practices import kept
from experiments.config.schema import ARM, PARTS, Fields, field_declarations
from sim.errors import shown
from sim.inputs.events import Event
from sim.inputs.parameters import Parameters, parameters_with
from sim.inputs.running import default_warmup

#: Parameters that are lists of names: an arm without something cannot take them from a point too.
SWITCHED = {"off", "blind", "null"}
NOTHING_SAID = 'says nothing; the smallest config is `question = "…"`'


def read_experiment(
    file: Path | str, changes: Sequence[tuple[str, Any]] = (), *, recorded: bool = False
) -> Experiment:
    """Return the experiment that a TOML file describes.

    Parameters
    ----------
    file
        The config.
    changes
        Pairs (name, value) that replace what the file says: a plain field such as ``weeks``, or a
        parameter by its dotted name, as in ``[model]``.
    recorded
        It is read to look at what was run, not to run it: then its rules may be older ones that
        nothing can be run with any more.

    Raises
    ------
    BadExperiment
        With all mistakes, each with its line, path and what is allowed.
    """
    reader = _Reader(read_document(file, NOTHING_SAID), Path(file), changes)
    return reader.experiment(recorded)


class _Reader:
    """Reads one document part by part; the parts need one another, so they stay at hand."""

    def __init__(self, document: Document, path: Path, changes: Sequence[tuple[str, Any]]) -> None:
        self.document, self.path, self.data = document, path, dict(document.data)
        self.problems = Problems(document)
        self.model_changes: checks.Flat = {}
        #: Older names of parameters that the file may use.
        self.renamed: Mapping[str, str] = {}
        self.modules = own.modules(self.data.get("modules", ""), self.path.parent, self.problems)
        self.kept = kept(self.data, self.path.parent / self.modules, self.problems)
        self.kind = parameters_with(self.kept.practices)
        for name, value in changes:
            self._change(name.removeprefix("model."), value)
        self.plain = checks.plain_fields(self.data, (), self.problems)
        self.fields = Fields.model_construct(**self.plain)
        self._implementation(self.fields.implementation, ())
        self.own = checks.own_strategies(
            self.data.get("strategy", {}), self.problems, [p.name for p in self.kept.practices]
        )
        self.strategies = checks.mix(
            self.data.get("strategies", "balanced"), ("strategies",), self.own, self.problems
        )
        given = self._flat(self.data.get("model", {}), ("model",))
        self.rules = int(self.plain.get("rules", versions.version_of(given)))
        model: checks.Flat = {}
        if self.rules < versions.RULES:
            self.renamed = versions.renamed()
            model = {name: (("rules",), value) for name, value in versions.neutral().items()}
        self.model = model | self._right(self._renamed(given | self.model_changes))
        self.parameters = self._parameters(self.model)
        #: What each arm says of its own parameters, by name.
        self.of_arms: list[checks.Flat] = []

    def experiment(self, recorded: bool) -> Experiment:
        """Return the experiment, or raise every mistake."""
        known = [*field_declarations(), *PARTS]
        checks.known_names(self.data, known, (), self.problems)
        events = self._events(self.data.get("event", []), ("event",), self.fields.weeks)
        arms = self._arms(events)
        design = self._design()
        analysis = self._analysis([arm.name for arm in arms])
        arms = self._ablated(arms, analysis, design)
        arms = portioned(arms, analysis, self.data, self.problems)
        if self.rules < versions.RULES and not recorded:
            self._repeatable(arms, design)
        self.problems.finish()
        return Experiment(
            name=self.path.stem,
            question=self.fields.question,
            weeks=self.fields.weeks,
            warmup=self._warmup({}, (), self.fields.weeks),
            replicates=self.fields.replicates,
            seed=self.fields.seed,
            record=self.fields.record,
            implementation=self._run_as(self.fields.implementation),
            parameters=self.parameters,
            strategies=self.strategies,
            events=events,
            arms=tuple(arms),
            analysis=analysis,
            design=design,
            own=tuple(self.own.values()),
            practices=self.kept.files,
            sources=self.kept.sources,
            data=self.kept.data,
            modules=self.modules,
            base=self.path.parent,
            file=str(self.path),
            rules=self.rules,
        )

    def _change(self, name: str, value: Any) -> None:
        """Replace a plain field, or a parameter of ``[model]``."""
        at: KeyPath = split(name)
        neither = checks.neither_field_nor_parameter(name, self.kind)
        if name in field_declarations():
            self.data[name] = value
        elif not neither:
            at = ("model", *at)
            self.model_changes[name] = (at, value)
        self.document.changed[at] = f"--set {name}"
        if neither:
            self.problems.add(at, neither)

    def _flat(self, given: Any, at: KeyPath) -> checks.Flat:
        flat = checks.flattened(checks.table(given, at, self.problems), at, self.problems)
        return self._renamed(flat)

    def _renamed(self, flat: checks.Flat) -> checks.Flat:
        """Return parameters by the names that they have now."""
        for older in flat.keys() & self.renamed.keys():
            if self.renamed[older] in flat:
                self.problems.add(flat[older][0], "is given twice")
        return {self.renamed.get(name, name): found for name, found in flat.items()}

    def _right(self, flat: checks.Flat) -> checks.Flat:
        """Return what is right of parameters, each at the place where it was given."""
        right = checks.parameters(flat, False, self.problems, self.kind)
        return {name: (flat[name][0], value) for name, value in right.items()}

    def _parameters(self, model: checks.Flat) -> Parameters:
        """Return the parameters of a world, with as many agents as its network has."""
        right = {name: value for name, (_, value) in model.items()}
        if right.get("population.network"):
            at, source = model["population.network"]
            with self._readable(source, at):
                right |= checks.network(model, self.path.parent, self.problems)
        parameters = self.kind().updated(right)
        if parameters.population.presence:
            at, source = model["population.presence"]
            with self._readable(source, at):
                checks.presence(at, parameters, self.path.parent, self.problems)
        return parameters

    def _implementation(self, given: str, at: KeyPath) -> None:
        place = (*at, "implementation")
        with self._readable(given, place):
            own.implementation(given, self.path.parent / self.modules, place, self.problems)

    def _run_as(self, implementation: str) -> str:
        """Return an implementation that has a person's own practices, if there are any."""
        as_tables = implementation == "tables"
        return "objects" if as_tables and self.kept.practices else implementation

    @contextmanager
    def _readable(self, given: str, at: KeyPath) -> Iterator[None]:
        """Note that the system does not give a file."""
        try:
            yield
        except OSError as error:
            self.problems.add(at, f"{shown(given)} cannot be read: {error.strerror}")

    def _warmup(self, given: Mapping[str, Any], at: KeyPath, weeks: int) -> int:
        """Return the warm-up of an arm or of the whole: its own, the file's, two fifths."""
        if "warmup" in given:
            warmup, at = int(given["warmup"]), (*at, "warmup")
        elif "warmup" in self.plain:
            warmup, at = self.fields.warmup, ((*at, "weeks") if "weeks" in given else ("warmup",))
        else:
            return default_warmup(weeks)
        if warmup >= weeks:
            self.problems.add(at, f"leaves no week to average: {warmup} of {weeks} are warm-up")
        return warmup

    def _arms(self, events: tuple[Event, ...]) -> list[Arm]:
        if "arm" not in self.data:
            return [self._arm("all", {}, (), events)]
        arms: list[Arm] = []
        places: dict[str, KeyPath] = {}
        for at, given in checks.tables(self.data["arm"], ("arm",), self.problems):
            name = given.get("name")
            if not isinstance(name, str):
                sentence = "needs a name" if name is None else not_allowed(name, "a name")
                self.problems.add(at if name is None else (*at, "name"), sentence)
                name = ""
            elif sentence := checks.readable(name):
                self.problems.add((*at, "name"), sentence)
            elif name in places:
                line = self.document.line((*places[name], "name"))
                self.problems.add(
                    (*at, "name"), f"is {shown(name)}, as in line {line}: a name twice"
                )
            places.setdefault(name, at)
            checks.known_names(given, list(ARM), at, self.problems)
            arms.append(self._arm(name, given, at, events))
        if not self.data["arm"]:
            self.problems.add(("arm",), "has no arm in it")
        return arms

    def _arm(self, name: str, given: dict[str, Any], at: KeyPath, events: tuple[Event, ...]) -> Arm:
        plain = checks.plain_fields({k: given[k] for k in given if k in ARM}, at, self.problems)
        weeks = plain.get("weeks", self.fields.weeks)
        strategies = self.strategies
        if "strategies" in given:
            place = (*at, "strategies")
            strategies = checks.mix(given["strategies"], place, self.own, self.problems)
        model = self._flat(given.get("model", {}), (*at, "model"))
        self.of_arms.append(model)
        model = self._right(model)
        own_events = self._events(given.get("event", []), (*at, "event"), weeks)
        if weeks < self.fields.weeks:
            self._in_time(events, weeks, (*at, "weeks"))
        if "implementation" in plain:
            self._implementation(plain["implementation"], at)
        return Arm(
            name=name,
            parameters=self._parameters(self.model | model) if model else self.parameters,
            strategies=strategies,
            weeks=weeks,
            warmup=self._warmup(plain, at, weeks),
            events=(*events, *own_events),
            implementation=self._run_as(plain.get("implementation", self.fields.implementation)),
        )

    def _events(self, given: Any, at: KeyPath, weeks: int) -> tuple[Event, ...]:
        events = []
        for place, event in checks.tables(given, at, self.problems):
            checks.known_names(event, ["week", "set"], place, self.problems)
            week = event.get("week")
            if isinstance(week, bool) or not isinstance(week, int) or not 1 <= week <= weeks:
                sentence = (
                    "needs a week" if week is None
                    else not_allowed(week, f"whole number in [1, {weeks}], a week of the run")
                )  # fmt: skip
                self.problems.add(place if week is None else (*place, "week"), sentence)
                week = 1
            flat = self._flat(event.get("set", {}), (*place, "set"))
            changes = checks.parameters(flat, True, self.problems, self.kind)
            if not flat:
                self.problems.add(place, "sets nothing; say what changes: set.NAME = value")
            events.append(Event(week, tuple(changes.items()), self.kind.own))
        return tuple(events)

    def _design(self) -> Design | None:
        """Return the design; what it varies, no arm may say for itself."""
        if "design" not in self.data:
            return None
        design = read_design(
            self.data["design"], ("design",), self.problems, self.kind, self.renamed
        )
        names = set(design.names if design else ())
        for model in self.of_arms:
            for name in model.keys() & names:
                sentence = "is varied by [design]: an arm cannot say it as well"
                self.problems.add(model[name][0], sentence)
        if "population.agents" in names and self.parameters.population.network:
            sentence = "varies population.agents, of which a network has its own number"
            self.problems.add(("design", "vary"), sentence)
        return design

    def _in_time(self, events: tuple[Event, ...], weeks: int, at: KeyPath) -> None:
        for event in events:
            if event.week > weeks:
                self.problems.add(at, f"is {weeks}: an event would come after it, in {event.week}")

    def _analysis(self, arms: list[str]) -> Analysis:
        given = checks.table(self.data.get("analysis", {}), ("analysis",), self.problems)
        checks.known_names(
            given, [field.name for field in fields(Analysis)], ("analysis",), self.problems
        )
        baseline = given.get("baseline", arms[0] if arms else "")
        if arms:
            checks.known_name(baseline, "arm", arms, ("analysis", "baseline"), self.problems)
        return Analysis(
            outcomes=checks.outcomes(
                given.get("outcomes"), ("analysis", "outcomes"), self.problems
            ),
            baseline=str(baseline),
            ablate=checks.removals(given.get("ablate"), ("analysis", "ablate"), self.problems),
            shapley=checks.yes_or_no(given, "shapley", ("analysis",), self.problems),
            portions=read_portions(given.get("portions"), ("analysis", "portions"), self.problems),
        )

    def _repeatable(self, arms: list[Arm], design: Design | None) -> None:
        """Note that a world of older rules cannot be run with those that there are."""
        deciding = [v for v in design.vary if v.name in versions.HEARS] if design else []
        ends = [[(v.name, x) for x in v.levels or (v.low, v.high)] for v in deciding]
        for arm, point in itertools.product(arms, itertools.product(*ends)):
            moved = {name: x for name, x in point if name not in arm.removed}
            if versions.hears(arm.parameters.updated(moved), arm.events):
                self.problems.add(("model",), versions.cannot_repeat(self.rules))

    def _ablated(self, arms: list[Arm], analysis: Analysis, design: Design | None) -> list[Arm]:
        """Return the arms, and those that an ablation of the baseline adds to them."""
        given = {arm.name: arm for arm in arms}
        control = given.get(analysis.baseline)
        if control is None:
            return arms
        at: KeyPath = ("analysis", "ablate" if analysis.ablate else "shapley")
        varied = set(design.names if design else ())
        for change in changes(analysis.ablate, analysis.shapley, control.name):
            for name in sorted(varied & set(change.parameters) & SWITCHED):
                self.problems.add(at, f"changes {name}, and [design] varies it")
            before = control.parameters.dotted()
            model = {
                name: (*before[name], *value) if isinstance(value, tuple) else value
                for name, value in change.parameters.items()
            }
            made = replace(
                control,
                name=change.arm,
                parameters=control.parameters.updated(model),
                removed=tuple(change.parameters),
                added=True,
            )
            arm = given.setdefault(change.arm, made)
            if arm.parameters != made.parameters:
                self.problems.add(at, f'adds an arm "{change.arm}", and another has this name')
        return list(given.values())
