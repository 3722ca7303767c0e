"""Wherever the command prints to, and whenever it is stopped: a sentence, never a traceback."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.commands.console import LEAST
from experiments.config.reader import read_experiment
from experiments.workflow.job import report, run_experiment
from sim.errors import BadInput

pytestmark = pytest.mark.skipif(os.name != "posix", reason="closes streams and sends signals")

ROOT = str(Path(__file__).parents[2])
START = "from experiments.commands.start import main; main()"
#: Tests may have been begun by somebody who ignores Ctrl-C, which is passed on.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
CONFIG = 'question = "What is left?"\nweeks = 6\nreplicates = 2\n[model]\npopulation.agents = 12\n'
#: Takes root the right to write where nobody may.
POWERLESS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "asked.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def shell(line: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in which "alliances" is the command of this tree."""
    command = f"alliances() {{ '{sys.executable}' -c '{START}' \"$@\"; }}\n{line}"
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=300,
        encoding="utf-8", errors="surrogateescape",
        env={**os.environ, "PYTHONPATH": ROOT, **env},
    )  # fmt: skip


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_matter(folder: Path, closed: str) -> None:
    run = shell(f"alliances run asked.toml --quiet {closed}; echo code $? >&2", folder)
    assert "Traceback" not in run.stderr
    assert (folder / "results" / "asked" / "report.html").exists()
    found = shell(f"alliances check nothing {closed}; exit $?", folder)
    assert found.returncode == 2


