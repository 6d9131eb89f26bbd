"""From the paths of databases to the places of addresses."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from vedette.files.compression import DAMAGE, Opened, reason
from vedette.files.naming import named_files
from vedette.intel.geography.databases import FORMATS
from vedette.intel.geography.interface import NOWHERE, Database, Place, Sample, UnusableDatabase
from vedette.model.errors import InputError

DEBIAN: Final = ("/usr/share/tor/geoip", "/usr/share/tor/geoip6")
"""Where Debian's package tor-geoipdb puts its databases."""
MOST_MIB: Final = 1024
"""Size of a database at most, decompressed."""
_HEAD: Final = 64 * 1024
_TAIL: Final = 128 * 1024


@dataclass(frozen=True, slots=True)
class Located:
    """What the databases tell of some addresses."""

    places: dict[str, Place]
    """By address, each that was asked about."""
    problems: tuple[str, ...]
    """Databases that broke while they were asked, and why."""


@dataclass(frozen=True, slots=True)
class Geography:
    """Databases, asked in their order: the first that knows an address's country tells it, and so for its network."""

    databases: tuple[Database, ...] = ()

    @property
    def credits(self) -> tuple[str, ...]:
        """The lines that the licences ask to be shown, each once."""
        return tuple(dict.fromkeys(d.credit for d in self.databases if d.credit is not None))

    def locate(self, ips: Iterable[str]) -> Located:
        """The places of addresses in canonical text. Many at once: a database may start a process to answer."""
        places = dict.fromkeys(ips, NOWHERE)
        problems = []
        for database in self.databases:
            try:
                found = database.locate(list(places))
            except InputError as error:
                problems.append(str(error))
                continue
            for (ip, place), more in zip(list(places.items()), found, strict=True):
                places[ip] = _joined(place, more)
        return Located(places, tuple(problems))


def _joined(known: Place, more: Place) -> Place:
    """What is known, and what another database adds; number and owner of a network are of one database."""
    network = known if known.asn is not None else more
    return Place(known.country or more.country, network.asn, network.organisation)


def installed() -> tuple[str, ...]:
    """The databases that the system has where the user names none."""
    return tuple(path for path in DEBIAN if Path(path).is_file())


def open_databases(paths: Sequence[str]) -> Geography:
    """All databases that the paths name. Raises InputError where one cannot be used."""
    opened: list[Database] = []
    for named in named_files(paths):
        try:
            opened.append(_open(named.path))
        except InputError:
            if named.direct:
                raise
    return Geography(tuple(opened))


def _open(path: Path) -> Database:
    """The database of a file; a decompressed copy, which can be mapped, lives as long as the database."""
    try:
        with Opened(path) as stream:
            if not stream.compressed:
                return _recognised(path, path)
            copy = _copy(stream, path)
    except DAMAGE as error:
        raise UnusableDatabase(str(path), reason(error)) from error
    try:
        database = _recognised(copy, path)
    except InputError:
        copy.unlink()
        raise
    weakref.finalize(database, copy.unlink, missing_ok=True)
    return database


def _recognised(file: Path, path: Path) -> Database:
    """The database in a file. path: as the user named it."""
    sample = _sample(file)
    form = next((form for form in FORMATS.values() if form.sniff(sample)), None)
    if form is None:
        raise UnusableDatabase(
            str(path), "no database of places", hint="MMDB files and range tables are read"
        )
    return form.open(file, str(path))


def _copy(stream: Opened, path: Path) -> Path:
    """What a stream gives, in a file of its own."""
    with NamedTemporaryFile(prefix="vedette-", delete=False) as copy:
        try:
            for _ in range(MOST_MIB):
                if not copy.write(stream.read(1 << 20)):
                    return Path(copy.name)
        except BaseException:
            Path(copy.name).unlink()
            raise
    Path(copy.name).unlink()
    raise UnusableDatabase(str(path), f"larger than {MOST_MIB:,} MiB decompressed")


def _sample(file: Path) -> Sample:
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
            opened.seek(-min(_TAIL, opened.seek(0, os.SEEK_END)), os.SEEK_END)
            return Sample(head, opened.read(_TAIL))
    except OSError as error:
        raise UnusableDatabase(str(file), reason(error)) from error
