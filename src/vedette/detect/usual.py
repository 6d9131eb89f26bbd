"""What is usual for a service: the sizes, types, statuses and times of ordinary answers, as one small table.

It is counted from rows in which no attack was recognised, whoever asked. Of logs a sample is enough: shares are
compared, never totals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from vedette.detect.keys import SERVICE_KEY, service_ids, service_key
from vedette.detect.settings import KEPT_USUAL, KEPT_USUAL_ROWS, MEASURED, USUAL_TIMES

_KEY: Final = (SERVICE_KEY, "measure", "value")
_CONTENT_TYPE: Final = r"(?im)^content-type:[ \t]*([^;\s]+)"
_FASTEST: Final = 1e-4
"""Seconds below which times are not told apart."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What is usual for one service."""

    sizes: Mapping[int, int] = field(default_factory=dict)
    """Body size of answers of success → how often."""
    types: Mapping[str, int] = field(default_factory=dict)
    """Media type of answers of success → how often."""
    statuses: Mapping[int, int] = field(default_factory=dict)
    """Hundreds of the status → how often."""
    times: Mapping[int, int] = field(default_factory=dict)
    """Doublings of `_FASTEST` that an answer took → how often."""

    def is_usual_size(self, size: int) -> bool:
        """Whether ordinary answers have this size."""
        return self.sizes.get(size, 0) >= USUAL_TIMES

    def is_unusual_type(self, content_type: str) -> bool:
        """Whether the service is known, and never answers with this type."""
        return sum(self.types.values()) >= MEASURED and content_type not in self.types

    @property
    def seconds(self) -> float | None:
        """The time that nineteen of twenty ordinary answers keep; null where too few are known."""
        known = sum(self.times.values())
        if known < MEASURED:
            return None
        reached = 0
        for step in sorted(self.times):
            reached += self.times[step]
            if reached >= 0.95 * known:
                return float(_FASTEST * 2.0 ** (step + 1))
        return None

    @property
    def size(self) -> float | None:
        """Mean size of ordinary answers; null where too few are known."""
        known = sum(self.sizes.values())
        return sum(size * n for size, n in self.sizes.items()) / known if known >= MEASURED else None

    @property
    def failing(self) -> float | None:
        """Share of ordinary answers that say that the server failed; null where too few are known."""
        known = sum(self.statuses.values())
        return self.statuses.get(5, 0) / known if known >= MEASURED else None


def usual_of(placed: pl.DataFrame, ordinary: pl.Expr) -> pl.DataFrame:
    """Connections bound to services as counts: service_key, measure, value, count; ordinary: which are no attack."""
    succeeded = pl.col("status").is_between(200, 299)
    doublings = (pl.col("duration").clip(lower_bound=_FASTEST) / _FASTEST).log(2).floor().cast(pl.Int64)
    measures = {
        "size": pl.when(succeeded).then(pl.col("bytes_out")),
        "type": pl.when(succeeded).then(
            pl.col("response_headers").str.extract(_CONTENT_TYPE).str.to_lowercase()
        ),
        "status": pl.col("status") // 100,
        "time": pl.when(pl.col("status").is_not_null()).then(doublings),
    }
    # Only what is measured is copied, without the texts.
    measured = placed.select(
        service_key(),
        *(value.cast(pl.String).alias(name) for name, value in measures.items()),
        ordinary.alias("ordinary"),
    ).filter("ordinary")
    parts = [
        measured.select(SERVICE_KEY, pl.lit(name).alias("measure"), pl.col(name).alias("value"))
        .drop_nulls()
        .group_by(_KEY, maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("count"))
        for name in measures
    ]
    return fold_usual(pl.concat(parts))


def fold_usual(rows: pl.DataFrame) -> pl.DataFrame:
    """Counts of the same thing added; of each service and measure, and of all together, the most frequent values."""
    kept = (
        rows.group_by(_KEY, maintain_order=True)
        .agg(pl.col("count").sum())
        .sort(*_KEY[:2], "count", "value", descending=(False, False, True, False))
        .group_by(_KEY[:2], maintain_order=True)
        .head(KEPT_USUAL)
    )
    if kept.height <= KEPT_USUAL_ROWS:
        return kept
    return kept.sort("count", *_KEY, descending=[True, False, False, False]).head(KEPT_USUAL_ROWS)


class Usual:
    """The habits of all services, by the service that a row may have reached."""

    def __init__(self, table: pl.DataFrame) -> None:
        self._counts: dict[str, dict[str, dict[str, int]]] = {}
        for key, measure, value, count in table.iter_rows():
            for service in service_ids(key):
                values = self._counts.setdefault(service, {}).setdefault(measure, {})
                values[value] = values.get(value, 0) + count
        self._known: dict[str, Habits] = {}

    def of(self, candidates: Sequence[str]) -> Habits:
        """The habits of the likeliest of these services."""
        service = candidates[0]
        if service not in self._known:
            self._known[service] = _habits(self._counts.get(service, {}))
        return self._known[service]


def _habits(counts: Mapping[str, Mapping[str, int]]) -> Habits:
    def numbers(measure: str) -> dict[int, int]:
        return {int(value): count for value, count in counts.get(measure, {}).items()}

    return Habits(numbers("size"), counts.get("type", {}), numbers("status"), numbers("time"))


def slower(seconds: float, usual: float | None) -> float:
    """How many times as long as usual; infinite where nothing is known of it."""
    return seconds / usual if usual else math.inf
