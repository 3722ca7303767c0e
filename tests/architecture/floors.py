"""The house as data: its rooms, ground floor first, and the few permitted exceptions.

A new module is added here, on the lowest floor above everything it imports.
"""

# A module imports only from floors below its own. A name with modules beneath it ("engine") is one
# floor: what lies in that folder may import from one another, but not in a circle.
SIM = (
    "errors",
    "jit",
    "switches",
    "declarations",
    "parameters",
    "events",
    "draws",
    "trust",
    "goals",
    "resources",
    "numbers",
    "strategies",
    "mission",
    "tables",
    "histories",
    "measures",
    "networks",
    "start",
    "tie",
    "alliance",
    "communication",
    "attention",
    "agent",
    "exchange",
    "model",
    "engine",
    "views",
    "outcomes",
    "run",
    "simulation",
)

EXPERIMENTS = (
    "contents",
    "fields",
    "toml_lines",
    "problems",
    "removals",
    "checks",
    "samplers",
    "vary",
    "spec",
    "shipped",
    "designs",
    "provenance",
    "ledger",
    "lives",
    "store",
    "folders",
    "run_files",
    "pools",
    "cluster",
    "runner",
    "ready",
    "wording",
    "intervals",
    "lifetimes",
    "inside",
    "answers",
    "compare",
    "ablate",
    "responses",
    "practices",
    "evolution",
    "recovery",
    "tournament",
    "lifetable",
    "sensitivity",
    "search",
    "panels",
    "patterns",
    "facts",
    "observe",
    "bands",
    "posterior",
    "fit",
    "fit_config",
    "theory",
    "published",
    "plots",
    "designed",
    "report",
    "analysis",
    "job",
    "shards",
    "until",
    "estimate",
    "show",
    "options",
    "terminal",
    "run_command",
    "patterns_terminal",
    "cli",
    "patterns_command",
    "fit_command",
    "replicate",
)

LESSONS = (
    "words",
    "lesson",
    "setup",
    "feed",
    "rebase",
    "worlds",
    "frames",
    "inspect",
    "exports",
    "play",
    "files",
    "session",
    "server",
    "record",
    "claims",
    "command",
)

FLOORS = {"sim": SIM, "experiments": EXPERIMENTS, "lessons": LESSONS}

# The packages themselves, ground floor first.
PACKAGES = ("sim", "experiments", "lessons")

# Importing Mesa takes two seconds and changes global settings: only the objects need it.
MAY_IMPORT_MESA = {"sim/agent.py", "sim/model.py"}

# Everything random is a keyed draw (sim/draws.py). These are the only other generators, each made
# from an explicit seed.
MAY_USE_A_GENERATOR = {
    "sim/networks.py": {"random.Random"},  # igraph's Leiden takes nothing else
    "experiments/compare.py": {"numpy.random.default_rng"},  # bootstrap and permutation
    "experiments/fit.py": {"numpy.random.default_rng"},  # truths and draws
    "experiments/observe.py": {"numpy.random.default_rng"},  # the null: whom is chance
    "experiments/sensitivity.py": {"numpy.random.default_rng"},  # bootstrap of indices
    "experiments/tournament.py": {"numpy.random.default_rng"},  # bootstrap of a rank correlation
}

# The folders whose files stay short, and how short.
SHORT = ("sim", "experiments", "lessons", "tests", "benchmarks", "scripts", "docs")
FEWER_LINES_THAN = 400
