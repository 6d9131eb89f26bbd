"""All advisories that were loaded, merged by vulnerability, and found by id, package or product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from vedette.model.products import words
from vedette.model.purl import PackageKey
from vedette.vulns.advisories.identifiers import cve_within, is_cve
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

    @property
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

    def about_package(self, key: PackageKey) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this package."""
        return self._by_package.get(key, ())

    def about_product(self, name: str) -> tuple[str, ...]:
        """Ids of the vulnerabilities that name this product, whatever its vendor: the name of a CPE or in words."""
        return self._by_product.get(words(name), ())


def build(documents: Iterable[Document], accounts: Iterable[FileAccount] = ()) -> AdvisoryIndex:
    """Merge the documents by vulnerability."""
    documents = list(documents)
    advisories = [a for document in documents for a in document.advisories if not a.withdrawn]
    groups, names = _group(advisories)
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


def _group(advisories: list[Advisory]) -> tuple[dict[str, list[Advisory]], dict[str, str]]:
    """Advisories by vulnerability, and the vulnerability by every other id.

    An advisory belongs to every CVE among its ids. One that has none belongs to the CVEs of the advisories that it
    shares an alias with, or else to the first of all those ids.
    """
    families = _Families()
    for advisory in advisories:
        families.join([i for i in (advisory.id, *advisory.aliases) if not is_cve(i)], _cves(advisory))
    groups: dict[str, list[Advisory]] = defaultdict(list)
    own: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for advisory in advisories:
        targets = _cves(advisory) or families.cves(advisory.id) or [families.first(advisory.id)]
        for target in targets:
            groups[target].append(advisory)
        lowest = min(targets)
        own[advisory.id] = min(lowest, own.get(advisory.id, lowest))
        for alias in advisory.aliases:
            aliases[alias] = min(lowest, aliases.get(alias, lowest))
    names = {identifier: target for identifier, target in (aliases | own).items() if not is_cve(identifier)}
    return groups, names


def _cves(advisory: Advisory) -> list[str]:
    """The CVE ids of an advisory: its own, or those that it handles."""
    own = [i for i in (advisory.id, *advisory.aliases) if is_cve(i)]
    handled = [cve for i in (advisory.id, *advisory.upstream) if (cve := cve_within(i)) is not None]
    return list(dict.fromkeys(own + handled))


class _Families:
    """Ids that aliases connect (union-find), with the CVEs that they lead to."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._cves: dict[str, dict[str, None]] = defaultdict(dict)

    def join(self, ids: list[str], cves: list[str]) -> None:
        """Say that these ids mean the same."""
        for identifier in ids:
            a, b = self.first(ids[0]), self.first(identifier)
            if a != b:
                low, high = sorted((a, b))
                self._parent[high] = low
                self._cves[low].update(self._cves.pop(high, {}))
        if ids:
            self._cves[self.first(ids[0])].update(dict.fromkeys(cves))

    def first(self, identifier: str) -> str:
        """The lowest of the ids that mean the same."""
        root = identifier
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while identifier != root:
            self._parent[identifier], identifier = root, self._parent[identifier]
        return root

    def cves(self, identifier: str) -> list[str]:
        """The CVEs that the id leads to."""
        return sorted(self._cves.get(self.first(identifier), ()))


def _keys(
    records: Iterable[Record],
) -> tuple[dict[PackageKey, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    packages: dict[PackageKey, dict[str, None]] = defaultdict(dict)
    products: dict[str, dict[str, None]] = defaultdict(dict)
    for record in records:
        for _, statement in record.statements():
            for key in _package_keys(statement):
                packages[key][record.id] = None
            for name in _product_names(statement):
                products[words(name)][record.id] = None
    return {k: tuple(v) for k, v in packages.items()}, {k: tuple(v) for k, v in products.items()}


def _package_keys(statement: Statement) -> set[PackageKey]:
    match statement:
        case PackageStatement():
            return {statement.package}
        case ProductStatement():
            return {statement.package} if statement.package is not None else set()
        case ConfigurationStatement():
            return set()


def _product_names(statement: Statement) -> set[str]:
    match statement:
        case PackageStatement():
            return set()
        case ProductStatement():
            names = {statement.product, statement.package_name, *(cpe.product for cpe in statement.cpes)}
            return {name for name in names if name}
        case ConfigurationStatement():
            return {leaf.criteria.product for leaf in statement.matches if leaf.vulnerable}
