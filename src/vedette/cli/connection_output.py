"""The ways in which connections are printed: JSON lines, CSV, Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

import polars as pl

from vedette.cli.escape import cell, printable
from vedette.model.connection import empty

Write = Callable[[pl.DataFrame], None]
"""Takes the connections of one batch."""

_RFC3339: Final = "%Y-%m-%dT%H:%M:%S%.6fZ"
_NOT_PLAIN: Final = r"^[=+\-@\t\r]|[\p{C}\p{Z}--[ ]]"
"""Text that a spreadsheet would evaluate or a terminal obey."""


@contextmanager
def sink_for(output: str, stream: BinaryIO) -> Iterator[Write]:
    """A writer of batches onto a stream of bytes; whatever is pending is written at the end."""
    match output:
        case "jsonl":
            yield lambda frame: _write_jsonl(frame, stream)
        case "csv":
            stream.write(",".join(empty().columns).encode() + b"\n")
            yield lambda frame: _write_csv(frame, stream)
        case "parquet":
            from vedette.telemetry.parquet import writer

            with writer(stream) as write:
                yield write
        case _:
            raise ValueError(output)
    stream.flush()


def _write_jsonl(frame: pl.DataFrame, stream: BinaryIO) -> None:
    """One object a line, in ASCII: what a terminal could interpret is a `u` escape, and the value stays exact."""
    text = _printed_times(frame).write_ndjson()
    stream.write(text.encode() if text.isascii() else _ascii(text))


def _ascii(text: str) -> bytes:
    """JSON with every character beyond ASCII as a JSON escape (RFC 8259 section 7), pairs of surrogates included."""
    utf16 = text.encode("utf-16-be")
    units = (int.from_bytes(utf16[i : i + 2], "big") for i in range(0, len(utf16), 2))
    return "".join(chr(unit) if unit < 0x80 else f"\\u{unit:04x}" for unit in units).encode()


def _write_csv(frame: pl.DataFrame, stream: BinaryIO) -> None:
    printed = _printed_times(frame)
    plain = printed.with_columns(
        _plain(printed[name]) for name, dtype in printed.schema.items() if dtype == pl.String
    )
    stream.write(plain.write_csv(include_header=False).encode())


def _plain(texts: pl.Series) -> pl.Series:
    """The texts with what a terminal or a spreadsheet would act on shown as it is; few are touched."""
    odd = texts.filter(texts.str.contains(_NOT_PLAIN).fill_null(value=False)).unique()
    if not len(odd):
        return texts
    return texts.replace(odd, pl.Series([cell(printable(text)) for text in odd], dtype=pl.String))


def _printed_times(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("time").dt.strftime(_RFC3339))
