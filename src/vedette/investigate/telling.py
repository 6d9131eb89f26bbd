"""Words and figures that several steps use alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

import polars as pl

from vedette.model.alert import Evidence
from vedette.model.investigation import StepRecord, StepStatus

EXCERPT: Final = 400
"""Characters of raw text shown for one item of evidence."""
_LOST: Final = 0.85
"""What is left of the confidence for each thing that should have been looked at and was not there."""
_LEAST: Final = 0.1


def moment(time: datetime | None) -> str:
    """`2026-11-24 10:00:01`; in UTC."""
    return "at an unknown time" if time is None else f"{time:%Y-%m-%d %H:%M:%S}"


def span(times: pl.Series) -> str | None:
    """`2026-11-24 10:00:01 to 2026-11-24 10:05:00`; null where no time is known."""
    known = times.drop_nulls()
    if known.is_empty():
        return None
    first, last = cast("datetime", known.min()), cast("datetime", known.max())
    return moment(first) if first == last else f"{moment(first)} to {moment(last)}"


def confidence(missing: int) -> float:
    """0–1: how much is known where so many things were not there."""
    return max(round(_LOST**missing, 2), _LEAST)


def pointer(row: Mapping[str, Any], shows: str) -> Evidence:
    """Where a connection stands, and what it shows. row: columns of CONNECTION."""
    excerpt = row["raw"] or row["message"] or row["body"] or ""
    return Evidence(row["source"], row["line"], row["offset"], row["time"], excerpt[:EXCERPT], shows)


def without_client(step: str) -> StepRecord:
    """The record of a step about the client, for an alert that has none."""
    return StepRecord(
        step, StepStatus.NOT_APPLICABLE, "no client is behind this alert", reason="the alert has no client"
    )
