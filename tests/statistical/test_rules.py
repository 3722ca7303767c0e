"""The command that prints what the rules were planned to give works, and names what is outside."""

import numpy as np
import pandas as pd
import pytest

from sim.inputs.strategies import STRATEGIES
from tests.statistical import plausible, rules
from tests.statistical.planned import IN_BALANCED, PLANNED, REASONS, Planned
from tests.statistical.rules import PARTS, Row, lines, row_of, rows_of, summary
from tests.statistical.rules_parts import Scale, alone, within_balanced

TINY = Scale(
    agents=16, weeks=24, warmup=12, seeds=range(2), many=range(2), sizes=(50,), points=2, jobs=1
)


def test_every_part_is_planned_and_measured() -> None:
    assert PARTS.keys() == PLANNED.keys()
    assert all(row in PLANNED[part] for part, row in REASONS)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_measures_what_was_planned(part: str) -> None:
    rows = rows_of(part, TINY)
    expected = [row for row in PLANNED[part] if part != "accuracy" or " 50 " in row]
    assert [row.name for row in rows] == expected
    # lives do not exist yet after so few weeks
    assert all(np.isfinite(row.measured) for row in rows if "life" not in row.name)


def test_a_number_outside_is_named_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    near, far = (Row(name, Planned(2.33, 0.06), value) for name, value in (("a", 2.39), ("b", 2.4)))
    nothing = Row("c", Planned(0.0, 1.0), float("nan"))
    assert [row.inside for row in (near, far, nothing)] == [True, False, False]
    monkeypatch.setitem(REASONS, ("presets", "b"), "somebody counts twice")
    printed = lines("presets", [near, far])
    assert ["OUTSIDE" in line for line in printed] == [False, False, True, False]
    assert printed[-1].strip() == "somebody counts twice"
    assert summary({"presets": [near, far], "other": [nothing]}) == [
        "2 of 3 rows lie outside:",
        "  presets, b: somebody counts twice",
        "  other, c: no reason is known",
    ]
    assert summary({"presets": [near]}) == ["0 of 1 rows lie outside."]


def test_a_best_share_is_inside_if_it_cannot_be_told_from_the_best() -> None:
    values = pd.DataFrame({0.02: [1.0, 1.1, 1.2], 0.04: [1.1, 1.0, 1.3], 0.32: [0.1, 0.2, 0.3]})
    row = row_of("adapt", Planned(0.02, 0.0), values)
    assert (row.measured, row.maybe, row.inside) == (0.04, (0.02, 0.04), True)
    assert not row_of("adapt", Planned(0.32, 0.0), values).inside


@pytest.mark.parametrize("practice", PLANNED["best shares"])
@pytest.mark.parametrize("portion", IN_BALANCED)
def test_work_makes_up_for_a_share(practice: str, portion: float) -> None:
    balanced = STRATEGIES["balanced"].portfolio
    varied = within_balanced(practice, portion).portfolio
    assert varied[practice] == pytest.approx(portion)
    others = [name for name in balanced if name not in ("work", practice)]
    assert [varied[name] for name in others] == pytest.approx([balanced[name] for name in others])


def test_a_practice_alone_is_that_of_the_family() -> None:
    for practice, name in (("check_in", "communicator"), ("offer", "supporter")):
        assert alone(practice, 0.48).portfolio == pytest.approx(STRATEGIES[name].portfolio)
    assert alone("offer", 0.0).portfolio == pytest.approx(STRATEGIES["none"].portfolio)


def test_worlds_are_counted() -> None:
    table = pd.DataFrame(1.0, index=range(4), columns=list(STRATEGIES))
    gone = [f"without {row.partition(' ')[0]}" for row in PLANNED["worlds"] if "pays" in row]
    table = table.assign(**dict.fromkeys(gone, 2.0))
    table["none"] = [3.0, 1.0, 3.0, 3.0]
    table["all_round"] = [2.0, 2.0, 2.0, 2.0]
    table["generous"] = [4.0, 4.0, 1.0, 1.0]
    table["without offer"] = [0.5, 0.5, 0.5, 2.0]
    found = {row: float(values[0]) for row, values in plausible.told(table).items()}
    assert found["none best of its family"] == 3.0
    assert found["all_round best of its family"] == 1.0
    assert found["generous best of all presets"] == 2.0
    assert (found["offer pays"], found["adapt pays"]) == (75.0, 0.0)


def test_a_part_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        rules.main(["--of", "presets,rythm"])
    assert "there is no part rythm" in capsys.readouterr().err
