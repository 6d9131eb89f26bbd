"""Statements of vendors about their own products, and the ranges that follow from fixes in several branches."""

from __future__ import annotations

from collections.abc import Iterable

from vedette.model.errors import InvalidVersion
from vedette.model.products import product_of_cpe
from vedette.vulns.advisories.interface import ProductStatement, VersionRange, Versions
from vedette.vulns.cpe import Cpe
from vedette.vulns.versions import SCHEMES, Key


def upstream(
    vendor: str, product: str, versions: Versions, platforms: tuple[str, ...] = ()
) -> ProductStatement:
    """What the maker says of a product, by the vendor and product of its CPE name."""
    known = product_of_cpe(vendor, product)
    makers = known.cpes if known is not None else ((vendor, product),)
    return ProductStatement(
        vendor=vendor,
        product=known.title if known is not None else product,
        package_name="",
        package=None,
        cpes=tuple(Cpe("a", *maker) for maker in makers),
        platforms=platforms,
        versions=versions,
    )


def order(version: str) -> Key:
    """Upstream's order. Raises InvalidVersion."""
    return SCHEMES["generic"].key(version)


def branch(version: str) -> str:
    """`1.14.1` → `1.14`."""
    return ".".join(version.split(".")[:2])


def next_branch(version: str) -> str | None:
    """`1.14.1` → `1.15`; null where the second part is no number."""
    major, _, minor = branch(version).partition(".")
    return f"{major}.{int(minor) + 1}" if minor.isascii() and minor.isdigit() and len(minor) < 10 else None


def fix_above(last: str, fixes: Iterable[str]) -> str | None:
    """The lowest fix above a version in the version's own branch; null without one."""
    try:
        above = [f for f in fixes if branch(f) == branch(last) and order(f) > order(last)]
        return min(above, key=order, default=None)
    except InvalidVersion:
        return None


def by_branch(
    first: str | None, last: str, fixes: Iterable[str], *, split: bool = True
) -> list[VersionRange]:
    """The ranges from `first` to `last` (inclusive), less what the fixes in older branches cover.

    `1.14.1+` among the fixes means that what follows in 1.14 is sound, whatever the range says. Where the branch of
    `last` has a fix, it ends the range.
    """
    fixes = list(fixes)
    fixed = fix_above(last, fixes)
    ranges: list[VersionRange] = []
    try:
        start = None if first is None else order(first)
        cuts = [f for f in fixes if (start is None or order(f) > start) and order(f) <= order(last)]
        for cut in sorted(cuts, key=order) if split else ():
            if first is None or order(cut) > order(first):
                ranges.append(VersionRange(first, fixed=cut))
            first = next_branch(cut) or first
    except InvalidVersion:
        ranges = []
    return [*ranges, VersionRange(first, fixed=fixed, last_affected=None if fixed else last)]
