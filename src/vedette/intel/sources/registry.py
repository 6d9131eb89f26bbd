"""Every way to get a feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.config.settings import FeedKind
from vedette.intel.sources.http import Http
from vedette.intel.sources.interface import Source
from vedette.intel.sources.misp import Misp
from vedette.intel.sources.misp_feed import MispFeed
from vedette.intel.sources.path import FilePath
from vedette.intel.sources.taxii import Taxii

SOURCES: Final[Mapping[FeedKind, Source]] = {
    FeedKind.HTTP: Http(),
    FeedKind.PATH: FilePath(),
    FeedKind.TAXII: Taxii(),
    FeedKind.MISP_FEED: MispFeed(),
    FeedKind.MISP: Misp(),
}
"""By kind; a kind is its module's name with `-` for `_`."""
