"""Clients that are looked at for what they do: those that are refused again and again, or come very often.

Of one batch after the other, in order, so that whoever was looked at once stays looked at; the same batches give the
same clients.
"""

from __future__ import annotations

import polars as pl

from vedette.detect.settings import FLOOD_PER_MINUTE, REFUSED_OFTEN
from vedette.telemetry.refusals import refused

MOST = 200_000
"""Clients that are looked at in one run: more would be a flood of clients, whose rows nobody reads."""


class Heeding:
    """The clients to look at, as batches come."""

    def __init__(self) -> None:
        self._clients: frozenset[str] = frozenset()

    def heed(self, connections: pl.DataFrame) -> frozenset[str]:
        """Those of this batch and of all before it. connections: columns of CONNECTION."""
        rows = connections.select("client_ip", "time").with_columns(refused(connections).alias("refused"))
        often = (
            rows.group_by("client_ip").agg(pl.col("refused").sum()).filter(pl.col("refused") >= REFUSED_OFTEN)
        )
        crowd = (
            rows.drop_nulls()
            .group_by("client_ip", pl.col("time").dt.truncate("1m"))
            .len()
            .filter(pl.col("len") >= FLOOD_PER_MINUTE)
        )
        if len(self._clients) < MOST:
            found = {*often["client_ip"].drop_nulls().to_list(), *crowd["client_ip"].to_list()}
            if not found <= self._clients:
                self._clients |= found
        return self._clients
