"""Ranges and the autonomous systems that announce them: `first,last,number,organisation` lines, CRLF or LF.

As ip-location-db has them. Organisations may be quoted, and hold commas and bare quotes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from vedette.intel.geography.credits import credit_of
from vedette.intel.geography.interface import LONGEST_NAME, Sample, UnusableDatabase
from vedette.intel.geography.range_table import RangeDatabase, bounds, head_cells, read_cells

_NUMBER: Final = r"^(?i:AS)?([0-9]{1,10})$"


class AsnRanges:
    """Ranges with the number and the owner of their network."""

    name = "asn-ranges"
    title = "ASN ranges (CSV)"

    def sniff(self, sample: Sample) -> bool:
        """Whether half of the first lines are two addresses and a number."""
        cells = head_cells(sample.head)
        if cells.is_empty():
            return False
        _, known = bounds(cells)
        numbers = cells["cell_2"].str.contains(_NUMBER).fill_null(value=False)
        return int((known & numbers).sum()) * 2 >= len(cells)

    def open(self, file: Path, path: str) -> RangeDatabase:
        """Read it."""
        cells = read_cells(file, path)
        ranges, known = bounds(cells)
        said = cells.select(
            pl.lit(None, pl.String).alias("country"),
            pl.col("cell_2").str.extract(_NUMBER).cast(pl.UInt32, strict=False).alias("asn"),
            pl.when(pl.col("cell_3") != "")
            .then(pl.col("cell_3").str.slice(0, LONGEST_NAME))
            .alias("organisation"),
        )
        if not (known & said["asn"].is_not_null()).any():
            raise UnusableDatabase(path, "no line with two addresses and the number of a network")
        return RangeDatabase(path, credit_of(Path(path).name), ranges, said)
