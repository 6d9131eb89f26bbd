"""CSV with a header row, one row a line.

RFC 4180 lets a quoted cell span lines; no list of addresses needs that, and a torn quote (a download that broke off)
would swallow all that follows. Here a broken line costs that line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from vedette.intel.lines import numbered_lines

_LONGEST: Final = 4000
"""Characters of a header row that are looked at."""
_CELL: Final = r'(?:^|,)[ \t]*(?:"(?:[^"]|"")*"|[^,]*)'


def cells(line: str) -> list[str]:
    """The cells of a header row, blanks around them left out; none where the line is no CSV."""
    try:
        found = next(csv.reader([line[:_LONGEST].replace("\r", " ")], skipinitialspace=True), [])
    except csv.Error:
        return []
    return [cell.strip() for cell in found]


def read_rows(data: bytes, header_line: int, names: Sequence[str], wanted: Iterable[str]) -> pl.DataFrame:
    """The rows below the header: `line` (UInt64, 1-based) and the wanted columns as text.

    names: of all columns, from the header. A wanted column that is not among them, and a cell that a short row lacks,
    is null. A blank may stand before a cell; lines that start with `#` are comments.
    """
    rows = numbered_lines(data).filter(pl.col("line") > header_line)
    parts = rows.select("line", cells=pl.col("text").str.extract_all(_CELL))
    return parts.select(
        "line",
        *(
            (
                _unquoted(pl.col("cells").list.get(names.index(name), null_on_oob=True))
                if name in names
                else _nothing()
            ).alias(name)
            for name in wanted
        ),
    )


def _unquoted(cell: pl.Expr) -> pl.Expr:
    inner = cell.str.replace(r'^,?[ \t]*"?', "").str.strip_suffix('"')
    return inner.str.replace_all('""', '"', literal=True)


def _nothing() -> pl.Expr:
    return pl.lit(None, pl.String)
