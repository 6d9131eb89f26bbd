"""The inventory formats that Vedette reads, and how it reads inventories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from vedette.assets.cyclonedx import CycloneDx
from vedette.assets.dpkg_list import DpkgList
from vedette.assets.dpkg_status import DpkgStatus
from vedette.assets.grype import Grype
from vedette.assets.interface import InventoryFormat
from vedette.assets.inventory import InventoryJson
from vedette.assets.lsof import Lsof
from vedette.assets.merge import merge
from vedette.assets.netstat import Netstat
from vedette.assets.nmap_xml import NmapXml
from vedette.assets.osquery import Osquery
from vedette.assets.osv_scanner import OsvScanner
from vedette.assets.rpm_query import RpmQuery
from vedette.assets.spdx import Spdx
from vedette.assets.ss import Ss
from vedette.assets.syft import Syft
from vedette.assets.trivy import Trivy
from vedette.assets.zeek_software import ZeekSoftware
from vedette.files.documents import HEAD_BYTES, read_document
from vedette.files.naming import named_files
from vedette.model.errors import InputError, UnknownFormat
from vedette.model.inventory import Inventory

FORMATS: Final[Mapping[str, InventoryFormat]] = {
    "cyclonedx": CycloneDx(),
    "dpkg_list": DpkgList(),
    "dpkg_status": DpkgStatus(),
    "grype": Grype(),
    "inventory": InventoryJson(),
    "lsof": Lsof(),
    "netstat": Netstat(),
    "nmap_xml": NmapXml(),
    "osquery": Osquery(),
    "osv_scanner": OsvScanner(),
    "rpm_query": RpmQuery(),
    "spdx": Spdx(),
    "ss": Ss(),
    "syft": Syft(),
    "trivy": Trivy(),
    "zeek_software": ZeekSoftware(),
}
MOST_MIB: Final = 256
"""A larger inventory is hostile: that of a whole data centre has some tens of megabytes."""


def load(paths: Iterable[str | Path]) -> Inventory:
    """All inventories, merged; of what several describe, the one that is given first names it.

    A directory stands for the files in it, and what is no inventory among them is told in the notes. Raises
    UnreadableInput, UnknownFormat or MalformedInput for a file that was named itself.
    """
    read_so_far: list[tuple[str, Inventory]] = []
    for named in named_files(paths):
        try:
            read_so_far.append(read(named.path))
        except InputError as error:
            if named.direct:
                raise
            read_so_far.append(("", Inventory(notes=(f"skipped {error}",))))
    return merge(read_so_far)


def recognise(head: bytes) -> InventoryFormat | None:
    """The format that a document starts like; null where none is sure enough."""
    best = max(FORMATS.values(), key=lambda form: form.sniff(head))
    return best if best.sniff(head) > 0 else None


def read(path: Path) -> tuple[str, Inventory]:
    """What one inventory says, and what people call the source: format and file."""
    data = read_document(path, MOST_MIB, wanted=lambda head: recognise(head) is not None)
    form = recognise(data[:HEAD_BYTES])
    if form is None:
        known = ", ".join(known.title for known in FORMATS.values())
        raise UnknownFormat(str(path), "is no inventory that Vedette knows", hint=f"it reads {known}")
    return f"{form.title} {path}", form.read(data, str(path))
