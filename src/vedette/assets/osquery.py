"""Rows of osquery as JSON: sockets that listen, the processes behind them, and packages.

Read are a list of rows (`osqueryi --json`), an object of tables by name, and the lines that osqueryd logs (`columns`
or `snapshot`, with `hostIdentifier`). Rows tell by their columns of which table they are: `listening_ports` (also joined
with `processes`), `processes`, `deb_packages`, `rpm_packages`, `python_packages`, `npm_packages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from vedette.assets.packages import distribution_of, source_of_rpm, system_purl
from vedette.assets.parts import Machine, Notes, host_of
from vedette.assets.sockets import Listener, address_of, listener_service, port_of
from vedette.files.json_values import NOT_DECODABLE
from vedette.model.claim import Rank
from vedette.model.ecosystems import language_purl
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory, Package
from vedette.model.service import Service

Row: TypeAlias = Mapping[str, str]
Value: TypeAlias = str | int | float | bool | None

_TRANSPORTS: Final = {"6": "tcp", "17": "udp"}
_ROWS: Final = msgspec.json.Decoder(list[dict[str, Value]])
_TABLES: Final = msgspec.json.Decoder(dict[str, list[dict[str, Value]]])


class Logged(msgspec.Struct, frozen=True, rename="camel"):
    """A line that osqueryd logs."""

    host_identifier: str
    action: str | None = None
    columns: dict[str, Value] | None = None
    snapshot: list[dict[str, str | int | float | bool | None]] | None = None


_LOGGED: Final = msgspec.json.Decoder(Logged)


@dataclass(frozen=True, slots=True)
class Osquery:
    """osquery JSON."""

    name: str = "osquery"
    title: str = "osquery"

    def sniff(self, head: bytes) -> float:
        """Columns of the tables that are used."""
        if b'"hostIdentifier"' in head and (b'"columns"' in head or b'"snapshot"' in head):
            return 0.9
        sockets = b'"port"' in head and b'"protocol"' in head and b'"pid"' in head and b'"address"' in head
        tables = any(
            name in head
            for name in (b'"listening_ports"', b'"deb_packages"', b'"rpm_packages"', b'"python_packages"')
        )
        packages = b'"name"' in head and b'"version"' in head and b'"arch"' in head and b'"revision"' in head
        return 0.6 if (sockets or tables or packages) and b'"apps"' not in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The services behind the sockets, and the packages."""
        notes = Notes(path)
        hosts: dict[str, list[Row]] = {}
        for host, row in _rows(data, path, notes):
            hosts.setdefault(host, []).append(row)
        services = [
            s for host, rows in hosts.items() for s in _services(rows, host, f"osquery {path}", notes)
        ]
        packages = [p for host, rows in hosts.items() for p in _packages(rows, host, f"osquery {path}")]
        return Inventory(
            tuple({s.id: s for s in services}.values()), tuple(dict.fromkeys(packages)), notes=notes.told()
        )


def _rows(data: bytes, path: str, notes: Notes) -> Iterator[tuple[str, Row]]:
    start = data.lstrip()[:1]
    try:
        if start == b"[":
            yield from ((host_of(path), _text(row)) for row in _ROWS.decode(data))
            return
        if b'"hostIdentifier"' not in data[:65536]:
            tables = _TABLES.decode(data)
            yield from ((host_of(path), _text(row)) for rows in tables.values() for row in rows)
            return
    except NOT_DECODABLE as error:
        raise MalformedInput(path, f"holds no rows of osquery: {error}") from None
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            logged = _LOGGED.decode(line)
        except NOT_DECODABLE:
            notes.leave_out(f"line {number}", "line that is no result of osquery")
            continue
        if logged.action != "removed":
            rows = [*(logged.snapshot or ()), *([logged.columns] if logged.columns else ())]
            yield from ((logged.host_identifier, _text(row)) for row in rows)


def _text(row: Mapping[str, Any]) -> Row:
    return {key: str(value) for key, value in row.items() if value is not None}


def _services(rows: Iterable[Row], host: str, source: str, notes: Notes) -> Iterator[Service]:
    rows = list(rows)
    processes = {row["pid"]: row for row in rows if "pid" in row and "name" in row and "port" not in row}
    for number, row in enumerate(rows, start=1):
        if "port" not in row or "protocol" not in row:
            continue
        transport, port = _TRANSPORTS.get(row["protocol"]), port_of(row["port"])
        if transport is None or not port:
            if row["port"] not in {"0", ""}:
                notes.leave_out(f"row {number}", "socket that is neither TCP nor UDP")
            continue
        process = row.get("name") or processes.get(row.get("pid", ""), {}).get("name")
        ipv6 = row.get("family") == "10"
        listener = Listener(transport, address_of(row.get("address", ""), ipv6=ipv6), port, process or None)
        yield listener_service(listener, Machine(host), source)


def _packages(rows: Iterable[Row], host: str, source: str) -> Iterator[Package]:
    rows = [row for row in rows if "name" in row and "version" in row and "port" not in row]
    kind = distribution_of(_full_version(row) for row in rows if "arch" in row)
    for row in rows:
        name, version = row["name"], _full_version(row)
        if (
            "maintainer" in row
            or "revision" in row
            or ("source" in row and "arch" in row and "release" not in row)
        ):
            purl = system_purl(kind or "deb", name, version, source=row.get("source") or None)
        elif "release" in row:
            source_package = source_of_rpm(row.get("source"), name, version)
            purl = system_purl(kind or "rpm", name, version, source=source_package)
        elif "directory" in row or "path" in row:
            language = "npm" if "node_modules" in row.get("path", "") + row.get("directory", "") else "pypi"
            purl = language_purl(language, name, version)
        else:
            continue
        path = row.get("path") or row.get("directory") or None
        yield Package(host, name, version, purl, source, Rank.PACKAGE_MANAGER, path=path)


def _full_version(row: Row) -> str:
    """With epoch and release, which osquery keeps apart for rpm."""
    if "release" not in row:
        return row["version"]
    epoch = f"{row['epoch']}:" if row.get("epoch", "0") not in {"0", ""} else ""
    return f"{epoch}{row['version']}-{row['release']}"
