"""Results are added up in one order, the same on every machine and in every Python."""

import pytest

from tests.architecture import walls
from tests.architecture.adding import in_another_order
from tests.architecture.rooms import MAY_ADD_IN_ANY_ORDER


def read(path: str) -> str:
    return (walls.ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", walls.sources("sim"))
def test_the_model_adds_up_in_order(path: str) -> None:
    broken = in_another_order(path, read(path), MAY_ADD_IN_ANY_ORDER.get(path, {}))
    if broken:
        pytest.fail("\n".join(broken), pytrace=False)


@pytest.mark.parametrize("path", MAY_ADD_IN_ANY_ORDER)
def test_an_exception_is_one(path: str) -> None:
    found = " ".join(in_another_order(path, read(path)))
    for expression, why in MAY_ADD_IN_ANY_ORDER[path].items():
        assert expression in found, f"{path}: {expression} ({why}) is not there"


@pytest.mark.parametrize(
    "text",
    [
        "total = sum(values)",
        "total = sum(tie.trust for tie in ties)",
        "np.sum(payoff)",
        "payoff.mean(axis=0)",
        "(x - y).sum()",
        "np.dot(x, y)",
        "x @ y",
        "np.add.reduce(x)",
        "np.log(x)",
        "math.exp(x)",
        "from math import log, sqrt",
        "numpy.power(x, 3)",
        "x.sum(dtype=float)",
        "x**0.3",
        "x**y",
        "pow(x, 0.3)",
        "np.linalg.norm(x)",
        "math.sumprod(x, y)",
        "from statistics import fmean",
        "import statistics",
        "from scipy.special import betainc",
        "from scipy import special",
        "from numpy import sum as total",
        "totals = list(map(sum, rows))",
        "groups.agg('mean')",
    ],
)
def test_what_machines_round_apart_is_noticed(text: str) -> None:
    assert in_another_order("sim/state/start.py", text)


@pytest.mark.parametrize(
    "text",
    [
        "np.cumsum(x)[-1]",
        "np.bincount(rows, weights=x)",
        "np.sqrt(x)",
        "lives.sum(axis=-1, dtype=np.int64)",
        "sum(a < b for a, b in pairs)",
        "sum(not one for one in them)",
        "sum(len(row) for row in rows)",
        "functools.reduce(add, values, 0.0)",
        "math.fsum(shares)",
        "from math import sqrt",
        "x**2",
        "from scipy.sparse import csr_array",
        "groups.agg(list)",
    ],
)
def test_what_has_one_order_is_fine(text: str) -> None:
    assert in_another_order("sim/state/start.py", text) == []


def test_what_is_allowed_is_allowed_as_it_stands() -> None:
    assert in_another_order("a.py", "x = np.sum(y)", {"np.sum(y)"}) == []
    assert in_another_order("a.py", "x = np.sum(z)", {"np.sum(y)"})
