"""Investigations as they are kept: the last record of each step, and what it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select

from vedette.model.investigation import StepRecord
from vedette.store.locking import alone
from vedette.store.tables import STEPS


@dataclass(frozen=True, slots=True)
class KeptStep:
    """A step as it is kept."""

    record: StepRecord
    digest: str
    """Of what it was made from: where that is the same, so is the record."""
    at: datetime
    """When it was carried out."""


def put(connection: Connection, alert_id: str, step: KeptStep) -> None:
    """Keep a record in place of the last one of its step."""
    alone(connection)
    mine = (STEPS.c.alert == alert_id) & (STEPS.c.step == step.record.step)
    connection.execute(delete(STEPS).where(mine))
    connection.execute(
        insert(STEPS).values(
            alert=alert_id,
            step=step.record.step,
            at=step.at,
            digest=step.digest,
            document=msgspec.json.encode(step.record),
        )
    )


def steps_of(connection: Connection, alert_id: str) -> dict[str, KeptStep]:
    """The records of an alert's investigation, by step."""
    rows = connection.execute(select(STEPS).where(STEPS.c.alert == alert_id))
    return {
        row.step: KeptStep(msgspec.json.decode(row.document, type=StepRecord), row.digest, row.at)
        for row in rows
    }
