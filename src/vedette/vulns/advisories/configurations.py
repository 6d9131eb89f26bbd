"""CPE configurations, as both generations of the NVD's format give them."""

from __future__ import annotations

from collections.abc import Iterable

from vedette.vulns.advisories.interface import ConfigurationStatement, CpeMatch, Node, Operator, VersionRange
from vedette.vulns.cpe import parse_cpe


def cpe_match(
    criteria: str,
    *,
    vulnerable: bool,
    start_including: str | None = None,
    start_excluding: str | None = None,
    end_including: str | None = None,
    end_excluding: str | None = None,
) -> CpeMatch | None:
    """A leaf; null where the CPE name is none."""
    cpe = parse_cpe(criteria)
    if cpe is None:
        return None
    introduced = start_including if start_including is not None else start_excluding
    bounds = (introduced, end_including, end_excluding)
    versions = (
        None
        if all(bound is None for bound in bounds)
        else VersionRange(
            introduced=introduced,
            fixed=end_excluding,
            last_affected=None if end_excluding is not None else end_including,
            after=start_including is None and start_excluding is not None,
        )
    )
    return CpeMatch(cpe, vulnerable, versions)


def node(operator: str | None, children: Iterable[Node | CpeMatch | None], *, negate: bool) -> Node | None:
    """An inner node; null where nothing is left in it."""
    kept = tuple(child for child in children if child is not None)
    return Node(Operator.AND if operator == "AND" else Operator.OR, negate, kept) if kept else None


def configuration(root: Node | None) -> ConfigurationStatement | None:
    """A statement from the root of a tree."""
    return None if root is None else ConfigurationStatement(root)
