"""Output of `dpkg -l`: the packages of a machine of Debian's family.

The list is cut to the terminal's width: a name or version that fills its column may be cut off. Such a version is not
used. `COLUMNS=300 dpkg -l` cuts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.assets.packages import distribution_of, distro_among, system_purl
from vedette.assets.parts import Notes, host_of
from vedette.model.claim import Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory, Package

_RULE: Final = "+++-"
_INSTALLED: Final = frozenset("itW")
"""States of a package whose files are there: installed, or waiting for a trigger (dpkg-query(1))."""
_STATES: Final = frozenset("ncHUFWti")


@dataclass(frozen=True, slots=True)
class DpkgList:
    """Text of dpkg -l."""

    name: str = "dpkg_list"
    title: str = "dpkg -l"

    def sniff(self, head: bytes) -> float:
        """Its legend and rule."""
        return 1.0 if head.startswith(b"Desired=") and b"\n+++-" in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The packages that are installed; those of which only configuration is left are not."""
        lines = data.decode("utf-8", "replace").splitlines()
        rule = next((i for i, line in enumerate(lines) if line.startswith(_RULE)), None)
        if rule is None:
            raise MalformedInput(path, "has no line of +++-, so its columns are not known")
        widths = [len(part) for part in lines[rule].removeprefix(_RULE).split("-") if part]
        notes = Notes(path)
        found = [
            entry
            for number, line in enumerate(lines[rule + 1 :], start=rule + 2)
            if (entry := _entry(line.split(), widths, notes, number)) is not None
        ]
        kind = distribution_of(version for _, version, _ in found) or "deb"
        distro = distro_among(kind, (version for _, version, _ in found))
        packages = [
            Package(
                host=host_of(path),
                name=name,
                version=version,
                purl=system_purl(kind, name, version, distro=distro) if whole else None,
                source=f"{self.title} {path}",
                rank=Rank.PACKAGE_MANAGER,
            )
            for name, version, whole in found
        ]
        return Inventory(packages=tuple(packages), notes=notes.told())


def _entry(
    words: list[str], widths: list[int], notes: Notes, number: int
) -> tuple[str, str | None, bool] | None:
    """Name and version of an installed package, and whether the name is whole; null where the line is none."""
    if not words:
        return None
    if len(words) < 3 or len(words[0]) < 2 or words[0][1] not in _STATES:
        notes.leave_out(f"line {number}", "line that is no package")
        return None
    if words[0][1] not in _INSTALLED:
        return None
    name, version = words[1], words[2]
    whole = len(widths) < 2 or len(name) != widths[0]
    if len(widths) >= 2 and len(version) == widths[1]:
        notes.leave_out(f"line {number}", "version that may be cut off (use COLUMNS=300 dpkg -l)")
        return name.partition(":")[0], None, whole
    if not whole:
        notes.leave_out(f"line {number}", "package whose name may be cut off (use COLUMNS=300 dpkg -l)")
    return name.partition(":")[0], version, whole
