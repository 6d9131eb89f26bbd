"""Alpine's database: `/lib/apk/db/installed` (apk-tools' installed database, version 2).

A paragraph for each package, a line for each field: `P:` name, `V:` version, `A:` architecture, `o:` source package;
then `F:` a folder and `R:` a file in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.packages.interface import MOST_DATABASE, Installed, Package, Problems, qualifiers
from vedette.assets.live.tree import Tree

PLACES: Final = ("/lib/apk/db/installed", "/usr/lib/apk/db/installed")


@dataclass(frozen=True, slots=True)
class Apk:
    """Alpine, Wolfi and all that build on them."""

    name: str = "apk"

    def present(self, tree: Tree) -> bool:
        """Whether one of its places has a database."""
        return any(tree.is_file(place) for place in PLACES)

    def read(self, tree: Tree, distribution: Distribution | None) -> Installed:
        """The packages and the owners of their files, from the first place that is there."""
        place = next((place for place in PLACES if tree.is_file(place)), PLACES[0])
        return read_installed(tree.read(place, MOST_DATABASE) or b"", place, distribution)


def read_installed(data: bytes, path: str, distribution: Distribution | None) -> Installed:
    """What a database tells."""
    problems, packages, owners = Problems(), list[Package](), dict[str, Package]()
    line = 1
    for paragraph in data.decode("utf-8", "surrogateescape").split("\n\n"):
        if paragraph.strip():
            package = _package(paragraph, distribution)
            if package is None:
                problems.add(path, line, "a paragraph without a package's name and version")
            else:
                packages.append(package)
                owners.update(dict.fromkeys(_files(paragraph), package))
        line += paragraph.count("\n") + 2
    return Installed(tuple(packages), owners, problems)


def _package(paragraph: str, distribution: Distribution | None) -> Package | None:
    fields = {line[0]: line[2:] for line in paragraph.split("\n") if line[1:2] == ":" and line[0] in "PVAo"}
    if not fields.get("P") or not fields.get("V"):
        return None
    source = fields.get("o") if fields.get("o") != fields["P"] else None
    return Package(
        name=fields["P"],
        version=fields["V"],
        type="apk",
        namespace=distribution.namespace if distribution else "alpine",
        qualifiers=qualifiers(fields.get("A"), distribution, source),
        source=source,
    )


def _files(paragraph: str) -> list[str]:
    files, folder = [], ""
    for line in paragraph.split("\n"):
        if line.startswith("F:"):
            folder = f"/{line[2:]}" if line[2:] else ""
        elif line.startswith("R:"):
            files.append(f"{folder}/{line[2:]}")
    return files
