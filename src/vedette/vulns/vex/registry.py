"""The VEX formats that Vedette reads, and how it reads VEX documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from vedette.files.documents import HEAD_BYTES, read_document
from vedette.files.naming import named_files
from vedette.model.errors import InputError, UnknownFormat
from vedette.vulns.vex.csaf_vex import CsafVex
from vedette.vulns.vex.cyclonedx_vex import CycloneDxVex
from vedette.vulns.vex.interface import VexDocument, VexFormat
from vedette.vulns.vex.openvex import OpenVex

FORMATS: Final[Mapping[str, VexFormat]] = {
    "csaf_vex": CsafVex(),
    "cyclonedx_vex": CycloneDxVex(),
    "openvex": OpenVex(),
}
MOST_MIB: Final = 256
"""A larger document is hostile: those of whole distributions have some tens of megabytes."""


def load(paths: Iterable[str | Path]) -> list[VexDocument]:
    """All VEX documents; a directory stands for those among the files in it.

    Raises UnreadableInput, UnknownFormat or MalformedInput for a file that was named itself.
    """
    documents = []
    for named in named_files(paths):
        try:
            documents.append(read(named.path))
        except InputError as error:
            if named.direct:
                raise
            documents.append(VexDocument("", str(named.path), (), (f"skipped {error}",)))
    return documents


def recognise(head: bytes) -> VexFormat | None:
    """The format that a document starts like; null where none is sure enough."""
    best = max(FORMATS.values(), key=lambda form: form.sniff(head))
    return best if best.sniff(head) > 0 else None


def read(path: Path) -> VexDocument:
    """One VEX document."""
    data = read_document(path, MOST_MIB, wanted=lambda head: recognise(head) is not None)
    form = recognise(data[:HEAD_BYTES])
    if form is None:
        known = ", ".join(known.title for known in FORMATS.values())
        raise UnknownFormat(str(path), "is no VEX document that Vedette knows", hint=f"it reads {known}")
    return form.read(data, str(path))
