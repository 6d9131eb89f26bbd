"""Version schemes: the order of versions in each ecosystem, one module a scheme."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from vedette.vulns.versions.apk import Apk
from vedette.vulns.versions.composer import Composer
from vedette.vulns.versions.cran import Cran
from vedette.vulns.versions.deb import Deb
from vedette.vulns.versions.gem import Gem
from vedette.vulns.versions.generic import Generic
from vedette.vulns.versions.interface import Key, VersionScheme, compare
from vedette.vulns.versions.maven import Maven
from vedette.vulns.versions.nuget import NuGet
from vedette.vulns.versions.pypi import PyPI
from vedette.vulns.versions.rpm import Rpm
from vedette.vulns.versions.semver import SemVer

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCHEMES", "Key", "VersionScheme", "compare", "scheme_for_ecosystem", "scheme_for_purl_type"]

SCHEMES: Final[Mapping[str, VersionScheme]] = MappingProxyType(
    {
        "apk": Apk(),
        "composer": Composer(),
        "cran": Cran(),
        "deb": Deb(),
        "gem": Gem(),
        "generic": Generic(),
        "maven": Maven(),
        "npm": SemVer(),
        "nuget": NuGet(),
        "pypi": PyPI(),
        "rpm": Rpm(),
    }
)

_BY_ECOSYSTEM: Final = {name: scheme for scheme in SCHEMES.values() for name in scheme.ecosystems}
_BY_PURL_TYPE: Final = {name: scheme for scheme in SCHEMES.values() for name in scheme.purl_types}


def scheme_for_ecosystem(ecosystem: str) -> VersionScheme | None:
    """The scheme of an OSV ecosystem, with or without a release (``Debian:12``, ``Ubuntu:22.04:LTS``).

    None where no scheme is known to order that ecosystem's versions.
    """
    return _BY_ECOSYSTEM.get(ecosystem.partition(":")[0])


def scheme_for_purl_type(purl_type: str) -> VersionScheme | None:
    """The scheme of a package URL type, in either case (``deb``, ``golang``); None where none is known."""
    return _BY_PURL_TYPE.get(purl_type.lower())
