"""Some hundred files of networks, as fifteen programs write them, are read as they were written."""

from pathlib import Path

import pytest

from tests.faults.network_files import counted, damaged, tried
from tests.faults.network_writers_by_hand import WRITERS

FILES = 600


@pytest.mark.faults
def test_files_are_read_as_they_were_written_or_refused(tmp_path: Path) -> None:
    cases = [tried(number, tmp_path) for number in range(FILES)]
    bad = [c for c in cases if c.became not in ("read", "refused", "not written")]
    assert not bad, "\n".join(f"{c.number}, {c.writer}: {c.became}: {c.said}" for c in bad)
    for writer, became in counted(cases).items():
        assert became["read"] > FILES / len(WRITERS) / 2, f"{writer} is refused too often"


@pytest.mark.faults
def test_files_that_are_damaged_are_read_or_refused(tmp_path: Path) -> None:
    became = {damaged(number, tmp_path) for number in range(FILES)}
    assert became <= {"read", "refused", "not written"}
