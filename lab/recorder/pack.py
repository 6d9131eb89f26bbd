"""Puts the recording together: what a reader of logs gets, and the truth beside it."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from .places import LAB
from .tools import LabError

LOGS = ("nginx/access.log", "aiohttp/access.log", "auth.log")
LIMIT = 1_500_000
"""Bytes that a recording may take in the repository."""


def pack(
    out: Path, root: Path, capture: Path, texts: Mapping[str, str], records: Mapping[str, object]
) -> None:
    """Replace what stands in the folder by the new recording.

    root: web-1's tree; texts: intelligence lists by name; records: JSON documents by name.
    """
    if out.exists():
        if not (out / "truth.json").is_file():
            raise LabError(f"{out}: exists and is no recording; it is left as it is")
        shutil.rmtree(out)
    for log in LOGS:
        _write(out / log, (root / "log" / log).read_bytes())
    # No time stamp of the packing: the same capture gives the same bytes.
    _write(out / "capture.pcap.gz", gzip.compress(capture.read_bytes(), mtime=0))
    for name, text in texts.items():
        _write(out / "intel" / name, text.encode())
    for name, record in records.items():
        _write(out / name, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())
    shutil.copytree(LAB / "advisories", out / "advisories")
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    if size > LIMIT:
        raise LabError(f"{out}: the recording takes {size:,} bytes, more than {LIMIT:,}")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
