"""Zeek's software.log, as tab-separated text or as JSON lines: servers that Zeek saw tell their version.

A version seen on the wire is a banner. Software of clients (browsers, mail readers) does not listen and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.assets.parts import Machine, Notes, Place, claimed
from vedette.files.json_values import NOT_DECODABLE
from vedette.model.claim import Claim, Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory
from vedette.model.service import Service

_NUMBERS: Final = ("version.major", "version.minor", "version.minor2", "version.minor3")
_DECODER: Final = msgspec.json.Decoder(dict[str, str | float | int | bool | None])


@dataclass(frozen=True, slots=True)
class ZeekSoftware:
    """Zeek software.log."""

    name: str = "zeek_software"
    title: str = "Zeek software.log"

    def sniff(self, head: bytes) -> float:
        """Its path, or the fields that only it has."""
        if b"#path\tsoftware" in head:
            return 1.0
        return 0.95 if b'"software_type"' in head and b'"host"' in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """One service for each server and port."""
        notes = Notes(path)
        rows = _json_rows(data, notes) if data.lstrip().startswith(b"{") else _tsv_rows(data, path, notes)
        services = [s for place, row in rows if (s := _service(row, place, f"{self.title} {path}", notes))]
        unique = {(s.id, s.version): s for s in services}
        return Inventory(services=tuple(unique.values()), notes=notes.told())


def _json_rows(data: bytes, notes: Notes) -> Iterator[tuple[str, Mapping[str, str]]]:
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = _DECODER.decode(line)
        except NOT_DECODABLE:
            notes.leave_out(f"line {number}", "line that is no JSON object of plain values")
            continue
        yield f"line {number}", {key: str(value) for key, value in row.items() if value is not None}


def _tsv_rows(data: bytes, path: str, notes: Notes) -> Iterator[tuple[str, Mapping[str, str]]]:
    fields: list[str] | None = None
    unset = {"-", "(empty)", ""}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        if line.startswith("#fields\t"):
            fields = line.split("\t")[1:]
        elif line and not line.startswith("#"):
            if fields is None:
                raise MalformedInput(path, "has no #fields before its first row", line=number)
            values = line.split("\t")
            if len(values) != len(fields):
                notes.leave_out(f"line {number}", "row of another number of fields")
                continue
            yield f"line {number}", {k: v for k, v in zip(fields, values, strict=True) if v not in unset}


def _service(row: Mapping[str, str], place: str, source: str, notes: Notes) -> Service | None:
    """The server of a row; null where it is about a client, or is left out."""
    kind = row.get("software_type", "")
    if "SERVER" not in kind and "::WEB_APPLICATION" not in kind:
        return None
    host, name, port = row.get("host"), row.get("name"), row.get("host_p", "")
    if not host or not name:
        notes.leave_out(place, "row without host or name")
        return None
    number = int(port) if port.isascii() and port.isdigit() and 0 < int(port) <= 65535 else None
    protocol = kind.partition("::")[0].lower() or None
    claim = Claim(source, Rank.BANNER, name, _version(row))
    return claimed(Machine(host, (host,)), claim, Place(number), protocol=protocol)


def _version(row: Mapping[str, str]) -> str | None:
    """The version as the server itself writes it where that is there, else from its parts."""
    numbers = [value for key in _NUMBERS if (value := row.get(key)) is not None]
    if not numbers:
        return None
    joined = ".".join(numbers)
    said = row.get("unparsed_version", "")
    if joined in said:
        rest = said[said.index(joined) :]
        return (
            rest.split(";")[0].split(",")[0].split(")")[0].split(" (")[0].strip() if _plain(rest) else joined
        )
    addition = row.get("version.addl")
    return f"{joined}-{addition}" if addition else joined


def _plain(text: str) -> bool:
    """Whether the text is one version with what its distribution adds: `8.2p1 Ubuntu-4ubuntu0.5`."""
    return len(text) <= 64 and "/" not in text
