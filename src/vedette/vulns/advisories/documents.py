"""Records in a JSON document, a JSON array or JSON lines, each decoded for itself.

One broken record is counted and the others are read. Decoders are typed (msgspec), so fields that are not used
are skipped without being built.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

import msgspec

from vedette.files.json_values import NOT_DECODABLE
from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.interface import Document

Decoded = TypeVar("Decoded")

SAMPLES_KEPT: Final = 5
"""Rejected records shown for each file."""
_RAW_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_RAW: Final = msgspec.json.Decoder(msgspec.Raw)


def reject(document: Document, place: str, reason: str) -> None:
    """Count a record that breaks the format."""
    document.rejected[reason.partition(" - at ")[0]] += 1
    if len(document.samples) < SAMPLES_KEPT:
        document.samples.append(f"{place}: {reason}")


def raw_records(data: bytes, path: str) -> Iterator[tuple[str, bytes | msgspec.Raw]]:
    """Every record with its place: the elements of an array, the lines of JSON lines, or the whole document.

    Raises MalformedInput where an array cannot be taken apart.
    """
    stripped = data.lstrip()
    if stripped.startswith(b"["):
        try:
            elements = _RAW_LIST.decode(stripped)
        except NOT_DECODABLE as error:
            raise MalformedInput(path, f"is no JSON array: {error}") from None
        yield from ((f"record {number}", element) for number, element in enumerate(elements, start=1))
    elif _is_lines(stripped):
        for number, line in enumerate(data.splitlines(), start=1):
            if line.strip():
                yield f"line {number}", line
    else:
        yield "document", stripped


def decode_records(
    data: bytes, path: str, decoder: msgspec.json.Decoder[Decoded], document: Document
) -> Iterator[tuple[str, Decoded]]:
    """The records that decode, with their places; the others are counted in the document."""
    yield from decode_each(raw_records(data, path), decoder, document)


def decode_each(
    records: Iterator[tuple[str, bytes | msgspec.Raw]],
    decoder: msgspec.json.Decoder[Decoded],
    document: Document,
) -> Iterator[tuple[str, Decoded]]:
    """The records that decode; the others are counted in the document."""
    for place, raw in records:
        try:
            yield place, decoder.decode(raw)
        except NOT_DECODABLE as error:
            reject(document, place, str(error) or type(error).__name__)


def _is_lines(data: bytes) -> bool:
    """Whether the first line is a whole JSON value and more follows."""
    line, newline, rest = data.partition(b"\n")
    if not newline or not rest.strip() or not line.rstrip().endswith(b"}"):
        return False
    try:
        _RAW.decode(line)
    except NOT_DECODABLE:
        return False
    return True
