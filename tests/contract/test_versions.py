"""What was recorded under older rules runs with them again, or is refused and says by whom it can.

``tests/recorded/version-1`` are results and a saved run of version 0.1.0, which had version 1 of
the rules and did not write its number.
"""

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim.inputs.versions as versions
from experiments.commands.catalogue import classic_config
from experiments.config.diagnostics import BadExperiment
from experiments.config.reader import read_experiment
from experiments.config.shipped import configs
from experiments.config.writer import config_text
from experiments.results.results import load
from experiments.workflow.job import report, run_experiment
from sim import simulate
from sim.errors import BadInput
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.run import Run

RECORDED = Path(__file__).parents[1] / "recorded" / "version-1"
CONFIG = (RECORDED / "config.toml").read_text(encoding="utf-8")
FIRST = '[[arm]]\nname = "as it is"'


def config(folder: Path, text: str) -> Path:
    """Return a file with a config in it."""
    file = folder / "recorded.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_recorded_config_runs_with_the_values_that_make_the_rules_what_they_were() -> None:
    experiment = read_experiment(RECORDED / "config.toml")
    assert experiment.rules == 1
    for arm in experiment.arms:
        for name, value in versions.neutral().items():
            assert arm.parameters[name] == value
        assert arm.parameters.support.lapse == 0.1  # it was called turnover then
    assert experiment.arms[1].events[0].changes[1] == ("support.lapse", 0.0)


def test_it_repeats_what_it_recorded(tmp_path: Path) -> None:
    old, finished = (
        load(RECORDED),
        run_experiment(read_experiment(RECORDED / "config.toml"), tmp_path / "again"),
    )
    new = finished.results
    for table in ("memberships", "alliances", "agents", "ties", "series", "by_strategy"):
        before, after = getattr(old, table), getattr(new, table)
        same = [name for name in before.columns if name in after.columns]
        assert set(before.columns) - set(same) == set()
        exact = table in ("memberships", "alliances")
        tolerance = {} if exact else {"check_exact": False, "rtol": 1e-12, "atol": 1e-12}
        pd.testing.assert_frame_equal(before, after[same], **tolerance)
    assert old.runs["seed"].tolist() == new.runs["seed"].tolist()


def test_what_is_written_of_it_is_of_the_rules_that_there_are(tmp_path: Path) -> None:
    old = read_experiment(RECORDED / "config.toml")
    file = config(tmp_path, config_text(old))
    again = read_experiment(file)
    assert again.rules == versions.RULES
    assert (again.arms, again.parameters) == (old.arms, old.parameters)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('off = [\n    "hearsay",\n]', "off = []"),
        ('name = "imitators"', 'name = "gossips"\nmodel.off = []\n[[arm]]\nname = "imitators"'),
        ('"support.hardship" = 0.4', 'off = [], "support.hardship" = 0.4'),
        (FIRST, f'[design]\nvary.off = [["hearsay"], []]\n{FIRST}'),
    ],
    ids=["everywhere", "in an arm", "from some week on", "at a point"],
)  # fmt: skip
def test_where_somebody_is_told_about_others_it_is_refused(
    tmp_path: Path, was: str, now: str
) -> None:
    assert was in CONFIG
    file = config(tmp_path, CONFIG.replace(was, now))
    with pytest.raises(BadExperiment, match=r"0\.1\.0 of this project can run it"):
        read_experiment(file)
    assert read_experiment(file, recorded=True).rules == 1


@pytest.mark.parametrize(
    ("was", "now"),
    [("hearsay = 0.5", "hearsay = 0.0"), ('    "hearsay",', '    "trust",')],
    ids=["worth nothing", "trust off"],
)
def test_where_nobody_is_it_is_not(tmp_path: Path, was: str, now: str) -> None:
    text = CONFIG.replace(was, now)
    if "0.0" in now:
        text = text.replace('    "hearsay",\n', "")
    assert read_experiment(config(tmp_path, text)).rules == 1


