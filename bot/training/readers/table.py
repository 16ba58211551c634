"""Reads tables with a first line that names the columns: CSV with quotes, TSV without."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from bot.training.readers.fields import fields_of
from bot.training.readers.reading import Reading

_Row = tuple[int, list[str]]


def read_csv(path: Path, text: str, reading: Reading) -> None:
    """Add the rows of a CSV file; semicolons part its cells where its first line has more of them than commas."""
    first = text.lstrip().partition("\n")[0]
    # Spreadsheets write semicolons where the comma is the decimal mark.
    delimiter = ";" if first.count(";") > first.count(",") else ","
    _read(path, _rows(path, text, delimiter, csv.QUOTE_MINIMAL, reading), reading)


def read_tsv(path: Path, text: str, reading: Reading) -> None:
    """Add the rows of a TSV file; a quotation mark in it is one like any other character."""
    _read(path, _rows(path, text, "\t", csv.QUOTE_NONE, reading), reading)


def _rows(path: Path, text: str, delimiter: str, quoting: Literal[0, 3], reading: Reading) -> Iterator[_Row]:
    """Yield the rows that are not empty, each with the line that it begins in."""
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)
    line = 1
    try:
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = table.line_num + 1
    except csv.Error as error:
        reading.wrong(f"{path}:{line}", f"this row cannot be read ({error}); is a quote not closed?")


def _read(path: Path, rows: Iterator[_Row], reading: Reading) -> None:
    line, names = next(rows, (1, []))
    header = [name.strip().lower() for name in names]
    fields = fields_of(header, reading.kind)
    if fields.text is None or fields.label is None:
        missing = " and ".join(
            f"`{wanted}`" for wanted, found in (("text", fields.text), ("label", fields.label)) if found is None
        )
        reading.wrong(
            f"{path}:{line}", f"no column {missing}; the first line must name the columns, as in `text,label`"
        )
        return
    unread = [f"`{name}`" for name in fields.unread if name]
    if unread:
        reading.pass_over(f"{path}:{line}", f"not read: {', '.join(unread)}")
    text, label = header.index(fields.text), header.index(fields.label)
    language = header.index(fields.language) if fields.language else None
    for number, cells in rows:
        place = f"{path}:{number}"
        if len(cells) <= max(text, label) or any(cell.strip() for cell in cells[len(header) :]):
            reading.wrong(place, f"{len(cells)} cells in a table of {len(header)} columns")
            continue
        said = cells[language] if language is not None and language < len(cells) else None
        reading.add(place, cells[text], cells[label], language=said)
