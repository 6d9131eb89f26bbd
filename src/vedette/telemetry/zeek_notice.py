"""Zeek's notice.log: one row a finding of Zeek's own scripts.

Columns as in Zeek's manual, "notice.log". A notice about a host rather than a flow leaves `id.*` unset and says
`src`, `dst` and `p` instead; one that names no host at all is ignored.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.blocks import Block
from vedette.telemetry.zeek import TUPLE, Field, Kind, ZeekFormat, ZeekReader
from vedette.telemetry.zeek_header import Header

_INSTEAD: Final = {"client_ip": "src", "server_ip": "dst", "server_port": "p"}
"""Which field stands in for which part of the tuple."""


class ZeekNotice(ZeekFormat):
    """Zeek's log of findings."""

    name = "zeek_notice"
    title = "Zeek notice.log"
    path = "notice"
    telling = frozenset({"note", "msg", "src"})
    fields = (
        *TUPLE,
        Field("proto", "transport", Kind.TEXT),
        Field("note", "notice", Kind.TEXT),
        Field("msg", "message", Kind.TEXT),
        Field("sub", "sub", Kind.TEXT),
        Field("src", "src", Kind.ADDRESS),
        Field("dst", "dst", Kind.ADDRESS),
        Field("p", "p", Kind.PORT),
    )

    def make(self, log: Header) -> ZeekReader:
        """As `ZeekFormat.make`."""
        return _NoticeReader(log, self.fields)


class _NoticeReader(ZeekReader):
    """Joins what a notice says in two places."""

    def spans(self, block: Block) -> None:
        """As `LineReader.spans`: a finding is read whoever the client is."""
        del block

    def complete(self, rows: pl.DataFrame) -> pl.DataFrame:
        """As `ZeekReader.complete`."""
        present = set(rows.columns)
        rows = rows.with_columns(
            pl.coalesce(name for name in pair if name in present).alias(pair[0])
            for pair in _INSTEAD.items()
            if present & set(pair)
        )
        if said := [name for name in ("message", "sub") if name in present]:
            rows = rows.with_columns(pl.concat_str(said, separator=" | ", ignore_nulls=True).alias("message"))
        return rows.drop("sub", *_INSTEAD.values(), strict=False)