def test_without_a_number_only_what_says_everything_is_older(tmp_path: Path) -> None:
    partial = CONFIG.replace("gossip_above = 1.0\n", "")
    with pytest.raises(BadExperiment, match=r"support\.turnover is called support\.lapse now"):
        read_experiment(config(tmp_path, partial))
    stamped = read_experiment(config(tmp_path, partial.replace("weeks =", "rules = 1\nweeks =", 1)))
    assert (stamped.rules, stamped.parameters.offer.sated) == (1, 0.0)
    assert read_experiment(configs()["quickstart"]).rules == versions.RULES


def test_an_older_name_beside_the_newer_is_one_too_many(tmp_path: Path) -> None:
    text = CONFIG.replace("turnover = 0.1", "turnover = 0.1\nlapse = 0.1", 1)
    assert text != CONFIG
    with pytest.raises(BadExperiment, match="is given twice"):
        read_experiment(config(tmp_path, text))


def test_a_design_may_use_an_older_name(tmp_path: Path) -> None:
    text = CONFIG.replace(FIRST, f'[design]\nvary."support.turnover" = [0.0, 0.1]\n{FIRST}')
    design = read_experiment(config(tmp_path, text)).design
    assert design is not None
    assert design.names == ["support.lapse"]


def test_newer_rules_than_there_are_are_refused(tmp_path: Path) -> None:
    file = config(tmp_path, f"rules = {versions.RULES + 1}\n")
    with pytest.raises(BadExperiment, match=r"rules is 3; allowed: whole number in \[1, 2\]"):
        read_experiment(file)


def test_reports_of_older_results_are_made_and_say_so(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(RECORDED, tmp_path / "before"))
    said = report(folder)
    assert "made under version 1 of the rules; here they are version 2" in said.notice
    assert "version 1, arithmetic version 1" in (folder / "report.html").read_text(encoding="utf-8")


def test_an_older_saved_run_is_refused_and_names_who_reads_it() -> None:
    with pytest.raises(BadInput, match=r"version 1 of the rules.*version 0\.1\.0 .* reads it"):
        Run.load(RECORDED / "run.npz")


def test_a_run_of_other_arithmetic_is_not_gone_on_from(tmp_path: Path) -> None:
    run = simulate({"population.agents": 8}, seed=1, weeks=2)
    run.arithmetic = versions.ARITHMETIC + 1
    loaded = Run.load(run.save(tmp_path / "run"))
    with pytest.raises(BadInput, match="would not be continued alike"):
        simulate(start=loaded, weeks=3)


def test_the_classic_config_is_what_is_declared() -> None:
    file = configs()["classic"]
    if file.read_text(encoding="utf-8") != classic_config():
        again = "alliances show parameters --toml --neutral >configs/classic.toml"
        pytest.fail(f"configs/classic.toml is out of date; run .venv/bin/{again}", pytrace=False)
    experiment = read_experiment(file)
    assert experiment.parameters == Parameters().updated(versions.neutral())


def test_the_classic_world_without_hearsay_is_that_of_version_1() -> None:
    old = load(RECORDED)
    changes: list[tuple[str, Any]] = [
        ("population.agents", 24), ("off", ["hearsay"]), ("support.lapse", 0.1),
    ]  # fmt: skip
    experiment = read_experiment(configs()["classic"], changes)
    mix = read_experiment(RECORDED / "config.toml").arms[0].strategies
    run = simulate(experiment.parameters, mix, seed=1_000_000, weeks=30)
    before = old.memberships.query("arm == 'as it is' and replicate == 0").drop(
        columns=["run", "arm", "replicate"]
    )
    after = run.memberships[list(before.columns)]
    pd.testing.assert_frame_equal(before.reset_index(drop=True), after, check_dtype=False)


@pytest.mark.parametrize(
    "parameter",
    [d for d in parameter_declarations().values() if d.since > 1],
    ids=lambda d: d.name,
)
def test_what_came_later_has_a_neutral_value_within_bounds(parameter: Any) -> None:
    assert parameter.neutral is not None
    assert (
        Parameters().updated({parameter.name: parameter.neutral})[parameter.name]
        == parameter.neutral
    )


def test_names_that_changed_are_no_names_of_today() -> None:
    assert versions.renamed() == {"support.turnover": "support.lapse"}
    assert not versions.renamed().keys() & parameter_declarations().keys()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", v) for v in versions.LAST_WITH.values())
    assert set(versions.LAST_WITH) == set(range(1, versions.RULES))
