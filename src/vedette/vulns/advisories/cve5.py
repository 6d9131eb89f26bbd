"""CVE JSON 5 records, with the container of CISA's Authorized Data Publisher (Vulnrichment)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import NOT_DECODABLE
from vedette.model.purl import PackageKey, package_key
from vedette.vulns.advisories.documents import decode_records, reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Advisory, Document, ProductStatement, Severity, Ssvc
from vedette.vulns.advisories.version_text import VersionObject, versions
from vedette.vulns.cpe import parse_cpe
from vedette.vulns.moments import moment


class Product(msgspec.Struct, frozen=True, rename="camel"):
    """A product and its versions."""

    vendor: str | None = None
    product: str | None = None
    package_name: str | None = None
    collection_url: str | None = msgspec.field(name="collectionURL", default=None)
    cpes: list[str] = []
    platforms: list[str] = []
    versions: list[VersionObject] = []
    default_status: str | None = None


class Cvss(msgspec.Struct, frozen=True, rename="camel"):
    """A CVSS assessment."""

    version: str
    vector_string: str | None = None
    base_score: float | None = None


class Other(msgspec.Struct, frozen=True):
    """An assessment in another scheme: `ssvc`, `kev`."""

    type: str = ""
    content: msgspec.Raw = msgspec.Raw(b"null")


class Answers(msgspec.Struct, frozen=True):
    """SSVC: a list of single answers, `{"Exploitation": "active"}`."""

    options: list[dict[str, str]] = []


class Metric(msgspec.Struct, frozen=True):
    """An assessment; one field is set."""

    v40: Cvss | None = msgspec.field(name="cvssV4_0", default=None)
    v31: Cvss | None = msgspec.field(name="cvssV3_1", default=None)
    v30: Cvss | None = msgspec.field(name="cvssV3_0", default=None)
    v2: Cvss | None = msgspec.field(name="cvssV2_0", default=None)
    other: Other | None = None


class Weakness(msgspec.Struct, frozen=True, rename="camel"):
    """A CWE id."""

    cwe_id: str | None = None


class ProblemType(msgspec.Struct, frozen=True):
    """CWE ids."""

    descriptions: list[Weakness] = []


class Container(msgspec.Struct, frozen=True, rename="camel"):
    """What one organisation says."""

    title: str = ""
    affected: list[Product] = []
    metrics: list[Metric] = []
    problem_types: list[ProblemType] = []


class Containers(msgspec.Struct, frozen=True):
    """What all organisations say."""

    cna: Container = Container()
    adp: list[Container] = []


class Metadata(msgspec.Struct, frozen=True, rename="camel"):
    """Id, state and dates."""

    cve_id: str
    state: str = ""
    date_published: str | None = None
    date_updated: str | None = None


class Record(msgspec.Struct, frozen=True, rename="camel"):
    """One CVE record."""

    cve_metadata: Metadata
    containers: Containers = Containers()


_RECORD: Final = msgspec.json.Decoder(Record)
_ANSWERS: Final = msgspec.json.Decoder(Answers)
_COLLECTIONS: Final[Mapping[str, str]] = {
    "maven": "maven", "pypi": "pypi", "npm": "npm", "rubygems": "gem", "nuget": "nuget", "crates": "cargo",
    "packagist": "composer",
}  # fmt: skip
"""Package URL type by a word in the address of a collection."""


@dataclass(frozen=True, slots=True)
class Cve5:
    """CVE JSON 5."""

    name: str = "cve5"
    title: str = "CVE record"

    def sniff(self, head: bytes) -> float:
        """The data type's name, or the metadata that every record has."""
        if b'"CVE_RECORD"' in head and b'"$id"' not in head:
            return 1.0
        return 0.7 if b'"cveMetadata"' in head and b'"containers"' in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The records, each for itself."""
        document = Document()
        for place, record in decode_records(data, path, _RECORD, document):
            if is_cve(record.cve_metadata.cve_id):
                document.advisories.append(_advisory(record))
            else:
                reject(document, place, "no CVE id")
        return document


def _advisory(record: Record) -> Advisory:
    meta = record.cve_metadata
    containers = (record.containers.cna, *record.containers.adp)
    metrics = [metric for container in containers for metric in container.metrics]
    assessments = (a for m in metrics for a in (m.v40, m.v31, m.v30, m.v2) if a is not None)
    cwes = (d.cwe_id for c in containers for problem in c.problem_types for d in problem.descriptions)
    return Advisory(
        id=meta.cve_id,
        source="CVE record",
        statements=tuple(
            _statement(product) for c in containers for product in c.affected if _names(product)
        ),
        severities=tuple(Severity(a.version, a.vector_string, a.base_score) for a in assessments),
        cwes=tuple(dict.fromkeys(cwe for cwe in cwes if cwe is not None)),
        exploited=any(metric.other is not None and metric.other.type == "kev" for metric in metrics),
        published=moment(meta.date_published),
        modified=moment(meta.date_updated),
        withdrawn=meta.state == "REJECTED",
        title=record.containers.cna.title,
        ssvc=next((s for m in metrics if m.other is not None and (s := _ssvc(m.other)) is not None), None),
    )


def _ssvc(other: Other) -> Ssvc | None:
    """CISA's answers; null where they are others, or not in its form."""
    if other.type != "ssvc":
        return None
    try:
        options = _ANSWERS.decode(other.content).options
    except NOT_DECODABLE:
        return None
    answers = {key.casefold(): value.casefold() for option in options for key, value in option.items()}
    if "exploitation" not in answers:
        return None
    return Ssvc(
        answers["exploitation"], answers.get("automatable") == "yes", answers.get("technical impact", "")
    )


def _names(product: Product) -> bool:
    """Whether the entry names anything: records of old say `n/a`."""
    return bool(product.cpes or product.package_name or (product.product or "n/a") != "n/a")


def _statement(product: Product) -> ProductStatement:
    return ProductStatement(
        vendor=_word(product.vendor),
        product=_word(product.product),
        package_name=_word(product.package_name),
        package=_package(product),
        cpes=tuple(cpe for text in product.cpes if (cpe := parse_cpe(text)) is not None),
        platforms=tuple(product.platforms),
        versions=versions(product.versions, product.default_status),
    )


def _word(text: str | None) -> str:
    return "" if text is None or text.strip().lower() == "n/a" else text.strip()


def _package(product: Product) -> PackageKey | None:
    name, collection = _word(product.package_name), (product.collection_url or "").lower()
    kind = next((kind for word, kind in _COLLECTIONS.items() if word in collection), None)
    if kind is None or not name:
        return None
    return package_key(kind, None, name.replace(":", "/", 1) if kind == "maven" else name)
