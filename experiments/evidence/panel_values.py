"""What the values of a panel mean: is there a tie, is there none, or does nobody know."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.errors import BadInput
from sim.state.networks.numbers import is_number

_WORDS = {"yes": 1.0, "true": 1.0, "t": 1.0, "y": 1.0, "no": 0.0, "false": 0.0, "f": 0.0, "n": 0.0}
#: RSiena's codes for a tie that cannot be, and one that must be.
NEVER, ALWAYS = 10.0, 11.0
#: Numbers that often stand for a missing value.
_OFTEN_MISSING = {9.0, 99.0, 999.0, 88.0, 98.0}


def parsed(cell: str) -> float | None:
    """Return a cell as a number, yes and no as 1 and 0; None for anything else."""
    if is_number(cell):
        value = float(cell.replace(",", "."))
        return value if abs(value) < 1e300 else None
    return _WORDS.get(cell.casefold())


def meaning(
    values: Iterable[float], where: str, least: float | None, codes: bool
) -> tuple[Callable[[float], bool], list[str]]:
    """Return what makes a value a tie, and what is to be said of it.

    Parameters
    ----------
    values
        Every value there is.
    where
        Begins the message if they are not clear.
    least
        From what value on there is a tie, if it was told.
    codes
        Whether 10 and 11 may be RSiena's codes.
    """
    found = set(values)
    if least is not None:
        return lambda value: value >= least, [f"a value of {least:g} and over is a tie"]
    if found <= {0.0, 1.0}:
        return lambda value: value == 1.0, []
    few = ", ".join(f"{value:g}" for value in sorted(found)[:12])
    if codes and found <= {0.0, 1.0, NEVER, ALWAYS} and found & {0.0, 1.0}:
        return lambda value: value in (1.0, ALWAYS), []
    if min(found) < 0.0:
        raise BadInput(
            f"{where}: has the values {few}; say from which on there is a tie: --least 1"
        )
    odd = found - {0.0, 1.0}
    if len(odd) == 1 and odd <= _OFTEN_MISSING:
        (value,) = odd
        raise BadInput(
            f"{where}: has {value:g} beside 0 and 1; if it means missing: --missing {value:g};"
            " if it is a strong tie: --least 1"
        )
    if (
        found & {NEVER, ALWAYS}
        and max(found) <= ALWAYS
        and (found <= {0.0, 1.0, NEVER, ALWAYS} or (codes and all(map(float.is_integer, found))))
    ):
        raise BadInput(
            f"{where}: has the values {few}; are 10 and 11 RSiena's ties that cannot and must be?"
            " If so, write 0 and 1; if not, say from which value on there is a tie: --least 1"
        )
    return lambda value: value > 0.0, [
        f"values from {min(found):g} to {max(found):g}; above 0 is a tie"
    ]
