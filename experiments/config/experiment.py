"""A TOML file → a checked :class:`Experiment`: what is asked, in which worlds, how often.

:func:`read_experiment` reads a file and either returns an experiment in which nothing is left to
be wrong, or raises one :class:`~experiments.config.diagnostics.BadExperiment` that names every
mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

import experiments.config.validation as checks
from experiments.config.ablations import changes
from experiments.config.design import Design, read_design
from experiments.config.diagnostics import Problems, not_allowed, read_document, unknown
from experiments.config.document import Document, split
from experiments.config.document import Path as Place
from experiments.config.schema import ARM, PARTS, Fields, default_warmup, field_declarations
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix, Strategy

#: Parameters that are lists of names: an arm without something cannot take them from a point too.
SWITCHED = {"off", "blind", "null"}
NOTHING_SAID = 'says nothing; the smallest config is `question = "…"`'


class Checked(BaseModel):
    """What has been checked stays as it is; names that are not declared are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Event(Checked):
    """At the beginning of ``week``, parameters change: ``set`` is {dotted name: new value}."""

    week: int
    set: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the event as ``sim.simulation.simulate`` takes it."""
        return {"week": self.week, "set": dict(self.set)}


class Arm(Checked):
    """One world of a comparison, with everything filled in.

    ``removed`` are the parameters by which an ablation made this arm out of the baseline: a design
    that varies one of them leaves it alone here. It is empty for the arms of a file.
    """

    name: str
    parameters: Parameters
    strategies: Mix
    weeks: int
    warmup: int
    events: tuple[Event, ...] = ()
    implementation: str = "tables"
    removed: tuple[str, ...] = ()


class Analysis(Checked):
    """What is looked at: names of outcomes, and the arm that the others are compared with.

    ``ablate`` names what is taken out of the baseline's world, one at a time
    (:mod:`experiments.config.ablations`); ``shapley`` asks for every coalition of maintenance
    practices.
    """

    outcomes: tuple[str, ...]
    baseline: str
    ablate: tuple[str, ...] = ()
    shapley: bool = False


class Experiment(Checked):
    """A question as worlds to simulate.

    Attributes
    ----------
    name
        The file's name without its ending; results lie in a folder of this name.
    arms
        At least one. A file without ``[[arm]]`` has one, called "all".
    design
        Points at which every arm is run; None if arms are run as they are.
    record
        The weekly outcomes are measured every so many weeks.
    own
        Strategies that the file defines.
    base
        The folder from which the paths in ``population.network`` are read.
    file
        Where the experiment was read from, as the person wrote it.
    """

    name: str
    question: str
    weeks: int
    warmup: int
    replicates: int
    seed: int
    record: int
    implementation: str
    parameters: Parameters
    strategies: Mix
    events: tuple[Event, ...]
    arms: tuple[Arm, ...]
    analysis: Analysis
    design: Design | None = None
    own: tuple[Strategy, ...] = ()
    base: Path = Path()
    file: str = ""

    @property
    def baseline(self) -> str:
        """The arm that the others are compared with."""
        return self.analysis.baseline

    def arm(self, name: str) -> Arm:
        """Return the arm of this name."""
        return next(arm for arm in self.arms if arm.name == name)


def read_experiment(file: Path | str, changes: Sequence[tuple[str, Any]] = ()) -> Experiment:
    """Return the experiment that a TOML file describes.

    Parameters
    ----------
    file
        The config.
    changes
        Pairs (name, value) that replace what the file says: a plain field such as ``weeks``, or a
        parameter by its dotted name, as in ``[model]``.

    Raises
    ------
    BadExperiment
        With all mistakes, each with its line, path and what is allowed.
    """
    return _Reader(read_document(file, NOTHING_SAID), Path(file), changes).experiment()


class _Reader:
    """Reads one document part by part; the parts need one another, so they stay at hand."""

    def __init__(self, document: Document, path: Path, changes: Sequence[tuple[str, Any]]) -> None:
        self.document, self.path, self.data = document, path, dict(document.data)
        self.problems = Problems(document)
        self.model_changes: checks.Flat = {}
        for name, value in changes:
            self._change(name.removeprefix("model."), value)
        self.plain = checks.plain_fields(self.data, (), self.problems)
        self.fields = Fields(**self.plain)
        self.own = checks.own_strategies(self.data.get("strategy", {}), self.problems)
        self.model = self._model(self.data.get("model", {}), ("model",)) | self.model_changes
        self.strategies = checks.mix(
            self.data.get("strategies", "balanced"), ("strategies",), self.own, self.problems
        )

    def experiment(self) -> Experiment:
        """Return the experiment, or raise every mistake."""
        known = [*field_declarations(), *PARTS]
        checks.known_names(self.data, known, (), self.problems)
        events = self._events(self.data.get("event", []), ("event",), self.fields.weeks)
        parameters = self._parameters(self.model, ("model",))
        arms = self._arms(events)
        design = self._design()
        analysis = self._analysis([arm.name for arm in arms])
        arms = self._ablated(arms, analysis, design)
        self.problems.finish()
        return Experiment(
            name=self.path.stem,
            question=self.fields.question,
            weeks=self.fields.weeks,
            warmup=self._warmup({}, (), self.fields.weeks),
            replicates=self.fields.replicates,
            seed=self.fields.seed,
            record=self.fields.record,
            implementation=self.fields.implementation,
            parameters=parameters,
            strategies=self.strategies,
            events=events,
            arms=tuple(arms),
            analysis=analysis,
            design=design,
            own=tuple(self.own.values()),
            base=self.path.parent,
            file=str(self.path),
        )

    def _change(self, name: str, value: Any) -> None:
        """Replace a plain field, or a parameter of ``[model]``."""
        at: Place = split(name)
        neither = checks.neither_field_nor_parameter(name)
        if name in field_declarations():
            self.data[name] = value
        elif not neither:
            at = ("model", *at)
            self.model_changes[name] = (at, value)
        self.document.changed[at] = f"--set {name}"
        if neither:
            self.problems.add(at, neither)

    def _model(self, given: Any, at: Place) -> checks.Flat:
        return checks.flattened(checks.table(given, at, self.problems), at, self.problems)

    def _parameters(self, flat: checks.Flat, at: Place) -> Parameters:
        right = checks.parameters(flat, changing=False, problems=self.problems)
        if right.get("population.network"):
            checks.network(flat, right, self.path.parent, self.problems)
        return checks.whole(right, at, self.problems)

    def _warmup(self, given: Mapping[str, Any], at: Place, weeks: int) -> int:
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
        places: dict[str, Place] = {}
        for at, given in checks.tables(self.data["arm"], ("arm",), self.problems):
            name = given.get("name")
            if not isinstance(name, str) or not name.strip() or not name.isprintable():
                sentence = "needs a name" if name is None else not_allowed(name, "a name")
                self.problems.add(at if name is None else (*at, "name"), sentence)
                name = ""
            elif name in places:
                line = self.document.line((*places[name], "name"))
                self.problems.add((*at, "name"), f'is "{name}", as in line {line}: a name twice')
            places.setdefault(name, at)
            checks.known_names(given, list(ARM), at, self.problems)
            arms.append(self._arm(name, given, at, events))
        if not self.data["arm"]:
            self.problems.add(("arm",), "has no arm in it")
        return arms

    def _arm(self, name: str, given: dict[str, Any], at: Place, events: tuple[Event, ...]) -> Arm:
        plain = checks.plain_fields({k: given[k] for k in given if k in ARM}, at, self.problems)
        weeks = plain.get("weeks", self.fields.weeks)
        strategies = self.strategies
        if "strategies" in given:
            place = (*at, "strategies")
            strategies = checks.mix(given["strategies"], place, self.own, self.problems)
        model = self._model(given.get("model", {}), (*at, "model"))
        own_events = self._events(given.get("event", []), (*at, "event"), weeks)
        if weeks < self.fields.weeks:
            self._in_time(events, weeks, (*at, "weeks"))
        implementation = plain.get("implementation", self.fields.implementation)
        place = (*at, "implementation") if "implementation" in plain else ("implementation",)
        checks.implementation(implementation, self.path.parent, place, self.problems)
        return Arm(
            name=name,
            parameters=self._parameters({**self.model, **model}, (*at, "model")),
            strategies=strategies,
            weeks=weeks,
            warmup=self._warmup(plain, at, weeks),
            events=(*events, *own_events),
            implementation=implementation,
        )

    def _events(self, given: Any, at: Place, weeks: int) -> tuple[Event, ...]:
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
            flat = self._model(event.get("set", {}), (*place, "set"))
            changes = checks.parameters(flat, changing=True, problems=self.problems)
            if not flat:
                self.problems.add(place, "sets nothing; say what changes: set.NAME = value")
            events.append(Event(week=week, set=changes))
        return tuple(events)

    def _design(self) -> Design | None:
        """Return the design; what it varies, no arm may say for itself."""
        if "design" not in self.data:
            return None
        design = read_design(self.data["design"], ("design",), self.problems)
        names = set(design.names if design else ())
        given = self.data.get("arm", [])
        arms = [arm.get("model", {}) for arm in given if isinstance(arm, dict)]
        for n, model in enumerate(arms if isinstance(given, list) else []):
            for name, (path, _) in self._model(model, ("arm", n, "model")).items():
                if name in names:
                    self.problems.add(path, "is varied by [design]: an arm cannot say it as well")
        if "population.agents" in names and self.model.get("population.network", ("", ""))[1]:
            sentence = "varies population.agents, of which a network has its own number"
            self.problems.add(("design", "vary"), sentence)
        return design

    def _in_time(self, events: tuple[Event, ...], weeks: int, at: Place) -> None:
        for event in events:
            if event.week > weeks:
                self.problems.add(at, f"is {weeks}: an event would come after it, in {event.week}")

    def _analysis(self, arms: list[str]) -> Analysis:
        given = checks.table(self.data.get("analysis", {}), ("analysis",), self.problems)
        checks.known_names(given, list(Analysis.model_fields), ("analysis",), self.problems)
        baseline = given.get("baseline", arms[0] if arms else "")
        if arms and baseline not in arms:
            sentence = unknown("arm", str(baseline), arms)
            self.problems.add(("analysis", "baseline"), f'"{baseline}" {sentence}')
        return Analysis(
            outcomes=checks.outcomes(
                given.get("outcomes"), ("analysis", "outcomes"), self.problems
            ),
            baseline=str(baseline),
            ablate=checks.removals(given.get("ablate"), ("analysis", "ablate"), self.problems),
            shapley=checks.yes_or_no(given, "shapley", ("analysis",), self.problems),
        )

    def _ablated(self, arms: list[Arm], analysis: Analysis, design: Design | None) -> list[Arm]:
        """Return the arms, and those that an ablation of the baseline adds to them."""
        given = {arm.name: arm for arm in arms}
        control = given.get(analysis.baseline)
        if control is None:
            return arms
        at: Place = ("analysis", "ablate" if analysis.ablate else "shapley")
        varied = set(design.names if design else ())
        for change in changes(analysis.ablate, analysis.shapley, control.name):
            for name in sorted(varied & set(change.parameters) & SWITCHED):
                self.problems.add(at, f"changes {name}, and [design] varies it")
            before = control.parameters.dotted()
            model = {
                name: (*before[name], *value) if isinstance(value, tuple) else value
                for name, value in change.parameters.items()
            }
            made = {
                "name": change.arm,
                "parameters": control.parameters.updated(model),
                "removed": tuple(change.parameters),
            }
            arm = given.setdefault(change.arm, control.model_copy(update=made))
            if arm.parameters != made["parameters"]:
                self.problems.add(at, f'adds an arm "{change.arm}", and another has this name')
        return list(given.values())
