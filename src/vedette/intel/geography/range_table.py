"""Databases that are tables of ranges: `first,last,…` lines, IPv4 and IPv6, as text or as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.files.documents import read_document
from vedette.intel.geography.interface import NOWHERE, Place, UnusableDatabase
from vedette.intel.lines import numbered_lines
from vedette.intel.ranges import packed_ranges, parse_ranges
from vedette.model.address_set import RangeMap, Ranges
from vedette.model.addresses import from_texts
from vedette.model.errors import InputError

MOST_MIB: Final = 256
"""Size of a table at most: ten times the largest free one."""
COLUMNS: Final = 4
"""Cells of a line; what stands behind the third comma is one cell."""
_UNQUOTED: Final = r'^\s*"?(.*?)"?\s*$'
_NUMBERS: Final = r"^[0-9]{1,10}$"


class RangeDatabase:
    """A table of ranges in memory."""

    def __init__(self, path: str, credit: str | None, ranges: Ranges, said: pl.DataFrame) -> None:
        """said: `country`, `asn`, `organisation`, a row for each range by its number."""
        self.path, self.credit = path, credit
        self._ranges, self._said = RangeMap(ranges), said
        self._width = _widths(ranges, len(said))

    def locate(self, ips: Sequence[str]) -> list[Place]:
        """The places of addresses; where ranges nest, that of the narrowest."""
        keys = self._ranges.find(from_texts(ips)).tolist()
        distinct = sorted(set(keys) - {-1})
        rows = [self._narrowest(self._ranges.numbers(key)) for key in distinct]
        said = self._said[rows] if rows else self._said.clear()
        places = {key: Place(*row) for key, row in zip(distinct, said.iter_rows(), strict=True)}
        return [places.get(key, NOWHERE) for key in keys]

    def _narrowest(self, numbers: npt.NDArray[np.int64]) -> int:
        return int(numbers[np.argmin(self._width[numbers])])


def _widths(ranges: Ranges, number: int) -> npt.NDArray[np.float64]:
    """How many addresses each range holds, nearly."""
    width = np.zeros(number)
    width[ranges.v4_number] = ranges.v4[:, 1].astype(np.float64) - ranges.v4[:, 0]
    ends = ranges.v6.reshape(-1).view(">u8").reshape(-1, 2, 2)[:, :, 0].astype(np.float64)
    width[ranges.v6_number] = ends[:, 1] - ends[:, 0]
    return width


def head_cells(head: bytes) -> pl.DataFrame:
    """The cells of the first lines; none of what is no text."""
    return pl.DataFrame() if b"\0" in head else _cells(head[: 1 << 14].rpartition(b"\n")[0] or head)


def read_cells(file: Path, path: str) -> pl.DataFrame:
    """All cells of a table, `cell_0` to `cell_3`, unquoted; comments and blank lines left out. Raises UnusableDatabase."""
    try:
        return _cells(read_document(file, MOST_MIB))
    except InputError as error:
        raise UnusableDatabase(path, error.reason) from error


def _cells(data: bytes) -> pl.DataFrame:
    """Quotes around a cell are dropped; those within, which some tables do not double, stay."""
    parts = pl.col("text").str.splitn(",", COLUMNS).struct
    lines = numbered_lines(data)
    return lines.select(
        parts.field(f"field_{i}").str.replace(_UNQUOTED, "${1}").alias(f"cell_{i}") for i in range(COLUMNS)
    )


def bounds(cells: pl.DataFrame) -> tuple[Ranges, pl.Series]:
    """The ranges of the first two cells, numbered by row; and which rows have one."""
    numeric = cells["cell_0"].str.contains(_NUMBERS) & cells["cell_1"].str.contains(_NUMBERS)
    first, last = (cells[name].cast(pl.UInt32, strict=False) for name in ("cell_0", "cell_1"))
    by_number = numeric.fill_null(value=False) & (first <= last).fill_null(value=False)
    texts = pl.select(pl.concat_str([cells["cell_0"], cells["cell_1"]], separator="-")).to_series()
    v4, v6 = parse_ranges(texts.fill_null(""))
    rows = np.flatnonzero(by_number.to_numpy())
    numbers = np.concatenate([rows, v4["row"].to_numpy().astype(np.int64)])
    numbered = np.column_stack([first.filter(by_number).to_numpy(), last.filter(by_number).to_numpy()])
    named = v4.select("first", "last").to_numpy().astype(np.uint32).reshape(-1, 2)
    both = np.concatenate([numbered.astype(np.uint32).reshape(-1, 2), named])
    v6_numbers = v6["row"].to_numpy().astype(np.int64)
    known = np.zeros(len(cells), np.bool_)
    known[numbers] = known[v6_numbers] = True
    return Ranges(both, numbers, packed_ranges(v6), v6_numbers), pl.Series(known)
