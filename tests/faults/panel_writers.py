"""Ways of writing a known panel: as pandas, R, Excel, RSiena, networkx, igraph and Gephi do."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import networkx
import numpy as np
import pandas as pd

from tests.faults.known_panels import HEADS, SEPARATORS, VALUES, Case, Known

Writer = Callable[[Known, Path], Case]
WRITERS: dict[str, Writer] = {}


def writer(function: Writer) -> Writer:
    """Add a way of writing to ``WRITERS``, by its name."""
    WRITERS[function.__name__.replace("_", " ")] = function
    return function


def _decorated(panel: Known, file: Path) -> None:
    """Put a byte-order mark, other ends of lines, comments or empty lines into a file."""
    data = file.read_bytes()
    mark = b"#" if panel.luck.random() < 0.5 else b"%"
    if panel.luck.random() < 0.25:
        data = mark + b" nominations, as collected; by hand\n" + data
    if panel.luck.random() < 0.25:
        data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if panel.luck.random() < 0.25:
        data += b"\n" + mark + b" end\n"
    if panel.luck.random() < 0.25:
        data = b"\xef\xbb\xbf" + data
    file.write_bytes(data)


def _fits(panel: Known, signs: str) -> None:
    """Take names without some signs, as a program that quotes nothing needs them."""
    for k, name in enumerate(panel.names):
        if any(sign in name for sign in signs):
            panel.names[k] = f"n{k}"


@writer
def pandas_list(panel: Known, folder: Path) -> Case:
    """to_csv with any separator, heads in any words, an index or none, quotes as one likes."""
    file, heads = folder / "panel.csv", panel.pick(HEADS)
    table = panel.table(heads)
    if panel.luck.random() < 0.3:
        table["remark"] = [f"said {k}" for k in range(len(table))]
    if panel.luck.random() < 0.5:
        table = table[[*panel.luck.permutation(list(table.columns))]]
    table.to_csv(
        file, sep=panel.pick(SEPARATORS), index=bool(panel.luck.random() < 0.3),
        quoting=panel.pick([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    )  # fmt: skip
    _decorated(panel, file)
    return Case([file])


@writer
def pandas_weights(panel: Known, folder: Path) -> Case:
    """Ties with weights, decimal points or commas."""
    file, heads = folder / "panel.csv", panel.pick(HEADS)
    table = panel.table(heads)
    table[panel.pick(VALUES)] = np.round(panel.luck.uniform(0.1, 9.0, len(table)), 2)
    comma = panel.luck.random() < 0.5
    table.to_csv(file, sep=";", decimal="," if comma else ".", index=False)
    _decorated(panel, file)
    return Case([file])


@writer
def pandas_every_pair(panel: Known, folder: Path) -> Case:
    """Every pair of people with 0 or 1, or yes and no; NA where somebody did not answer."""
    file, heads = folder / "panel.csv", panel.pick(HEADS)
    said = panel.pick(
        [("0", "1"), ("no", "yes"), ("False", "True"), ("0.0", "1.0"), ("0,0", "1,0")]
    )
    missing = panel.luck.random() < 0.5
    rows, absent = [], set()
    for w, i, j in np.ndindex(*panel.ties.shape):
        one, other, wave = panel.names[i], panel.names[j], panel.waves[w]
        if i == j:
            continue
        value = said[int(panel.ties[w, i, j])]
        if missing and panel.away[w, i]:
            value = "NA"
            absent.add((wave, one))
        rows.append((wave, one, other, value))
    columns = pd.Index([*heads, panel.pick([*VALUES, "q12"])])
    if columns[3] == "q12" and missing:
        columns = pd.Index([*heads, "tie"])
    frame = pd.DataFrame(rows, columns=columns)
    frame.to_csv(file, sep=panel.pick([";", "\t", "|"]), index=False)
    _decorated(panel, file)
    return Case([file], set(panel.names), absent)


@writer
def nobody_named(panel: Known, folder: Path) -> Case:
    """Who names nobody has a line with an empty cell, or with NA."""
    file, heads, word = folder / "panel.csv", panel.pick(HEADS), panel.pick(["", "NA", "NaN"])
    panel.names = [name if name != word else "nobody" for name in panel.names]  # else none can tell
    table = panel.table(heads)
    quiet = [(panel.waves[w], panel.names[i], None) for w, i in np.argwhere(~panel.ties.any(2))]
    more = pd.DataFrame(quiet, columns=pd.Index(heads))
    whole = pd.concat([table, more]) if quiet else table
    whole.to_csv(file, index=False, na_rep=word, sep=panel.pick([",", ";", "\t", "|"]))
    people = {name for line in panel.lines() for name in line[1:]} | {line[1] for line in quiet}
    return Case([file], people, refusal=bool(word and quiet))


def _r_cell(value: str, double: bool) -> str:
    escaped = value.replace('"', '""' if double else '\\"')
    return f'"{escaped}"'


@writer
def r_write_table(panel: Known, folder: Path) -> Case:
    """write.table: row names without a head, blanks, quotes escaped by a backslash."""
    file, heads = folder / "panel.txt", panel.pick(HEADS)
    lines = [" ".join(_r_cell(head, False) for head in heads)]
    for k, cells in enumerate(panel.lines(), 1):
        lines.append(" ".join(_r_cell(cell, False) for cell in (str(k), *cells)))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _decorated(panel, file)
    return Case([file])


@writer
def r_write_csv2(panel: Known, folder: Path) -> Case:
    """write.csv and write.csv2: row names under "", semicolons and decimal commas."""
    file, heads, sign = folder / "panel.csv", panel.pick(HEADS), panel.pick([",", ";"])
    lines = [sign.join(_r_cell(head, True) for head in ("", *heads, "weight"))]
    for k, (wave, one, other) in enumerate(panel.lines(), 1):
        weight = f"{panel.luck.uniform(0.1, 5):.1f}".replace(".", "," if sign == ";" else ".")
        cells = [_r_cell(cell, True) for cell in (str(k), wave, one, other)]
        lines.append(sign.join([*cells, weight]))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Case([file])


@writer
def r_without_quotes(panel: Known, folder: Path) -> Case:
    """write.table(quote = FALSE): names without blanks and separators."""
    _fits(panel, ' "\t,;|#%\\\u00a0')
    panel.waves = [f"w{k + 1}" for k in range(len(panel.waves))]
    file, heads, sign = folder / "panel.txt", panel.pick(HEADS), panel.pick(SEPARATORS)
    lines = [sign.join(heads)]
    lines += [sign.join(cells) for cells in panel.lines()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _decorated(panel, file)
    return Case([file])


@writer
def excel(panel: Known, folder: Path) -> Case:
    """Semicolons, sep=, a byte-order mark, empty columns and lines at the end; or UTF-16."""
    file, heads = folder / "panel.csv", panel.pick(HEADS)
    table = panel.table(heads)
    if panel.luck.random() < 0.3:
        table.to_csv(file, sep="\t", index=False, encoding="utf-16", lineterminator="\r\n")
        return Case([file])
    sign = panel.pick([";", ","])
    text = table.to_csv(sep=sign, index=False, lineterminator="\r\n")
    if panel.luck.random() < 0.5:
        text = text.replace("\r\n", f"{sign}\r\n") + f"{sign * 3}\r\n" * 2
    if panel.luck.random() < 0.5:
        text = f"sep={sign}\r\n{text}"
    file.write_bytes(text.encode("utf-8-sig"))
    return Case([file])


@writer
def without_header(panel: Known, folder: Path) -> Case:
    """No header, the wave first or last, with and without a value."""
    file = folder / "panel.csv"
    table = panel.table(("wave", "from", "to"))
    table["value"] = "1"
    order = panel.pick([
        ["wave", "from", "to"], ["from", "to", "wave"], ["from", "to", "value", "wave"],
        ["wave", "from", "to", "value"], ["from", "to", "wave", "value"],
    ])  # fmt: skip
    table[order].to_csv(file, sep=panel.pick(SEPARATORS), header=False, index=False)
    _decorated(panel, file)
    return Case([file], refusal=_confused(panel))


def _confused(panel: Known) -> bool:
    """Whether names look like waves or values, or what stands in a column is no pattern."""
    numbers = {"01", "1", "1.0", "0", "-5", "1e5", "+1"}
    return len(numbers & set(panel.names)) > 0 or bool(set(panel.waves) & set(panel.names))


@writer
def networkx_edge_list(panel: Known, folder: Path) -> Case:
    """write_edgelist of a graph that has the wave as data: blanks, no quotes, no header."""
    _fits(panel, ' "\t#%\u00a0')
    panel.waves = [str(1998 + k) for k in range(len(panel.waves))]
    file, graph = folder / "panel.txt", networkx.MultiDiGraph()
    for wave, one, other in panel.lines():
        graph.add_edge(one, other, wave=wave)
    networkx.write_edgelist(graph, file, data=["wave"])
    return Case([file], refusal=_confused(panel))


@writer
def networkx_table(panel: Known, folder: Path) -> Case:
    """to_pandas_edgelist, and as_data_frame of igraph: source and target first, then attributes."""
    graph, file = networkx.MultiDiGraph(), folder / "panel.csv"
    for wave, one, other in panel.lines():
        graph.add_edge(one, other, wave=wave, weight=int(panel.luck.integers(1, 9)))
    heads = panel.pick([("source", "target"), ("from", "to")])
    table = networkx.to_pandas_edgelist(graph, source=heads[0], target=heads[1])
    table.to_csv(file, index=bool(panel.luck.random() < 0.5), sep=panel.pick(SEPARATORS))
    return Case([file])


@writer
def gephi(panel: Known, folder: Path) -> Case:
    """The data laboratory's table of edges."""
    file, table = folder / "panel.csv", panel.table(("wave", "Source", "Target"))
    table["Type"] = "Directed"
    table["Id"] = [str(k) for k in range(len(table))]
    table["Label"] = ""
    table["Weight"] = "1.0"
    table[["Source", "Target", "Type", "Id", "Label", "wave", "Weight"]].to_csv(
        file, sep=panel.pick([",", ";", "\t"]), index=False
    )
    return Case([file])


