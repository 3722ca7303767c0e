"""The checks themselves can fail: each is shown something broken, and the same thing mended."""

import math

import numpy as np
import pytest

from tests.architecture import walls
from tests.architecture.floors import PACKAGES

FLOORS = {"sim": ("errors", "draws", "networks", "engine", "simulation"), "experiments": ("cli",)}
MODULES = {"sim", "sim.errors", "sim.draws", "sim.engine", "sim.engine.week", "sim.engine.drift"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/errors.py", "import sim.draws"),
        ("sim/errors.py", "from sim.draws import uniform"),
        ("sim/errors.py", "from .draws import uniform"),
        ("sim/errors.py", "def late():\n    from sim.draws import uniform"),
        ("sim/errors.py", "import importlib\nimportlib.import_module('sim.draws')"),
        ("sim/draws.py", "from sim.engine import week"),
        ("sim/draws.py", "import sim.draws"),
        ("sim/draws.py", "if not TYPE_CHECKING:\n    from sim.engine import week"),
        ("sim/draws.py", "if TYPE_CHECKING:\n    pass\nelse:\n    from sim.engine import week"),
        ("sim/engine/week.py", "from sim.simulation import simulate"),
        ("sim/engine/week.py", "from ..simulation import simulate"),
        ("sim/draws.py", "import sim.nowhere"),
        ("sim/nowhere.py", ""),
        ("sim/errors_of_mine.py", ""),
    ],
)
def test_a_floor_above_is_noticed(path: str, text: str) -> None:
    assert len(walls.broken_floors(path, text, FLOORS, MODULES)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/draws.py", "import numpy\nfrom sim.errors import SimError"),
        ("sim/engine/week.py", "from sim.engine.drift import drift\nfrom sim import draws"),
        ("sim/engine/week.py", "from . import drift"),
        ("sim/draws.py", "if TYPE_CHECKING:\n    from sim.engine import week"),
        ("sim/simulation.py", "def late():\n    from sim.engine import week"),
        ("sim/__init__.py", "from sim.simulation import simulate"),
        ("experiments/cli.py", "from sim.simulation import simulate"),
    ],
)
def test_a_floor_below_is_fine(path: str, text: str) -> None:
    assert walls.broken_floors(path, text, FLOORS, MODULES) == []


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
    assert walls.too_long("sim/a.py", "x = 1\n" * 400, 400)
    assert walls.too_long("sim/a.py", "x = 1\n" * 399, 400) == []


@pytest.mark.parametrize(
    "slip",
    [lambda x: 1.0 / x, lambda x: (x + 1e308) * 10.0, lambda x: (x + math.inf) - math.inf],
)
def test_a_floating_point_slip_is_an_error_in_tests(slip) -> None:
    with pytest.raises(FloatingPointError):
        slip(np.zeros(1))
