"""The house as data: its rooms, what each may import, and the few permitted exceptions.

A room is a folder, or a file that lies in a package itself; a dotted name is a room inside a room.
Packages and rooms are listed ground floor first. A new room is added here, and to the walk in its
package's docstring; a new file only to the docstring of its room.
"""

# The packages, ground floor first: each may import from those below, but not from their roots.
PACKAGES = ("sim", "experiments", "lessons", "benchmarks")

_SIM_BELOW = ("errors", "inputs", "rules", "state")
_EVERY_WAY_DOWN = ("config", "results", "runs", "statistics", "plots")

# Package → room → the rooms of the same package that it may import from, beside itself. Packages
# that are one room have none here. Imports for types only may go anywhere within the package.
ROOMS: dict[str, dict[str, tuple[str, ...]]] = {
    "sim": {
        "errors": (),
        "inputs": ("errors",),
        "rules": ("errors",),
        "state": ("errors", "inputs", "rules"),
        "engine": _SIM_BELOW,
        "measures": (*_SIM_BELOW, "engine"),
        "practices": (*_SIM_BELOW, "engine"),
        "engine.processes": (*_SIM_BELOW, "engine", "practices"),
        "engine.match": (*_SIM_BELOW, "engine", "engine.processes"),
        "engine.week": (*_SIM_BELOW, "engine", "engine.processes", "practices"),
        "engine.exports": (*_SIM_BELOW, "engine", "measures", "engine.week"),
        "engine.layout": (*_SIM_BELOW, "engine", "measures", "engine.week", "engine.exports"),
        "engine.digest": (*_SIM_BELOW, "engine", "engine.exports", "engine.layout"),
        "engine.native": (*_SIM_BELOW, "engine.exports", "engine.digest"),
        "engine.calls": (
            *_SIM_BELOW, "engine", "engine.exports", "engine.digest", "engine.native",
        ),
        "engine.model": (*_SIM_BELOW, "engine", "engine.week", "engine.calls"),
        "builder": (
            *_SIM_BELOW, "engine.exports", "engine.layout", "engine.digest", "engine.native",
        ),
        "objects": (*_SIM_BELOW, "practices"),
        "run": (*_SIM_BELOW, "measures"),
        "simulation": (
            *_SIM_BELOW, "measures", "engine.calls", "engine.model", "objects", "practices", "run",
        ),
    },
    "experiments": {
        "config": (),
        "results": ("config",),
        "runs": ("config", "results"),
        "statistics": (),
        "analysis": ("config", "results", "statistics"),
        "plots": (),
        "report": ("config", "results", "statistics", "analysis", "plots"),
        "workflow": ("config", "results", "runs", "statistics", "analysis", "report"),
        "evidence": _EVERY_WAY_DOWN,
        "published": _EVERY_WAY_DOWN,
        "commands": (
            *_EVERY_WAY_DOWN, "analysis", "report", "workflow", "evidence", "published",
        ),
    },
}  # fmt: skip

# Two wings of `experiments`, entered from the command line only.
WINGS = {
    "experiments.evidence": {"experiments.commands"},
    "experiments.published": {"experiments.commands"},
}

# Importing Mesa takes two seconds and changes global settings: only the objects need it.
MAY_IMPORT_MESA = {"sim/objects/agent.py", "sim/objects/model.py"}

# Everything random is a keyed draw (sim/rules/draws.py). These are the only other generators, each
# made from an explicit seed.
MAY_USE_A_GENERATOR = {
    "sim/measures/networks.py": {"random.Random"},  # igraph's Leiden takes nothing else
    "experiments/statistics/intervals.py": {"numpy.random.default_rng"},  # bootstrap, flips
    "experiments/statistics/ranking.py": {"numpy.random.default_rng"},  # bootstrap of ranks
    "experiments/evidence/fit.py": {"numpy.random.default_rng"},  # truths and draws
    "experiments/evidence/survey.py": {"numpy.random.default_rng"},  # the null: whom is chance
    "experiments/analysis/tournament.py": {"numpy.random.default_rng"},  # of a rank correlation
}

# Results are added up in one order (tests/architecture/adding.py). These expressions are not: why.
_A_DRAWING = "places in a drawing are no results"
MAY_ADD_IN_ANY_ORDER = {
    "sim/errors.py": {"math.log10(2)": "how long a number is, in a message"},
    "sim/engine/layout.py": {"from math import prod": "whole numbers"},
    "sim/engine/world.py": {"np.prod(shape)": "whole numbers"},
    "sim/inputs/strategies.py": {"sum(whole)": "whole numbers"},
    "sim/measures/lifetimes.py": {
        "reasons.groupby(keys, sort=False, observed=True)['lives'].sum()": "whole numbers",
    },
    "sim/measures/networks.py": {
        "np.cos(turn)": _A_DRAWING,
        "np.sin(turn)": _A_DRAWING,
        "np.cos(around)": _A_DRAWING,
        "np.sin(around)": _A_DRAWING,
        "places[some].mean(axis=0)": _A_DRAWING,
        "np.sum((places[some] - centre) ** 2, axis=1)": _A_DRAWING,
    },
}

# The folders whose files stay short, and how short.
SHORT = ("sim", "experiments", "lessons", "tests", "benchmarks", "scripts", "docs")
MOST_LINES = 360

# So many lines of code may not stand twice, but where one rule is written in both ways of the
# model on purpose: as objects and as kernels.
LINES_TWICE = 6
TWO_WAYS = ("sim/objects/", "sim/engine/", "sim/practices/")
