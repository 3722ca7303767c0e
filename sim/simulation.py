"""The front door: :func:`simulate` makes one run."""

from __future__ import annotations

import copy
import importlib
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import sim.measures.outcomes as measure
from sim.engine.calls import calls
from sim.engine.model import TableModel
from sim.errors import BadInput, UnknownName
from sim.inputs.events import Event, events_from
from sim.inputs.parameters import Parameters, parameters_from
from sim.inputs.practices.practice import Practice
from sim.inputs.running import IMPLEMENTATIONS, default_warmup
from sim.inputs.strategies import MixLike, mix_from
from sim.inputs.versions import RULES, older
from sim.measures.strategies import by_strategy
from sim.measures.tables import Tables, tables_of
from sim.measures.totals import Totals
from sim.run import Run
from sim.state.histories import Histories
from sim.state.tables import State

if TYPE_CHECKING:
    from sim.objects.model import AllianceModel

    Model = AllianceModel | TableModel


def simulate(
    parameters: Parameters | Mapping[str, Any] | None = None,
    strategies: MixLike = "balanced",
    *,
    seed: int = 0,
    weeks: int = 260,
    warmup: int | None = None,
    events: Iterable[Event | Mapping[str, Any]] = (),
    record: int = 1,
    progress: Callable[[int, int], None] | None = None,
    implementation: str | type[AllianceModel] = "tables",
    own: Iterable[type[Practice]] = (),
    start: Run | None = None,
) -> Run:
    """Simulate a population for some weeks.

    Parameters
    ----------
    parameters
        ``Parameters``, or {dotted name: value} for what differs from the defaults.
    strategies
        A name, a ``Strategy``, {name: share}, or pairs (strategy, share).
    seed
        Determines everything that chance decides.
    weeks
        Weeks to simulate, counted from week 1.
    warmup
        Weeks left out of averages; two fifths of ``weeks`` by default.
    events
        {"week": w, "set": {dotted name: value}}: parameters that change at the start of week w.
    record
        Measure every so many weeks, and the last; averages are over the weeks measured.
    progress
        Called with (week, weeks) after every week.
    implementation
        "tables" (compiled, fast) or "objects" (Mesa agents): the same weeks; or your own subclass
        of ``AllianceModel``, as a class or as "module:Class". One that sets ``running`` to False
        ends the run after that week.
    own
        Practices of your own, beside those that are shipped. They run as objects.
    start
        A run to go on from: then ``parameters``, ``strategies``, ``seed``, ``events`` and ``own``
        are its own, ``weeks`` is the week to go on to, and the result equals a run never stopped.

    Returns
    -------
    Run
        Series, agents, ties, alliances, histories and outcomes.

    Raises
    ------
    BadInput
        For parameters, strategies, events or weeks that cannot be used, and for what an own model
        cannot have meant: a probability of 7, a payoff that is no number.
    """
    _positive("weeks", weeks)
    _positive("record", record)
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise BadInput(f"the seed must be a whole number, not {seed!r}")
    settings = parameters_from(parameters, own) if start is None else start.parameters
    model_class = _implementation(implementation)
    if settings.own and model_class is TableModel:
        names = ", ".join(practice.name for practice in settings.own)
        warnings.warn(
            f"{names}: practices of your own run as objects, which is slower", stacklevel=2
        )
        model_class = _implementation("objects")
    if start is None:
        run, model = _begun(model_class, settings, strategies, seed, weeks, warmup, events)
    else:
        run, model = _continued(model_class, start, weeks, warmup)
    while model.week < weeks and not _ended(model):
        model.step()
        if model.week % record == 0 or model.week == weeks or _ended(model):
            _record(run, model.week, _tables(model))
        if progress is not None:
            progress(model.week, weeks)
    if not model.week:
        raise BadInput(f"{type(model).__name__} is not running: it ends before its first week")
    run.weeks = model.week
    run.state = model.state()
    run.membership_table, run.alliance_table = model.history_tables()
    run.stay_table = model.stays()
    return run


def _begun(
    model_class: type[Model],
    settings: Parameters,
    strategies: MixLike,
    seed: int,
    weeks: int,
    warmup: int | None,
    events: Iterable[Event | Mapping[str, Any]],
) -> tuple[Run, Model]:
    """Return a run of no weeks yet, and its model."""
    mix, happening = mix_from(strategies), events_from(events, settings.own)
    model = model_class(settings, mix, rng=seed, events=happening)
    state = model.state()
    memberships, lives = model.history_tables()
    run = Run(
        seed=seed,
        weeks=0,
        warmup=_warmup(warmup, weeks),
        parameters=settings,
        strategies=mix,
        events=happening,
        names=model.names,
        state=state,
        membership_table=memberships,
        alliance_table=lives,
        stay_table=model.stays(),
        totals=Totals(),
    )
    return run, model


