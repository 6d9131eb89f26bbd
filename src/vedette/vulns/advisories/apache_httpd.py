"""Apache HTTP Server's advisories of old, JSON after CVE 4.0: `https://httpd.apache.org/security/json/`.

The newer ones are CVE JSON 5 records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.vulns.advisories.documents import decode_records, reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Advisory, Document, VersionRange, Versions
from vedette.vulns.advisories.vendors import by_branch, fix_above, upstream
from vedette.vulns.advisories.version_text import is_version


class Meta(msgspec.Struct, frozen=True):
    """Id and title."""

    id: str = msgspec.field(name="ID")
    title: str = msgspec.field(name="TITLE", default="")
    state: str = msgspec.field(name="STATE", default="")


class Bound(msgspec.Struct, frozen=True):
    """A version with an operator."""

    operator: str = msgspec.field(name="version_affected", default="=")
    version: str = msgspec.field(name="version_value", default="")


class VersionData(msgspec.Struct, frozen=True):
    """Bounds."""

    bounds: list[Bound] = msgspec.field(name="version_data", default=[])


class Product(msgspec.Struct, frozen=True):
    """A product."""

    version: VersionData = VersionData()


class ProductData(msgspec.Struct, frozen=True):
    """Products."""

    products: list[Product] = msgspec.field(name="product_data", default=[])


class Vendor(msgspec.Struct, frozen=True):
    """A vendor's products."""

    product: ProductData = ProductData()
    name: str = msgspec.field(name="vendor_name", default="")


class VendorData(msgspec.Struct, frozen=True):
    """Vendors."""

    vendors: list[Vendor] = msgspec.field(name="vendor_data", default=[])


class Affects(msgspec.Struct, frozen=True):
    """What is affected."""

    vendor: VendorData = VendorData()


class Moment(msgspec.Struct, frozen=True):
    """What happened when."""

    value: str = ""


class Record(msgspec.Struct, frozen=True):
    """One advisory."""

    meta: Meta = msgspec.field(name="CVE_data_meta")
    affects: Affects = Affects()
    timeline: list[Moment] = []


_RECORD: Final = msgspec.json.Decoder(Record)


@dataclass(frozen=True, slots=True)
class ApacheHttpd:
    """Apache HTTP Server advisories."""

    name: str = "apache_httpd"
    title: str = "Apache HTTP Server advisories"

    def sniff(self, head: bytes) -> float:
        """The metadata of CVE 4.0, of a single record that names the server."""
        old = b'"CVE_data_meta"' in head and b'"CVE_Items"' not in head
        return 0.9 if old and b"Apache" in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The records, each for itself."""
        document = Document()
        for place, record in decode_records(data, path, _RECORD, document):
            if is_cve(record.meta.id):
                document.advisories.append(_advisory(record))
            else:
                reject(document, place, "no CVE id")
        return document


def _advisory(record: Record) -> Advisory:
    vendors = record.affects.vendor.vendors
    bounds = [b for v in vendors for p in v.product.products for b in p.version.bounds]
    statement = upstream("apache", "http_server", _versions(bounds, list(_released(record))))
    return Advisory(
        record.meta.id,
        "Apache httpd",
        (statement,),
        withdrawn=record.meta.state == "REJECT",
        title=record.meta.title,
    )


def _versions(bounds: list[Bound], released: list[str]) -> Versions:
    """`>=` opens a range that the next `<=` or `<` closes; `=` is a single version; the next release has the fix."""
    ranges: list[VersionRange] = []
    exact: list[str] = []
    opened: str | None = None
    unjudged = 0
    for bound in bounds:
        match bound.operator:
            case _ if not is_version(bound.version):
                unjudged += 1
            case "=" | "?=":
                exact.append(bound.version)
            case ">=" | "?>=":
                opened = bound.version
            case "<=":
                ranges.append(by_branch(opened, bound.version, released, split=False)[-1])
                opened = None
            case "<":
                ranges.append(VersionRange(opened, fixed=bound.version))
                opened = None
            case _:
                unjudged += 1
    if opened is not None:
        ranges.append(VersionRange(opened, fixed=fix_above(opened, released)))
    return Versions(tuple(ranges), tuple(exact), unjudged=unjudged)


def _released(record: Record) -> Iterator[str]:
    """`2.4.52 released`, `released in 2.4.54`; `2.2.35-never released` never was."""
    for moment in record.timeline:
        words = moment.value.split()
        if "released" in words:
            yield from (word for word in words if is_version(word) and word.replace(".", "").isdigit())
