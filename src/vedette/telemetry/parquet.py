"""Vedette's own Parquet: connections as they were read, with any of the columns of CONNECTION.

Read a slice at a time. Of a slice first the columns that the screen looks at, then the others for the selected rows
only. (Format: Apache Parquet 2; the decoder is Polars'.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

import polars as pl

from vedette.model.connection import SCHEMA, TEXT_SEEN_BY_RULES, conform, empty
from vedette.model.errors import MalformedInput, UnreadableInput
from vedette.telemetry.clients import ClientScreen
from vedette.telemetry.gathering import gathered
from vedette.telemetry.interface import Account, Batch, Screen
from vedette.telemetry.parallel import in_order
from vedette.telemetry.screening import select_rows
from vedette.telemetry.source import Source

SLICE_ROWS: Final = 32_768
"""Rows read at once, and of each row group written."""
PART_BYTES: Final = 64 * 1024 * 1024
"""Rows kept before they are written to a part of a file."""
_MAGIC: Final = b"PAR1"
_LOOKED_AT: Final = (
    "time", "client_ip", "server_ip", "server_port", "protocol", "status", "state", "event", "notice", *TEXT_SEEN_BY_RULES,
)  # fmt: skip
"""Columns that the screen decides by."""
_ROW: Final = "row of the file"
_KINDS: Final[tuple[Callable[[pl.DataType], bool], ...]] = (
    lambda dtype: dtype.is_integer(),
    lambda dtype: dtype.is_float(),
    lambda dtype: dtype.is_temporal(),
)
"""Of types that may stand for each other: other writers of Parquet have fewer."""


class Parquet:
    """Connections in Parquet."""

    name = "parquet"
    title = "Vedette's Parquet of connections"

    def sniff(self, head: bytes, name: str) -> float:
        """By the magic number."""
        del name
        return 0.9 if head.startswith(_MAGIC) else 0.0

    def read(self, source: Source, screen: Screen | None) -> Iterator[Batch]:
        """As `vedette.telemetry.interface.Format.read`; a row counts as a line.

        Raises MalformedInput where the file is damaged, or holds no connections.
        """
        with _errors_mapped(source):
            with source.path.open("rb") as raw:
                if raw.read(len(_MAGIC)) != _MAGIC:
                    raise MalformedInput(source.name, "is no Parquet file", hint="if it is packed, unpack it")
            rows = pl.scan_parquet(source.path, glob=False, row_index_name=_ROW)
            names = _columns(rows, source)
            height: int = rows.select(pl.len()).collect().item()
        slices = _Slices(rows.select(_ROW, *names), source, None if screen is None else ClientScreen(screen))
        yield from gathered(in_order(iter(range(0, height, SLICE_ROWS)), slices.read))


class _Slices:
    """Reads slices of one file; several threads may share it."""

    def __init__(self, rows: pl.LazyFrame, source: Source, clients: ClientScreen | None) -> None:
        self._rows = rows
        self._source = source
        self._clients = clients
        self._looked_at = [name for name in _LOOKED_AT if name in rows.collect_schema()]

    def read(self, first: int) -> Batch:
        """The connections of the slice that begins at row `first`."""
        rows = self._rows.slice(first, SLICE_ROWS)
        account = Account()
        with _errors_mapped(self._source):
            if self._clients is None:
                frame = rows.collect()
                account.lines = frame.height
            else:
                looked_at = rows.select(_ROW, *self._looked_at).collect()
                selected, account.external = select_rows(looked_at, self._clients)
                account.lines = looked_at.height
                frame = self._selected(rows, looked_at.filter(selected))
            account.connections = account.lines
            frame = conform(frame).with_columns(pl.col("source").fill_null(self._source.name))
        return Batch(frame, account)

    def _selected(self, rows: pl.LazyFrame, looked_at: pl.DataFrame) -> pl.DataFrame:
        """All columns of the selected rows, of which some are read already."""
        if looked_at.is_empty():
            return empty()
        others = rows.drop(self._looked_at).filter(pl.col(_ROW).is_in(looked_at[_ROW].implode())).collect()
        return _let_go(looked_at.hstack(others.drop(_ROW)))


def _let_go(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its texts made anew: as read, each keeps the whole page that it is a part of in memory."""
    return frame.with_columns(pl.col(pl.String) + pl.lit(""))


def _columns(rows: pl.LazyFrame, source: Source) -> list[str]:
    """The columns of CONNECTION that the file has. Raises MalformedInput where there is no client, or a type differs."""
    schema = rows.collect_schema()
    if "client_ip" not in schema:
        raise MalformedInput(source.name, "Parquet, but not of connections: it has no column client_ip")
    names = [name for name in SCHEMA if name in schema]
    wanted = empty().schema
    for name in names:
        if not _may_be(schema[name], wanted[name]):
            raise MalformedInput(source.name, f"column {name} is {schema[name]}, not {SCHEMA[name]}")
    return names


def _may_be(found: pl.DataType, wanted: pl.DataType) -> bool:
    return found == wanted or any(kind(found) and kind(wanted) for kind in _KINDS)


@contextmanager
def _errors_mapped(source: Source) -> Iterator[None]:
    """What Polars raises of a damaged file, even where it gives up, becomes MalformedInput."""
    try:
        yield
    except OSError as error:
        raise UnreadableInput(source.name, error.strerror or str(error)) from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        reason = str(error).partition("\n")[0]
        raise MalformedInput(source.name, f"damaged Parquet: {reason}") from error


@contextmanager
def writer(stream: BinaryIO) -> Iterator[Callable[[pl.DataFrame], None]]:
    """A writer of batches into one Parquet file, in bounded memory: parts on disk become the file at the end."""
    with TemporaryDirectory(prefix="vedette-") as folder:
        parts = _Parts(Path(folder))
        yield parts.add
        parts.flush()
        pl.scan_parquet(f"{folder}/*.parquet").sink_parquet(stream, row_group_size=SLICE_ROWS)


class _Parts:
    """Batches collected into parts of a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pending: list[pl.DataFrame] = [empty()]
        self._bytes = 0
        self._written = 0

    def add(self, frame: pl.DataFrame) -> None:
        """A batch, with the columns of CONNECTION."""
        self._pending.append(frame)
        self._bytes += int(frame.estimated_size())
        if self._bytes >= PART_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what is pending, even if nothing is."""
        frame = pl.concat(self._pending)
        frame.write_parquet(self._folder / f"{self._written:08}.parquet", compression="lz4")
        self._pending, self._bytes, self._written = [empty()], 0, self._written + 1
