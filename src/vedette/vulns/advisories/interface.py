"""What an advisory format is, and what it yields: one record type for all of them.

A format recognises itself (`sniff`) and turns a document into advisories (`read`). It never judges: what an
advisory means for a service is decided in `vedette.vulns.matching`, the same way for every format. Advisories are
msgspec structs, so that the database keeps them as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol, TypeAlias

import msgspec

from vedette.model.purl import PackageKey
from vedette.vulns.cpe import Cpe


class Authority(IntEnum):
    """Whose word on a package counts more: the higher decides, the lower only fills gaps."""

    UPSTREAM = 1
    """CVE records and the NVD: upstream versions, by product name or CPE."""
    ECOSYSTEM = 2
    """OSV: the package ecosystem's own names and version rules."""
    DISTRIBUTION = 3
    """The distribution that built the package, and knows what it backported."""


class Status(StrEnum):
    """What an advisory says of a version."""

    AFFECTED = "affected"
    UNAFFECTED = "unaffected"
    UNKNOWN = "unknown"


class VersionRange(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Versions from `introduced` up to `fixed` (exclusive) or `last_affected` (inclusive)."""

    introduced: str | None = None
    """First version; null for all from the beginning."""
    fixed: str | None = None
    """First version after the range; null where `last_affected` ends it, or nothing does."""
    last_affected: str | None = None
    after: bool = False
    """Whether `introduced` itself is outside the range."""

    def __str__(self) -> str:
        start = f"{'>' if self.after else '≥'} {self.introduced}" if self.introduced is not None else ""
        end = ""
        if self.fixed is not None:
            end = f"< {self.fixed}"
        elif self.last_affected is not None:
            end = f"≤ {self.last_affected}"
        return ", ".join(part for part in (start, end) if part) or "all versions"


class Versions(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Which versions an advisory speaks of."""

    ranges: tuple[VersionRange, ...] = ()
    exact: tuple[str, ...] = ()
    """Single versions, beside the ranges."""
    unaffected: tuple[VersionRange, ...] = ()
    """Ranges that the advisory explicitly excepts."""
    default: Status = Status.UNAFFECTED
    """What holds for every version that is not mentioned."""
    unjudged: int = 0
    """Entries in free text, or in a form that orders no versions (commits): nothing is concluded from them."""

    @property
    def sweeping(self) -> bool:
        """Whether all versions are affected, with no end: weak evidence, except from who built the package."""
        return any(r == VersionRange() for r in self.ranges)


class PackageStatement(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Which versions of a package are affected (OSV)."""

    package: PackageKey
    release: str | None
    """Release of the distribution that it holds for: `12`, `22.04`; null for all."""
    ecosystem: str
    """As OSV names it: `PyPI`, `Debian:12`; decides how versions are ordered."""
    versions: Versions
    authority: Authority
    note: str = ""
    """What the distribution says beside: `will not be fixed`, `minor issue`, `end of life`."""
    stream: str = ""
    """Of several streams of updates of the release the one that it holds for: `EUS`; empty for the main one."""
    module: str = ""
    """The module that the package must be of, with its stream: `nodejs:18`; empty where none is named."""

    @property
    def is_modular(self) -> bool:
        """Whether it is about a package of a module: Red Hat's builds of modules say so in their versions."""
        for item in self.versions.ranges:
            if item.fixed is not None and ".module" in item.fixed:
                return True
        return bool(self.module)


class ProductStatement(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Which versions of a product are affected (CVE JSON 5)."""

    vendor: str
    product: str
    """Name in the words of whoever reported it; may be empty."""
    package_name: str
    """Name within a package collection; may be empty."""
    package: PackageKey | None
    """The package, where the collection is one that we know."""
    cpes: tuple[Cpe, ...]
    """Names of the product; their versions count for nothing."""
    platforms: tuple[str, ...]
    """Operating systems that it is limited to; empty for all."""
    versions: Versions
    authority: Authority = Authority.UPSTREAM


class CpeMatch(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """A CPE name with a version range: a leaf of a configuration (NVD)."""

    criteria: Cpe
    vulnerable: bool
    """Whether it is what is vulnerable; else it is a platform that must be present."""
    range: VersionRange | None
    """Null where the name itself says the version, or none is needed."""


class Operator(StrEnum):
    """How the parts of a configuration combine."""

    AND = "AND"
    OR = "OR"


class Node(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """An inner node of a configuration."""

    operator: Operator
    negate: bool
    children: tuple[Node | CpeMatch, ...]


class ConfigurationStatement(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """A combination of products and platforms that is vulnerable (NVD)."""

    root: Node
    authority: Authority = Authority.UPSTREAM

    @property
    def matches(self) -> tuple[CpeMatch, ...]:
        """All leaves of the tree, from left to right."""
        return tuple(_leaves(self.root))


def _leaves(root: Node) -> Iterator[CpeMatch]:
    for child in root.children:
        if isinstance(child, CpeMatch):
            yield child
        else:
            yield from _leaves(child)


Statement: TypeAlias = PackageStatement | ProductStatement | ConfigurationStatement


class Severity(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One CVSS assessment."""

    version: str
    """`2.0`, `3.0`, `3.1`, `4.0`."""
    vector: str | None
    score: float | None
    """Base score as given; null where only the vector is."""


class Ssvc(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """CISA's answers to the questions of Stakeholder-Specific Vulnerability Categorization (Vulnrichment)."""

    exploitation: str
    """none, poc or active."""
    automatable: bool
    technical_impact: str
    """partial or total."""


class Advisory(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One record of one source."""

    id: str
    source: str
    """Who says it: `NVD`, `CVE record`, `OSV`."""
    statements: tuple[Statement, ...]
    aliases: tuple[str, ...] = ()
    """Other ids of the same vulnerability."""
    upstream: tuple[str, ...] = ()
    """Vulnerabilities that the advisory handles: one of a distribution often handles many."""
    severities: tuple[Severity, ...] = ()
    cwes: tuple[str, ...] = ()
    exploited: bool = False
    """Known to be exploited (CISA KEV)."""
    published: datetime | None = None
    modified: datetime | None = None
    withdrawn: bool = False
    """Rejected or withdrawn: it says nothing any more."""
    title: str = ""
    """One line for people; empty where the source has none."""
    ssvc: Ssvc | None = None


class Lifecycle(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Until when a release cycle of a product gets fixes (endoflife.date)."""

    product: str
    makers: tuple[tuple[str, str], ...]
    """Vendor and product of its CPE names."""
    cycle: str
    """Beginning of its versions: `3.11`."""
    ended: bool
    end: datetime | None
    """Day of the end, where it is known."""


@dataclass(slots=True)
class Document:
    """What a file gave."""

    advisories: list[Advisory] = field(default_factory=list)
    exploited: set[str] = field(default_factory=set)
    """Ids that a catalogue of exploited vulnerabilities lists."""
    scores: dict[str, float] = field(default_factory=dict)
    """EPSS probability by CVE id."""
    lifecycles: list[Lifecycle] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)
    """Records that break the format, by reason."""
    samples: list[str] = field(default_factory=list)
    """A few of the rejected, with their place: `line 7: …`."""


class AdvisoryFormat(Protocol):
    """One advisory format."""

    @property
    def name(self) -> str:
        """Its id: also the module's, the test's and the documentation's."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def sniff(self, head: bytes) -> float:
        """Confidence from 0 to 1 that a document starts like this format. head: up to 64 KiB, decompressed."""
        ...

    def read(self, data: bytes, path: str) -> Document:
        """The advisories. Raises MalformedInput where the file as a whole breaks the format."""
        ...
