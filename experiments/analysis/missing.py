"""Whether an outcome exists often enough for names to be set against one another in it.

Whether a value exists may depend on what it would be: a mean life that is too long to be followed
is missing as one is of which nobody lived. So of names that have an outcome in too few of their
runs nothing is told best, rather than that which is best among what happens to exist.
"""

from __future__ import annotations

import pandas as pd

#: A name may lack an outcome in this share of its runs.
FEW = 0.1


def lacking(values: pd.Series, names: pd.Series) -> tuple[int, int]:
    """Return how many values are missing (0 if no name lacks more than a few), and of how many.

    Parameters
    ----------
    values
        One outcome of runs that were done, NaN where it does not exist.
    names
        Whose it is, by the same index.
    """
    gone = values.isna()
    too_many = gone.groupby(names, observed=True).mean() > FEW
    return int(gone.sum()) if too_many.any() else 0, len(values)
