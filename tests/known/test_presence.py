"""Lists of who is there when, as people write them, and what is said of those that cannot be."""

import numpy as np
import pytest

from sim.errors import BadInput
from sim.state.presence import FOREVER, Presence, presence_in

NAMES = ["Ann", "Bob", "Cid, the 2nd", "007"]


def read(text: str | bytes) -> Presence:
    data = text if isinstance(text, bytes) else text.encode()
    return presence_in(data, "who.csv", NAMES)


@pytest.mark.parametrize(
    "text",
    [
        'name,from,until\nAnn,,10\n"Cid, the 2nd",3,\n007,0,7\n',
        "name;from;until\nAnn;;10\nCid, the 2nd;3;\n007;0;7\n",
        "Until\tNAME\tFrom\n10\tAnn\t\n\tCid, the 2nd\t3\n7\t007\t0\n",
        b"\xef\xbb\xbfid|from|until\r\nAnn||10\r\n\r\nCid, the 2nd|3|\r\n007|0|7\r\n",
    ],
)
def test_it_is_read_as_it_was_written(text: str | bytes) -> None:
    found = read(text)
    assert found.since.tolist() == [0, -1, 3, 0]
    assert found.until.tolist() == [10, -1, FOREVER, 7]
    assert found.listed.tolist() == [True, False, True, True]
    assert found.at_start.tolist() == [True, True, False, True]


def test_columns_that_say_something_else_are_told() -> None:
    found = read("name,from,why\nAnn,1,came late\n")
    assert found.unused == ("why",)
    told = dict(found.told([(0, 1, 1.0), (1, 3, 1.0)]))
    assert told == {
        "listed": "1 of 4",
        "come later": "1",
        "leave": "0",
        "ties": "1 with somebody who is not there in week 0 are left out",
        "not used": "why",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "who.csv is empty"),
        ("Ann,1,2\n", "the heading has Ann, 1, 2"),
        ("name\nAnn\n", "has the columns name"),
        ("name,id,from\nAnn,1,2\n", "2 columns are headed name or id"),
        ("name,from\nAnn,1\nEve,2\n", "unknown name in who.csv, line 3: 'Eve'"),
        ("name,from\nAnn,1\nBob,\nAnn,5\n", "line 4: Ann is in line 2 already; nobody returns"),
        ("name,from,until\nAnn,5,3\n", "line 2: Ann leaves after week 3, before coming in week 5"),
        ("name,from,until\nAnn,soon,3\n", 'from is "soon"; allowed: a week'),
        ("name,from,until\nAnn,-1,3\n", 'from is "-1"'),
        ("name,from,until\nAnn,1.5,3\n", 'from is "1.5"'),
        ("name,from,until\nAnn,1," + "9" * 5000 + "\n", "allowed: a week"),
        ("name,from,until\nAnn,1\n", "line 2: 2 cells, and the heading has 3"),
        (b"name,from\n\xff,1\n", "not a text file"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str | bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert said.replace('"', "'") in str(caught.value).replace('"', "'")


def test_a_list_of_nobody_lists_nobody() -> None:
    assert not np.any(read("name,from,until\n").listed)
