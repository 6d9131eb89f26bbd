"""The product tree of a CSAF document: what each product id stands for (CSAF 2.0, section 3.2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from vedette.model.purl import Purl, parse_purl, write_purl
from vedette.vulns.cpe import Cpe, parse_cpe

MAX_DEPTH: Final = 32
"""Branches nest some seven deep; deeper than this is hostile."""


class Helper(msgspec.Struct, frozen=True):
    """Machine-readable names."""

    purl: str | None = None
    purls: list[str] = []
    """In place of `purl` from CSAF 2.1 on."""
    cpe: str | None = None


class FullProduct(msgspec.Struct, frozen=True):
    """A product with its id."""

    product_id: str
    name: str = ""
    helper: Helper | None = msgspec.field(name="product_identification_helper", default=None)


class Branch(msgspec.Struct, frozen=True):
    """A node of the tree: vendor, product, version, architecture, …"""

    category: str = ""
    name: str = ""
    product: FullProduct | None = None
    branches: list[Branch] = []


class Relationship(msgspec.Struct, frozen=True):
    """A product as a component of another."""

    component: str = msgspec.field(name="product_reference")
    whole: str = msgspec.field(name="relates_to_product_reference")
    product: FullProduct = msgspec.field(name="full_product_name")


class Group(msgspec.Struct, frozen=True):
    """Products under one name."""

    group_id: str
    product_ids: list[str] = []


class ProductTree(msgspec.Struct, frozen=True):
    """All products of a document."""

    branches: list[Branch] = []
    full_product_names: list[FullProduct] = []
    relationships: list[Relationship] = []
    product_groups: list[Group] = []


@dataclass(frozen=True, slots=True)
class Product:
    """What a product id stands for."""

    vendor: str
    title: str
    version: str | None
    """Version, or a phrase that stands for several (`vers:…`, `<= 3.4`)."""
    purl: Purl | None
    cpe: Cpe | None
    platform: Cpe | None = None
    """The operating system that it is a component of."""
    component: bool = False
    """Whether it is meant only as a part of another product."""
    module: str | None = None
    """The module of Red Hat's that it is a package of, with its stream: `nodejs:18`."""


def products(tree: ProductTree) -> Mapping[str, Product]:
    """Every product by its id."""
    known = {p.product_id: _product(p, {}) for p in tree.full_product_names}
    for branch in tree.branches:
        known.update(_walk(branch, {}, 0))
    # A package may be a component of a module, which is one of a release; either relationship may stand first.
    composed = {relation.product.product_id for relation in tree.relationships}
    later = [relation for relation in tree.relationships if relation.whole in composed]
    first = [relation for relation in tree.relationships if relation.whole not in composed]
    for relation in (*first, *later):
        part, whole = known.get(relation.component), known.get(relation.whole)
        if part is not None:
            known[relation.product.product_id] = _component(part, whole)
    return known


def _component(part: Product, whole: Product | None) -> Product:
    """A product within another: a release, or a module of one."""
    platform = None if whole is None else whole.cpe or whole.platform
    module = part.module or (whole.module if whole is not None else None)
    return replace(part, platform=platform, component=True, module=module)


def _walk(branch: Branch, above: Mapping[str, str], depth: int) -> Iterator[tuple[str, Product]]:
    if depth > MAX_DEPTH:
        return
    path = {**above, branch.category: branch.name}
    if branch.product is not None:
        yield branch.product.product_id, _product(branch.product, path)
    for child in branch.branches:
        yield from _walk(child, path, depth + 1)


def _product(product: FullProduct, path: Mapping[str, str]) -> Product:
    helper = product.helper or Helper()
    named = helper.purl or next(iter(helper.purls), None)
    purl, module = _packaged(parse_purl(named) if named else None)
    return Product(
        vendor=path.get("vendor", ""),
        title=path.get("product_name", product.name),
        version=path.get("product_version") or path.get("product_version_range"),
        purl=purl,
        cpe=parse_cpe(helper.cpe) if helper.cpe else None,
        module=module,
    )


def _packaged(purl: Purl | None) -> tuple[Purl | None, str | None]:
    """A package with the module that it is of, which Red Hat writes in three ways.

    `pkg:rpm/redhat/nodejs@…?rpmmod=nodejs:18:…` is a package of a module, and so is `pkg:rpmmod/redhat/nodejs:18/nodejs`;
    `pkg:rpmmod/redhat/nodejs@18:…` is the module itself, and no package.
    """
    if purl is None or purl.type != "rpmmod":
        return purl, purl.module if purl is not None else None
    builder, _, module = (purl.namespace or "").partition("/")
    if not module:
        return None, f"{purl.name}:{(purl.version or '').partition(':')[0]}"
    text = write_purl("rpm", builder, purl.name)
    return parse_purl(text) if text is not None else None, module
