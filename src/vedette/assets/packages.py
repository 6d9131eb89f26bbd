"""Packages as package managers name them: `openssh-server 1:7.2p2-4ubuntu2.1`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from vedette.model.builds import release_among
from vedette.model.ecosystems import language_purl
from vedette.model.purl import write_purl

SCANNER_TYPES: Final[Mapping[str, str]] = {
    "pip": "pypi", "pipenv": "pypi", "poetry": "pypi", "uv": "pypi", "pylock": "pypi", "python-pkg": "pypi",
    "python": "pypi", "npm": "npm", "yarn": "npm", "pnpm": "npm", "bun": "npm", "node-pkg": "npm",
    "javascript": "npm", "bundler": "gem", "gemspec": "gem", "gem": "gem", "jar": "maven", "pom": "maven",
    "gradle": "maven", "sbt": "maven", "java-archive": "maven", "maven": "maven", "gomod": "golang",
    "gobinary": "golang", "go-module": "golang", "cargo": "cargo", "rustbinary": "cargo", "rust-crate": "cargo",
    "rust-binary": "cargo", "composer": "composer", "composer-vendor": "composer", "php-composer": "composer",
    "nuget": "nuget", "dotnet-core": "nuget", "dotnet": "nuget", "packages-props": "nuget", "conan": "conan",
    "conda-pkg": "conda", "conda": "conda", "hex": "hex", "pub": "pub", "swift": "swift",
}  # fmt: skip
"""Package URL type by what scanners call the kind of a language's package."""
DISTRIBUTION_KINDS: Final[Mapping[str, str]] = {
    "debian": "deb/debian", "ubuntu": "deb/ubuntu", "alpine": "apk/alpine", "wolfi": "apk/wolfi",
    "chainguard": "apk/chainguard", "redhat": "rpm/redhat", "rhel": "rpm/redhat", "centos": "rpm/centos",
    "rocky": "rpm/rocky", "alma": "rpm/alma", "almalinux": "rpm/almalinux", "fedora": "rpm/fedora",
    "amazon": "rpm/amazon", "amzn": "rpm/amazon", "oracle": "rpm/oracle", "ol": "rpm/oracle",
    "opensuse": "rpm/opensuse", "opensuse-leap": "rpm/opensuse", "opensuse-tumbleweed": "rpm/opensuse",
    "sles": "rpm/suse", "slem": "rpm/suse", "photon": "rpm/photon", "cbl-mariner": "rpm/cbl-mariner",
    "azurelinux": "rpm/azurelinux", "mariner": "rpm/cbl-mariner", "arch": "alpm/arch",
}  # fmt: skip
"""Package URL type and namespace by the id of a distribution, as os-release and scanners have it."""


_VENDORS: Final = {
    "nodesource": "nodesource", "pgdg": "postgresql.org", "sury": "sury.org", "~bookworm": "vendor", "~bullseye": "vendor",
    "~trixie": "vendor", "~jammy": "vendor", "~noble": "vendor", "~focal": "vendor",
}  # fmt: skip
"""Marks in a version that the distribution itself never gives, and the namespace of who does.

What a distribution says of its own builds holds for none of these: they are numbered by somebody else.
"""


def vendor_of(version: str) -> str | None:
    """The namespace of who built a Debian package in place of the distribution; null where it is the distribution's."""
    return next((namespace for mark, namespace in _VENDORS.items() if mark in version.lower()), None)


def split_package(text: str) -> tuple[str, str | None]:
    """Name and version of `name version`, `name=version` or a bare name."""
    name, _, version = text.strip().replace("=", " ", 1).partition(" ")
    return name, version.strip() or None


