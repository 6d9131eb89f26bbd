"""endoflife.date: until when each release of a product is supported, JSON of its API version 1.

It names no vulnerability; a release that nobody supports any more gets no fixes. <https://endoflife.date/docs/api/v1/>
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import NOT_DECODABLE, decode
from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.interface import Document, Lifecycle
from vedette.vulns.cpe import parse_cpe
from vedette.vulns.moments import moment


class Identifier(msgspec.Struct, frozen=True):
    """A name in another system."""

    type: str
    id: str


class Release(msgspec.Struct, frozen=True, rename="camel"):
    """A release cycle."""

    name: str
    is_eol: bool = False
    eol_from: str | None = None


class Product(msgspec.Struct, frozen=True):
    """A product with its release cycles."""

    name: str
    identifiers: list[Identifier] = []
    releases: list[Release] = []


class Answers(msgspec.Struct, frozen=True):
    """All products."""

    result: list[msgspec.Raw]


_ANSWERS: Final = msgspec.json.Decoder(Answers)
_PRODUCT: Final = msgspec.json.Decoder(Product)


@dataclass(frozen=True, slots=True)
class EndOfLife:
    """endoflife.date."""

    name: str = "endoflife"
    title: str = "endoflife.date"

    def sniff(self, head: bytes) -> float:
        """Releases with their end."""
        return 0.9 if b'"releases"' in head and (b'"isEol"' in head or b'"eolFrom"' in head) else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The release cycles of all products."""
        document = Document()
        answers = decode(data, path, _ANSWERS, "endoflife.date answer")
        for number, raw in enumerate(answers.result, start=1):
            try:
                product = _PRODUCT.decode(raw)
            except NOT_DECODABLE as error:
                reject(document, f"product {number}", str(error))
                continue
            cpes = (parse_cpe(i.id) for i in product.identifiers if i.type == "cpe")
            makers = tuple(dict.fromkeys(cpe.maker for cpe in cpes if cpe is not None))
            document.lifecycles += [
                Lifecycle(product.name, makers, release.name, release.is_eol, moment(release.eol_from))
                for release in product.releases
            ]
        return document
