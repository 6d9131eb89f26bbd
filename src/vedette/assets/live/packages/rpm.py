"""RPM's database in SQLite: `rpmdb.sqlite`, the form since RPM 4.16 (Fedora 33, RHEL 9, openSUSE).

The older forms, Berkeley DB and ndb, are not read, which is told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.packages.interface import MOST_DATABASE, Installed, Package, Problems, qualifiers
from vedette.assets.live.packages.rpm_header import Header, Tag
from vedette.assets.live.tree import Tree
from vedette.assets.packages import source_of_rpm

_FOLDERS: Final = ("/usr/lib/sysimage/rpm", "/var/lib/rpm")
_OLD: Final = ("Packages", "Packages.db")
_MOST_PACKAGES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Rpm:
    """Fedora, Red Hat, SUSE and all that build on them."""

    name: str = "rpm"

    def present(self, tree: Tree) -> bool:
        """Any form counts, also one that is not read."""
        return any(tree.is_file(f"{f}/{n}") for f in _FOLDERS for n in ("rpmdb.sqlite", *_OLD))

    def read(self, tree: Tree, distribution: Distribution | None) -> Installed:
        """The packages and the owners of their files."""
        problems, packages, owners = Problems(), list[Package](), dict[str, Package]()
        place = next((p for f in _FOLDERS if tree.is_file(p := f"{f}/rpmdb.sqlite")), None)
        if place is None:
            problems.add(_FOLDERS[1], None, "an RPM database of an older form than SQLite, which is not read")
            return Installed((), {}, problems)
        for blob in _blobs(tree, place, problems):
            try:
                header = Header(blob)
                package, files = rpm_package(header, distribution), header.files()
            except ValueError as error:
                problems.add(place, None, f"a package that cannot be read: {error}")
                continue
            packages.append(package)
            owners.update(dict.fromkeys(files, package))
        return Installed(tuple(packages), owners, problems)


def rpm_package(header: Header, distribution: Distribution | None) -> Package:
    """The package of a header. Raises ValueError where it has no name or version."""
    name, version, release = (header.text(tag) for tag in (Tag.NAME, Tag.VERSION, Tag.RELEASE))
    if not name or not version or not release:
        raise ValueError("no name, version or release")
    epoch, installed = header.numbers(Tag.EPOCH), header.numbers(Tag.INSTALL_TIME)
    source = source_of_rpm(header.text(Tag.SOURCE_RPM), name, f"{version}-{release}")
    own = (
        *qualifiers(header.text(Tag.ARCH), distribution, source),
        ("epoch", str(epoch[0]) if epoch and epoch[0] else ""),
        ("rpmmod", header.text(Tag.MODULARITY_LABEL) or ""),
    )
    return Package(
        name=name,
        version=f"{version}-{release}",
        type="rpm",
        namespace=distribution.namespace if distribution else None,
        qualifiers=tuple((key, value) for key, value in own if value),
        source=source.partition("@")[0] if source else None,
        installed=datetime.fromtimestamp(installed[0], UTC) if installed else None,
    )


def _blobs(tree: Tree, place: str, problems: Problems) -> Iterator[bytes]:
    """The headers. The database is opened as it stands, never written, and none of its own code is run."""
    outside, status = tree.outside(place), tree.status(place)
    if outside is None or status is None or status.st_size > MOST_DATABASE:
        problems.add(place, None, "it is too large")
        return
    try:
        with closing(sqlite3.connect(f"file:{quote(outside)}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            rows = database.execute("SELECT blob FROM Packages ORDER BY hnum LIMIT ?", (_MOST_PACKAGES,))
            yield from (row[0] for row in rows if isinstance(row[0], bytes))
    except sqlite3.Error as error:
        problems.add(place, None, f"it cannot be read: {error}")
