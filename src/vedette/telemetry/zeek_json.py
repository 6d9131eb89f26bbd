"""Zeek's logs as JSON (`LogAscii::use_json`, and the streams of one socket in which `_path` names the log).

Fields are those of the logs of tabs, under the same names. Times are numbers or RFC 3339 (`LogAscii::json_timestamps`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from vedette.model.connection import conform
from vedette.telemetry.json_decode import decode
from vedette.telemetry.json_fields import SET_SEPARATOR, Field, Kind, columns, schema, written
from vedette.telemetry.json_lines import NO_ADDRESS, JsonFormat, Record, key_literals, misnamed, records_of
from vedette.telemetry.json_spans import blanked, ordinary_in, quoted_after, without
from vedette.telemetry.lines import Block, LineReader, Spans
from vedette.telemetry.source import Source
from vedette.telemetry.zeek import CLIENT, ZeekFormat, ZeekReader
from vedette.telemetry.zeek import Field as ZeekField
from vedette.telemetry.zeek import Kind as ZeekKind
from vedette.telemetry.zeek_conn import ZeekConn
from vedette.telemetry.zeek_header import Header
from vedette.telemetry.zeek_http import ZeekHttp
from vedette.telemetry.zeek_logs import LOGS, OTHER, LogReader, fields_of
from vedette.telemetry.zeek_notice import ZeekNotice

_OWN: Final[Mapping[str, ZeekFormat]] = {form.path: form for form in (ZeekConn(), ZeekHttp(), ZeekNotice())}
"""Logs that have a format of their own, by Zeek's name."""
_UNNAMED: Final = ""
"""Stands for a log that is none of the known ones."""
_KINDS: Final = {
    ZeekKind.TIME: Kind.TIME,
    ZeekKind.INTERVAL: Kind.SECONDS,
    ZeekKind.ADDRESS: Kind.ADDRESS,
    ZeekKind.PORT: Kind.PORT,
    ZeekKind.COUNT: Kind.COUNT,
    ZeekKind.TEXT: Kind.TEXT,
    ZeekKind.SET: Kind.SET,
}


def _fields(path: str) -> tuple[ZeekField, ...]:
    own = _OWN.get(path)
    return own.fields if own else fields_of(LOGS.get(path, OTHER))


def _json_fields(path: str) -> tuple[Field, ...]:
    return tuple(Field(field.column, (field.name,), _KINDS[field.kind]) for field in _fields(path))


def _completing(path: str) -> ZeekReader:
    """A reader that completes rows of a log; the header says only how sets are joined."""
    names = tuple(field.name for field in _fields(path))
    log = Header("\t", SET_SEPARATOR, "", "-", path, names, "")
    own = _OWN.get(path)
    return own.make(log) if own else LogReader(log, LOGS.get(path, OTHER))


_PATHS: Final = (*_OWN, *LOGS, _UNNAMED)
_FIELDS: Final = {path: _json_fields(path) for path in _PATHS}
_READERS: Final = {path: _completing(path) for path in _PATHS}
_FINDINGS: Final = ("intel", "notice", "weird")
"""Logs of what Zeek found: all of them is parsed, whoever the client is."""
_FINDINGS_OPENED: Final = tuple(f'{path}"'.encode() for path in _FINDINGS)
_PATH: Final = Field("_path", ("_path",))


class ZeekJson(JsonFormat):
    """Zeek's logs, written as JSON."""

    name = "zeek_json"
    title = "Zeek logs as JSON"
    documents = True

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the connection as Zeek names it, or by the log's own name."""
        if "ts" not in record:
            return 0.0
        if CLIENT in record or "_path" in record:
            return 1.0
        return 0.9 if _told_by(record) else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`."""
        records = records_of(head)
        streamed = any("_path" in record for record in records)
        return _ZeekJsonReader(head, None if streamed else _path_of(source.name, records))


def _told_by(record: Record) -> str:
    """The log that a record's fields tell; empty where it is none of the known ones."""
    fields = frozenset(record)
    telling = {path: form.telling for path, form in _OWN.items()} | {
        path: log.telling for path, log in LOGS.items()
    }
    return next((path for path, told in telling.items() if told and told <= fields), _UNNAMED)


def _path_of(name: str, records: tuple[Record, ...]) -> str:
    """The log that a source holds, by its name, else by its first records that tell."""
    file = name.rpartition("/")[2]
    named = [
        path for path in _PATHS if path and file.startswith(path) and not file[len(path) :][:1].isalnum()
    ]
    if named:
        return max(named, key=len)
    return next((path for path in map(_told_by, records) if path), _UNNAMED)


class _ZeekJsonReader(LineReader):
    """Reads the records of one log, or of several that each name theirs."""

    def __init__(self, head: bytes, path: str | None) -> None:
        """path: the log, null where records name it."""
        self._path = path
        paths = _PATHS if path is None else (path,)
        self._schema = schema([_PATH, *(field for path in paths for field in _FIELDS[path])])
        self._literal, self._unless = key_literals(((CLIENT,),), head)
        self._kind, _ = key_literals((_PATH.path,), head)
        self._ordinary = ordinary_in(head)

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        decoded, reasons = decode(lines, self._schema)
        paths = self._paths(decoded)
        parts = [
            _rows(decoded.filter(paths == path), path).with_columns((paths == path).arg_true().alias("row"))
            for path in paths.unique(maintain_order=True)
        ]
        rows = pl.concat(parts).sort("row") if parts else _rows(decoded, _UNNAMED)
        reject = pl.coalesce(pl.lit(reasons), pl.when("misnamed").then(pl.lit(NO_ADDRESS)))
        return rows.with_columns(reject.alias("reject"), pl.col("client_ip").is_null().alias("ignore"))

    def _paths(self, decoded: pl.DataFrame) -> pl.Series:
        """The log of each record."""
        if self._path is not None:
            return pl.Series([self._path]).new_from_index(0, decoded.height)
        path = decoded["_path"]
        return path.set(~path.is_in(list(_PATHS)), _UNNAMED).fill_null(_UNNAMED)

    def spans(self, block: Block) -> Spans | None:
        """As `LineReader.spans`."""
        if not self._literal or self._path in _FINDINGS:
            return None
        spans = quoted_after(block, self._literal, self._unless)
        if self._path is not None:
            return spans
        return without(block, spans, self._kind, _FINDINGS_OPENED) if self._kind else None

    def searched(self, data: bytes) -> bytes:
        """As `LineReader.searched`."""
        return blanked(data, self._ordinary)


def _rows(decoded: pl.DataFrame, path: str) -> pl.DataFrame:
    """Connections of the records of one log, and which of them name a client that is no address."""
    values = written(decoded, _FIELDS[path])
    told = columns(values)
    wrong = misnamed([texts for field, texts in values.items() if field.path == (CLIENT,)], told["client_ip"])
    return conform(_READERS[path].complete(told)).with_columns(wrong.alias("misnamed"))