@writer
def header_in_a_comment(panel: Known, folder: Path) -> Case:
    """As SNAP, and NumPy's savetxt, write it."""
    _fits(panel, ' "\t#%\u00a0')
    panel.waves = [f"T{k + 8}" for k in range(len(panel.waves))]
    file, heads, sign = folder / "panel.txt", panel.pick(HEADS), panel.pick([" ", "\t"])
    lines = [f"# {sign.join(heads)}", *(sign.join(cells) for cells in panel.lines())]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Case([file])


@writer
def rsiena_arclist(panel: Known, folder: Path) -> Case:
    """From, to, value, wave: numbers, several blanks between them."""
    panel.names = [str(k + 1) for k in range(len(panel.names))]
    panel.waves = [str(k + 1) for k in range(len(panel.waves))]
    file = folder / "arcs.dat"
    lines = [f"{one:>4} {other:>4}    1 {wave:>4}" for wave, one, other in panel.lines()]
    file.write_text("\n".join(lines) + "\n")
    return Case([file])


# ----------------------------------------------------------------------------------------- matrices


def _matrix(panel: Known, w: int, codes: bool) -> tuple[np.ndarray, set[tuple[str, str]]]:
    """Return the cells of a wave, and who was away: their rows are NA."""
    cells = np.where(panel.ties[w], "1", "0").astype(object)
    absent = set()
    for i in np.flatnonzero(panel.away[w]):
        cells[i] = "NA"
        absent.add((panel.waves[w], panel.names[i]))
    if codes:
        luck = panel.luck.random(cells.shape)
        cells[(cells == "1") & (luck < 0.1)] = "11"
        cells[(cells == "0") & (luck < 0.1)] = "10"
    np.fill_diagonal(cells, panel.pick(["0", "NA"]))
    for i in np.flatnonzero(panel.away[w]):
        cells[i, i] = "NA"
    return cells, absent