def _continued(
    model_class: type[Model], start: Run, weeks: int, warmup: int | None
) -> tuple[Run, Model]:
    """Return a copy of a run to go on with, and its model."""
    if said := older(RULES, start.arithmetic):
        raise BadInput(f"the run to go on from was {said}: its weeks would not be continued alike")
    if weeks < start.weeks:
        raise BadInput(f"the run to go on from is in week {start.weeks} already, past {weeks}")
    if warmup is not None and warmup != start.warmup:
        raise BadInput(f"the run to go on from has a warm-up of {start.warmup} weeks")
    run = Run(
        seed=start.seed,
        weeks=start.weeks,
        warmup=start.warmup,
        parameters=start.parameters,
        strategies=start.strategies,
        events=start.events,
        names=start.names,
        state=start.state,
        membership_table=start.membership_table,
        alliance_table=start.alliance_table,
        stay_table=start.stay_table,
        totals=copy.deepcopy(start.totals),
        recorded={name: list(values) for name, values in start.recorded.items()},
        by_strategy_recorded={n: list(rows) for n, rows in start.by_strategy_recorded.items()},
    )
    model = model_class(
        start.parameters,
        start.strategies,
        rng=start.seed,
        events=start.events,
        state=start.state,
        histories=Histories.restored(
            start.membership_table, start.alliance_table, start.stay_table
        ),
        names=start.names,
    )
    return run, model


def _ended(model: Model) -> bool:
    """Return whether a model has ended by itself, as Mesa's models do."""
    return not getattr(model, "running", True)


def _check_own(model: Model, state: State) -> None:
    """Raise ``BadInput`` for a state that only a person's own model can have made."""
    if type(model).__module__.startswith("sim."):
        return
    from sim.objects.own import check_state

    check_state(type(model).__name__, state)


def _tables(model: Model) -> Tables:
    """Return what is measured of a model; of objects, tables that are made of their state."""
    if isinstance(model, TableModel):
        return Tables(model.world, model.handle, model.calls)
    state = model.state(acquaintances=False)
    _check_own(model, state)
    return tables_of(state)._replace(calls=calls())


def _record(run: Run, week: int, tables: Tables) -> None:
    """Add the outcomes of a week to a run, and to its averages after warm-up."""
    for name, value in {"week": float(week), **measure.week(tables)}.items():
        run.recorded.setdefault(name, []).append(value)
    for name, values in by_strategy(tables, len(run.strategies)).items():
        run.by_strategy_recorded.setdefault(name, []).append(values)
    if week > run.warmup:
        run.totals.add(tables)


def prepare() -> Run:
    """Have every kernel ready as code of this machine: worker processes then find it.

    Returns
    -------
    Run
        What the kernels were tried with: a week of four agents.
    """
    return simulate({"population.agents": 4, "learn.rule": "fermi"}, weeks=1, warmup=0)


def _warmup(warmup: int | None, weeks: int) -> int:
    if warmup is None:
        return default_warmup(weeks)
    if isinstance(warmup, bool) or not isinstance(warmup, int) or warmup < 0:
        raise BadInput(f"warmup must be a whole number from 0 up, not {warmup!r}")
    return warmup


def _positive(name: str, value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadInput(f"{name} must be a whole number from 1 up, not {value!r}")


def _implementation(given: str | type[AllianceModel]) -> type[Model]:
    """Return the model class of a name, of "module:Class", or of a class itself."""
    if given == "tables":
        return TableModel
    # Importing Mesa takes a while and is needed for objects only.
    from sim.objects.model import AllianceModel

    if isinstance(given, str):
        if given == "objects":
            return AllianceModel
        module, _, name = given.partition(":")
        if not name:
            raise UnknownName("implementation", given, IMPLEMENTATIONS)
        try:
            found = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise BadInput(f"the implementation '{given}' cannot be imported: {error}") from None
    else:
        found = given
    if not (isinstance(found, type) and issubclass(found, AllianceModel)):
        raise BadInput(f"the implementation {given!r} is no subclass of sim.AllianceModel")
    return found
