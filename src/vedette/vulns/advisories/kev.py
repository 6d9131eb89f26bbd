"""CISA's Known Exploited Vulnerabilities catalogue, JSON and CSV.

Only the ids are used: the catalogue names products in free text, and says nothing of versions.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import msgspec

from vedette.files.json_values import decode
from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.documents import decode_each, reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Document


class Entry(msgspec.Struct, frozen=True):
    """One vulnerability of the catalogue."""

    id: str = msgspec.field(name="cveID")


class Catalogue(msgspec.Struct, frozen=True):
    """The catalogue."""

    vulnerabilities: list[msgspec.Raw]


_CATALOGUE = msgspec.json.Decoder(Catalogue)
_ENTRY = msgspec.json.Decoder(Entry)


@dataclass(frozen=True, slots=True)
class Kev:
    """Known Exploited Vulnerabilities."""

    name: str = "kev"
    title: str = "CISA KEV"

    def sniff(self, head: bytes) -> float:
        """The column or field `cveID` is the catalogue's own."""
        if head.lstrip(b"\xef\xbb\xbf").startswith((b"cveID,", b'"cveID"')):
            return 1.0
        return (
            0.95 if b'"cveID"' in head and b'"vulnerabilities"' in head and b'"$schema"' not in head else 0.0
        )

    def read(self, data: bytes, path: str) -> Document:
        """The ids of the catalogue."""
        document = Document()
        text = data.lstrip(b"\xef\xbb\xbf \r\n\t")
        ids = _json_ids(text, path, document) if text.startswith(b"{") else _csv_ids(text, path)
        for place, identifier in ids:
            if is_cve(identifier):
                document.exploited.add(identifier)
            else:
                reject(document, place, "no CVE id")
        return document


def _json_ids(data: bytes, path: str, document: Document) -> list[tuple[str, str]]:
    catalogue = decode(data, path, _CATALOGUE, "KEV catalogue")
    records = ((f"record {n}", raw) for n, raw in enumerate(catalogue.vulnerabilities, start=1))
    return [(place, entry.id) for place, entry in decode_each(records, _ENTRY, document)]


def _csv_ids(data: bytes, path: str) -> list[tuple[str, str]]:
    rows = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
    try:
        header = next(rows, [])
        if "cveID" not in header:
            raise MalformedInput(path, "is no KEV catalogue: it has no column cveID", line=1)
        column = header.index("cveID")
        return [(f"line {rows.line_num}", row[column] if column < len(row) else "") for row in rows if row]
    except csv.Error as error:
        raise MalformedInput(path, f"is no CSV: {error}", line=rows.line_num) from None
