"""A question as worlds to simulate: what a config says, with everything filled in and checked.

:mod:`experiments.config.reader` makes these of a file; what they hold is not checked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from experiments.config.design import Design
from sim.inputs.declarations import Declaration
from sim.inputs.events import Event
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.strategies import Mix, Strategy
from sim.inputs.versions import RULES


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One world of a comparison, with everything filled in.

    ``removed`` are the parameters by which an ablation made this arm out of the baseline: a design
    that varies one of them leaves it alone here. It is empty for the arms of a file. ``added`` is
    an arm that no file names: the analysis asks for it.
    """

    name: str
    parameters: Parameters
    strategies: Mix
    weeks: int
    warmup: int
    events: tuple[Event, ...] = ()
    implementation: str = "tables"
    removed: tuple[str, ...] = ()
    added: bool = False

    @property
    def is_own(self) -> bool:
        """Whether its model is a person's own, named as module:Class."""
        return ":" in self.implementation

    @property
    def executes_own(self) -> bool:
        """Whether its runs execute what a person wrote: a model, or practices."""
        return self.is_own or bool(self.parameters.own)


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What is looked at: names of outcomes, and the arm that the others are compared with.

    ``ablate`` names what is taken out of the baseline's world, one at a time
    (:mod:`experiments.config.ablations`); ``shapley`` asks for every coalition of maintenance
    practices. ``portions`` are shares of time that every practice is given
    (:mod:`experiments.config.portions`).
    """

    outcomes: tuple[str, ...]
    baseline: str
    ablate: tuple[str, ...] = ()
    shapley: bool = False
    portions: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Experiment:
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
    rules
        The version of the rules that the file is for; the parameters are those with which today's
        rules are as they were then.
    own
        Strategies that the file defines.
    practices
        Files of a person's own practices, from ``own_folder``.
    sources
        These files and what they import there, as they were read: content by path.
    data
        Files that a person's own models read, from ``own_folder``.
    modules
        The folder of own modules and data, from ``base``; "" for ``base`` itself.
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
    practices: tuple[str, ...] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict)
    data: tuple[str, ...] = ()
    modules: str = ""
    base: Path = Path()
    file: str = ""
    rules: int = RULES

    @property
    def baseline(self) -> str:
        """The arm that the others are compared with."""
        return self.analysis.baseline

    @property
    def declared(self) -> dict[str, Declaration]:
        """The declaration of every parameter, also of a person's own practices."""
        return parameter_declarations(type(self.parameters))

    @property
    def own_folder(self) -> Path:
        """The folder of a person's own modules and data files."""
        return self.base / self.modules

    def arm(self, name: str) -> Arm:
        """Return the arm of this name."""
        return next(arm for arm in self.arms if arm.name == name)
