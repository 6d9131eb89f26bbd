"""Investigations are kept step by step."""

from dataclasses import replace
from datetime import UTC, datetime

from example_alert import ALERT

from vedette.model.alert import Severity
from vedette.model.investigation import Finding, StepRecord, StepStatus
from vedette.store import alerts as kept
from vedette.store.database import opened
from vedette.store.investigations import KeptStep, put, steps_of

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
FINDING = Finding("requests-unusual", "/etc/passwd", "asked for /etc/passwd", Severity.HIGH, fix="none")
RECORD = StepRecord(
    "activity", StepStatus.DONE, "asked for what it should not", (FINDING,), checked=("access.log",)
)


def test_the_last_record_of_each_step_is_kept(store):
    with opened(store) as connection:
        kept.save(connection, [ALERT], b"{}", AT)
        put(connection, ALERT.id, KeptStep(RECORD, "1" * 64, AT))
        put(connection, ALERT.id, KeptStep(replace(RECORD, status=StepStatus.FAILED), "2" * 64, AT))
        put(connection, ALERT.id, KeptStep(replace(RECORD, step="source"), "3" * 64, AT))
    with opened(store) as connection:
        found = steps_of(connection, ALERT.id)
    assert {step: (k.digest[0], k.record.status) for step, k in found.items()} == {
        "activity": ("2", StepStatus.FAILED),
        "source": ("3", StepStatus.DONE),
    }
    assert found["activity"].record.findings == (FINDING,)
