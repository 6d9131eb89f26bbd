"""The inventory formats that Vedette reads, and how it reads inventories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from vedette.assets.cyclonedx import CycloneDx
from vedette.assets.interface import InventoryFormat
from vedette.assets.inventory import InventoryJson
from vedette.files.documents import HEAD_BYTES, read_document
from vedette.files.naming import named_files
from vedette.model.errors import MalformedInput, UnknownFormat
from vedette.model.service import Service

FORMATS: Final[Mapping[str, InventoryFormat]] = {
    "cyclonedx": CycloneDx(),
    "inventory": InventoryJson(),
}
MOST_MIB: Final = 256
"""A larger inventory is hostile: that of a whole data centre has some tens of megabytes."""
_ENDINGS: Final = (".json", ".json.gz")
"""Of the files in a directory, those that are read."""


def load(paths: Iterable[str | Path]) -> list[Service]:
    """The services of all inventories, in the order given.

    A directory stands for the `*.json` and `*.json.gz` files in it. A service that two files describe alike counts
    once. Raises UnreadableInput, UnknownFormat or MalformedInput.
    """
    services: dict[str, Service] = {}
    for named in named_files(paths):
        if not (named.direct or named.path.name.endswith(_ENDINGS)):
            continue
        for service in read(named.path):
            known = services.setdefault(service.id, service)
            if known != service:
                raise MalformedInput(
                    str(named.path), f"describes {service.id} a second time, and differently"
                )
    return list(services.values())


def recognise(head: bytes) -> InventoryFormat | None:
    """The format that a document starts like; null where none is sure enough."""
    best = max(FORMATS.values(), key=lambda form: form.sniff(head))
    return best if best.sniff(head) > 0 else None


def read(path: Path) -> list[Service]:
    """The services of one inventory."""
    data = read_document(path, MOST_MIB)
    form = recognise(data[:HEAD_BYTES])
    if form is None:
        known = ", ".join(known.title for known in FORMATS.values())
        raise UnknownFormat(
            str(path), "is no inventory that Vedette knows", hint=f"it reads {known}, as JSON"
        )
    return form.read(data, str(path))
