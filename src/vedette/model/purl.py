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

_SAME: Final[Mapping[str, str]] = {
    "rhel": "redhat", "alma": "almalinux", "rockylinux": "rocky", "sles": "suse", "amzn": "amazon", "ol": "oracle",
    "opensuse-leap": "opensuse", "opensuse.leap": "opensuse", "opensuse-tumbleweed": "opensuse",
    "opensuse.tumbleweed": "opensuse",
}  # fmt: skip
"""Namespace of a distribution by others that tools write for it, most of them its id in os-release."""
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
    source_version: str | None
    """Version of the source package, by which its advisories go; null where nobody knows it."""
    module: str | None
    """Qualifier `rpmmod`: the module of which the package is a part, with its stream: `nodejs:18`."""

    @property
    def is_metapackage(self) -> bool:
        """Whether it only depends on the package that has the code, and has a version of its own: `postgresql 15+248`."""
        return self.type == "deb" and (self.source or "").endswith(("-defaults", "-common"))


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
    version = _with_epoch(url.type, url.version or None, qualifiers.get("epoch"))
    source, source_version = _source(qualifiers.get("upstream"), version)
    return Purl(
        text=text,
        key=package_key(url.type, url.namespace, url.name),
        type=url.type,
        namespace=url.namespace or None,
        name=url.name,
        version=version,
        distro=qualifiers.get("distro"),
        source=source,
        source_version=source_version,
        module=":".join(qualifiers.get("rpmmod", "").split(":")[:2]) or None,
    )


def _with_epoch(type_: str, version: str | None, epoch: str | None) -> str | None:
    """The version in rpm's own form: package URLs keep the epoch apart."""
    if type_ != "rpm" or version is None or not epoch or epoch == "0" or ":" in version:
        return version
    return f"{epoch}:{version}"


def _source(upstream: str | None, version: str | None) -> tuple[str | None, str | None]:
    """Name and version of the source package: `openssl`, `lvm2@2.03.16-2`, `openssl-1.1.1k-9.el8.src.rpm`.

    version: the binary package's, which is the source's too where nothing else is said. `lvm2@` says that the source has
    another, and nobody knows which.
    """
    if not upstream:
        return None, version
    if upstream.endswith(".src.rpm"):
        name, _, release = upstream.removesuffix(".src.rpm").rpartition("-")
        name, _, number = name.rpartition("-")
        same = version is not None and version.rpartition(":")[2] == f"{number}-{release}"
        return name or None, version if same else f"{number}-{release}"
    name, at, number = upstream.partition("@")
    return name, (number or None) if at else version


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


def qualified(text: str, qualifiers: Mapping[str, str]) -> str:
    """The package URL with further qualifiers; as it is where it is none."""
    purl = parse_purl(text)
    if purl is None or not qualifiers:
        return text
    url = PackageURL.from_string(text)
    own = url.qualifiers if isinstance(url.qualifiers, dict) else {}
    return url._replace(qualifiers={**own, **qualifiers}).to_string()


def package_key(type_: str, namespace: str | None, name: str) -> PackageKey:
    """The package in the spelling that its type has, so that equal packages are equal keys."""
    type_ = type_.lower()
    if type_ in DISTRIBUTION_TYPES:
        distribution = (namespace or "").lower()
        return PackageKey(f"{type_}/{_SAME.get(distribution, distribution)}", name.lower())
    full = f"{namespace}/{name}" if namespace else name
    if type_ not in _CASE_MATTERS:
        full = full.lower()
    if type_ == "pypi":  # PEP 503
        full = "-".join(part for part in full.replace("_", "-").replace(".", "-").split("-") if part)
    return PackageKey(type_, full)
