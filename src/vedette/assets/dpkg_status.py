"""dpkg's status file, `/var/lib/dpkg/status`: the packages of a machine of Debian's family (deb-status, dpkg(1))."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.assets.live.packages.control import installed_paragraphs, source_of
from vedette.assets.live.packages.interface import Problems
from vedette.assets.packages import distribution_of, distro_among, system_purl
from vedette.assets.parts import host_of
from vedette.model.claim import Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory, Package


@dataclass(frozen=True, slots=True)
class DpkgStatus:
    """A status file."""

    name: str = "dpkg_status"
    title: str = "dpkg status"

    def sniff(self, head: bytes) -> float:
        """Its first paragraph is a package with its state."""
        first = head.lstrip(b"\n").partition(b"\n\n")[0]
        return (
            0.9
            if first.startswith(b"Package: ") and b"\nStatus: " in first and b"\nVersion: " in first
            else 0.0
        )

    def read(self, data: bytes, path: str) -> Inventory:
        """The packages that are installed, with the names of their source packages."""
        problems = Problems()
        text = data.decode("utf-8", "replace")
        paragraphs = list(installed_paragraphs(text, path, problems, stateless=False))
        if not paragraphs and problems.count:
            raise MalformedInput(path, f"is no status file of dpkg: {problems.samples[0]}")
        versions = [fields.get("version") for fields in paragraphs]
        kind = distribution_of(versions) or "deb"
        distro = distro_among(kind, versions)
        packages = []
        for fields in paragraphs:
            name, version = fields.get("package", ""), fields.get("version")
            purl = system_purl(kind, name, version, distro=distro, source=source_of(fields))
            packages.append(
                Package(host_of(path), name, version, purl, f"{self.title} {path}", Rank.PACKAGE_MANAGER)
            )
        more = problems.count - len(problems.samples)
        notes = (*problems.samples, *((f"{path}: {more} further problems",) if more > 0 else ()))
        return Inventory(packages=tuple(packages), notes=notes)
