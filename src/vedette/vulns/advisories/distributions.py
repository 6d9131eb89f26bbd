"""Statements of distributions about their own packages, whatever format they come in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.model.ecosystems import DISTRIBUTIONS
from vedette.model.purl import package_key
from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    PackageStatement,
    Severity,
    VersionRange,
    Versions,
)

_ECOSYSTEMS: Final = {distribution: name for name, distribution in DISTRIBUTIONS.items()}
"""OSV ecosystem by package URL type and namespace."""
_BY_TYPE: Final = {"deb": "Debian", "apk": "Alpine"}
"""Whose version order stands for a distribution that OSV has not."""
NEVER: Final = Versions(unaffected=(VersionRange(),))
"""The distribution says that no version of the package is affected."""
ALWAYS: Final = Versions((VersionRange(),))
"""The distribution says that it is affected, and there is no fix."""
OPEN: Final = Versions(unjudged=1)
"""The distribution has not decided."""


def until(fixed: str) -> Versions:
    """Affected below the fixed version."""
    return Versions((VersionRange(fixed=fixed),))


def about_package(
    distribution: tuple[str, str],
    name: str,
    release: str | None,
    versions: Versions,
    note: str = "",
    *,
    stream: str = "",
    module: str = "",
) -> PackageStatement:
    """What a distribution (package URL type and namespace) says of its package in one of its releases."""
    ecosystem = _ECOSYSTEMS.get(distribution) or _BY_TYPE.get(distribution[0], "Red Hat")
    return PackageStatement(
        package=package_key(*distribution, name),
        release=release,
        ecosystem=ecosystem if release is None else f"{ecosystem}:{release}",
        versions=versions,
        authority=Authority.DISTRIBUTION,
        note=note,
        stream=stream,
        module=module,
    )


class Collected:
    """Statements gathered by vulnerability, where a file goes by package."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._statements: dict[str, list[PackageStatement]] = {}
        self._aliases: dict[str, dict[str, None]] = {}
        self._titles: dict[str, str] = {}
        self._severities: dict[str, dict[Severity, None]] = {}

    def add(
        self,
        identifier: str,
        statements: Iterable[PackageStatement],
        *,
        aliases: Iterable[str] = (),
        title: str = "",
        severities: Iterable[Severity] = (),
    ) -> None:
        """Add what is said of one vulnerability."""
        self._statements.setdefault(identifier, []).extend(statements)
        self._aliases.setdefault(identifier, {}).update(dict.fromkeys(aliases))
        self._titles.setdefault(identifier, title)
        self._severities.setdefault(identifier, {}).update(dict.fromkeys(severities))

    def advisories(self) -> list[Advisory]:
        """One advisory for each vulnerability, in the order in which they came."""
        return [
            Advisory(
                id=identifier,
                source=self._source,
                statements=tuple(dict.fromkeys(statements)),
                aliases=tuple(self._aliases[identifier]),
                severities=tuple(self._severities[identifier]),
                title=self._titles[identifier],
            )
            for identifier, statements in self._statements.items()
        ]
