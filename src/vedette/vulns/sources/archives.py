"""Sources that are a ZIP file of many records: OSV's ecosystems, CVE records, Vulnrichment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.model.errors import InputError
from vedette.vulns.advisories.documents import SAMPLES_KEPT
from vedette.vulns.advisories.interface import Document
from vedette.vulns.advisories.registry import FORMATS
from vedette.vulns.database import Change
from vedette.vulns.sources.interface import MOST_ARCHIVE, Getting
from vedette.vulns.sources.zip_members import members

_AT_ONCE: Final = 1000
"""Records handed on together."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A source that is one archive, fetched whole unless it has not changed."""

    name: str
    title: str
    home: str
    format: str
    """Format of its members."""
    path: str = ""
    """Address of the archive below home."""
    within: str = ""
    """What the names of its records contain; others are passed over."""

    def fetch(self, getting: Getting) -> Change:
        """All records, or that nothing changed."""
        url = getting.address(self.home, self.path)
        known = getting.before.validators.get(url) if getting.before is not None else None
        got = getting.get(url, "archive.zip", validators=known, most_bytes=MOST_ARCHIVE)
        change = Change(self.name, self.title, (), getting.now)
        if got is None:
            change.unchanged = True
            return change
        change.documents = self._read(got.path, url)
        change.validators = {url: got.validators}
        return change

    def _read(self, path: Path, url: str) -> Iterator[Document]:
        reader, batch = FORMATS[self.format], Document()
        for name, data in members(path, url, ".json"):
            if self.within not in name or reader.sniff(data[: 64 << 10]) <= 0:
                continue
            try:
                add(batch, reader.read(data, name))
            except InputError as error:
                batch.rejected[error.reason] += 1
            if len(batch.advisories) >= _AT_ONCE:
                yield batch
                batch = Document()
        yield batch


def add(batch: Document, document: Document) -> None:
    """Put what a document says to what a batch says."""
    batch.advisories += document.advisories
    batch.exploited |= document.exploited
    batch.scores |= document.scores
    batch.rejected += document.rejected
    batch.samples = (batch.samples + document.samples)[:SAMPLES_KEPT]
