"""The NVD's API 2.0 format: pages of results, single records, and overrides that give configurations alone.

An override is a record's `configurations` for a CVE that the NVD did not analyse: `{"cve": {"configurations": …},
"_annotation": {"cve_id": …}}`, or flat, one a line: `{"cve_id": …, "configurations": …}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.vulns.advisories.configurations import configuration, cpe_match, node
from vedette.vulns.advisories.documents import decode_each, decode_records, reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import (
    Advisory,
    ConfigurationStatement,
    CpeMatch,
    Document,
    Node,
    Severity,
)
from vedette.vulns.moments import moment


class Match(msgspec.Struct, frozen=True, rename="camel"):
    """A CPE name with its version range."""

    criteria: str
    vulnerable: bool
    version_start_including: str | None = None
    version_start_excluding: str | None = None
    version_end_including: str | None = None
    version_end_excluding: str | None = None


class MatchNode(msgspec.Struct, frozen=True, rename="camel"):
    """CPE names combined."""

    cpe_match: list[Match] = []
    operator: str | None = None
    negate: bool | None = None


class Configuration(msgspec.Struct, frozen=True):
    """Nodes combined."""

    nodes: list[MatchNode] = []
    operator: str | None = None
    negate: bool | None = None


class CvssData(msgspec.Struct, frozen=True, rename="camel"):
    """A CVSS assessment."""

    version: str
    vector_string: str | None = None
    base_score: float | None = None


class Metric(msgspec.Struct, frozen=True, rename="camel"):
    """A CVSS assessment and who made it."""

    cvss_data: CvssData


class Metrics(msgspec.Struct, frozen=True):
    """CVSS assessments by version."""

    v40: list[Metric] = msgspec.field(name="cvssMetricV40", default=[])
    v31: list[Metric] = msgspec.field(name="cvssMetricV31", default=[])
    v30: list[Metric] = msgspec.field(name="cvssMetricV30", default=[])
    v2: list[Metric] = msgspec.field(name="cvssMetricV2", default=[])


class Text(msgspec.Struct, frozen=True):
    """A text in a language."""

    value: str


class Weakness(msgspec.Struct, frozen=True):
    """CWE ids."""

    description: list[Text] = []


class Record(msgspec.Struct, frozen=True, rename="camel"):
    """One vulnerability. `id` is missing in overrides."""

    id: str | None = None
    published: str | None = None
    last_modified: str | None = None
    vuln_status: str | None = None
    cisa_exploit_add: str | None = None
    metrics: Metrics | None = None
    weaknesses: list[Weakness] = []
    configurations: list[Configuration] = []


class Annotation(msgspec.Struct, frozen=True):
    """What an override says of itself."""

    cve_id: str | None = None


class Entry(Record, frozen=True, rename="camel"):
    """A record, wrapped or bare, or a page of them."""

    cve: Record | None = None
    annotation: Annotation | None = msgspec.field(name="_annotation", default=None)
    cve_id: str | None = msgspec.field(name="cve_id", default=None)
    vulnerabilities: list[msgspec.Raw] | None = None


_ENTRY: Final = msgspec.json.Decoder(Entry)


@dataclass(frozen=True, slots=True)
class Nvd2:
    """NVD API 2.0."""

    name: str = "nvd2"
    title: str = "NVD API 2.0"

    def sniff(self, head: bytes) -> float:
        """A page names its format; records are known by fields that no other format has."""
        if b'"NVD_CVE"' in head:
            return 1.0
        if b'"configurations"' in head and b'"cpeMatch"' in head:
            return 0.9
        return 0.9 if b'"vulnStatus"' in head and b'"sourceIdentifier"' in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The records; in a page each for itself."""
        document = Document()
        for place, entry in _entries(data, path, document):
            record = entry.cve or entry
            annotation = entry.annotation or Annotation()
            identifier = record.id or annotation.cve_id or entry.cve_id
            if identifier is None or not is_cve(identifier):
                reject(document, place, "no CVE id")
            else:
                document.advisories.append(_advisory(record, identifier))
        return document


def _entries(data: bytes, path: str, document: Document) -> Iterator[tuple[str, Entry]]:
    for place, entry in decode_records(data, path, _ENTRY, document):
        if entry.vulnerabilities is None:
            yield place, entry
        else:
            records = ((f"record {n}", raw) for n, raw in enumerate(entry.vulnerabilities, start=1))
            yield from decode_each(records, _ENTRY, document)


def _advisory(record: Record, identifier: str) -> Advisory:
    metrics = record.metrics or Metrics()
    assessments = (m.cvss_data for m in (*metrics.v40, *metrics.v31, *metrics.v30, *metrics.v2))
    cwes = (text.value for weakness in record.weaknesses for text in weakness.description)
    return Advisory(
        id=identifier,
        source="NVD" if record.id else "NVD override",
        statements=tuple(s for c in record.configurations if (s := _statement(c)) is not None),
        severities=tuple(Severity(a.version, a.vector_string, a.base_score) for a in assessments),
        cwes=tuple(dict.fromkeys(cwe for cwe in cwes if cwe.startswith("CWE-"))),
        exploited=record.cisa_exploit_add is not None,
        published=moment(record.published),
        modified=moment(record.last_modified),
        withdrawn=record.vuln_status == "Rejected",
    )


def _statement(config: Configuration) -> ConfigurationStatement | None:
    nodes = (node(n.operator, map(_match, n.cpe_match), negate=bool(n.negate)) for n in config.nodes)
    root: Node | None = node(config.operator, nodes, negate=bool(config.negate))
    return configuration(root)


def _match(match: Match) -> CpeMatch | None:
    return cpe_match(
        match.criteria,
        vulnerable=match.vulnerable,
        start_including=match.version_start_including,
        start_excluding=match.version_start_excluding,
        end_including=match.version_end_including,
        end_excluding=match.version_end_excluding,
    )
