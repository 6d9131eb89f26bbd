"""What is usual at a service: figures of all other clients, to hold one client against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

import polars as pl

from vedette.investigate.sample import Sample

ENOUGH_ROWS: Final = 200
"""Requests of others below which nothing is called rare: one in two hundred is half a per cent."""
ENOUGH_CLIENTS: Final = 10
"""Other clients below which no client is held against the others."""
ENOUGH_DAYS: Final = timedelta(days=3)
"""Time that the logs must span before an hour of the day is called unusual: three nights."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The figures of all others."""

    rows: int
    clients: int
    methods: dict[str, int]
    """Requests by method."""
    agents: frozenset[str]
    """User agents, as sent."""
    places: frozenset[str]
    """First parts of paths that were answered with success or a redirect: `/static`."""
    refused: float | None
    """Share of requests answered 4xx; null where no request has a status."""
    failed: float | None
    """Share answered 5xx."""
    longest_path: int | None
    """Characters of the longest request target but one in a thousand."""
    largest_in: int | None
    """Bytes of the largest request but one in a thousand; null where no source says."""
    largest_out: int | None
    """Bytes of the largest answer, likewise."""
    busiest: int
    """Most requests of any one client within a minute."""
    taken_most: int | None
    """Bytes that the greediest other client was sent in all, of a hundred the second; null where no source says."""
    hours: dict[int, int]
    """Requests by hour of the day (UTC); empty where the logs do not span enough days."""

    @property
    def tells(self) -> bool:
        """Whether there is enough to call anything unusual."""
        return self.rows >= ENOUGH_ROWS and self.clients >= ENOUGH_CLIENTS


def place() -> pl.Expr:
    """The first part of a request target: `/static` of `/static/../../etc/passwd`."""
    return pl.col("path").str.extract(r"^(/[^/?#;]{0,200})")


def usual(sample: Sample) -> Usual:
    """The figures of a sample."""
    rows = sample.others
    statuses = rows["status"].drop_nulls()
    answered = rows.filter(pl.col("status").is_null() | pl.col("status").is_between(200, 399))
    minutes = rows.drop_nulls("time").group_by("client_ip", pl.col("time").dt.truncate("1m")).len()
    taken = rows.drop_nulls("bytes_out").group_by("client_ip").agg(pl.col("bytes_out").sum())
    return Usual(
        rows=rows.height,
        clients=rows["client_ip"].n_unique() if rows.height else 0,
        methods=dict(rows["method"].drop_nulls().value_counts().iter_rows()),
        agents=frozenset(rows["user_agent"].drop_nulls().unique().to_list()),
        places=frozenset(answered.select(place()).to_series().drop_nulls().unique().to_list()),
        refused=_share(statuses, 400, 499),
        failed=_share(statuses, 500, 599),
        longest_path=_nearly_most(rows["path"].str.len_chars(), 0.999),
        largest_in=_nearly_most(rows["bytes_in"], 0.999),
        largest_out=_nearly_most(rows["bytes_out"], 0.999),
        busiest=int(cast("int", minutes["len"].max() or 0)),
        taken_most=_nearly_most(taken["bytes_out"], 0.99),
        hours=_hours(rows),
    )


def _share(statuses: pl.Series, first: int, last: int) -> float | None:
    return None if statuses.is_empty() else int(statuses.is_between(first, last).sum()) / len(statuses)


def _nearly_most(values: pl.Series, share: float) -> int | None:
    found: Any = values.drop_nulls().quantile(share, interpolation="lower")
    return None if found is None else int(found)


def _hours(rows: pl.DataFrame) -> dict[int, int]:
    times = rows["time"].drop_nulls()
    first, last = cast("datetime | None", times.min()), cast("datetime | None", times.max())
    if first is None or last is None or last - first < ENOUGH_DAYS:
        return {}
    return dict(times.dt.hour().value_counts().iter_rows())
