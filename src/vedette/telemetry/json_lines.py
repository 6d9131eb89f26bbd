"""Formats whose lines are JSON objects: a table of fields, and what tells that a record is of the format."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec
import polars as pl

from vedette.telemetry.interface import Batch, Screen
from vedette.telemetry.json_decode import Path, decode
from vedette.telemetry.json_documents import is_document, read_document
from vedette.telemetry.json_fields import Field, columns, schema, written
from vedette.telemetry.json_spans import blanked, ordinary_in, quoted_after, without
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.source import Source

NO_ADDRESS: Final = "client is no address"

Record = Mapping[str, object]

_SNIFFED_LINES: Final = 50
_LOCAL_SOCKETS: Final = ("unix:", "@")
"""What servers write of a client on a local socket."""


@lru_cache(maxsize=8)
def records_of(head: bytes) -> tuple[Record, ...]:
    """What the head of a source holds, a line each, an empty object for what is none; of a document the first."""
    if is_document(head):
        return _of_document(head.decode("utf-8", "backslashreplace"))
    whole = head.rpartition(b"\n")[0] or head
    lines = [line for line in whole.split(b"\n") if line.strip()][:_SNIFFED_LINES]
    return tuple(map(_object, lines))


def _object(line: bytes) -> Record:
    try:
        return msgspec.json.decode(line.decode("utf-8", "replace"), type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        return {}


def _of_document(text: str) -> tuple[Record, ...]:
    """The first object of a document, of which the head may be a part only."""
    try:
        first, _ = json.JSONDecoder().raw_decode(text, max(text.find("{"), 0))
    except (ValueError, RecursionError):
        return ()
    return (first,) if isinstance(first, dict) else ()


def inside(record: Record, *path: str) -> object:
    """The value at a path of a record, null where there is none."""
    value: object = record
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


class JsonReader(LineReader):
    """Reads objects by a table of fields."""

    def __init__(self, form: JsonFormat, head: bytes) -> None:
        self._fields = form.fields
        self._schema = schema(form.fields)
        self._literal, unless = key_literals(form.client_paths, head)
        self._unless = (*unless, *form.parsed_keys)
        self._kind, _ = key_literals((form.kind_path,) if form.kind_path else (), head)
        self._parsed_kinds = form.parsed_kinds
        self._ordinary = ordinary_in(head)

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        decoded, reasons = decode(lines, self._schema)
        values = written(decoded, self._fields)
        told = columns(values)
        rows = self.complete(told, decoded)
        clients = [texts for field, texts in values.items() if field.column == "client_ip"]
        wrong = misnamed(clients, told["client_ip"])
        return rows.with_columns(
            pl.select(pl.coalesce(reasons, pl.when(wrong).then(pl.lit(NO_ADDRESS))))
            .to_series()
            .alias("reject"),
            rows["client_ip"].is_null().alias("ignore"),
        )

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """What a format makes of its rows beyond their fields: by default nothing. Keeps height and order.

        decoded: the objects as `vedette.telemetry.json_decode.decode` gives them.
        """
        del decoded
        return rows

    def spans(self, block: Block) -> Spans | None:
        """The client's string, by its key, in objects of which that says all that decides whether they are parsed."""
        if not self._literal or (self._parsed_kinds and not self._kind):
            return None
        spans = quoted_after(block, self._literal, self._unless)
        return without(block, spans, self._kind, self._parsed_kinds) if self._kind else spans

    def searched(self, data: bytes) -> bytes:
        """As `LineReader.searched`."""
        return blanked(data, self._ordinary)


def misnamed(written: Iterable[pl.Series], addresses: pl.Series) -> pl.Series:
    """Which clients are written, but as no address; one on a local socket has none."""
    client = pl.select(pl.coalesce(written)).to_series()
    return client.is_not_null() & addresses.is_null() & ~client.is_in(_LOCAL_SOCKETS)


def key_literals(paths: Sequence[Path], head: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """What opens the string at the first of these paths that a source has, and keys whose strings would hold before.

    Empty where the source has none of them, or not as the first member of its object.
    """
    for number, path in enumerate(paths):
        for colon in (b":", b": "):
            literal = b'"' + (b'"' + colon + b'{"').join(key.encode() for key in path) + b'"' + colon + b'"'
            if literal in head:
                return literal, tuple(f'"{earlier[0]}"'.encode() for earlier in paths[:number])
    return b"", ()


class JsonFormat(LineFormat):
    """A format whose lines are JSON objects."""

    fields: tuple[Field, ...]
    """What is read."""
    client_paths: tuple[Path, ...] = ()
    """To the client as a string that is nothing but an address, each holding only where those before are missing; the
    first key alone tells whether a path is there.
    """
    parsed_keys: tuple[bytes, ...] = ()
    """Literals of objects that are parsed whoever the client is: a sensor's finding, or a client elsewhere."""
    kind_path: Path = ()
    """To a string that tells kinds of objects apart."""
    parsed_kinds: tuple[bytes, ...] = ()
    """What opens that string in objects that are parsed whoever the client is."""
    reader_class: type[JsonReader] = JsonReader
    documents = False
    """Whether it comes as one document too."""
    wrapper: str | None = None
    """Key under which a document holds its records."""

    @abstractmethod
    def tells(self, record: Record) -> float:
        """How sure one record makes it, from 0 to 1, that the source is of this format."""

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: what the first records tell, on average."""
        del name
        if not self.documents and is_document(head):
            return 0.0
        records = records_of(head)
        return sum(map(self.tells, records)) / len(records) if records else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`."""
        del source
        return self.reader_class(self, head)

    def read(self, source: Source, screen: Screen | None) -> Iterator[Batch]:
        """As `LineFormat.read`, or record by record where the source is a document."""
        head = source.head()
        if self.documents and is_document(head, self.wrapper):
            yield from read_document(self.reader(head, source), source, screen, self.wrapper)
        else:
            yield from super().read(source, screen)
