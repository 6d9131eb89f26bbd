r"""Access logs of web servers: one row a request.

The NCSA common and combined formats, as Apache ("Log Files") and nginx write them, and Apache's `vhost_combined`
(`%v:%p` in front). A further quoted field is X-Forwarded-For, as in the settings that nginx's own packages bring; what
follows it is not read. Logs of any other directive are read by that directive (`ByDirective`).

The account (`%u`) is the client's to choose and may hold blanks, brackets and escaped quotes: it reaches to the last
time before the first quote that is not escaped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from vedette.telemetry.access_rows import access_rows
from vedette.telemetry.access_split import Layout, cut
from vedette.telemetry.apache_format import apache
from vedette.telemetry.apart import spread
from vedette.telemetry.clients import after
from vedette.telemetry.directive import CLIENT, QUOTED, Directive, Place
from vedette.telemetry.fields import addresses
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.source import Source
from vedette.telemetry.text import first_lines

AMBIGUOUS: Final = "a text that the client chose hides its address"

_COMMON: Final = apache('%h %l %u %t "%r" %>s %b')
_COMBINED: Final = apache('%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"')
_MORE: Final = "(?: |$)"
_FORWARDED: Final = f'(?: "(?P<forwarded>{QUOTED})")?{_MORE}'
_REACH: Final = 256
"""Bytes within which a word ends; longer ones (RFC 1035 allows 253 characters for a name) wait for parsing."""
_MOST_BLANKS: Final = 6
"""Before a client that is looked for in raw bytes; behind more of them it is as cheap to parse."""
_SNIFFED_LINES: Final = 100


class AccessLogReader(LineReader):
    """Lines of one directive."""

    def __init__(self, directive: Directive, layout: Layout | None = None) -> None:
        """layout: of formats whose usual lines can be cut."""
        self._directive = directive
        self._layout = layout

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        directive = self._directive
        written = self._written(lines)
        if not directive.missing:
            written = written.select(pl.when(pl.all() != "").then(pl.all()))
        rows = access_rows(lines, written, directive.time, directive.headers)
        if directive.other is None:
            return rows
        other = lines.str.extract_groups(directive.other).struct.field(CLIENT)
        ambiguous = (other != written[CLIENT]).fill_null(value=False)
        return rows.with_columns(
            pl.when(ambiguous).then(pl.lit(AMBIGUOUS)).otherwise("reject").alias("reject")
        )

    def _written(self, lines: pl.Series) -> pl.DataFrame:
        """The fields of lines, as groups of the directive's pattern."""
        if self._layout is None:
            return self._extracted(lines)
        fields, told = cut(lines, self._layout)
        if told.all():
            return fields
        others = spread(self._extracted(lines.filter(~told)), ~told)
        return fields.select(
            pl.when(told).then(pl.col(name)).otherwise(others[name]).alias(name) for name in fields.columns
        )

    def _extracted(self, lines: pl.Series) -> pl.DataFrame:
        return lines.str.extract_groups(self._directive.pattern).struct.unnest()

    def spans(self, block: Block) -> Spans | None:
        """The word that holds the client, by the blanks before it."""
        place = self._directive.place
        if place is None or place.blanks > _MOST_BLANKS:
            return None
        starts = block.starts
        for _ in range(place.blanks):
            starts = after(block, starts, ord(" "), _REACH)
        return Spans(np.where(starts >= 0, starts + place.skipped, -1), ord(place.end))


class AccessLog(LineFormat):
    """What the formats share."""

    directive: Directive
    """Of a line."""
    layout: Layout | None = None
    """Of a line that can be cut."""
    telling: str = ""
    """Of a line that is of no other format too, where that takes more."""
    starts_with_client = True
    """Whether client and account stand as in the common format."""
    surest = 0.9
    """The confidence in a log of such lines only."""

    def sniff(self, head: bytes, name: str) -> float:
        """The share of the first lines that have the format's shape; lines of host names say little."""
        del name
        lines = first_lines(head, _SNIFFED_LINES)
        if lines.is_empty():
            return 0.0
        written = lines.str.extract_groups(self.telling or self.directive.pattern).struct.unnest()
        clients = written[CLIENT]
        if (
            self.starts_with_client
        ):  # an account with a blank is rather the shifted words of a virtual host's line
            clients = clients.set(written["user"].str.contains(" ", literal=True), None)
        told = addresses(clients).count()
        return (self.surest * told + 0.3 * (clients.count() - told)) / len(lines)

    def reader(self, head: bytes, source: Source) -> AccessLogReader:
        """As `LineFormat.reader`; the head says nothing more."""
        del head, source
        return AccessLogReader(self.directive, self.layout)


class ByDirective(LineFormat):
    """A log of which the directive is known; it is never guessed."""

    title = "Access log by its directive"

    def __init__(self, name: str, directive: Directive) -> None:
        self.name = name
        self._directive = directive

    def sniff(self, head: bytes, name: str) -> float:
        """As `LineFormat.sniff`: 0, since it is only read where it is asked for."""
        del head, name
        return 0.0

    def reader(self, head: bytes, source: Source) -> AccessLogReader:
        """As `LineFormat.reader`."""
        del head, source
        return AccessLogReader(self._directive)


def _open(directive: Directive, end: str, head: str = "") -> Directive:
    """The directive with further fields before and behind."""
    return replace(directive, pattern=f"^{head}{directive.pattern[1:-1]}{end}")


class Combined(AccessLog):
    """With referer and user agent."""

    name = "combined"
    title = "Apache/nginx combined access log"
    directive = _open(_COMBINED, _FORWARDED)
    layout = Layout(agent=True)


class Common(AccessLog):
    """Without them."""

    name = "common"
    title = "NCSA common access log"
    directive = _open(_COMMON, _MORE)
    layout = Layout()
    telling = f'{_COMMON.pattern[:-1]}(?: [^"]|$)'


class VhostCombined(AccessLog):
    """Combined, behind the virtual host."""

    name = "vhost_combined"
    title = "Apache access log of virtual hosts"
    starts_with_client = False
    layout = Layout(vhost=True, agent=True)
    directive = replace(
        _open(_COMBINED, _FORWARDED, head=r"(?P<vhost>\S+) "), place=Place(blanks=1, skipped=0, end=" ")
    )
