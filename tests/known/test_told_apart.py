"""What tells worlds apart is named only where the worlds do not mix it up with something else."""

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.ablation import ALIKE, _where

EFFECT = np.arange(12.0)


def differences(effect: np.ndarray) -> pd.Series:
    index = pd.MultiIndex.from_product([range(len(effect)), [0, 1]], names=["point", "replicate"])
    return pd.Series(np.repeat(effect, 2), index=index)


def test_the_parameter_that_goes_with_an_effect_is_named() -> None:
    other = np.array([3, 9, 1, 11, 5, 0, 8, 2, 10, 4, 7, 6])
    places = pd.DataFrame({"alone": EFFECT, "apart": other})
    found = _where(differences(EFFECT), places)
    assert (found["by"], found["correlation"]) == ("alone", pytest.approx(1.0))
    assert (found["at_low"], found["at_high"]) == (1.5, 9.5)


def test_none_is_named_where_two_go_together() -> None:
    twin = EFFECT.copy()
    twin[[0, 5]] = twin[[5, 0]]
    assert pd.Series(EFFECT).corr(pd.Series(twin), method="spearman") > ALIKE
    found = _where(differences(EFFECT), pd.DataFrame({"one": EFFECT, "like it": twin}))
    assert found["by"] == ""
    assert np.isnan([found[name] for name in ("correlation", "p", "at_low", "at_high")]).all()
