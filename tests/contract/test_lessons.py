"""Every lesson is whole: its file, its words, its place in the guide, what it claims."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from lessons.claims import SEEDS
from lessons.files import MODULES, PAGE, data, one_script
from lessons.lesson import BY_STRATEGY, FOLDER, all_lessons, read_lesson
from lessons.record import record
from lessons.words import OF_A_LESSON, catalogue, lesson
from sim.errors import BadInput
from sim.inputs.mission import LINES
from sim.inputs.parameters import parameter_declarations
from sim.inputs.strategies import STRATEGIES
from sim.inputs.switches import PLACEBOS, SWITCHES
from sim.measures.outcomes import OUTCOMES

LESSONS = all_lessons()
PARAMETERS = parameter_declarations()
every_lesson = pytest.mark.parametrize("name", LESSONS)


def test_no_two_lessons_have_the_same_place() -> None:
    places = [one.order for one in LESSONS.values()]
    assert places == sorted(set(places)), "two lessons have the same 'order'"


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        ("why", [key for key, line in LINES.items() if line.part == "why"]),
        ("build", ["identify", "common_goals", "honesty", "trust", "offer"]),
        ("maintain", ["check_in", "adapt", "resolve", "recognise", "invest"]),
    ],
)
def test_every_benefit_and_every_step_of_the_guide_has_a_lesson(part: str, lines: list) -> None:
    """What the guide itself says: a practice that somebody adds may be without a lesson."""
    assert {LINES[key].part for key in lines} == {part}
    covered = {line for one in LESSONS.values() for line in one.lines}
    left = sorted(set(lines) - covered)
    assert not left, f"no lesson in lessons/data/ is about {', '.join(left)}"


@every_lesson
def test_the_two_worlds_differ(name: str) -> None:
    one = LESSONS[name]
    worlds = [(one.parameters(o), one.mix(o), one.events(o)) for o in (False, True)]
    assert worlds[0] != worlds[1], f"nothing is different in the other world of {name}"


@every_lesson
def test_a_lesson_opens_with_none_of_the_seeds_that_test_it(name: str) -> None:
    assert LESSONS[name].seed not in SEEDS


@every_lesson
def test_what_a_lesson_claims_was_found(name: str) -> None:
    claim = LESSONS[name].claim
    measure = f"python -m tests.statistical.update_lessons {name}"
    assert claim.found is not None, f"what {name} claims was not measured: {measure}"
    mean, half = claim.found
    assert claim.sign * mean > half > 0.0, f"{name} claims what was not found: {mean} ± {half}"


def test_no_words_are_for_a_lesson_that_does_not_exist() -> None:
    sections = {key for key, value in catalogue()["lesson"].items() if isinstance(value, dict)}
    left = sorted(sections - set(LESSONS))
    assert not left, f"[lesson.{left[0]}] has words, and no file in lessons/data/"


@every_lesson
def test_dials_stand_where_the_world_begins(name: str) -> None:
    for dial in LESSONS[name].dial:
        assert dial.low <= LESSONS[name].parameters()[dial.name] <= dial.high


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("weeks = 104", "weeks = 4"), "weeks"),
        (('right = "more"', 'right = "nobody"'), "right answer"),
        (('name = "share.rate"', 'name = "share.ratio"'), "share.rate"),
        (("high = 1.0", "high = 2.0"), "goes beyond"),
        (('outcome = "payoff"', 'outcome = "pay"'), "payoff"),
        (('lines = ["resource_sharing"', 'lines = ["resources"'), "line of the guide"),
        (('off = ["scout"]', 'off = ["scouts"]'), "scout"),
        (("[claim]", "[claims]"), "claim"),
        (("order = 10", "order ="), "alone-or-allied.toml"),
    ],
)
def test_a_mistake_in_a_lesson_is_said(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    text = (FOLDER / "alone-or-allied.toml").read_text(encoding="utf-8")
    assert change[0] in text
    file = tmp_path / "alone-or-allied.toml"
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        read_lesson(file)


def test_words_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {key: "words" for key in OF_A_LESSON if key != "aim"}
    monkeypatch.setitem(catalogue()["lesson"], "new", {**without, "aims": "words"})
    with pytest.raises(BadInput, match="no 'aim', an unknown 'aims'"):
        lesson("new")


def test_what_the_model_declares_can_be_said_in_other_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = {
        "parameter_says": {"conflict.rate": "wie oft es Streit gibt"},
        "strategy_says": {"balanced": "von allem etwas"},
        "guide_says": {"check_in": "sich melden"},
        "units": {"probability": "Wahrscheinlichkeit"},
    }
    monkeypatch.setattr("lessons.words.catalogue", lambda: {**catalogue(), **other})
    said = data.__wrapped__()
    assert said["parameters"]["conflict.rate"]["meaning"] == "wie oft es Streit gibt"
    assert said["strategies"]["balanced"] == "von allem etwas"
    assert said["guide"]["check_in"]["text"] == "sich melden"
    units = {declared["unit"] for declared in said["parameters"].values()}
    assert "Wahrscheinlichkeit" in units
    assert "probability" not in units


def test_what_a_new_practice_and_its_parameters_are_called_is_declared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = {**catalogue(), "switches": {"adapt": "Anpassen"}, "groups": {"adapt": "Anpassung"}}
    monkeypatch.setattr("lessons.words.catalogue", lambda: bare)
    said = data.__wrapped__()["words"]
    assert (said["switches"]["adapt"], said["groups"]["adapt"]) == ("Anpassen", "Anpassung")
    assert (said["switches"]["recognise"], said["groups"]["recognise"]) == (
        "celebrate",
        "Celebrate",
    )
    assert set(said["switches"]) == set(PLACEBOS)
    assert set(said["groups"]) == {name.split(".")[0] for name in PARAMETERS if "." in name}
    assert said["groups"]["conflict"] == "Conflict"


@pytest.mark.parametrize(
    ("section", "declared"),
    [
        ("outcome_names", {*OUTCOMES, *BY_STRATEGY}),
        ("parameter_names", PARAMETERS),
        ("parameter_says", PARAMETERS),
        ("switches", SWITCHES),
        ("groups", {name.split(".")[0] for name in PARAMETERS}),
        ("strategy_says", STRATEGIES),
        ("guide_says", LINES),
    ],
)
def test_words_are_for_what_is_declared(section: str, declared: Iterable[str]) -> None:
    unknown = set(catalogue().get(section, {})) - set(declared)
    assert not unknown, f"lessons/words/en.toml, [{section}]: {unknown} is declared nowhere"


def test_where_no_recording_can_be_written_the_option_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match=r"cannot be written: .*; choose another with --export"):
        record(tmp_path / "file" / "lessons")


def test_every_module_of_the_page_is_in_the_one_script() -> None:
    assert {file.stem for file in PAGE.glob("*.js")} == set(MODULES)
    script = one_script()
    lines = script.splitlines()
    assert not [line for line in lines if line.startswith(("import ", "export "))]
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", script, re.MULTILINE)
    assert len(names) == len(set(names)) > 60  # modules share one scope there


@pytest.mark.parametrize("file", sorted(PAGE.glob("*.js")), ids=lambda file: file.name)
def test_a_module_is_small_and_comes_after_what_it_imports(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 400
    order = ["data", *MODULES]
    for line in text.splitlines():
        if line.startswith("import "):
            imported = line.split('"./')[1].split(".js")[0]
            assert order.index(imported) < order.index(file.stem)


def test_words_that_the_page_says_are_in_the_catalogue() -> None:
    missing = []
    for file in PAGE.glob("*.js"):
        for key in re.findall(r'\bsay\("([\w.]+)"', file.read_text(encoding="utf-8")):
            found = data()["words"]
            for part in key.split("."):
                found = found.get(part) if isinstance(found, dict) else None
            if not isinstance(found, str):
                missing.append(f"{file.name}: {key}")
    assert missing == []
