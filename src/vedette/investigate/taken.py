"""Whether data was taken: bytes sent to the client, for what, against what others and it itself are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

import polars as pl

from vedette.investigate.usual import Usual

OBJECTS: Final = 10
"""Objects that are named, the largest."""
MUCH: Final = 1_000_000
"""Bytes below which no amount is called unusual: a few pages with pictures."""
GREEDY: Final = 3
"""How many times as much as the greediest other client makes an amount unusual."""


@dataclass(frozen=True, slots=True)
class Object:
    """One thing that the client was given."""

    name: str
    """The request target, or the service where there is none."""
    times: int
    bytes_out: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What the client was sent."""

    source: str | None
    """The file that tells most of it."""
    bytes_out: int | None
    """In all; null where no source says."""
    answers: int
    objects: tuple[Object, ...]
    """What was answered with success, the largest first."""
    before: int | None
    """Bytes that it was sent on the day before the alert on which it was sent most; null where it did not come."""

    def unusual(self, others: Usual) -> bool:
        """Whether it is more than anybody else is sent."""
        most = others.taken_most
        return others.tells and most is not None and (self.bytes_out or 0) > max(GREEDY * most, MUCH)


def taken(mine: pl.DataFrame, began: datetime | None) -> Taken:
    """What a client was sent. mine: its rows on the service, each request once; began: when the alert begins."""
    told = mine.drop_nulls("bytes_out")
    requests = told.filter(pl.col("method").is_not_null())
    rows = requests if requests.height else told  # a capture tells of flows and of the requests within them
    if rows.is_empty():
        return Taken(None, None, 0, (), None)
    sums = rows.group_by("source").agg(pl.col("bytes_out").sum()).sort("bytes_out", "source")
    now = rows if began is None else rows.filter(pl.col("time").is_null() | (pl.col("time") >= began))
    earlier = rows.clear() if began is None else rows.filter(pl.col("time") < began)
    days = earlier.group_by(pl.col("time").dt.truncate("1d")).agg(pl.col("bytes_out").sum())
    return Taken(
        source=cast("str", sums["source"][-1]),
        bytes_out=int(now["bytes_out"].sum()),
        answers=now.height,
        objects=_objects(now),
        before=cast("int | None", days["bytes_out"].max()),
    )


def _objects(rows: pl.DataFrame) -> tuple[Object, ...]:
    given = rows.filter(
        (pl.col("status").is_null() | pl.col("status").is_between(200, 299)) & (pl.col("bytes_out") > 0)
    )
    named = given.group_by(pl.coalesce("path", "protocol", pl.lit("the connection")).alias("name")).agg(
        pl.len().alias("times"), pl.col("bytes_out").sum()
    )
    largest = named.sort(["bytes_out", "name"], descending=[True, False]).head(OBJECTS)
    return tuple(Object(*row) for row in largest.iter_rows())
