"""VEX in CSAF 2.0 documents (OASIS Common Security Advisory Framework, profile VEX)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import decode
from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.csaf_products import MAX_DEPTH, Branch, FullProduct, Helper, ProductTree
from vedette.vulns.moments import moment
from vedette.vulns.vex.interface import Product, Statement, Status, VexDocument


class Flag(msgspec.Struct, frozen=True):
    """A justification."""

    label: str
    product_ids: list[str] | None = None
    group_ids: list[str] | None = None


class Threat(msgspec.Struct, frozen=True):
    """What it means, in words."""

    category: str
    details: str = ""
    product_ids: list[str] | None = None
    group_ids: list[str] | None = None


class Id(msgspec.Struct, frozen=True):
    """Another id of a vulnerability."""

    text: str


class Vulnerability(msgspec.Struct, frozen=True):
    """A vulnerability and the products by their status."""

    cve: str | None = None
    ids: list[Id] | None = None
    product_status: dict[str, list[str]] | None = None
    flags: list[Flag] | None = None
    threats: list[Threat] | None = None


class Publisher(msgspec.Struct, frozen=True):
    """Who says it."""

    name: str = ""


class Tracking(msgspec.Struct, frozen=True):
    """When it was said."""

    id: str = ""
    current_release_date: str | None = None


class Head(msgspec.Struct, frozen=True):
    """The document's own facts."""

    category: str
    csaf_version: str
    publisher: Publisher = Publisher()
    tracking: Tracking = Tracking()


class Document(msgspec.Struct, frozen=True):
    """A document, reduced to the fields that are used."""

    document: Head
    product_tree: ProductTree = ProductTree()
    vulnerabilities: list[Vulnerability] | None = None


_DECODER: Final = msgspec.json.Decoder(Document)
_STATUSES: Final = {
    "known_not_affected": Status.NOT_AFFECTED,
    "known_affected": Status.AFFECTED,
    "first_affected": Status.AFFECTED,
    "last_affected": Status.AFFECTED,
    "fixed": Status.FIXED,
    "first_fixed": Status.FIXED,
    "under_investigation": Status.UNDER_INVESTIGATION,
}


@dataclass(frozen=True, slots=True)
class CsafVex:
    """CSAF VEX."""

    name: str = "csaf_vex"
    title: str = "CSAF VEX"

    def sniff(self, head: bytes) -> float:
        """`csaf_version` is required."""
        return 1.0 if b'"csaf_version"' in head else 0.0

    def read(self, data: bytes, path: str) -> VexDocument:
        """A statement for each vulnerability, status and justification."""
        document = decode(data, path, _DECODER, "CSAF document")
        products = _Products(document.product_tree, path)
        made = document.document.tracking.current_release_date
        statements = [
            statement
            for found in document.vulnerabilities or ()
            for statement in _statements(found, products, made)
        ]
        author = document.document.publisher.name or document.document.tracking.id or path
        return VexDocument(author=author, path=path, statements=tuple(statements))


class _Products:
    """The product tree, by id."""

    def __init__(self, tree: ProductTree, path: str) -> None:
        self._path = path
        self._groups = {group.group_id: group.product_ids for group in tree.product_groups}
        self._known: dict[str, Product] = {}
        for name in tree.full_product_names:
            self._known[name.product_id] = _product(name)
        for branch in tree.branches:
            self._walk(branch, 0)
        for relation in tree.relationships:
            part, whole = self[relation.component], self[relation.whole]
            own = _product(relation.product)
            self._known[relation.product.product_id] = Product(
                ids=tuple(dict.fromkeys((*own.ids, *part.ids))),
                name=part.name,
                version=part.version,
                within=whole,
            )

    def __getitem__(self, product_id: str) -> Product:
        return self._known.get(product_id) or Product((product_id,))

    def members(self, product_ids: list[str] | None, group_ids: list[str] | None) -> set[str] | None:
        """The ids that are meant; null for all."""
        if product_ids is None and group_ids is None:
            return None
        return {*(product_ids or ()), *(i for g in group_ids or () for i in self._groups.get(g, ()))}

    def _walk(self, branch: Branch, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise MalformedInput(self._path, f"$.product_tree.branches: nested more than {MAX_DEPTH} deep")
        if branch.product is not None:
            self._known[branch.product.product_id] = _product(branch.product)
        for inner in branch.branches:
            self._walk(inner, depth + 1)


def _product(name: FullProduct) -> Product:
    helper = name.helper or Helper()
    ids = [helper.purl, *helper.purls, helper.cpe]
    return Product(ids=tuple(i for i in ids if i) or (name.product_id,), name=name.name or None)


def _statements(found: Vulnerability, products: _Products, made: str | None) -> Iterator[Statement]:
    ids = [found.cve, *(other.text for other in found.ids or ())]
    names = tuple(dict.fromkeys(i for i in ids if i))
    if not names:
        return
    for key, product_ids in (found.product_status or {}).items():
        status = _STATUSES.get(key)
        if status is None:
            continue
        by_reason: dict[tuple[str | None, str | None], list[Product]] = {}
        for product_id in product_ids:
            by_reason.setdefault(_reason(found, product_id, products), []).append(products[product_id])
        for (justification, detail), meant in by_reason.items():
            yield Statement(names, tuple(meant), status, justification, detail, moment(made))


def _reason(found: Vulnerability, product_id: str, products: _Products) -> tuple[str | None, str | None]:
    """Justification and detail that are given for a product."""

    def meant(part: Flag | Threat) -> bool:
        members = products.members(part.product_ids, part.group_ids)
        return members is None or product_id in members

    label = next((flag.label for flag in found.flags or () if meant(flag)), None)
    detail = next((t.details for t in found.threats or () if t.category == "impact" and meant(t)), None)
    return label, detail
