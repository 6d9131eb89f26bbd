"""NuGet versions: SemVer 2.0.0 with an optional fourth number and labels of either case.

The rules are those of NuGet's package versioning reference ("Normalized version numbers", "Pre-release
versions"): missing numbers are zero, leading zeros are dropped, build metadata has no order.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions.interface import Key, require_plain
from vedette.vulns.versions.semver import RELEASE_KEY, pad, prerelease_key

_VERSION: Final = re.compile(
    r"([0-9]+(?:\.[0-9]+){0,3})(?:-([0-9a-z-]+(?:\.[0-9a-z-]+)*))?(?:\+[0-9a-z-]+(?:\.[0-9a-z-]+)*)?"
)


class NuGet:
    """.NET packages."""

    name: Final = "nuget"
    ecosystems: Final = ("NuGet",)
    purl_types: Final = ("nuget",)

    def key(self, version: str) -> Key:
        """(major, minor, patch, revision, released or not, labels…)."""
        found = _VERSION.fullmatch(require_plain(self.name, version).lower())
        if not found:
            raise InvalidVersion(self.name, version)
        numbers, labels = found.groups()
        release = RELEASE_KEY if labels is None else prerelease_key(labels)
        return (*pad([int(number) for number in numbers.split(".")], 4), *release)
