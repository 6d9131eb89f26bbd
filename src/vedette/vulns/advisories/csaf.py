"""CSAF 2.0 security advisories and VEX documents, as Red Hat, SUSE and other vendors publish them.

A distribution's products are packages (by package URL) as components of a release (by CPE name). What a document
says of a component inside another product is not taken for the component wherever it is.
<https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html>
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import decode
from vedette.model.purl import DISTRIBUTION_TYPES
from vedette.vulns.advisories.csaf_products import Product, ProductTree, products
from vedette.vulns.advisories.distributions import ALWAYS, NEVER, OPEN, about_package, until
from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.interface import (
    Advisory,
    Document,
    PackageStatement,
    ProductStatement,
    Severity,
    Statement,
    Status,
    Versions,
)
from vedette.vulns.advisories.update_streams import line_of_cpe
from vedette.vulns.advisories.version_text import VersionObject, versions
from vedette.vulns.moments import moment


class Tracking(msgspec.Struct, frozen=True):
    """Id and dates of the document."""

    id: str
    initial_release_date: str | None = None
    current_release_date: str | None = None


class Publisher(msgspec.Struct, frozen=True):
    """Who says it."""

    name: str = "CSAF"


class Head(msgspec.Struct, frozen=True):
    """The document about itself."""

    tracking: Tracking
    category: str = ""
    title: str = ""
    publisher: Publisher = Publisher()


class ProductStatus(msgspec.Struct, frozen=True):
    """Product ids by their state."""

    fixed: list[str] = []
    first_fixed: list[str] = []
    known_affected: list[str] = []
    first_affected: list[str] = []
    last_affected: list[str] = []
    known_not_affected: list[str] = []
    under_investigation: list[str] = []


class Cvss(msgspec.Struct, frozen=True, rename="camel"):
    """A CVSS assessment."""

    version: str
    vector_string: str | None = None
    base_score: float | None = None


class Score(msgspec.Struct, frozen=True):
    """Assessments."""

    cvss_v3: Cvss | None = None
    cvss_v2: Cvss | None = None


class Weakness(msgspec.Struct, frozen=True):
    """A CWE id."""

    id: str = ""


class Remediation(msgspec.Struct, frozen=True):
    """What is done about it."""

    category: str = ""
    details: str = ""
    product_ids: list[str] = []


class Id(msgspec.Struct, frozen=True):
    """An id in another system."""

    text: str = ""


class Vulnerability(msgspec.Struct, frozen=True):
    """One vulnerability with the state of each product."""

    cve: str | None = None
    ids: list[Id] = []
    title: str = ""
    product_status: ProductStatus = ProductStatus()
    scores: list[Score] = []
    cwe: Weakness | None = None
    remediations: list[Remediation] = []


class Csaf20(msgspec.Struct, frozen=True):
    """A whole document."""

    document: Head
    product_tree: ProductTree = ProductTree()
    vulnerabilities: list[Vulnerability] = []


_DOCUMENT: Final = msgspec.json.Decoder(Csaf20)
_UNFIXED: Final = frozenset({"no_fix_planned", "none_available"})
"""Categories of remediations that say why there is no fix."""
MAX_NOTE: Final = 80


@dataclass(frozen=True, slots=True)
class Csaf:
    """Common Security Advisory Framework."""

    name: str = "csaf"
    title: str = "CSAF and CSAF VEX (Red Hat, SUSE)"

    def sniff(self, head: bytes) -> float:
        """The version of the standard, or a category that only it has."""
        return 0.95 if b'"csaf_version"' in head or b'"csaf_' in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """One advisory for each vulnerability of the document."""
        csaf = decode(data, path, _DOCUMENT, "CSAF document")
        known = products(csaf.product_tree)
        document = Document()
        for number, item in enumerate(csaf.vulnerabilities, start=1):
            identifier = item.cve or next((i.text for i in item.ids if i.text), "")
            if identifier:
                document.advisories.append(_advisory(identifier, item, csaf.document, known))
            else:
                reject(document, f"vulnerability {number}", "has no id")
        return document


def _advisory(identifier: str, item: Vulnerability, head: Head, known: Mapping[str, Product]) -> Advisory:
    scores = [cvss for score in item.scores for cvss in (score.cvss_v3, score.cvss_v2) if cvss is not None]
    return Advisory(
        id=identifier,
        source=head.publisher.name,
        statements=tuple(dict.fromkeys(_statements(item, known))),
        aliases=tuple(dict.fromkeys(i for i in (head.tracking.id,) if i != identifier and "CVE-" not in i)),
        severities=tuple(dict.fromkeys(Severity(c.version, c.vector_string, c.base_score) for c in scores)),
        cwes=(item.cwe.id,) if item.cwe is not None and item.cwe.id else (),
        published=moment(head.tracking.initial_release_date),
        modified=moment(head.tracking.current_release_date),
        title=item.title or head.title,
    )


def _statements(item: Vulnerability, known: Mapping[str, Product]) -> Iterator[Statement]:
    notes = {
        product: remedy.details[:MAX_NOTE]
        for remedy in item.remediations
        if remedy.category in _UNFIXED
        for product in remedy.product_ids
    }
    status = item.product_status
    states = (
        ("fixed", (*status.fixed, *status.first_fixed)),
        ("affected", (*status.known_affected, *status.first_affected, *status.last_affected)),
        ("unaffected", tuple(status.known_not_affected)),
        ("unknown", tuple(status.under_investigation)),
    )
    for state, ids in states:
        for identifier in ids:
            product = known.get(identifier)
            if product is not None:
                found = _statement(product, state, notes.get(identifier, ""))
                if found is not None:
                    yield found


def _statement(product: Product, state: str, note: str) -> Statement | None:
    purl = product.purl
    if purl is not None and purl.type in DISTRIBUTION_TYPES:
        return _of_distribution(product, state, note)
    if product.component or product.cpe is None:
        return None
    word = {"affected": Status.AFFECTED, "unknown": Status.UNKNOWN}.get(state, Status.UNAFFECTED)
    version = product.version or product.cpe.full_version or "*"
    return ProductStatement(
        vendor=product.vendor,
        product=product.title,
        package_name="",
        package=None,
        cpes=(product.cpe,),
        platforms=(),
        versions=versions([VersionObject(version, word.value)], "unaffected"),
    )


def _of_distribution(product: Product, state: str, note: str) -> PackageStatement | None:
    purl = product.purl
    if purl is None:
        return None
    meaning: Versions
    match state:
        case "fixed" if purl.version:
            meaning = until(purl.version)
        case "affected":
            meaning = ALWAYS
        case "unaffected":
            meaning = NEVER
        case _:
            meaning = OPEN
    release, stream = line_of_cpe(product.platform)
    return about_package(
        (purl.type, purl.namespace or ""), purl.name, release, meaning, note,
        stream=stream, module=purl.module or product.module or "",
    )  # fmt: skip
