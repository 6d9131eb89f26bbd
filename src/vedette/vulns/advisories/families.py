"""Which advisories speak of the same vulnerability, by their ids and aliases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol, TypeVar

from vedette.vulns.advisories.identifiers import cve_within, is_cve


class Named(Protocol):
    """Anything with the ids of an advisory."""

    @property
    def id(self) -> str:
        """Its own id."""
        ...

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other ids of the same vulnerability."""
        ...

    @property
    def upstream(self) -> tuple[str, ...]:
        """Vulnerabilities that it handles."""
        ...


Member = TypeVar("Member", bound=Named)


def group(advisories: Sequence[Member]) -> tuple[dict[str, list[Member]], dict[str, str]]:
    """Advisories by vulnerability, and the vulnerability by every other id.

    An advisory belongs to every CVE among its ids. One that has none belongs to the CVEs of the advisories that it
    shares an alias with, or else to the first of all those ids.
    """
    families = _Families()
    for advisory in advisories:
        families.join([i for i in (advisory.id, *advisory.aliases) if not is_cve(i)], _cves(advisory))
    groups: dict[str, list[Member]] = defaultdict(list)
    own: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for advisory in advisories:
        targets = _cves(advisory) or families.cves(advisory.id) or [families.first(advisory.id)]
        for target in targets:
            groups[target].append(advisory)
        lowest = min(targets)
        own[advisory.id] = min(lowest, own.get(advisory.id, lowest))
        for alias in advisory.aliases:
            aliases[alias] = min(lowest, aliases.get(alias, lowest))
    names = {identifier: target for identifier, target in (aliases | own).items() if not is_cve(identifier)}
    return groups, names


def _cves(advisory: Named) -> list[str]:
    """The CVE ids of an advisory: its own, or those that it handles."""
    own = [i for i in (advisory.id, *advisory.aliases) if is_cve(i)]
    handled = [cve for i in (advisory.id, *advisory.upstream) if (cve := cve_within(i)) is not None]
    return list(dict.fromkeys(own + handled))


class _Families:
    """Ids that aliases connect (union-find), with the CVEs that they lead to."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._cves: dict[str, dict[str, None]] = defaultdict(dict)

    def join(self, ids: list[str], cves: list[str]) -> None:
        """Say that these ids mean the same."""
        for identifier in ids:
            a, b = self.first(ids[0]), self.first(identifier)
            if a != b:
                low, high = sorted((a, b))
                self._parent[high] = low
                self._cves[low].update(self._cves.pop(high, {}))
        if ids:
            self._cves[self.first(ids[0])].update(dict.fromkeys(cves))

    def first(self, identifier: str) -> str:
        """The lowest of the ids that mean the same."""
        root = identifier
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while identifier != root:
            self._parent[identifier], identifier = root, self._parent[identifier]
        return root

    def cves(self, identifier: str) -> list[str]:
        """The CVEs that the id leads to."""
        return sorted(self._cves.get(self.first(identifier), ()))
