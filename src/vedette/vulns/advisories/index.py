"""All advisories that were loaded, merged by vulnerability, and found by id, package or product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from vedette.model.products import words
from vedette.model.purl import PackageKey
from vedette.vulns.advisories.families import group
from vedette.vulns.advisories.interface import (
    Advisory,
    ConfigurationStatement,
    Document,
    PackageStatement,
    ProductStatement,
    Statement,
)
from vedette.vulns.advisories.severity import base_score


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What became of one file."""

    path: str
    format: str | None
    """Null where no format recognised it: the file was skipped."""
    advisories: int
    """Records read; of a catalogue or a list of scores its entries."""
    rejected: Mapping[str, int]
    """Records, or the whole file, that break the format, by reason."""
    samples: tuple[str, ...]
    """A few of the rejected, with their place."""


@dataclass(frozen=True)
class Record:
    """All that is known of one vulnerability."""

    id: str
    """CVE where there is one, else the first of its ids."""
    advisories: tuple[Advisory, ...]
    """In a fixed order, withdrawn ones left out."""
    exploited: bool
    """Known to be exploited (CISA KEV)."""
    epss: float | None

    @cached_property
    def cvss(self) -> float | None:
        """Base score of the newest CVSS version given; the highest, where several give it."""
        return base_score(severity for advisory in self.advisories for severity in advisory.severities)

    @cached_property
    def cwes(self) -> tuple[str, ...]:
        """CWE ids of all advisories."""
        return tuple(dict.fromkeys(cwe for advisory in self.advisories for cwe in advisory.cwes))

    def statements(self) -> Iterator[tuple[Advisory, Statement]]:
        """Every statement with its advisory."""
        return ((advisory, statement) for advisory in self.advisories for statement in advisory.statements)


@dataclass(frozen=True)
class AdvisoryIndex:
    """Everything that was loaded. Build it with `build`."""

    records: Mapping[str, Record] = field(default_factory=dict)
    """By id of the vulnerability."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Vulnerability by any id of an advisory."""
    accounts: tuple[FileAccount, ...] = ()
    """What became of each file."""
    _by_package: Mapping[PackageKey, tuple[str, ...]] = field(default_factory=dict)
    _by_product: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, identifier: str) -> Record | None:
        """The vulnerability of that id: a CVE, or any id that an advisory about it has."""
        return self.records.get(self.names.get(identifier, identifier))

    def several(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """The vulnerabilities of these ids that there are."""
        return {i: record for i in ids if (record := self.records.get(i)) is not None}

    def about_package(self, key: PackageKey) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this package."""
        return self._by_package.get(key, ())

    def about_product(self, name: str) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this product, whatever its vendor: the name of a CPE or in words."""
        return self._by_product.get(words(name), ())


class Advisories(Protocol):
    """Advisories merged by vulnerability: loaded whole (`AdvisoryIndex`), or read from the database as needed."""

    @property
    def records(self) -> Mapping[str, Record]:
        """By id of the vulnerability."""
        ...

    def find(self, identifier: str) -> Record | None:
        """The vulnerability of that id: a CVE, or any id that an advisory about it has."""
        ...

    def several(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """The vulnerabilities of these ids that there are, read at once."""
        ...

    def about_package(self, key: PackageKey) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this package."""
        ...

    def about_product(self, name: str) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this product, whatever its vendor: the name of a CPE or in words."""
        ...


def build(documents: Iterable[Document], accounts: Iterable[FileAccount] = ()) -> AdvisoryIndex:
    """Merge the documents by vulnerability."""
    documents = list(documents)
    advisories = [a for document in documents for a in document.advisories if not a.withdrawn]
    groups, names = group(advisories)
    exploited = {i for document in documents for i in document.exploited}
    scores = {i: score for document in documents for i, score in document.scores.items()}
    records = {
        identifier: Record(
            id=identifier,
            advisories=tuple(sorted(members, key=lambda a: (a.source, a.id))),
            exploited=identifier in exploited or any(a.exploited for a in members),
            epss=scores.get(identifier),
        )
        for identifier, members in groups.items()
    }
    for identifier in (exploited | scores.keys()) - records.keys():
        records[identifier] = Record(identifier, (), identifier in exploited, scores.get(identifier))
    packages, products = _keys(records.values())
    return AdvisoryIndex(records, names, tuple(accounts), packages, products)


def _keys(
    records: Iterable[Record],
) -> tuple[dict[PackageKey, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    packages: dict[PackageKey, dict[str, None]] = defaultdict(dict)
    products: dict[str, dict[str, None]] = defaultdict(dict)
    for record in records:
        for _, statement in record.statements():
            for key in package_keys(statement):
                packages[key][record.id] = None
            for name in product_names(statement):
                products[words(name)][record.id] = None
    return {k: tuple(v) for k, v in packages.items()}, {k: tuple(v) for k, v in products.items()}


def package_keys(statement: Statement) -> set[PackageKey]:
    """The packages that a statement is about."""
    match statement:
        case PackageStatement():
            return {statement.package}
        case ProductStatement():
            return {statement.package} if statement.package is not None else set()
        case ConfigurationStatement():
            return set()


def product_names(statement: Statement) -> set[str]:
    """The products that a statement is about, as it calls them."""
    match statement:
        case PackageStatement():
            return set()
        case ProductStatement():
            names = {statement.product, statement.package_name, *(cpe.product for cpe in statement.cpes)}
            return {name for name in names if name}
        case ConfigurationStatement():
            return {leaf.criteria.product for leaf in statement.matches if leaf.vulnerable}
