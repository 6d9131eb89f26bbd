"""Sources that are one document, or a few: catalogues, trackers, secdbs, pages of vendors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.interface import Document
from vedette.vulns.advisories.load import read_file
from vedette.vulns.database import Change
from vedette.vulns.sources.interface import Getting, Got


@dataclass(frozen=True, slots=True)
class Documents:
    """A source whose documents are fetched whole, unless none of them changed."""

    name: str
    title: str
    home: str
    formats: frozenset[str]
    """Formats that its documents may have: a server that sends another answers something else than was asked."""
    paths: tuple[str, ...] = ("",)
    """Addresses of the documents below home."""

    def fetch(self, getting: Getting) -> Change:
        """All documents, or that nothing changed."""
        known = getting.before.validators if getting.before is not None else {}
        urls = [getting.address(self.home, path) for path in self.documents(getting)]
        first = {url: self._get(getting, number, url, known) for number, url in enumerate(urls)}
        change = Change(self.name, self.title, (), getting.now)
        if urls and all(got is None for got in first.values()):
            change.unchanged = True
            return change
        whole: dict[str, Got] = {}
        for number, (url, got) in enumerate(first.items()):
            found = got if got is not None else self._get(getting, number, url, {})
            if found is not None:
                whole[url] = found
        change.documents = self._read(whole)
        change.validators = {url: got.validators for url, got in whole.items()}
        return change

    def documents(self, getting: Getting) -> tuple[str, ...]:
        """Addresses of the documents below home."""
        del getting
        return self.paths

    def _get(
        self, getting: Getting, number: int, url: str, known: Mapping[str, tuple[str | None, str | None]]
    ) -> Got | None:
        return getting.get(url, f"{number}", validators=known.get(url))

    def _read(self, got: Mapping[str, Got]) -> Iterator[Document]:
        for url, document in got.items():
            yield read_as(document.path, url, self.formats)


def read_as(path: Path, url: str, formats: frozenset[str]) -> Document:
    """The advisories of a document, once it is known to be what was asked for. Raises InputError, which names the URL."""
    document, account = read_file(path, called=url)
    if account.format not in formats:
        raise MalformedInput(url, f"is {account.format}, not {' or '.join(sorted(formats))}")
    return document


@dataclass(frozen=True, slots=True)
class Secdb(Documents):
    """Alpine's: a document for each repository of each release."""

    releases: tuple[str, ...] = ()
    """Releases that are fetched unless others are configured."""
    repositories: tuple[str, ...] = ("main", "community")

    def documents(self, getting: Getting) -> tuple[str, ...]:
        """`v3.22/main.json`, …"""
        releases = getting.settings.releases or self.releases
        return tuple(f"{release}/{name}.json" for release in releases for name in self.repositories)
