"""Output of `rpm -qa` or `rpm -qai`: the packages of a machine of Red Hat's or SUSE's family.

`rpm -qa` prints no epoch. Where the epoch decides how two versions compare, its packages are compared without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from vedette.assets.packages import distribution_of, distro_among, source_of_rpm, system_purl
from vedette.assets.parts import Notes, host_of
from vedette.model.claim import Rank
from vedette.model.inventory import Inventory, Package

_ARCHITECTURES: Final = frozenset(
    {"x86_64", "noarch", "i686", "i386", "i586", "aarch64", "armv7hl", "ppc64le", "s390x"}
)
_VENDORS: Final = {
    "CentOS": "rpm/centos", "Red Hat, Inc.": "rpm/redhat", "Fedora Project": "rpm/fedora", "Rocky": "rpm/rocky",
    "Rocky Enterprise Software Foundation": "rpm/rocky", "AlmaLinux": "rpm/almalinux", "Amazon Linux": "rpm/amazon",
    "Amazon.com, Inc.": "rpm/amazon", "Oracle America": "rpm/oracle", "openSUSE": "rpm/opensuse",
    "SUSE LLC <https://www.suse.com/>": "rpm/suse", "VMware, Inc.": "rpm/photon",
    "Microsoft Corporation": "rpm/cbl-mariner",
}  # fmt: skip
"""Type and namespace by the vendor that packages name."""
_NO_PACKAGE: Final = "gpg-pubkey"
"""Keys stand in the database as if they were packages."""


class Entry(NamedTuple):
    """A package as rpm names it."""

    name: str
    version: str
    source: str | None
    vendor: str | None


@dataclass(frozen=True, slots=True)
class RpmQuery:
    """Text of rpm -qa and rpm -qai."""

    name: str = "rpm_query"
    title: str = "rpm -qa"

    def sniff(self, head: bytes) -> float:
        """Either the fields of `-qi`, or a first line that ends in an architecture."""
        if head.startswith(b"Name        :") and b"\nVersion     :" in head and b"\nRelease     :" in head:
            return 1.0
        lines = [line.strip() for line in head.decode("utf-8", "replace").split("\n", 5)[:5] if line.strip()]
        return 0.7 if lines and all(_nevra(line) is not None for line in lines) else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The installed packages."""
        text = data.decode("utf-8", "replace")
        notes = Notes(path)
        found = list(_blocks(text, notes) if text.startswith("Name        :") else _lines(text, notes))
        vendor = next((_VENDORS[e.vendor] for e in found if e.vendor in _VENDORS), None)
        kind = vendor or distribution_of(e.version for e in found) or "rpm"
        distro = distro_among(kind, (e.version for e in found))
        packages = [
            Package(
                host_of(path), e.name, e.version, system_purl(kind, e.name, e.version, distro=distro, source=e.source),
                f"{self.title} {path}", Rank.PACKAGE_MANAGER,
            )
            for e in found
        ]  # fmt: skip
        return Inventory(packages=tuple(packages), notes=notes.told())


def _lines(text: str, notes: Notes) -> Iterator[Entry]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith(_NO_PACKAGE):
            continue
        entry = _nevra(line.strip())
        if entry is None:
            notes.leave_out(f"line {number}", "line that is no name-version-release.architecture")
        else:
            yield entry


def _nevra(text: str) -> Entry | None:
    """`openssh-server-7.4p1-21.el7.x86_64`, taken apart from the end."""
    if " " in text:
        return None
    body, _, architecture = text.rpartition(".")
    if text.startswith(_NO_PACKAGE) or architecture not in _ARCHITECTURES:
        return Entry(_NO_PACKAGE, "0", None, None) if text.startswith(_NO_PACKAGE) else None
    rest, _, release = body.rpartition("-")
    name, _, version = rest.rpartition("-")
    return Entry(name, f"{version}-{release}", None, None) if name and version and release else None


def _blocks(text: str, notes: Notes) -> Iterator[Entry]:
    fields: dict[str, str] = {}
    for number, line in enumerate([*text.splitlines(), "Name        : "], start=1):
        key, colon, value = line.partition(":")
        if line.startswith("Name        :"):
            if fields:
                yield from _block(fields, notes, number)
            fields = {}
        if (
            colon and len(key) < 14 and key.strip() not in fields
        ):  # the description comes last, and may hold colons
            fields[key.strip()] = value.strip()


def _block(fields: dict[str, str], notes: Notes, number: int) -> Iterator[Entry]:
    name, version, release = fields.get("Name"), fields.get("Version"), fields.get("Release")
    if not name or not version or not release:
        notes.leave_out(f"before line {number}", "package without name, version or release")
        return
    if name == _NO_PACKAGE:
        return
    epoch = f"{fields['Epoch']}:" if fields.get("Epoch", "").isdigit() else ""
    source = source_of_rpm(fields.get("Source RPM"), name, f"{version}-{release}")
    yield Entry(name, f"{epoch}{version}-{release}", source, fields.get("Vendor"))
