"""opkg's database: `/usr/lib/opkg/status` and the lists of files beside it, as on routers with OpenWrt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.packages.control import installed_paragraphs
from vedette.assets.live.packages.interface import MOST_DATABASE, Installed, Package, Problems, qualifiers
from vedette.assets.live.tree import Tree

_FOLDERS: Final = ("/usr/lib/opkg", "/var/lib/opkg")
_MOST_LIST: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Opkg:
    """OpenWrt and other small systems."""

    name: str = "opkg"

    def present(self, tree: Tree) -> bool:
        """Whether one of its places has a status file."""
        return any(tree.is_file(f"{folder}/status") for folder in _FOLDERS)

    def read(self, tree: Tree, distribution: Distribution | None) -> Installed:
        """The packages and the owners of their files."""
        problems, packages, owners = Problems(), list[Package](), dict[str, Package]()
        for folder in _FOLDERS:
            data = tree.read(f"{folder}/status", MOST_DATABASE)
            for package in opkg_packages(data or b"", f"{folder}/status", distribution, problems):
                packages.append(package)
                files = tree.text(f"{folder}/info/{package.name}.list", _MOST_LIST) or ""
                owners.update(dict.fromkeys(files.split("\n"), package))
        return Installed(tuple(packages), owners, problems)


def opkg_packages(
    data: bytes, path: str, distribution: Distribution | None, problems: Problems
) -> list[Package]:
    """The installed packages of a status file."""
    text = data.decode("utf-8", "surrogateescape")
    return [
        Package(
            name=fields["package"],
            version=fields["version"],
            type="opkg",
            namespace=distribution.namespace if distribution else None,
            qualifiers=qualifiers(fields.get("architecture"), distribution, fields.get("source")),
            source=fields.get("source"),
        )
        for fields in installed_paragraphs(text, path, problems, stateless=False)
    ]
