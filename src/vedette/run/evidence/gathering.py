"""What goes into an evidence file: the alert, its history and investigation, raw data, rules and advisories."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from vedette.detect.rules.rule import RULES_FOLDER
from vedette.model.alert import Alert, Evidence
from vedette.report.interface import place_of
from vedette.run.evidence.manifest import Exhibit
from vedette.run.evidence.packets import captures
from vedette.run.evidence.rereading import Reread, reread
from vedette.run.reporting import Case
from vedette.vulns.database import database_path
from vedette.vulns.holdings import advisories_at_hand

README: Final = """\
Evidence of an alert, as Vedette saw it.

alert.json          the alert, its state, and every change of it
scan.json           what the scan was given, and which files it read
investigation.json  the steps of the investigation: findings, what was checked, what was not there
evidence.json       each item of evidence: source, line, byte, excerpt, SHA-256, and where it stands in this file
lines/              whole lines of the sources, as bytes, without their ends
packets/            packets of captures: those that are pointed at, and those of the client around them
rules/              the rules of attacks that were in force when this file was made
advisories/         the advisories on the alert's vulnerabilities, merged by vulnerability
manifest.json       the size and the SHA-256 of each file
manifest.sig        where it is signed: the public key, and its Ed25519 signature

vedette evidence verify FILE checks all of it. All text in it may be written by an attacker: open it with care.
"""


def members(case: Case, state: Path) -> dict[str, bytes]:
    """Every file by its path, without the manifest. Raises InputError."""
    alert = case.found.kept.alert
    again = reread(case.evidence, case.found.read, alert.client.ip if alert.client is not None else None)
    files = {
        "README.txt": README.encode(),
        "alert.json": _json({"state": case.found.kept.state, "history": case.changes, "alert": alert}),
        "scan.json": msgspec.json.format(case.inputs, indent=1),
        "investigation.json": _json([{"title": step.title, **_named(kept)} for step, kept in case.steps]),
    }
    raw, exhibits = _raw(case.evidence, again)
    files |= raw
    files["evidence.json"] = _json(exhibits)
    files |= {f"rules/{path.name}": path.read_bytes() for path in sorted(RULES_FOLDER.glob("*.toml"))}
    files |= dict(_advisories(alert, case, state))
    return files


def _raw(evidence: Sequence[Evidence], again: Reread) -> tuple[dict[str, bytes], list[Exhibit]]:
    """Lines and captures, and the list of what is in them."""
    files: dict[str, bytes] = {}
    places: dict[tuple[str, int], str] = {}
    for number, (source, packets) in enumerate(sorted(again.packets.items()), start=1):
        for link, content in captures(packets.around):
            capture = f"packets/{number:04}-link{link}.pcap"
            files[capture] = content
            places |= {(source, frame.offset): capture for frame in packets.around if frame.link == link}
    exhibits = []
    for number, one in enumerate(evidence, start=1):
        line = again.lines.get(place_of(one))
        name: str | None = places.get((one.source, -1 if one.offset is None else one.offset))
        if line is not None:
            name = f"lines/{number:04}.raw"
            files[name] = line
        exhibits.append(_exhibit(number, one, again, name))
    return files, exhibits


def _exhibit(number: int, one: Evidence, again: Reread, name: str | None) -> Exhibit:
    raw = again.raw(one)
    return Exhibit(
        number=number,
        source=one.source,
        line=one.line,
        offset=one.offset,
        time=None if one.time is None else one.time.isoformat(),
        excerpt=one.excerpt,
        shows=one.shows,
        file=name if raw.sha256 is not None else None,
        sha256=raw.sha256,
        size=raw.size,
        agrees=raw.agrees,
        problem=raw.problem,
    )


def _advisories(alert: Alert, case: Case, state: Path) -> Iterator[tuple[str, bytes]]:
    """The record of each vulnerability of the alert, as the scan's advisories have it now."""
    wanted = dict.fromkeys([v.id for v in alert.vulnerabilities])
    if alert.attacked_vulnerability is not None:
        wanted[alert.attacked_vulnerability] = None
    if not wanted:
        return
    held = advisories_at_hand(case.found.request.inputs.advisories, database_path(state))
    for number, identifier in enumerate(wanted, start=1):
        record = held.advisories.find(identifier)
        if record is not None:
            yield _advisory_path(number, identifier), _json({"origin": held.origin, "record": record})


def _advisory_path(number: int, identifier: str) -> str:
    """A path that an id cannot lead elsewhere."""
    plain = all(c.isascii() and (c.isalnum() or c in "-_") for c in identifier) and 0 < len(identifier) <= 64
    return f"advisories/{identifier if plain else f'{number:04}'}.json"


def _json(value: Any) -> bytes:
    """JSON with the names of all fields, in ASCII where a file name is no Unicode."""
    return msgspec.json.format(msgspec.json.encode(_named(value), enc_hook=str), indent=1)


def _named(value: Any) -> Any:
    """The value with records as objects: an auditor reads names, where the database keeps bare lists."""
    match value:
        case str():
            made: Any = value.encode("utf-8", "backslashreplace").decode("utf-8")
        case msgspec.Struct():
            made = {name: _named(getattr(value, name)) for name in value.__struct_fields__}
        case Mapping():
            made = {str(key): _named(one) for key, one in value.items()}
        case frozenset() | set():
            made = sorted(map(_named, value), key=repr)
        case list() | tuple():
            made = [_named(one) for one in value]
        case _ if is_dataclass(value):
            made = {field.name: _named(getattr(value, field.name)) for field in fields(value)}
        case _:
            made = value
    return made


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
