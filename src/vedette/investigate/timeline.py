"""The timeline of a client: like events that follow one another as one entry, a bounded number of entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import polars as pl

from vedette.investigate.telling import pointer
from vedette.investigate.trail import Part
from vedette.model.investigation import Moment

MOST: Final = 60
"""Entries: what a person reads. Where there are more, events are folded over longer spans, then the middle is left out."""
_LONG_SILENCE: Final = timedelta(hours=1)
"""A pause that is told."""
_SPANS: Final = ("1m", "1h", "1d", "30d")
_KEY: Final = ("span", "source", "part", "says")


def timeline_of(rows: pl.DataFrame) -> tuple[Moment, ...]:
    """Entries in order of time, those without time last. rows: those of a trail."""
    named = rows.with_columns(_says().alias("says"))
    folded = _folded(named, _SPANS[0])
    for span in _SPANS[1:]:
        if folded.height > MOST:
            folded = _folded(named, span)
    if folded.height > MOST:
        folded = pl.concat([folded.head(MOST // 2), folded.tail(MOST // 2)])
    return tuple(
        Moment(
            row["first"],
            row["last"],
            row["source"],
            row["says"],
            row["count"],
            pointer(row["row"], row["says"]),
        )
        for row in folded.iter_rows(named=True)
    )


def pauses(rows: pl.DataFrame) -> list[tuple[timedelta, datetime]]:
    """Silences of the client: how long, and when it came back; the longest first."""
    times = rows["time"].drop_nulls().sort()
    found = pl.DataFrame({"until": times, "pause": times.diff()}).filter(pl.col("pause") >= _LONG_SILENCE)
    return [
        (row["pause"], row["until"]) for row in found.sort("pause", descending=True).iter_rows(named=True)
    ]


def _folded(named: pl.DataFrame, span: str) -> pl.DataFrame:
    spanned = named.with_columns(pl.col("time").dt.truncate(span).alias("span"))
    whole = pl.struct("source", "line", "offset", "time", "raw", "message", "body").first().alias("row")
    return (
        spanned.group_by(_KEY, maintain_order=True)
        .agg(
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
            pl.len().alias("count"),
            whole,
        )
        .sort("first", "source", nulls_last=True, maintain_order=True)
    )


def _says() -> pl.Expr:
    """What a row says, in the few words in which rows are alike."""
    place = pl.coalesce("server_ip", "server_name", "host", pl.lit("somebody"))
    port = (
        pl.when(pl.col("server_port").is_null()).then(pl.lit("")).otherwise(pl.format(":{}", "server_port"))
    )
    status = (
        pl.when(pl.col("status").is_null()).then(pl.lit("")).otherwise(pl.format(", answered {}", "status"))
    )
    state = pl.when(pl.col("state").is_null()).then(pl.lit("")).otherwise(pl.format(" ({})", "state"))
    asked = pl.format("{} request{}", pl.col("method"), status)
    event = pl.coalesce("event", "notice")
    did = pl.when(event.is_not_null()).then(event).when(pl.col("method").is_not_null()).then(asked)
    opened = pl.format("connection to {}{}{}", place, port, state)
    return (
        pl.when(pl.col("part") == Part.SERVER)
        .then(
            pl.format("{} opened a connection to it{}", pl.coalesce("client_ip", pl.lit("somebody")), state)
        )
        .when(pl.col("part") == Part.NAMED)
        .then(pl.lit("named in a line of another client"))
        .when(pl.col("part") == Part.NEIGHBOUR)
        .then(pl.format("from {} in its network: {}", "client_ip", did.otherwise(opened)))
        .otherwise(did.otherwise(opened))
    )
