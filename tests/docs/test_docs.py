"""Every example of the documentation runs, every link leads somewhere, every name exists."""

import re
import runpy
from importlib import import_module
from pathlib import Path

import pytest

from sim.inputs.parameters import parameter_declarations
from sim.measures.outcomes import OUTCOMES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: A reader's first line is for whom a page is; these two are for everybody.
FOR_EVERYBODY = {"README.md", "docs/reference/bibliography.md"}

every_page = pytest.mark.parametrize("page", TEXTS)


def blocks(page: str, language: str) -> list[tuple[int, str]]:
    """Every block of code in a language, with the line it begins on."""
    text = TEXTS[page]
    return [
        (text[: found.start(2)].count("\n"), found[2])
        for found in BLOCK.finditer(text)
        if found[1] == language
    ]


def prose(page: str) -> str:
    """A page without its blocks of code."""
    return BLOCK.sub("", TEXTS[page])


def with_language(language: str) -> list[str]:
    return [page for page in TEXTS if blocks(page, language)]


@pytest.mark.parametrize("page", with_language("python"))
def test_examples_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page as one program, each on the lines on which it stands in the page."""
    program = ""
    for line, block in blocks(page, "python"):
        program += "\n" * (line - program.count("\n")) + block
    file = tmp_path / (Path(page).stem.replace("-", "_") + ".py")
    file.write_text(program, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(file), run_name="page")


#: Pages whose configs are not of experiments → who reads them.
OTHER_CONFIGS = {
    "docs/how-to/ask-a-published-result.md": "experiments.published.config:read_changes",
    "docs/how-to/compare-with-your-own-panel.md": "experiments.evidence.fit_config:read_fit",
}


@pytest.mark.parametrize("page", OTHER_CONFIGS)
def test_configs_of_other_kinds_are_accepted(page: str, tmp_path: Path) -> None:
    module, _, reader = OTHER_CONFIGS[page].partition(":")
    (tmp_path / "panel.csv").write_text("wave,from,to\n1,a,b\n2,b,a\n")
    (text,) = (block for _, block in blocks(page, "toml"))
    config = tmp_path / "config.toml"
    config.write_text(text, encoding="utf-8")
    assert getattr(import_module(module), reader)(config)


@pytest.mark.parametrize("page", sorted(set(with_language("toml")) - set(OTHER_CONFIGS)))
def test_configs_are_accepted(page: str, tmp_path: Path) -> None:
    from experiments.config.reader import read_experiment

    (tmp_path / "my_model.py").write_text(
        "from sim.objects.model import AllianceModel\nclass SteadfastModel(AllianceModel): pass\n"
    )
    (tmp_path / "survey.csv").touch()
    _, practice = blocks("docs/how-to/write-a-practice.md", "python")[0]
    (tmp_path / "mine.py").write_text(practice, encoding="utf-8")
    for number, (_, block) in enumerate(blocks(page, "toml")):
        config = tmp_path / f"config_{number}.toml"
        config.write_text(block, encoding="utf-8")
        assert read_experiment(config).question


@every_page
def test_links_lead_somewhere(page: str) -> None:
    broken = []
    for text, target in re.findall(r"\[([^\]]*)\]\(([^)\s]+)\)", prose(page)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        file = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        if not file.exists():
            broken.append(target)
        elif anchor and anchor not in anchors(file):
            broken.append(f"{target} ({text})")
    assert broken == []


def anchors(file: Path) -> set[str]:
    """The headings of a page as GitHub links to them."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_page
def test_sources_are_in_the_bibliography(page: str) -> None:
    bibliography = TEXTS["docs/reference/bibliography.md"]
    known = set(re.findall(r"^- \*\*(\w+)\*\* — ", bibliography, re.MULTILINE))
    assert set(re.findall(r"\[([a-z]+\d{4})\]", prose(page))) - known == set()


@every_page
def test_parameters_that_are_named_exist(page: str) -> None:
    known = parameter_declarations()
    groups = {name.partition(".")[0] for name in known if "." in name}
    named = re.findall(r"`([a-z_]+\.[a-z_]+)(?: = [^`]*)?`", prose(page))
    assert {name for name in named if name.partition(".")[0] in groups} - set(known) == set()


@every_page
def test_files_that_are_named_exist(page: str) -> None:
    named = re.findall(r"`((?:sim|experiments|tests|docs|configs)/[\w./-]+)`", prose(page))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_outcomes_that_the_bands_name_exist() -> None:
    text = TEXTS["docs/explanation/validation.md"]
    for table in re.findall(r"<!-- measured: .*?<!-- end -->", text, re.DOTALL):
        named = re.findall(r"^\| `(\w+)` ", table, re.MULTILINE)
        assert [name for name in named if name not in OUTCOMES] == []


def test_no_table_of_measurements_is_empty() -> None:
    text = TEXTS["docs/explanation/validation.md"]
    tables = re.findall(r"<!-- measured: (.*?) -->(.*?)<!-- end -->", text, re.DOTALL)
    assert len(tables) == text.count("<!-- measured: ") > 0
    assert [name for name, table in tables if "| --- |" not in table] == []


def test_every_page_is_linked_from_the_index() -> None:
    index = TEXTS["docs/README.md"]
    linked = {(DOCS / target).resolve() for target in re.findall(r"\]\(([^)#\s]+)\)", index)}
    assert [page for page in DOCS.rglob("*.md") if page not in {*linked, DOCS / "README.md"}] == []


@every_page
def test_a_page_says_whom_it_is_for(page: str) -> None:
    first = TEXTS[page].split("\n")[2]
    assert page in FOR_EVERYBODY or first.startswith("*For whoever")


@every_page
def test_lines_are_short(page: str) -> None:
    """Tables and images cannot be broken; text and code can."""
    long = [
        number
        for number, line in enumerate(TEXTS[page].splitlines(), start=1)
        if len(line) > 100 and not line.startswith(("|", "!["))
    ]
    assert long == [] or page.endswith("bibliography.md")
