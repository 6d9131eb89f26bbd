"""dpkg's database: `/var/lib/dpkg/status` and, of each package, the list of its files (dpkg(1)).

Images without a package manager keep a file for each package in `status.d`, with checksums beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.packages.control import installed_paragraphs, source_of
from vedette.assets.live.packages.interface import MOST_DATABASE, Installed, Package, Problems, qualifiers
from vedette.assets.live.tree import Tree
from vedette.assets.packages import vendor_of

STATUS: Final = "/var/lib/dpkg/status"
STATUS_FOLDER: Final = "/var/lib/dpkg/status.d"
_INFO: Final = "/var/lib/dpkg/info"
_DIVERSIONS: Final = "/var/lib/dpkg/diversions"
_MOST_LIST: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Dpkg:
    """Debian, Ubuntu and all that build on them."""

    name: str = "dpkg"

    def present(self, tree: Tree) -> bool:
        """Either form counts."""
        return tree.is_file(STATUS) or bool(tree.names(STATUS_FOLDER))

    def read(self, tree: Tree, distribution: Distribution | None) -> Installed:
        """The packages, and the owners of all files that their lists name."""
        problems = Problems()
        packages: dict[str, Package] = {}
        owners: dict[str, Package] = {}
        for fields in _status(tree, problems):
            name, architecture = fields["package"], fields.get("architecture")
            known = next(
                (n for n in (name, f"{name}:{architecture}") if tree.is_file(f"{_INFO}/{n}.list")), None
            )
            # dpkg writes the list anew with each version that it unpacks.
            package = dpkg_package(
                fields, distribution, tree.written(f"{_INFO}/{known}.list") if known else None
            )
            packages[f"{name}:{architecture}"] = package
            if known:
                owners.update(
                    dict.fromkeys((tree.text(f"{_INFO}/{known}.list", _MOST_LIST) or "").split("\n"), package)
                )
        for fields, files in _folder(tree, problems):
            package = dpkg_package(fields, distribution, None)
            packages[f"{package.name}:{fields.get('architecture')}"] = package
            owners.update(dict.fromkeys(files, package))
        _divert(tree, owners)
        return Installed(tuple(packages.values()), owners, problems)


def dpkg_package(
    fields: dict[str, str], distribution: Distribution | None, installed: datetime | None
) -> Package:
    """The package of a paragraph that has a name and a version."""
    source, version = source_of(fields), fields["version"]
    return Package(
        name=fields["package"],
        version=version,
        type="deb",
        namespace=vendor_of(version) or (distribution.namespace if distribution else None),
        qualifiers=qualifiers(fields.get("architecture"), distribution, source),
        source=source.partition("@")[0] if source else None,
        installed=installed,
    )


def read_status(
    data: bytes, path: str, problems: Problems, *, stateless: bool = False
) -> list[dict[str, str]]:
    """The paragraphs of installed packages in a status file."""
    text = data.decode("utf-8", "surrogateescape")
    return list(installed_paragraphs(text, path, problems, stateless=stateless))


def _status(tree: Tree, problems: Problems) -> list[dict[str, str]]:
    data = tree.read(STATUS, MOST_DATABASE)
    return [] if data is None else read_status(data, STATUS, problems)


def _folder(tree: Tree, problems: Problems) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Packages of `status.d`, with the files that their checksums name, relative to the root."""
    for name in tree.names(STATUS_FOLDER):
        path = f"{STATUS_FOLDER}/{name}"
        if name.endswith(".md5sums"):
            continue
        sums = (tree.text(f"{path}.md5sums", _MOST_LIST) or "").splitlines()
        files = [f"/{line[34:]}" for line in sums if len(line) > 34]
        for fields in read_status(tree.read(path, _MOST_LIST) or b"", path, problems, stateless=True):
            yield fields, files


def _divert(tree: Tree, owners: dict[str, Package]) -> None:
    """Diverted files stand elsewhere (dpkg-divert(1)): three lines each, from, to, and for which package."""
    lines = (tree.text(_DIVERSIONS, _MOST_LIST) or "").splitlines()
    for origin, target, package in zip(lines[::3], lines[1::3], lines[2::3], strict=False):
        owner = owners.get(origin)
        if owner is not None and owner.name != package:
            owners[target] = owner
