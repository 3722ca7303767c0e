"""The checks themselves can fail: each is shown something broken, and the same thing mended."""

import math

import numpy as np
import pytest

from tests.architecture import walk, walls
from tests.architecture.rooms import PACKAGES

ROOMS = {
    "sim": {
        "errors": (),
        "rules": ("errors",),
        "engine": ("errors", "rules"),
        "engine.week": ("engine", "rules"),
        "simulation": ("errors", "engine.week"),
    },
    "experiments": {"config": (), "commands": ("config",)},
}
MODULES = {"sim", "sim.errors", "sim.rules.draws", "sim.engine", "sim.engine.week"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/errors.py", "import sim.rules.draws"),
        ("sim/errors.py", "from sim.rules.draws import uniform"),
        ("sim/errors.py", "from .rules.draws import uniform"),
        ("sim/errors.py", "def late():\n    from sim.rules.draws import uniform"),
        ("sim/errors.py", "import importlib\nimportlib.import_module('sim.rules.draws')"),
        ("sim/rules/draws.py", "from sim.engine import week"),
        ("sim/rules/draws.py", "import sim.rules.draws"),
        ("sim/rules/draws.py", "if not TYPE_CHECKING:\n    from sim.engine import week"),
        (
            "sim/rules/draws.py",
            "if TYPE_CHECKING:\n    pass\nelse:\n    from sim.engine import week",
        ),
        ("sim/engine/slots.py", "from sim.engine.week import step"),
        ("sim/engine/week.py", "from sim.simulation import simulate"),
        ("sim/engine/week.py", "from ..simulation import simulate"),
        ("sim/rules/draws.py", "import sim.nowhere"),
        ("sim/nowhere.py", ""),
        ("sim/errors_of_mine.py", ""),
        ("experiments/config/reader.py", "from experiments.commands.main import main"),
    ],
)
def test_a_room_that_is_closed_is_noticed(path: str, text: str) -> None:
    assert len(walls.broken_rooms(path, text, ROOMS, MODULES)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/rules/draws.py", "import numpy\nfrom sim.errors import SimError"),
        ("sim/rules/draws.py", "from sim.rules.trust import observe"),
        ("sim/engine/week.py", "from sim.engine.slots import find\nfrom sim.rules import draws"),
        ("sim/engine/slots.py", "from . import world"),
        ("sim/rules/draws.py", "if TYPE_CHECKING:\n    from sim.engine import week"),
        ("sim/simulation.py", "def late():\n    from sim.engine import week"),
        ("sim/__init__.py", "from sim.simulation import simulate"),
        ("experiments/commands/main.py", "from sim.simulation import simulate"),
    ],
)
def test_a_room_that_is_open_is_fine(path: str, text: str) -> None:
    assert walls.broken_rooms(path, text, ROOMS, MODULES) == []


WINGS = {"experiments.evidence": {"experiments.commands"}}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("experiments/report/page.py", "from experiments.evidence.patterns import measure"),
        ("lessons/server.py", "import experiments.evidence"),
        ("experiments/commander/main.py", "from experiments.evidence import patterns"),
    ],
)
def test_a_wing_that_is_closed_is_noticed(path: str, text: str) -> None:
    assert len(walls.broken_wings(path, text, WINGS)) == 1


@pytest.mark.parametrize(
    "path", ["experiments/commands/patterns.py", "experiments/evidence/fit.py"]
)
def test_a_wing_that_is_open_is_fine(path: str) -> None:
    assert walls.broken_wings(path, "from experiments.evidence import patterns", WINGS) == []


def test_what_the_walk_leaves_out_is_noticed() -> None:
    text = '"""Rooms: ``errors`` first, then ``rules`` and ``engine``."""'
    assert walk.walked(text) == ["errors", "rules", "engine"]
    assert walk.left_out("sim", text, ["errors", "rules"]) == []
    assert len(walk.left_out("sim", text, ["errors", "state"])) == 1
    assert walk.gone("sim", text, ["errors", "rules", "engine", "state"]) == []
    assert len(walk.gone("sim", text, ["errors", "rules"])) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/model.py", "import experiments"),
        ("sim/model.py", "def late():\n    from experiments.spec import load"),
        ("sim/model.py", "import lessons.server"),
        ("sim/model.py", "if TYPE_CHECKING:\n    from experiments.spec import Spec"),
        ("experiments/cli.py", "from lessons.server import serve"),
        ("sim/model.py", "import sim"),
        ("sim/model.py", "from sim import draws"),
        ("sim/model.py", "from . import draws"),
        ("experiments/runner.py", "from sim import simulate"),
        ("experiments/cli.py", "from experiments import load"),
        ("lessons/server.py", "import sim"),
    ],
)
def test_a_package_above_and_a_root_are_noticed(path: str, text: str) -> None:
    assert len(walls.broken_packages(path, text, PACKAGES)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/model.py", "from sim.draws import uniform\nimport simpy"),
        ("experiments/runner.py", "from sim.simulation import simulate"),
        ("lessons/server.py", "import sim.simulation\nfrom experiments.spec import load"),
        ("sim/engine/week.py", "from . import drift"),
    ],
)
def test_a_package_below_is_fine(path: str, text: str) -> None:
    assert walls.broken_packages(path, text, PACKAGES) == []


