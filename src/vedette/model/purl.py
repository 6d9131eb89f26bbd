"""Package URLs: which package is meant, whoever wrote it down.

Syntax and the comparison rules of each type after the package-url specification (ECMA-427).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import msgspec
from packageurl import PackageURL

MAX_LENGTH: Final = 4096
"""A longer one is hostile or broken."""
DISTRIBUTION_TYPES: Final = frozenset({"deb", "rpm", "apk", "alpm"})
"""Types whose packages a distribution builds, patches and numbers itself."""

_CASE_MATTERS: Final = frozenset({"maven", "cran", "swift", "cpan", "generic", "gem", "cargo"})
"""Types whose package names differ by case; in all others upper case means the same as lower case."""


class PackageKey(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A package without its version, in the one spelling that its type has."""

    type: str
    """purl type, for distributions with the distribution: `pypi`, `deb/debian`."""
    name: str
    """Full name: `aiohttp`, `@scope/name`, `org.apache.logging.log4j/log4j-core`."""

    def __str__(self) -> str:
        return f"pkg:{self.type}/{self.name}"


@dataclass(frozen=True, slots=True)
class Purl:
    """A package URL, taken apart."""

    text: str
    """As given."""
    key: PackageKey
    type: str
    namespace: str | None
    name: str
    """Without the namespace."""
    version: str | None
    distro: str | None
    """Qualifier `distro`: `debian-12`."""
    source: str | None
    """Qualifier `upstream`: name of the source package that a binary package was built from."""


@lru_cache(maxsize=65536)
def parse_purl(text: str) -> Purl | None:
    """The package URL, or null where the text is none."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        url = PackageURL.from_string(text)
    except (ValueError, TypeError):
        return None
    qualifiers = url.qualifiers if isinstance(url.qualifiers, dict) else {}
    return Purl(
        text=text,
        key=package_key(url.type, url.namespace, url.name),
        type=url.type,
        namespace=url.namespace or None,
        name=url.name,
        version=_with_epoch(url.type, url.version or None, qualifiers.get("epoch")),
        distro=qualifiers.get("distro"),
        source=_source(qualifiers.get("upstream")),
    )


def _with_epoch(type_: str, version: str | None, epoch: str | None) -> str | None:
    """The version in rpm's own form: package URLs keep the epoch apart."""
    if type_ != "rpm" or version is None or not epoch or epoch == "0" or ":" in version:
        return version
    return f"{epoch}:{version}"


def _version(version: str | None, epoch: str | None) -> str | None:
    """The version with its epoch, which packages of rpm have as a qualifier."""
    if version is None or not epoch or not epoch.isdecimal() or ":" in version:
        return version
    return f"{epoch}:{version}"


def _source(upstream: str | None) -> str | None:
    """The source package's name: `openssl`, `openssl@1.1`, `openssl-1.1.1k-9.el8.src.rpm`."""
    if not upstream:
        return None
    if upstream.endswith(".src.rpm"):
        return upstream.removesuffix(".src.rpm").rpartition("-")[0].rpartition("-")[0] or None
    return upstream.partition("@")[0]


def write_purl(
    type_: str,
    namespace: str | None,
    name: str,
    version: str | None = None,
    qualifiers: Mapping[str, str] | None = None,
) -> str | None:
    """The package URL of a package; null where it has no name that could stand in one."""
    try:
        text = PackageURL(type_, namespace or None, name, version or None, dict(qualifiers or {})).to_string()
    except (ValueError, TypeError):
        return None
    return text if parse_purl(text) is not None else None


def package_key(type_: str, namespace: str | None, name: str) -> PackageKey:
    """The package in the spelling that its type has, so that equal packages are equal keys."""
    type_ = type_.lower()
    if type_ in DISTRIBUTION_TYPES:
        return PackageKey(f"{type_}/{(namespace or '').lower()}", name.lower())
    full = f"{namespace}/{name}" if namespace else name
    if type_ not in _CASE_MATTERS:
        full = full.lower()
    if type_ == "pypi":  # PEP 503
        full = "-".join(part for part in full.replace("_", "-").replace(".", "-").split("-") if part)
    return PackageKey(type_, full)
