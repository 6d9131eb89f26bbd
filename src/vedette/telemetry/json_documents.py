"""JSON that is one document rather than an object a line: an array of records, records in a wrapper, or one record.

Such a document is read whole, which bounds its size. Every record counts as a line; in evidence its line and offset
are where it opens in the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.errors import MalformedInput
from vedette.telemetry.blocks import InMemory
from vedette.telemetry.engine import read_stream
from vedette.telemetry.interface import Batch, Rejected, Screen
from vedette.telemetry.reader import LineReader
from vedette.telemetry.source import Source

LARGEST_DOCUMENT: Final = 128 * 1024 * 1024
"""Bytes of the largest document that is read."""
LARGEST_SEQUENCE: Final = 16 * 1024 * 1024
"""Bytes of documents that follow one another: to find where one ends makes objects of it, a hundred times its size."""

_ANY: Final = msgspec.json.Decoder(msgspec.Raw)
_RECORDS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_WRAPPER: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LINE_ENDS: Final = bytes.maketrans(b"\r\n", b"  ")
"""Between the tokens of JSON they are blanks, and within strings they may not stand."""
_FIRST_LINE: Final = re.compile(rb"\s*\{[^\n]*\}\s*(?:\n|\Z)")


def is_document(head: bytes, wrapper: str | None = None) -> bool:
    """Whether a source that starts like this is a document; wrapper: the key under which one holds its records."""
    if head.lstrip().startswith(b"["):
        return True
    if not head.lstrip().startswith(b"{"):
        return False
    wrapped = wrapper is not None and re.match(
        rb'\s*\{\s*"' + re.escape(wrapper.encode()) + rb'"\s*:\s*\[', head
    )
    return bool(wrapped) or (b"\n" in head.strip() and _FIRST_LINE.match(head) is None)


def read_document(
    reader: LineReader,
    source: Source,
    screen: Screen | None,
    wrapper: str | None = None,
    unroll: Callable[[bytes], Sequence[bytes]] = lambda record: (record.translate(_LINE_ENDS),),
) -> Iterator[Batch]:
    """Batches of a document's records. Raises MalformedInput where it is too large, or no JSON.

    unroll: makes of a record the lines that the reader reads; by default the record itself, on one line.
    """
    with source.open() as document:
        data = document.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        raise MalformedInput(
            source.name,
            f"is one JSON document of more than {LARGEST_DOCUMENT >> 20} MiB",
            hint="write its records one a line, as `jq -c '.[]'` does",
        )
    try:
        records = _records(data, wrapper)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise MalformedInput(source.name, f"is no JSON document that can be read: {error}") from error
    unrolled = [unroll(record) for record in records]
    places = _places(data, records, [len(lines) for lines in unrolled])
    stream = InMemory(b"".join(line + b"\n" for lines in unrolled for line in lines))
    for batch in read_stream(reader, stream, source.name, screen):
        yield places.told(batch)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the record of each line stands in the document; shapes (lines,)."""

    lines: npt.NDArray[np.int64]
    """From 1."""
    offsets: npt.NDArray[np.int64]

    def told(self, batch: Batch) -> Batch:
        """A batch of the records as lines, told of the document."""
        rows = batch.frame["line"].to_numpy().astype(np.int64) - 1
        samples = [self._moved(sample) for sample in batch.account.samples]
        frame = batch.frame.with_columns(
            pl.Series("line", self.lines[rows], pl.UInt64), pl.Series("offset", self.offsets[rows], pl.UInt64)
        )
        return Batch(frame, replace(batch.account, samples=samples))

    def _moved(self, sample: Rejected) -> Rejected:
        row = (sample.line or 1) - 1
        return replace(sample, line=int(self.lines[row]), offset=int(self.offsets[row]))


def _records(data: bytes, wrapper: str | None) -> list[bytes]:
    """The records of a document, as they are written."""
    if data.lstrip().startswith(b"["):
        return [bytes(record) for record in _RECORDS.decode(data)]
    parts = [data.strip()] if _is_one(data) else list(_sequence(data))
    return parts if wrapper is None else [record for part in parts for record in _unwrapped(part, wrapper)]


def _is_one(data: bytes) -> bool:
    """Whether the data are one document, told without making objects of it."""
    try:
        _ANY.decode(data)
    except msgspec.DecodeError:
        return False
    return True


def _unwrapped(part: bytes, wrapper: str) -> list[bytes]:
    """The records in a wrapper, or what is none as a record itself."""
    found = _WRAPPER.decode(part).get(wrapper)
    return [part] if found is None else [bytes(record) for record in _RECORDS.decode(found)]


def _sequence(data: bytes) -> Iterator[bytes]:
    """Values that follow one another, as programs print them that write many documents to one stream."""
    if len(data) > LARGEST_SEQUENCE:
        raise ValueError(f"it is not one value, and more than {LARGEST_SEQUENCE >> 20} MiB")
    text = data.decode("latin-1")  # a character a byte, so that places are those of the bytes
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        _, end = decoder.raw_decode(text, at)
        yield data[at:end]
        at = end


def _places(data: bytes, records: list[bytes], lines: list[int]) -> _Places:
    """Where records stand in the data; lines: how many each is unrolled to."""
    offsets, behind = np.empty(len(records), np.int64), 0
    for number, record in enumerate(records):
        offsets[number] = data.index(record, behind)
        behind = int(offsets[number]) + len(record)
    feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    return _Places(np.repeat(np.searchsorted(feeds, offsets) + 1, lines), np.repeat(offsets, lines))