def test_a_circle_is_noticed_even_inside_functions() -> None:
    texts = {
        "sim/one.py": "from sim.two import x",
        "sim/two.py": "import sim.three",
        "sim/three.py": "def late():\n    from sim import one",
    }
    assert len(walls.cycles(texts)) == 1
    texts["sim/three.py"] = "if typing.TYPE_CHECKING:\n    from sim import one"
    assert walls.cycles(texts) == []


@pytest.mark.parametrize(
    "text", ["import mesa", "from mesa.space import Grid", "def f():\n    import mesa"]
)
def test_mesa_is_noticed(text: str) -> None:
    allowed = {"sim/agent.py"}
    assert len(walls.mesa("experiments/runner.py", text, allowed)) == 1
    assert walls.mesa("sim/agent.py", text, allowed) == []
    assert walls.mesa("sim/start.py", "import mesa_like", allowed) == []


ALLOWED = {
    "sim/networks.py": {"random.Random"},
    "experiments/compare.py": {"numpy.random.default_rng"},
}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/model.py", "import random"),
        ("sim/model.py", "def f():\n    from random import choice"),
        ("sim/model.py", "import numpy as np\nx = np.random.rand()"),
        ("sim/model.py", "import numpy\nx = numpy.random.default_rng(1)"),
        ("sim/model.py", "from numpy import random"),
        ("sim/model.py", "from numpy.random import default_rng"),
        ("sim/model.py", "import secrets"),
        ("sim/networks.py", "import random\nx = random.random()"),
        ("sim/networks.py", "import random\nx = random.Random()"),
        ("sim/networks.py", "from random import choice"),
        ("experiments/compare.py", "import numpy as np\nx = np.random.default_rng()"),
        ("experiments/compare.py", "import numpy as np\nx = np.random.normal(seed)"),
    ],
)
def test_a_generator_is_noticed(path: str, text: str) -> None:
    assert walls.randomness(path, text, ALLOWED)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/networks.py", "import random\nx = random.Random(seed)"),
        ("sim/networks.py", "from random import Random\nx = Random(seed)"),
        ("experiments/compare.py", "import numpy as np\nx = np.random.default_rng(seed)"),
        ("experiments/compare.py", "from numpy.random import default_rng\nx = default_rng(seed)"),
        ("sim/model.py", "from sim.draws import uniform\nself.random = None\nx = self.random.x"),
    ],
)
def test_a_seeded_permitted_generator_is_fine(path: str, text: str) -> None:
    assert walls.randomness(path, text, ALLOWED) == []


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "exec('x = 1')",
        "import pickle",
        "from cloudpickle import dumps",
        "frame.to_pickle(path)",
        "np.load(path, allow_pickle=True)",
    ],
)
def test_code_from_data_is_noticed(text: str) -> None:
    assert len(walls.unsafe("sim/start.py", text)) == 1
    assert walls.unsafe("sim/start.py", "np.load(path, allow_pickle=False)\nmodel.evaluate()") == []


def test_a_long_file_is_noticed() -> None:
    assert walls.too_long("sim/a.py", "x = 1\n" * 361, 360)
    assert walls.too_long("sim/a.py", "x = 1\n" * 360, 360) == []


SIX = "\n".join(f"{name} = f({name})" for name in "abcdef")


@pytest.mark.parametrize(
    ("mine", "yours", "found"),
    [
        (SIX, SIX, 1),
        (SIX, SIX.replace("\n", "  # why\n\n# and why\n"), 1),
        (SIX, f"def g():\n    {SIX.replace(chr(10), chr(10) + '    ')}", 1),
        (SIX, SIX.replace("e = f(e)", "e = g(e)"), 0),
        (SIX, SIX.partition("\n")[2], 0),
        ('"""' + SIX + '"""', '"""' + SIX + '"""', 0),
    ],
)
def test_what_stands_twice_is_noticed(mine: str, yours: str, found: int) -> None:
    assert len(walls.twice({"sim/run.py": mine, "sim/errors.py": yours}, 6)) == found
    both = {"sim/objects/tie.py": mine, "sim/engine/world.py": yours}
    assert walls.twice(both, 6, ("sim/objects/", "sim/engine/")) == []


@pytest.mark.parametrize(
    "slip",
    [lambda x: 1.0 / x, lambda x: (x + 1e308) * 10.0, lambda x: (x + math.inf) - math.inf],
)
def test_a_floating_point_slip_is_an_error_in_tests(slip) -> None:
    with pytest.raises(FloatingPointError):
        slip(np.zeros(1))
