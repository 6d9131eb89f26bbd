"""Scans of ports and hosts: where each client knocked and found nothing, by what was distinct."""

from __future__ import annotations

import polars as pl

from vedette.detect.keys import hashed
from vedette.detect.settings import KEPT_TARGETS
from vedette.telemetry.events import Event
from vedette.telemetry.refusals import STATES, silent

_KNOCKS = (Event.DROPPED, Event.WOULD_DROP, Event.CONNECTION_REFUSED)


def targets_of(inbound: pl.DataFrame) -> pl.DataFrame:
    """Ports of hosts at which clients were turned away, or of which the source says no more than that they were tried.

    inbound: columns of CONNECTION. Yields client_ip, count, targets (List(UInt64), distinct hashes).
    """
    unused = pl.col("state").is_in(STATES).fill_null(value=False)
    dropped = pl.col("event").is_in(_KNOCKS).fill_null(value=False)
    knocked = unused | dropped | silent(inbound.columns)
    place = pl.concat_str(
        pl.col("server_ip").fill_null(""), pl.col("transport").fill_null(""), "server_port", separator=" "
    )
    rows = inbound.filter(knocked & pl.col("server_port").is_not_null()).select(
        "client_ip",
        pl.lit(1, pl.Int64).alias("count"),
        pl.concat_list(hashed(place)).alias("targets"),
    )
    return fold_targets(rows)


def fold_targets(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of one client as one."""
    return rows.group_by("client_ip", maintain_order=True).agg(
        pl.col("count").sum(),
        pl.col("targets").explode().drop_nulls().unique(maintain_order=True).head(KEPT_TARGETS),
    )


def breadths(turned_away: pl.DataFrame) -> dict[str, int]:
    """At how many ports and hosts each client was turned away; a lower bound where they are very many."""
    return dict(turned_away.select("client_ip", pl.col("targets").list.len()).iter_rows())
