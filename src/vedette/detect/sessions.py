"""Sessions: what one client did to one service until it stayed away for long enough.

All figures of all sessions are computed at once, as columns; only then is each session a record of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from vedette.detect.keys import service_ids
from vedette.detect.settings import KEPT_EXAMPLES, KEPT_NAMES, KEPT_PATHS, KEPT_SIZES, SESSION_GAP
from vedette.detect.sightings import Sightings
from vedette.telemetry.events import Event

_PAIR: Final = ("client_ip", "service_key")
_REFUSED: Final = (400, 401, 403, 404, 405)
_TURNED_AWAY: Final = (301, 302, 303, 307, 308, 401, 403)
_MINUTE: Final = 60.0
"""Seconds."""
_TOO_MANY: Final = 429
_HALF_SPOKEN: Final = (Event.PROBE, Event.LOGIN_TIMEOUT)
_OVERLOADED: Final = (429, 502, 503, 504)
_UNUSED: Final = ("S0", "REJ", "SH", "RSTO", "RSTR", "RSTOS0")

Row = Mapping[str, Any]
"""A row of a table, by column name."""


@dataclass(frozen=True, slots=True)
class Session:
    """All that was seen of one client on one service, or on one of several candidates."""

    client_ip: str
    candidates: tuple[str, ...]
    """Ids of the services that it may have reached, likeliest first."""
    first_seen: datetime | None
    """Time of its first connection, where any source says times."""
    last_seen: datetime | None
    connections: int
    bytes_in: int | None
    """Null where no source says a figure."""
    bytes_out: int | None
    distinct_paths: int
    """Distinct request targets; a lower bound where there are very many."""
    busiest_minute: int
    """Most connections within one minute of the clock; 0 where no source says times."""
    missed_paths: int
    """Distinct request targets that were answered so, as `refused`; a lower bound where there are very many."""
    limited: int
    """Answers and messages that say that it came too often."""
    refused: int
    """Requests that were answered as bad, forbidden or not found."""
    overloaded: int
    """Answers that say that the service could do no more."""
    probes: int
    """Connections that did not speak the protocol, or no further than its greeting."""
    unused: int
    """Flows that never carried a request."""
    unanswered: int
    """Flows whose handshake was never completed."""
    seconds: float | None
    """Time that its connections took together; null where no source says it."""
    busy: float
    """Most connections open at once, on average over one minute of the clock."""
    failed_logins: int
    failed_before_login: int
    """Logins that had failed when the first one was accepted; 0 where none was."""
    accepted_logins: int
    names: tuple[str, ...]
    """Distinct accounts as which it failed to log in, a bounded number."""
    login: Row | None
    """Example of the first accepted login, as `EXEMPLAR`."""
    page_sizes: frozenset[int]
    """Body sizes with which requests that were no attack were answered."""
    turned_away: frozenset[int]
    """Hashes of paths that were refused, or sent to another page, in requests that were no attack."""
    served: frozenset[int]
    """Hashes of paths that were answered with success in such requests."""
    examples: Sequence[Row]
    """Its first rows, with `event`, `notice`, `status`, `count` and `exemplar`."""
    attacks: Sequence[Row]
    """Its rows of `Sightings.attacks`, in order of time."""


def sessions(sightings: Sightings) -> Iterator[Session]:
    """Every session, ordered by client and service."""
    by_pair: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    attacks = sightings.attacks.sort("time", maintain_order=True, nulls_last=False)
    for attack in attacks.iter_rows(named=True):
        by_pair[attack["client_ip"], attack["service_key"]].append(attack)
    for row in _figures(_numbered(_believed(sightings.tallies))).iter_rows(named=True):
        mine = by_pair.get((row["client_ip"], row["service_key"]), [])
        yield _session(row, [attack for attack in mine if _within(attack["time"], row)])


def _session(row: Row, attacks: Sequence[Row]) -> Session:
    """A row of figures as a record."""
    figures = {name: row[name] for name in _TAKEN}
    return Session(
        candidates=tuple(service_ids(row["service_key"])),
        failed_logins=max(row["login_failed"], row["user_invalid"]),
        failed_before_login=max(row["failed_before"], row["invalid_before"]),
        names=tuple(row["names"]),
        page_sizes=frozenset(row["page_sizes"]),
        turned_away=frozenset(row["turned_away"]),
        served=frozenset(row["served"]),
        attacks=attacks,
        **figures,
    )


_TAKEN: Final = (
    "client_ip", "first_seen", "last_seen", "connections", "bytes_in", "bytes_out", "distinct_paths",
    "missed_paths", "busiest_minute", "refused", "limited", "overloaded", "probes", "unused", "unanswered", "seconds",
    "busy", "accepted_logins", "login", "examples",
)  # fmt: skip


def _believed(tallies: pl.DataFrame) -> pl.DataFrame:
    """Tallies with `believed`: of an accepted login over HTTP, whether its page had refused a login of that client.

    Whoever sends a password with every request is answered by pages that ask for none, too.
    """
    paths = tallies.select(*_PAIR, "event", pl.int_range(pl.len()).alias("row"), "paths").filter(
        pl.col("event").is_in([Event.LOGIN_ACCEPTED, Event.LOGIN_FAILED]) & (pl.col("paths").list.len() > 0)
    )
    accepted = pl.col("event") == Event.LOGIN_ACCEPTED
    asked = paths.filter(accepted).explode("paths")
    refused = paths.filter(~accepted).explode("paths")
    believed = asked.join(refused, on=[*_PAIR, "paths"], how="semi")["row"]
    row = pl.int_range(pl.len())
    return tallies.with_columns(
        (~row.is_in(asked["row"].implode()) | row.is_in(believed.implode())).alias("believed")
    )


def _numbered(tallies: pl.DataFrame) -> pl.DataFrame:
    """Tallies in order, with the number of the `visit`: a new one where the client stayed away for SESSION_GAP.

    Rows without time join the first visit.
    """
    ordered = tallies.sort(*_PAIR, "first", maintain_order=True, nulls_last=False)
    gap = pl.col("first") - pl.col("last").cum_max().shift(1)
    return ordered.with_columns(
        (gap > SESSION_GAP).fill_null(value=False).cum_sum().over(_PAIR).alias("visit")
    )


def _figures(numbered: pl.DataFrame) -> pl.DataFrame:
    """One row for each visit, with all that `Session` says and `timeless`: whether it has rows without time."""
    key = [*_PAIR, "visit"]
    minutes = numbered.drop_nulls("minute").group_by(*key, "minute").agg(pl.col("count", "seconds").sum())
    busiest = minutes.group_by(key).agg(
        pl.col("count").max().alias("busiest_minute"), (pl.col("seconds").max() / _MINUTE).alias("busy")
    )
    figures = numbered.group_by(key, maintain_order=True).agg(
        pl.col("first").min().alias("first_seen"),
        pl.col("last").max().alias("last_seen"),
        pl.col("first").is_null().any().alias("timeless"),
        pl.col("count").sum().alias("connections"),
        _known_sum("bytes_in"),
        _known_sum("bytes_out"),
        pl.col("paths").explode().drop_nulls().n_unique().alias("distinct_paths"),
        pl.col("paths")
        .filter(pl.col("status").is_in(_REFUSED))
        .explode()
        .drop_nulls()
        .n_unique()
        .alias("missed_paths"),
        _count(pl.col("status").is_in(_REFUSED)).alias("refused"),
        _count(pl.col("status").is_in(_OVERLOADED)).alias("overloaded"),
        _count((pl.col("status") == _TOO_MANY) | (pl.col("event") == Event.RATE_LIMITED)).alias("limited"),
        _count(pl.col("event").is_in(_HALF_SPOKEN)).alias("probes"),
        _count(pl.col("state").is_in(_UNUSED)).alias("unused"),
        _count(pl.col("state") == "S0").alias("unanswered"),
        *_logins(),
        _known_sum("seconds"),
        _page_sizes().alias("page_sizes"),
        _paths(pl.col("status").is_in(_TURNED_AWAY)).alias("turned_away"),
        _paths(pl.col("status").is_between(200, 299)).alias("served"),
        pl.struct("event", "notice", "status", "count", "exemplar").head(KEPT_EXAMPLES).alias("examples"),
    )
    return figures.join(busiest, on=key, how="left", maintain_order="left").with_columns(
        pl.col("busiest_minute", "busy").fill_null(0)
    )


def _count(condition: pl.Expr) -> pl.Expr:
    """Connections that fulfil a condition."""
    return pl.col("count").filter(condition).sum()


def _known_sum(column: str) -> pl.Expr:
    """The sum, null where no row says a figure."""
    return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum()).alias(column)


def _logins() -> Iterator[pl.Expr]:
    """Failures, those before the first accepted login, and that login.

    A server may tell one failure twice, as an unknown account too: the two words are counted apart.
    """
    accepted = (pl.col("event") == Event.LOGIN_ACCEPTED) & pl.col("believed")
    moment = pl.col("last").filter(accepted).first()
    for event, every, before in (
        (Event.LOGIN_FAILED, "login_failed", "failed_before"),
        (Event.USER_INVALID, "user_invalid", "invalid_before"),
    ):
        failed = pl.col("event") == event
        yield _count(failed).alias(every)
        yield _count(failed & (pl.col("first") <= moment)).alias(before)
    yield _count(accepted).alias("accepted_logins")
    yield pl.col("names").explode().drop_nulls().unique(maintain_order=True).head(KEPT_NAMES)
    yield pl.col("exemplar").filter(accepted).first().alias("login")


def _page_sizes() -> pl.Expr:
    """Sizes of single answers; of answers that were added up, their mean."""
    plain = (pl.col("rules_key") == "") & pl.col("status").is_between(200, 299)
    return (pl.col("bytes_out") // pl.col("count")).filter(plain).drop_nulls().unique().head(KEPT_SIZES)


def _paths(condition: pl.Expr) -> pl.Expr:
    """Hashes of paths of requests that were no attack and fulfil a condition."""
    plain = (pl.col("rules_key") == "") & condition.fill_null(value=False)
    return pl.col("paths").filter(plain).explode().drop_nulls().unique().head(KEPT_PATHS)


def _within(time: datetime | None, visit: Row) -> bool:
    """Whether an attack belongs to a visit; one without time to the visit that has rows without time."""
    if time is None:
        return bool(visit["timeless"])
    return visit["first_seen"] is not None and visit["first_seen"] <= time <= visit["last_seen"]
