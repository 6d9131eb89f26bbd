"""Advisories of two origins, of which one gives way to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vedette.model.purl import PackageKey
from vedette.vulns.advisories.index import Advisories, Record


@dataclass(frozen=True, slots=True)
class Layered:
    """What `upper` says; of vulnerabilities that it says nothing of, what `lower` says. Fulfils `Advisories`."""

    upper: Advisories
    lower: Advisories

    @property
    def records(self) -> Mapping[str, Record]:
        """By id of the vulnerability."""
        return _LayeredRecords(self.upper, self.lower)

    def find(self, identifier: str) -> Record | None:
        """The vulnerability of that id: a CVE, or any id that an advisory about it has."""
        return _merged(self.upper.find(identifier), self.lower.find(identifier))

    def several(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """The vulnerabilities of these ids that there are, read at once."""
        wanted = list(ids)
        above = self.upper.several(wanted)
        below = self.lower.several(i for i in wanted if not _speaks(above.get(i)))
        merged = ((i, _merged(above.get(i), below.get(i))) for i in wanted)
        return {i: record for i, record in merged if record is not None}

    def about_package(self, key: PackageKey) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this package."""
        return self._ids(self.upper.about_package(key), self.lower.about_package(key))

    def about_product(self, name: str) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this product."""
        return self._ids(self.upper.about_product(name), self.lower.about_product(name))

    def _ids(self, above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
        known = set(above)
        return (*above, *(i for i in below if i not in known and not _speaks(self.upper.records.get(i))))


def _merged(above: Record | None, below: Record | None) -> Record | None:
    """The upper record; where nobody says there what is affected, with what the lower one says."""
    if below is None or _speaks(above):
        return above
    if above is None:
        return below
    return Record(
        above.id,
        (*above.advisories, *below.advisories),
        exploited=above.exploited or below.exploited,
        epss=above.epss,
    )


def _speaks(record: Record | None) -> bool:
    """Whether any advisory says what is affected: the NVD has many records that it never analysed."""
    return record is not None and any(advisory.statements for advisory in record.advisories)


@dataclass(frozen=True, slots=True)
class _LayeredRecords(Mapping[str, Record]):
    upper: Advisories
    lower: Advisories

    def __getitem__(self, identifier: str) -> Record:
        record = _merged(self.upper.records.get(identifier), self.lower.records.get(identifier))
        if record is None:
            raise KeyError(identifier)
        return record

    def __iter__(self) -> Iterator[str]:
        yield from self.upper.records
        yield from (i for i in self.lower.records if i not in self.upper.records)

    def __len__(self) -> int:
        return sum(1 for _ in self)
