"""MMDB, the MaxMind DB file format 2.0 (maxmind.github.io/MaxMind-DB): GeoLite2, DB-IP, IPinfo and others.

Records may be nested (`country.iso_code`) or flat (`country_code`), and tell a country, an autonomous system, or both.
The file is read by a process of its own (`vedette.intel.geography.mmdb_child`).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from vedette.intel.geography.credits import credit_of
from vedette.intel.geography.interface import Place, Sample, UnusableDatabase, country_code

_MARK: Final = b"\xab\xcd\xefMaxMind.com"
"""What stands before the metadata, in the last 128 KiB of the file."""
_SECONDS: Final = 90
"""Until an answer must be there."""
_PIECE: Final = 10_000
"""Addresses asked for at once."""

_Row = tuple[str | None, int | None, str | None]
_ROW: Final = msgspec.json.Decoder(_Row)
_TEXT: Final = msgspec.json.Decoder(str)


class Mmdb:
    """The MaxMind DB file format."""

    name = "mmdb"
    title = "MMDB (GeoLite2, DB-IP, IPinfo, …)"

    def sniff(self, sample: Sample) -> bool:
        """Whether the mark of the metadata is there."""
        return _MARK in sample.tail

    def open(self, file: Path, path: str) -> MmdbDatabase:
        """Open it, once a look into its metadata showed that it can be read."""
        said = _TEXT.decode(_ask(file, path, ())[0])
        return MmdbDatabase(file, path, credit_of(said, Path(path).name))


class MmdbDatabase:
    """An MMDB file."""

    def __init__(self, file: Path, path: str, credit: str | None) -> None:
        self.path, self.credit = path, credit
        self._file = file

    def locate(self, ips: Sequence[str]) -> list[Place]:
        """The places of addresses. Raises UnusableDatabase."""
        pieces = [ips[at : at + _PIECE] for at in range(0, len(ips), _PIECE)]
        rows = [row for piece in pieces for row in _ask(self._file, self.path, piece)[1:]]
        try:
            return [_place(_ROW.decode(row)) for row in rows]
        except msgspec.DecodeError as error:
            raise UnusableDatabase(self.path, f"broken: {error}") from error


def _place(row: _Row) -> Place:
    country, asn, organisation = row
    return Place(country_code(country), asn, organisation)


def _ask(file: Path, path: str, ips: Sequence[str]) -> list[bytes]:
    """What the process that reads says: of the database, and of each address. Raises UnusableDatabase."""
    command = [sys.executable, "-P", "-m", "vedette.intel.geography.mmdb_child", str(file)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the file is one argument
            command,
            input="".join(f"{ip}\n" for ip in ips).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnusableDatabase(path, f"gave no answer in {_SECONDS} s") from error
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != len(ips) + 1:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UnusableDatabase(
            path, told[-1] if done.returncode == 1 and told else "broken: reading it had to be ended"
        )
    return lines
