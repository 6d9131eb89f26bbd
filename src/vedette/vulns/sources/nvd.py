"""The NVD by its API 2.0: all records page by page, then only what changed since.

Without a key the NVD allows 5 requests in 30 seconds, with one 50; it asks for a pause of six seconds between them.
<https://nvd.nist.gov/developers/vulnerabilities>
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import msgspec

from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.interface import Document
from vedette.vulns.advisories.registry import FORMATS
from vedette.vulns.database import Change
from vedette.vulns.sources.interface import Getting

PAGE: Final = 2000
"""Records of a page: the most that the API gives."""
MOST_PAGES: Final = 1000
LONGEST_SPAN: Final = timedelta(days=119)
"""The API answers for 120 days of changes; what is older is read whole."""
PAUSE: Final = 6.0
"""Seconds between requests without a key."""
PAUSE_WITH_KEY: Final = 0.6
OVERLAP: Final = timedelta(hours=1)
"""Changes are asked for from a little before the last answer: its clock is not ours."""


class Page(msgspec.Struct, frozen=True, rename="camel"):
    """What a page says of itself."""

    total_results: int
    results_per_page: int
    start_index: int
    timestamp: str = ""


_PAGE: Final = msgspec.json.Decoder(Page)


@dataclass(frozen=True, slots=True)
class Nvd:
    """National Vulnerability Database."""

    name: str = "nvd"
    title: str = "NVD"
    home: str = "https://services.nvd.nist.gov/rest/json/cves/2.0"

    def fetch(self, getting: Getting) -> Change:
        """All records the first time, and where the last time is too long ago; else what changed."""
        since = _moment(getting.before.cursor) if getting.before is not None else None
        asked: dict[str, str] = {}
        if since is not None and getting.now - since < LONGEST_SPAN:
            asked = {
                "lastModStartDate": (since - OVERLAP).isoformat(timespec="milliseconds"),
                "lastModEndDate": getting.now.isoformat(timespec="milliseconds"),
            }
        pages = list(self._pages(getting, asked))
        change = Change(self.name, self.title, _read(pages), getting.now, whole=not asked)
        change.cursor = getting.now.isoformat()
        return change

    def _pages(self, getting: Getting, asked: dict[str, str]) -> Iterator[Path]:
        """The files of all pages. Raises FetchFailed, MalformedInput where they do not hold together."""
        address = getting.address(self.home)
        headers = {"apiKey": getting.token} if getting.token else {}
        start = 0
        for number in range(MOST_PAGES):
            if number:
                getting.sleep(PAUSE_WITH_KEY if getting.token else PAUSE)
            query = urlencode({"resultsPerPage": PAGE, "startIndex": start, **asked})
            got = getting.get(f"{address}?{query}", f"{number}.json", headers=headers)
            if got is None:
                raise MalformedInput(address, "answered that nothing changed, which was not asked")
            page = _about(got.path, address)
            if page.start_index != start or not 0 <= page.results_per_page <= PAGE:
                raise MalformedInput(address, f"answered another page than was asked for, at record {start}")
            yield got.path
            start += page.results_per_page
            if start >= page.total_results:
                return
            if page.results_per_page == 0:
                raise MalformedInput(address, f"ends at record {start} of {page.total_results}")
        raise MalformedInput(address, f"has more than {MOST_PAGES} pages")


def _about(path: Path, address: str) -> Page:
    try:
        return _PAGE.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedInput(address, f"is no page of the NVD: {error}") from None


def _read(pages: list[Path]) -> Iterator[Document]:
    for path in pages:
        yield FORMATS["nvd2"].read(path.read_bytes(), path.name)


def _moment(cursor: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cursor).astimezone(UTC)
    except ValueError:
        return None
