"""The inventory formats that Vedette reads, and how it reads inventories."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from vedette.assets.cyclonedx import CycloneDx
from vedette.assets.interface import InventoryFormat
from vedette.assets.inventory import InventoryJson
from vedette.model.errors import MalformedInput, UnknownFormat, UnreadableInput
from vedette.model.service import Service

FORMATS: Final[Mapping[str, InventoryFormat]] = {
    "cyclonedx": CycloneDx(),
    "inventory": InventoryJson(),
}
MAX_BYTES: Final = 256 << 20
"""A larger inventory is hostile: that of a whole data centre has some tens of megabytes."""
_HEAD: Final = 64 << 10


def load(paths: Iterable[str | Path]) -> list[Service]:
    """The services of all inventories, in the order given.

    A directory stands for the `*.json` and `*.json.gz` files in it. A service that two files describe alike counts
    once. Raises UnreadableInput, UnknownFormat or MalformedInput.
    """
    services: dict[str, Service] = {}
    for path in _files(paths):
        for service in read(path):
            known = services.setdefault(service.id, service)
            if known != service:
                raise MalformedInput(str(path), f"describes {service.id} a second time, and differently")
    return list(services.values())


def read(path: Path) -> list[Service]:
    """The services of one inventory."""
    data = _content(path)
    head = data[:_HEAD]
    best = max(FORMATS.values(), key=lambda form: form.sniff(head))
    if best.sniff(head) == 0:
        known = ", ".join(form.title for form in FORMATS.values())
        raise UnknownFormat(
            str(path), "is no inventory that Vedette knows", hint=f"it reads {known}, as JSON"
        )
    return best.read(data, str(path))


def _files(paths: Iterable[str | Path]) -> Iterable[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(file for ending in ("*.json", "*.json.gz") for file in path.glob(ending))
        else:
            yield path


def _content(path: Path) -> bytes:
    """The file's bytes, decompressed; at most MAX_BYTES."""
    try:
        with path.open("rb") as file:
            compressed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if compressed else path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput(str(path), f"cannot be read: {error}") from None
    if len(data) > MAX_BYTES:
        raise UnreadableInput(str(path), f"has more than {MAX_BYTES >> 20} MiB")
    return data