def _in_waves(panel: Known, folder: Path, write: Callable[[Path, np.ndarray], None]) -> Case:
    """Write a file a wave, called by its wave, and give them in any order."""
    panel.waves = [f"net{k + 8}" for k in range(len(panel.waves))]
    files, absent = [], set()
    for w, wave in enumerate(panel.waves):
        cells, away = _matrix(panel, w, codes=True)
        files.append(folder / f"{wave}.dat")
        write(files[-1], cells)
        absent |= away
    panel.luck.shuffle(files)  # type: ignore[arg-type]
    return Case(files, set(panel.names), absent)


@writer
def rsiena_matrices(panel: Known, folder: Path) -> Case:
    """A matrix a wave, without names."""
    panel.names = [str(k + 1) for k in range(len(panel.names))]
    return _in_waves(panel, folder, lambda file, cells: np.savetxt(file, cells, fmt="%3s"))


@writer
def matrices_with_names(panel: Known, folder: Path) -> Case:
    """pandas: names across and down, or across only; any separator that suits."""
    sign, index = panel.pick(SEPARATORS), bool(panel.luck.random() < 0.6)

    def write(file: Path, cells: np.ndarray) -> None:
        frame = pd.DataFrame(cells, index=panel.names, columns=panel.names)
        frame.to_csv(file, sep=sign, index=index)
        _decorated(panel, file)

    return _in_waves(panel, folder, write)


@writer
def r_matrices(panel: Known, folder: Path) -> Case:
    """write.table of a matrix with names: the header is one shorter."""

    def write(file: Path, cells: np.ndarray) -> None:
        lines = [" ".join(_r_cell(name, False) for name in panel.names)]
        for name, row in zip(panel.names, cells, strict=True):
            lines.append(" ".join([_r_cell(name, False), *row]))
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    return _in_waves(panel, folder, write)


@writer
def matrices_below_one_another(panel: Known, folder: Path) -> Case:
    """One file without names, a block a wave, with an empty line between or without."""
    panel.names = [str(k + 1) for k in range(len(panel.names))]
    panel.waves = [str(k + 1) for k in range(len(panel.waves))]
    file, between = folder / "all.txt", panel.pick(["\n", "\n\n"])
    blocks, absent = [], set()
    for w in range(len(panel.waves)):
        cells, away = _matrix(panel, w, codes=False)
        blocks.append("\n".join(",".join(row) for row in cells))
        absent |= away
    file.write_text(between.join(blocks) + "\n")
    return Case([file], set(panel.names), absent)
