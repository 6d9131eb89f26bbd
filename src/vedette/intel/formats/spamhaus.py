"""Spamhaus DROP as JSON lines: an object a network (`drop_v4`, `drop_v6`) or autonomous system (`asndrop`).

The last line tells of the list itself (spamhaus.org, DROP). An autonomous system is no address, and counted as left out.
The list as text is a plain one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec
import polars as pl

from vedette.intel.dates import epoch_date
from vedette.intel.documents import decode_each
from vedette.intel.feeds import indicators
from vedette.intel.heads import head_of
from vedette.intel.interface import Feed
from vedette.intel.lines import numbered_lines
from vedette.intel.values import sort_out
from vedette.model.errors import MalformedInput

_METADATA: Final = "metadata"


class _Line(msgspec.Struct):
    """One of: a network, an autonomous system, what is told of the list."""

    cidr: str | None = None
    sblid: str | None = None
    asn: int | None = None
    asname: str | None = None
    type: str | None = None
    timestamp: int | None = None

    @property
    def value(self) -> str | None:
        return f"AS{self.asn}" if self.cidr is None and self.asn is not None else self.cidr


_LINE: Final = msgspec.json.Decoder(_Line)


class Spamhaus:
    """A network or autonomous system a line."""

    name = "spamhaus"
    title = "Spamhaus DROP as JSON lines"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        lines = head_of(head).lines[:1]
        said = next(decode_each(_LINE, (msgspec.Raw(line.encode()) for line in lines), Counter()), _Line())
        known = said.cidr is not None and said.sblid is not None
        return 0.97 if known or (said.asn is not None and said.asname is not None) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        rejected = Counter[str]()
        lines = numbered_lines(data)
        said = list(_said(lines, rejected))
        if len(lines) and not said:
            raise MalformedInput(path, "no line is a JSON object as Spamhaus writes it")
        networks = [(number, line.value, line.sblid) for number, line in said if line.type != _METADATA]
        entries, more = sort_out(
            pl.DataFrame(networks, {"line": pl.UInt64, "value": pl.String, "detail": pl.String}, orient="row")
        )
        return indicators(
            self.name, path, entries, rejected + more, listed_at=_date([line for _, line in said])
        )


def _said(lines: pl.DataFrame, rejected: Counter[str]) -> Iterator[tuple[int, _Line]]:
    """Each line with its number."""
    for number, text in lines.iter_rows():
        for line in decode_each(_LINE, (msgspec.Raw(text.encode()),), rejected):
            yield number, line


def _date(lines: list[_Line]) -> datetime | None:
    return next((epoch_date(line.timestamp) for line in lines if line.type == _METADATA), None)
