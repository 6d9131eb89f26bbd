"""Puts the recording of an application together: logs, capture, inventory, advisory, a list, and the truth."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recorder.places import ADDRESSES, LAB
from recorder.tools import LabError

from .application import Application, Release, Visit
from .server import PORTS, folder

LIMIT = 300_000
"""Bytes that a recording may take in the repository."""
HOST = "apps-1"

Record = dict[str, Any]


def pack(out: Path, application: Application, capture: Path, journal: Sequence[Sequence[Record]]) -> None:
    """Replace what stands in the folder by the new recording."""
    if out.exists() and not (out / "truth.json").is_file():
        raise LabError(f"{out}: exists and is no recording; it is left as it is")
    shutil.rmtree(out, ignore_errors=True)
    for release in Release:
        log = folder(application, release) / "log" / "access.log"
        if log.is_file():
            _write(out / release / "access.log", log.read_bytes())
    # No time stamp of the packing: the same capture gives the same bytes.
    _write(out / "capture.pcap.gz", gzip.compress(capture.read_bytes(), mtime=0))
    listed = sorted({visit.address for visit in application.visits if visit.listed})
    _write(out / "intel" / "attackers.txt", "".join(f"{address}\n" for address in listed).encode())
    _write_json(out / "inventory.json", _inventory(application))
    _write_json(out / "truth.json", _truth(application, journal))
    shutil.copytree(LAB / "applications" / "advisories" / application.name, out / "advisories")
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    if size > LIMIT:
        raise LabError(f"{out}: the recording takes {size:,} bytes, more than {LIMIT:,}")


def _inventory(application: Application) -> Record:
    apps = []
    for release, side in application.sides.items():
        app: Record = {
            "name": application.product,
            "version": side.version,
            "listen": {"proto": "tcp", "port": PORTS[release], "address": "::"},
            "purl": f"{application.purl}@{side.version}",
        }
        if side.components:
            app["components"] = list(side.components)
        if (folder(application, release) / "log" / "access.log").is_file():
            app["logs"] = [f"{release}/access.log"]
        apps.append(app)
    return {"host": HOST, "addresses": list(ADDRESSES), "apps": apps}


def _truth(application: Application, journal: Sequence[Sequence[Record]]) -> Record:
    return {
        "application": application.name,
        "kind": application.kind,
        "vulnerability": application.cve,
        "ports": {str(release): PORTS[release] for release in Release},
        "visits": [_visit(visit, told) for visit, told in zip(application.visits, journal, strict=True)],
    }


def _visit(visit: Visit, told: Sequence[Record]) -> Record:
    return {
        "client": visit.address,
        "listed": visit.listed,
        "service": str(visit.release),
        "does": visit.does,
        "succeeded": any(each["worked"] for each in told),
        "requests": list(told),
    }


def _write_json(path: Path, record: Record) -> None:
    _write(path, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
