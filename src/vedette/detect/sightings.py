"""Sightings: what the kernel keeps of the connections that matter, in a form that can be merged.

Five tables and a count, each bounded by what is distinct:

- tallies: all connections alike of one client to one service in one minute, as one row;
- attacks: single rows in which an attack was recognised, a bounded number of each kind, whole;
- calls: what our own hosts opened, one row for each destination, a bounded number;
- usual: what ordinary answers of each service are like, counted;
- turned_away: the ports and hosts at which each client found nothing, a bounded number;
- listed: connections of each client that was listed on the day when it came, to whatever they went.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast

import polars as pl

from vedette.detect.keys import hashed, joined, service_key
from vedette.detect.scans import fold_targets
from vedette.detect.settings import (
    KEPT_ATTACKS,
    KEPT_CALLS,
    KEPT_NAMES,
    KEPT_PATHS,
    KEPT_TEXT,
    LONGEST_NAME,
)
from vedette.detect.usual import fold_usual
from vedette.model.connection import SCHEMA, TEXT_SEEN_BY_RULES
from vedette.telemetry.events import Event

EXEMPLAR: Final = ("source", "line", "offset", "time", "raw", "message", "body", "user")
"""What is kept of one connection of a tally, to point at."""

LOGIN_EVENTS: Final = (Event.LOGIN_ACCEPTED, Event.LOGIN_FAILED, Event.USER_INVALID)
"""Kept whoever the client is: who guesses passwords is told whether it is listed or not."""

_FAILURES: Final = (Event.LOGIN_FAILED, Event.USER_INVALID)
_TALLY_KEY: Final = ("client_ip", "service_key", "minute", "event", "status", "state", "notice", "rules_key")
_CALL_KEY: Final = ("client_ip", "server_ip", "server_port", "transport", "protocol", "host")


@dataclass(frozen=True, slots=True)
class Sightings:
    """The tables of a batch, or of many merged."""

    tallies: pl.DataFrame
    """_TALLY_KEY; count, bytes_in, bytes_out, seconds (of all answers together), first, last, paths (List(UInt64), distinct
    hashes), names (List(String), distinct accounts of logins that failed), exemplar."""
    attacks: pl.DataFrame
    """Columns of CONNECTION; services, service_key, rules, cves."""
    calls: pl.DataFrame
    """_CALL_KEY; count, bytes_in, bytes_out, first, last, exemplar."""
    usual: pl.DataFrame
    """service_key, measure, value, count: `vedette.detect.usual`."""
    turned_away: pl.DataFrame
    """client_ip, count, targets (List(UInt64), distinct hashes): `vedette.detect.scans`."""
    listed: pl.DataFrame
    """client_ip, count."""


def merge(parts: Iterable[Sightings]) -> Sightings:
    """Sightings of several batches as one; associative, and order decides only which examples are kept."""
    listed = list(parts)
    return Sightings(
        tallies=_fold(pl.concat([p.tallies for p in listed]), _TALLY_KEY),
        attacks=_bound(pl.concat([p.attacks for p in listed])),
        calls=_fold(pl.concat([p.calls for p in listed]), _CALL_KEY).head(KEPT_CALLS),
        usual=fold_usual(pl.concat([p.usual for p in listed])),
        turned_away=fold_targets(pl.concat([p.turned_away for p in listed])),
        listed=pl.concat([p.listed for p in listed])
        .group_by("client_ip", maintain_order=True)
        .agg(pl.col("count").sum()),
    )


def tallies_of(placed: pl.DataFrame) -> pl.DataFrame:
    """Connections bound to services, folded."""
    rows = placed.with_columns(
        service_key(),
        pl.col("time").dt.truncate("1m").alias("minute"),
        joined("rules").alias("rules_key"),
        pl.lit(1, pl.Int64).alias("count"),
        pl.col("time").alias("first"),
        pl.col("time").alias("last"),
        pl.col("duration").alias("seconds"),
        pl.concat_list(hashed(pl.col("path"))).alias("paths"),
        pl.concat_list(pl.col("user").str.head(LONGEST_NAME)).alias("names"),
        pl.struct(EXEMPLAR).alias("exemplar"),
    ).with_columns(
        pl.when(pl.col("path").is_null()).then(pl.lit([], pl.List(pl.UInt64))).otherwise("paths"),
        pl.when(pl.col("event").is_in(_FAILURES) & pl.col("user").is_not_null())
        .then("names")
        .otherwise(pl.lit([], pl.List(pl.String)))
        .alias("names"),
    )
    kept = (
        *_TALLY_KEY, "count", "bytes_in", "bytes_out", "seconds", "first", "last", "paths", "names", "exemplar",
    )  # fmt: skip
    return _fold(rows.select(kept), _TALLY_KEY)


def attacks_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in which an attack was recognised, a bounded number of each kind."""
    cut = rows.with_columns(service_key(), pl.col(*TEXT_SEEN_BY_RULES, "message").str.head(KEPT_TEXT))
    return _bound(cut.select(*SCHEMA, "services", "service_key", "rules", "cves"))


def calls_of(outbound: pl.DataFrame) -> pl.DataFrame:
    """What our own hosts opened, one row for each destination."""
    rows = outbound.with_columns(
        pl.lit(1, pl.Int64).alias("count"),
        pl.col("time").alias("first"),
        pl.col("time").alias("last"),
        pl.struct(EXEMPLAR).alias("exemplar"),
    )
    return _fold(
        rows.select(*_CALL_KEY, "count", "bytes_in", "bytes_out", "first", "last", "exemplar"), _CALL_KEY
    )


def _fold(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Rows alike by the key as one: counts and bytes added, times widened, the first example kept."""
    aggregates = [
        pl.col("count").sum(),
        _sum_or_null("bytes_in"),
        _sum_or_null("bytes_out"),
        pl.col("first").min(),
        pl.col("last").max(),
        pl.col("exemplar").first(),
    ]
    if "paths" in rows.columns:
        aggregates.append(_sum_or_null("seconds"))
        aggregates += [_distinct("paths", KEPT_PATHS), _distinct("names", KEPT_NAMES)]
    return _owned(rows.group_by(key, maintain_order=True).agg(aggregates).select(rows.columns))


def _distinct(column: str, most: int) -> pl.Expr:
    """The distinct members of lists, the first of them."""
    return pl.col(column).explode().drop_nulls().unique(maintain_order=True).head(most)


def _sum_or_null(column: str) -> pl.Expr:
    """The sum, null where no row says a figure."""
    return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum()).alias(column)


def _bound(attacks: pl.DataFrame) -> pl.DataFrame:
    """At most KEPT_ATTACKS rows of each client, service, rules, sensor's finding and status; the largest answers first."""
    kind = ("client_ip", "service_key", joined("rules"), "notice", "status")
    rank = pl.col("bytes_out").fill_null(-1).rank("ordinal", descending=True).over(*kind)
    return _owned(attacks.filter(rank <= KEPT_ATTACKS))


def _owned(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with texts in memory of their own: Polars' selections keep all that they were selected from."""
    return rows.with_columns(_copied(pl.col(name), dtype) for name, dtype in rows.schema.items())


def _copied(values: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Struct):
        members = (
            (field.name, _copied(values.struct.field(field.name), cast(pl.DataType, field.dtype)))
            for field in dtype.fields
        )
        name = values.meta.output_name()
        return pl.struct(member.alias(field) for field, member in members).alias(name)
    return pl.concat_str(values, pl.lit("")) if dtype == pl.String else values
