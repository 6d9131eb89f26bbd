"""The NVD's 1.1 feeds (`CVE_Items`), which mirrors still carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import decode
from vedette.vulns.advisories.configurations import configuration, cpe_match, node
from vedette.vulns.advisories.documents import decode_each, reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Advisory, CpeMatch, Document, Node, Severity
from vedette.vulns.moments import moment

MAX_DEPTH: Final = 16
"""Configurations nest two deep; deeper than this is hostile."""


class Match(msgspec.Struct, frozen=True, rename="camel"):
    """A CPE name with its version range."""

    vulnerable: bool
    cpe23_uri: str = msgspec.field(name="cpe23Uri")
    version_start_including: str | None = None
    version_start_excluding: str | None = None
    version_end_including: str | None = None
    version_end_excluding: str | None = None


class MatchNode(msgspec.Struct, frozen=True):
    """CPE names and further nodes, combined."""

    operator: str | None = None
    negate: bool | None = None
    children: list[MatchNode] = []
    cpe_match: list[Match] = []


class Configurations(msgspec.Struct, frozen=True):
    """All configurations of a record."""

    nodes: list[MatchNode] = []


class Text(msgspec.Struct, frozen=True):
    """A text in a language."""

    value: str


class Problem(msgspec.Struct, frozen=True):
    """CWE ids."""

    description: list[Text] = []


class ProblemType(msgspec.Struct, frozen=True):
    """CWE ids."""

    problemtype_data: list[Problem] = []


class Description(msgspec.Struct, frozen=True):
    """The description: it says whether a record was rejected."""

    description_data: list[Text] = []


class Meta(msgspec.Struct, frozen=True):
    """The record's id."""

    id: str = msgspec.field(name="ID")


class Cve(msgspec.Struct, frozen=True):
    """The CVE part of a record."""

    meta: Meta = msgspec.field(name="CVE_data_meta")
    problemtype: ProblemType = ProblemType()
    description: Description = Description()


class Cvss(msgspec.Struct, frozen=True, rename="camel"):
    """A CVSS assessment."""

    version: str
    vector_string: str | None = None
    base_score: float | None = None


class MetricV2(msgspec.Struct, frozen=True, rename="camel"):
    """A CVSS 2 assessment."""

    cvss: Cvss = msgspec.field(name="cvssV2")


class MetricV3(msgspec.Struct, frozen=True):
    """A CVSS 3 assessment."""

    cvss: Cvss = msgspec.field(name="cvssV3")


class Impact(msgspec.Struct, frozen=True):
    """CVSS assessments."""

    v3: MetricV3 | None = msgspec.field(name="baseMetricV3", default=None)
    v2: MetricV2 | None = msgspec.field(name="baseMetricV2", default=None)


class Item(msgspec.Struct, frozen=True, rename="camel"):
    """One vulnerability."""

    cve: Cve
    configurations: Configurations = Configurations()
    impact: Impact = Impact()
    published_date: str | None = None
    last_modified_date: str | None = None


class Feed(msgspec.Struct, frozen=True):
    """A feed."""

    items: list[msgspec.Raw] = msgspec.field(name="CVE_Items")


_FEED: Final = msgspec.json.Decoder(Feed)
_ITEM: Final = msgspec.json.Decoder(Item)


@dataclass(frozen=True, slots=True)
class Nvd1:
    """NVD 1.1 feed."""

    name: str = "nvd1"
    title: str = "NVD feed 1.1"

    def sniff(self, head: bytes) -> float:
        """The list's name is the format's own."""
        return 1.0 if b'"CVE_Items"' in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The records, each for itself."""
        document = Document()
        feed = decode(data, path, _FEED, "NVD 1.1 feed")
        records = ((f"record {n}", raw) for n, raw in enumerate(feed.items, start=1))
        for place, item in decode_each(records, _ITEM, document):
            if not is_cve(item.cve.meta.id):
                reject(document, place, "no CVE id")
                continue
            try:
                document.advisories.append(_advisory(item))
            except RecursionError:
                reject(document, place, "configurations nest too deep")
        return document


def _advisory(item: Item) -> Advisory:
    metrics = [m.cvss for m in (item.impact.v3, item.impact.v2) if m is not None]
    cwes = (text.value for problem in item.cve.problemtype.problemtype_data for text in problem.description)
    roots = (_node(root, 0) for root in item.configurations.nodes)
    return Advisory(
        id=item.cve.meta.id,
        source="NVD",
        statements=tuple(s for root in roots if (s := configuration(root)) is not None),
        severities=tuple(Severity(m.version, m.vector_string, m.base_score) for m in metrics),
        cwes=tuple(dict.fromkeys(cwe for cwe in cwes if cwe.startswith("CWE-"))),
        published=moment(item.published_date),
        modified=moment(item.last_modified_date),
        withdrawn=any(
            text.value.startswith("** REJECT **") for text in item.cve.description.description_data
        ),
    )


def _node(source: MatchNode, depth: int) -> Node | None:
    if depth > MAX_DEPTH:
        raise RecursionError
    children = [_node(child, depth + 1) for child in source.children]
    return node(source.operator, [*children, *map(_match, source.cpe_match)], negate=bool(source.negate))


def _match(match: Match) -> CpeMatch | None:
    return cpe_match(
        match.cpe23_uri,
        vulnerable=match.vulnerable,
        start_including=match.version_start_including,
        start_excluding=match.version_start_excluding,
        end_including=match.version_end_including,
        end_excluding=match.version_end_excluding,
    )
