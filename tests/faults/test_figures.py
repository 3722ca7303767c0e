"""Figures of fits, patterns and published results are the old ones or the new ones, whole."""

import errno
import os
from pathlib import Path

import pytest

from experiments.commands.patterns import save
from sim.errors import BadInput

OLD = b"the figure that was there"


class Torn:
    """A figure of which half is written when the system refuses the rest."""

    def __init__(self, number: int) -> None:
        self.number = number

    def savefig(self, file: Path) -> None:
        file.write_bytes(b"half of the new")
        raise OSError(self.number, os.strerror(self.number), str(file))


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.EMFILE])
def test_a_figure_that_cannot_be_written_leaves_the_one_that_was_there(
    tmp_path: Path, number: int
) -> None:
    file = tmp_path / "fit.png"
    file.write_bytes(OLD)
    # of a full disk every command says the same, and how to go on
    with pytest.raises(OSError if number == errno.ENOSPC else BadInput, match=os.strerror(number)):
        save(Torn(number), file, quiet=True)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("fit.png", OLD)]