@pytest.mark.parametrize("words", ["show parameters", "show parameters --toml", "--help"])
@pytest.mark.parametrize("lines", [0, 1])
def test_who_reads_no_further_is_not_told(folder: Path, words: str, lines: int) -> None:
    run = shell(f"(alliances {words}; echo code $? >&2) | head -{lines}", folder)
    assert run.stderr == "code 0\n"
    assert len(run.stdout.splitlines()) == lines


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_full_device_is_said_to_be_full(folder: Path) -> None:
    run = shell("alliances show strategies > /dev/full", folder)
    assert (run.returncode, run.stderr) == (1, "alliances: the disk is full\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_letters_that_the_output_has_not_are_written_out(folder: Path, encoding: str) -> None:
    text = CONFIG.replace("What is left?", "Was bleibt übrig – 名?")
    (folder / "asked.toml").write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", START, "check", "asked.toml"], cwd=folder, capture_output=True,
        env={**os.environ, "PYTHONPATH": ROOT, "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    said = run.stdout.decode(encoding)
    assert ("übrig" in said) == (encoding != "ascii")
    assert ("– 名?" in said) == (encoding == "utf-8")
    assert ("\\u2013 \\u540d?" in said) == (encoding != "utf-8")


def test_json_is_json_in_ascii_too(folder: Path) -> None:
    words = "replicate beta-trust --set beta-trust.pairs=10 --set beta-trust.weeks=10 --json"
    run = shell(f"alliances {words}", folder, PYTHONIOENCODING="ascii")
    assert run.stdout.isascii()
    assert any("λ" in value["what"] for value in json.loads(run.stdout)[0]["values"])


@pytest.mark.parametrize("columns", ["1", "20", "0"])
def test_a_narrow_terminal_loses_no_cell(folder: Path, columns: str) -> None:
    narrow = shell("alliances show practices", folder, COLUMNS=columns)
    assert narrow.returncode == 0, narrow.stderr
    assert narrow.stdout == shell("alliances show practices", folder, COLUMNS=str(LEAST)).stdout


def test_a_folder_that_is_gone_is_said_to_be(folder: Path) -> None:
    run = shell("mkdir gone; cd gone; rmdir ../gone; alliances show strategies", folder)
    assert run.returncode == 2
    assert run.stderr == "alliances: the folder that you are in is gone: change to another\n"


@pytest.mark.slow
def test_without_a_home_or_anything_runs_are_done(folder: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", START, "run", "asked.toml", "--quiet"], cwd=folder,
        capture_output=True, text=True, start_new_session=True,  # Ctrl-C is for the tests alone
        env={"PYTHONPATH": ROOT, "HOME": str(folder / "asked.toml" / "nowhere")},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("alliances status .", ". has no runs; they begin with"),
        ("alliances status /", "/ has no runs; they begin with"),
        ("mkdir new; cd new; alliances run ../asked.toml --out .", ". cannot be replaced; choose"),
        ("alliances run asked.toml --out ..", "left as it is; choose another with --out"),
        ("alliances run ''", 'there is no file ""; configs that come'),
        ("alliances check $(printf 'n%.0s' {1..5000})", "cannot be read: File name too long"),
        ("alliances check $'a\\x1b[31mb'", "there is no file a\\x1b[31mb; "),
        ("alliances report asked.toml", "asked.toml does not exist; results lie in"),
        ("alliances replicate network --figures asked.toml", "asked.toml: file exists"),
        ("alliances bench --quick --out asked.toml/x", "asked.toml/x: not a directory"),
        ("alliances check /dev/zero", "is no config: it has more than 3 MB"),
        ("alliances patterns --seeds 99999999999999", "'--seeds'"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_code_2(folder: Path, line: str, words: str) -> None:
    run = shell(line, folder)
    assert run.returncode == 2, run.stderr
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert sorted(path.name for path in folder.iterdir() if path.name != "new") == ["asked.toml"]


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="root may write everywhere")
def test_where_nobody_may_write_it_is_said(folder: Path) -> None:
    assert shell("alliances run asked.toml --quiet", folder).returncode == 0
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    for words, said in {
        "run asked.toml --set seed=2": "results/asked cannot be written: Permission denied",
        "report results/asked": "results/asked/",
        "patterns --agents 12 --seeds 1 --figure x.png": "x.png: cannot be written: Permission",
    }.items():
        run = shell(f"{' '.join(POWERLESS)} '{sys.executable}' -c '{START}' {words}", folder)
        assert run.returncode == 2, (words, run.stderr)
        assert said in run.stderr
        assert "Traceback" not in run.stderr
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)


def test_from_python_a_folder_may_be_text(folder: Path) -> None:
    experiment = read_experiment(str(folder / "asked.toml"))
    done = run_experiment(experiment, str(folder / "out"))
    assert done.results.folder == folder / "out"
    assert report(str(folder / "out")).failed == 0
    with pytest.raises(BadInput, match=r"cannot be replaced|left as it is"):
        run_experiment(experiment, ".")


def test_nothing_that_takes_time_is_imported_before_an_interruption_is_heard() -> None:
    line = (
        "import re, sys; python = set(sys.modules); import experiments.commands.start;"  # as pip's
        " print(*sorted(set(sys.modules) - python))"
    )
    command = [sys.executable, "-c", line]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    ours = ["experiments", *(f"experiments.commands{end}" for end in ("", ".exits", ".start"))]
    assert run.stdout.split() == ["__future__", *ours, "signal"]


BEGINNING = """
import multiprocessing.util as util, signal
real = util.spawnv_passfds

def spied(path, args, files):
    kind = "server" if "forkserver" in args[-1] else "tracker"
    print(kind, signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
    return real(path, args, files)

util.spawnv_passfds = spied
from experiments.runs.processes import _context
_context(["os"])
print("after", signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
"""


def test_what_workers_are_forked_from_never_hears_an_interruption() -> None:
    run = subprocess.run(
        [sys.executable, "-c", BEGINNING], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["tracker", "True", "server", "True", "after", "False"]


SWALLOWING = """
import time
import experiments.commands.main as command, experiments.commands.start as start

def run():
    import swallows
    time.sleep(60)

command.main = run
start.main()
"""


CALLBACK = "heard = ctypes.CFUNCTYPE(None)(lambda: os.kill(os.getpid(), 2))\nheard()\n"
END = "class A:\n    def __del__(self):\n        os.kill(os.getpid(), 2)\na = A()\ndel a\n"
TRIED = "try:\n    os.kill(os.getpid(), 2)\nexcept BaseException:\n    pass\n"


@pytest.mark.parametrize(
    ("lines", "imported"),
    [(TRIED, True), (CALLBACK, True), (CALLBACK, False), (END, True), (END, False)],
    ids=["tried import", "callback", "callback, no import", "end", "end, no import"],
)
def test_what_swallows_an_interruption_does_not_keep_it(
    folder: Path, lines: str, imported: bool
) -> None:
    """NumPy takes what is raised while it tries an import as "there is none"; llvmlite …."""
    (folder / "swallows.py").write_text(f"import ctypes, os\n{lines}")
    again = "import swallows" if imported else "exec(open('swallows.py').read(), {})"
    run = subprocess.run(
        [sys.executable, "-c", HEARING + SWALLOWING.replace("import swallows", again)],
        cwd=folder, env={**os.environ, "PYTHONPATH": ROOT}, capture_output=True, text=True,
        timeout=50, start_new_session=True,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (130, "alliances: interrupted\n")


@pytest.mark.parametrize("words", ["check asked.toml", "run long.toml --jobs 2 --yes"])
@pytest.mark.parametrize("wait", [0.0, 0.1, 0.3, 0.6, 1.0, 2.0, 4.0])
def test_an_interruption_is_one_line_from_the_first_moment(
    folder: Path, words: str, wait: float
) -> None:
    (folder / "long.toml").write_text(CONFIG.replace("= 6", "= 9000").replace("= 2", "= 90"))
    said = f"{HEARING}\nimport os; os.write(1, b'begun')\n{START}"
    env = {**os.environ, "PYTHONPATH": ROOT}
    with subprocess.Popen(
        [sys.executable, "-c", said, *words.split()], cwd=folder, env=env, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as run:  # fmt: skip
        assert run.stdout is not None
        assert run.stdout.read(5) == "begun"
        time.sleep(0.05 + wait)  # of which the first is Python's own
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)
        try:
            _, err = run.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            pytest.fail(f"it went on, and said: {run.communicate()[1]}")
    assert "Traceback" not in err
    last = -signal.SIGINT if not err else 0  # as Python itself ends: the shell calls it 130 as well
    assert run.returncode in (0, 130, last)
    if run.returncode == 130:
        assert err.splitlines()[-1].startswith("alliances: interrupted")