def distribution_purl(name: str, version: str | None) -> str | None:
    """The package URL, where the version plainly says which distribution built it; else null.

    `ubuntu` is in no version but Ubuntu's, `+deb12u1` and `~deb12u1` only in Debian's updates, `.el9` and `.fc40` are
    the release suffixes of Red Hat Enterprise Linux and Fedora.
    """
    if version is None:
        return None
    kind = _distribution(version)
    return None if kind is None else f"pkg:{kind}/{quote(name, safe='')}@{quote(version, safe='')}"


def distribution_of(versions: Iterable[str | None]) -> str | None:
    """Type and namespace of the distribution that most versions on a machine give away: `deb/debian`; null if none.

    One package that was installed from elsewhere does not decide for all.
    """
    counts = Counter(kind for version in versions if version and (kind := _distribution(version)) is not None)
    return next((kind for kind, _ in counts.most_common(1)), None)


def distro_among(kind: str, versions: Iterable[str | None]) -> str | None:
    """The qualifier `distro` of a machine's packages, by the release that most of them name: `debian-12`; null for none.

    kind: type and namespace, `deb/debian`.
    """
    release, namespace = release_among(versions), kind.partition("/")[2]
    return f"{namespace}-{release}" if release is not None and namespace else None


def system_purl(
    kind: str, name: str, version: str | None, *, distro: str | None = None, source: str | None = None
) -> str | None:
    """The package URL of a distribution's package; null where the name is none.

    kind: type and namespace, `deb/debian`; distro: qualifier, `debian-12`; source: its source package, where that is
    another: `openssl`, or with a version of its own `lvm2@2.03.16-2`.
    """
    type_, _, namespace = kind.partition("/")
    if type_ == "deb":
        namespace = vendor_of(version or "") or namespace
    said = {"distro": distro, "upstream": source if source != name else None}
    return write_purl(type_, namespace, name, version, {key: value for key, value in said.items() if value})


def source_package(source: str, version: str | None, package: str, own_version: str | None) -> str | None:
    """The source of a package, as `system_purl` takes it; null where it is the same, or not named (empty)."""
    if version in {None, "", own_version}:
        return None if source in {"", package} else source
    return f"{source}@{version}" if source else None


def source_of_rpm(file: str | None, name: str, version: str) -> str | None:
    """The source package of one of rpm, as `system_purl` takes it, by the name of its file; null where it is the same.

    file: `perl-5.26.3-421.el8.src.rpm`; version: of the binary package, with its release.
    """
    if file is None or not file.endswith(".src.rpm"):
        return None
    rest, _, release = file.removesuffix(".src.rpm").rpartition("-")
    source, _, number = rest.rpartition("-")
    return source_package(source, f"{number}-{release}", name, version.rpartition(":")[2])


def scanned_purl(
    kind: str, name: str, version: str | None, distribution: str | None, release: str | None
) -> str | None:
    """The package URL of what a scanner calls `kind` (`pip`, `deb`, `debian`, `jar`); null where it is unknown.

    distribution, release: of the machine, as os-release has them: `debian`, `12`.
    """
    if kind in SCANNER_TYPES:
        return language_purl(SCANNER_TYPES[kind], name, version)
    system = DISTRIBUTION_KINDS.get(kind) or (
        DISTRIBUTION_KINDS.get(distribution or "") if kind in {"deb", "rpm", "apk", "alpm"} else None
    )
    if system is None:
        return None
    distro = f"{distribution}-{release}" if distribution and release else None
    return system_purl(system, name, version, distro=distro)


def _distribution(version: str) -> str | None:
    if "ubuntu" in version:
        return "deb/ubuntu"
    if _before_digit(version, ("+deb", "~deb")):
        return "deb/debian"
    if _before_digit(version, (".el",)):
        return "rpm/redhat"
    if _before_digit(version, (".fc",)):
        return "rpm/fedora"
    return None


def _before_digit(version: str, marks: tuple[str, ...]) -> bool:
    """Whether one of the marks stands in the version with a digit after it."""
    return any(tail[:1].isdigit() for mark in marks for tail in version.split(mark)[1:])
