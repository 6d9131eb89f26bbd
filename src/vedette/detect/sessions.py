"""Sessions: what one client did to one service until it stayed away for long enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import polars as pl

from vedette.detect.settings import SESSION_GAP
from vedette.detect.sightings import Sightings, service_ids
from vedette.telemetry.events import Event


@dataclass(frozen=True)
class Session:
    """All that was seen of one client on one service, or on one of several candidates."""

    client_ip: str
    candidates: tuple[str, ...]
    """Ids of the services that it may have reached, likeliest first."""
    tallies: pl.DataFrame
    """Its rows of `Sightings.tallies`, in order of time."""
    attacks: pl.DataFrame
    """Its rows of `Sightings.attacks`, in order of time."""

    @cached_property
    def first_seen(self) -> datetime | None:
        """Time of its first connection, where any source says times."""
        return _moment(self.tallies["first"].min())

    @cached_property
    def last_seen(self) -> datetime | None:
        """Time of its last connection, where any source says times."""
        return _moment(self.tallies["last"].max())

    @cached_property
    def connections(self) -> int:
        """How often it came."""
        return int(self.tallies["count"].sum())

    def total(self, column: str) -> int | None:
        """The sum of a column of bytes, null where no source says a figure."""
        known = self.tallies[column].drop_nulls()
        return int(known.sum()) if len(known) else None

    @cached_property
    def distinct_paths(self) -> int:
        """Distinct request targets; a lower bound where there are very many."""
        return self.tallies["paths"].explode().drop_nulls().n_unique()

    @cached_property
    def busiest_minute(self) -> int:
        """Most connections within one minute of the clock; 0 where no source says times."""
        timed = self.tallies.drop_nulls("minute")
        if not len(timed):
            return 0
        return int(timed.group_by("minute").agg(pl.col("count").sum()).sort("count").item(-1, "count"))

    @cached_property
    def failed_logins(self) -> int:
        """How many logins failed."""
        return self.failed_logins_until(None)

    def failed_logins_until(self, moment: datetime | None) -> int:
        """How many logins had failed by a moment. A server may tell one failure twice: as an unknown account, too."""
        before = pl.lit(value=True) if moment is None else pl.col("first") <= moment
        told = (Event.LOGIN_FAILED, Event.USER_INVALID)
        return max(self.count(before & (pl.col("event") == event)) for event in told)

    def count(self, condition: pl.Expr) -> int:
        """Connections that fulfil a condition on the columns of tallies."""
        return int(self.tallies.filter(condition)["count"].sum())


def sessions(sightings: Sightings) -> Iterator[Session]:
    """Every session, ordered by client and service."""
    key = ["client_ip", "service_key"]
    attacks = sightings.attacks.partition_by(key, as_dict=True)
    for pair, tallies in sorted(sightings.tallies.partition_by(key, as_dict=True).items()):
        ordered = tallies.sort("first", maintain_order=True, nulls_last=False)
        mine = attacks.get(pair, sightings.attacks.clear()).sort(
            "time", maintain_order=True, nulls_last=False
        )
        client_ip, services = str(pair[0]), tuple(service_ids(str(pair[1])))
        for visit in _visits(ordered):
            yield Session(client_ip, services, visit, _within(mine, visit))


def _visits(ordered: pl.DataFrame) -> list[pl.DataFrame]:
    """Rows in order of time, cut where the client stayed away for SESSION_GAP; rows without time join the first."""
    gap = pl.col("first") - pl.col("last").cum_max().shift(1)
    number = (gap > SESSION_GAP).fill_null(value=False).cum_sum()
    return ordered.with_columns(number.alias("visit")).partition_by(
        "visit", include_key=False, maintain_order=True
    )


def _within(attacks: pl.DataFrame, visit: pl.DataFrame) -> pl.DataFrame:
    """The attacks of a visit; those without time belong to the visit that has rows without time."""
    timeless = visit["first"].null_count() > 0
    return attacks.filter(
        pl.when(pl.col("time").is_null())
        .then(pl.lit(timeless))
        .otherwise(pl.col("time").is_between(visit["first"].min(), visit["last"].max()))
    )


def _moment(value: object) -> datetime | None:
    """The value as a time; Polars gives min and max an open type."""
    if value is None or isinstance(value, datetime):
        return value
    raise TypeError(f"a time was expected, not {value!r}")
