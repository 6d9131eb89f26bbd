"""Connections to a service that its own log does not tell of, and logs that tell of none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import polars as pl

from vedette.detect.binding import bind
from vedette.investigate.trail import Part, Trail, of_part
from vedette.model.service import Service

BEFORE: Final = timedelta(seconds=5)
"""How far the clocks of two sources may differ."""
BEHIND: Final = timedelta(seconds=120)
"""How long after its end a connection may be logged: servers log a request when it is answered, or timed out."""
NETWORK: Final = frozenset({
    "pcap", "zeek_conn", "zeek_http", "zeek_notice", "zeek_logs", "zeek_json", "suricata_eve", "suricata_fast", "vpc_flow", "gcp_flow", "azure_flow",
    "conntrack", "netfilter", "nfdump_csv", "nfdump_json",
})  # fmt: skip
"""Formats in which the network or a sensor tells of connections, whatever the application makes of them."""
_NEVER_HEARD: Final = ("S0", "REJ", "SH", "RSTO", "RSTR", "RSTOS0", "RSTRH", "OTH")
"""States of flows that no application hears of, or need not log: refused, unanswered, broken off."""


@dataclass(frozen=True, slots=True)
class Unlogged:
    """How flows and log lines go together."""

    flows: int
    """Connections that the network saw and the service must have heard of."""
    logged: int
    """Lines of the service's own logs."""
    alone: pl.DataFrame
    """Flows without a line: columns of CONNECTION."""


def unlogged(trail: Trail, services: list[Service], service: Service) -> Unlogged:
    """Compare what the network saw of the client with what the service logged of it."""
    bound = bind(of_part(trail.rows, [Part.CLIENT]), services).filter(
        pl.col("services").list.contains(service.id)
    )
    network = [one.source.name for one in trail.searched if one.format in NETWORK]
    by_network = pl.col("source").is_in(network)
    told = bound.filter(~by_network)
    seen = bound.filter(
        by_network
        & pl.col("time").is_not_null()
        & ~pl.col("state").is_in(_NEVER_HEARD).fill_null(value=False)
        & pl.col("notice").is_null()
    ).unique(["client_port", "time"], maintain_order=True)
    return Unlogged(seen.height, told.height, seen.filter(~_has_line(seen, told)))


def _has_line(seen: pl.DataFrame, told: pl.DataFrame) -> pl.Series:
    """Which flows have a line at their time."""
    lines = np.sort(told["time"].drop_nulls().to_numpy())
    ended = seen["time"] + pl.Series(seen["duration"].fill_null(0.0) * 1e6, dtype=pl.Int64).cast(
        pl.Duration("us")
    )
    first = np.searchsorted(lines, (seen["time"] - BEFORE).to_numpy())
    behind = np.searchsorted(lines, (ended + BEHIND).to_numpy(), side="right")
    return pl.Series(first < behind)
