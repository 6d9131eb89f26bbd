"""The kinds of databases of places: one module each, and the registry that names them all."""

from __future__ import annotations

from typing import Final

from vedette.intel.geography.databases.asn_ranges import AsnRanges
from vedette.intel.geography.databases.country_ranges import CountryRanges
from vedette.intel.geography.databases.mmdb import Mmdb
from vedette.intel.geography.interface import DatabaseFormat

FORMATS: Final[dict[str, DatabaseFormat]] = {
    "asn-ranges": AsnRanges(),
    "country-ranges": CountryRanges(),
    "mmdb": Mmdb(),
}
"""Every kind by its name; a name is its module's with `-` for `_`."""
