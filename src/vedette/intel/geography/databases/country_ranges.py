"""Ranges and their countries: `first,last,code` lines, addresses as text or numbers, quoted or not.

As DB-IP, IP2Location and ip-location-db have them, and the files `geoip` and `geoip6` of tor and of Debian's
tor-geoipdb. `??`, `-` and `ZZ` are no countries.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from vedette.intel.geography.credits import credit_of
from vedette.intel.geography.interface import Sample, UnusableDatabase, country_code
from vedette.intel.geography.range_table import RangeDatabase, bounds, head_cells, read_cells

_CODE: Final = r"^(?:[A-Za-z]{2}|\?\?|-)$"
_HEAD: Final = 4096


class CountryRanges:
    """Ranges with their countries."""

    name = "country-ranges"
    title = "Country ranges (CSV, tor's geoip)"

    def sniff(self, sample: Sample) -> bool:
        """Whether half of the first lines are two addresses and two letters."""
        cells = head_cells(sample.head)
        if cells.is_empty():
            return False
        _, known = bounds(cells)
        codes = cells["cell_2"].str.contains(_CODE).fill_null(value=False)
        return int((known & codes).sum()) * 2 >= len(cells)

    def open(self, file: Path, path: str) -> RangeDatabase:
        """Read it."""
        cells = read_cells(file, path)
        ranges, known = bounds(cells)
        codes = {code: country_code(code) for code in cells["cell_2"].unique().drop_nulls().to_list()}
        said = cells.select(
            pl.col("cell_2").replace_strict(codes, default=None, return_dtype=pl.String).alias("country"),
            pl.lit(None, pl.UInt32).alias("asn"),
            pl.lit(None, pl.String).alias("organisation"),
        )
        if not (known & said["country"].is_not_null()).any():
            raise UnusableDatabase(path, "no line with two addresses and the code of a country")
        with file.open("rb") as opened:
            head = opened.read(_HEAD).decode("utf-8", "replace")
        comments = " ".join(line for line in head.splitlines() if line.startswith("#"))
        return RangeDatabase(path, credit_of(comments, Path(path).name), ranges, said)
