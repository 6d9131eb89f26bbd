"""Our own records of clients as a history."""

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from example_alert import ALERT

from vedette.model.alert import Client, Verdict
from vedette.model.errors import UnreadableInput
from vedette.model.lifecycle import State
from vedette.model.reputation import UNKNOWN
from vedette.run.clients import remember
from vedette.run.recorded import RecordedClients
from vedette.store import alerts
from vedette.store.database import opened

SEEN = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_client_is_told_by_what_came_before_the_day_that_is_asked_about(tmp_path):
    remember(tmp_path, pl.Series("client", ["192.0.2.1", "2001:db8::1"]), SEEN)
    recorded = RecordedClients(tmp_path)
    times = [None, SEEN.replace(day=21), SEEN.replace(hour=23), None, None]
    told = recorded.earlier(["192.0.2.1", "192.0.2.1", "192.0.2.1", "2001:DB8:0::1", "nonsense"], times)
    assert [record and record.times for record in told] == [1, 1, None, 1, None]
    assert told[0].attacks == 0


def test_kept_alerts_tell_how_often_a_client_attacked(tmp_path):
    client = Client("192.0.2.1", UNKNOWN, None, None)
    attack = replace(ALERT, client=client, verdict=Verdict.ATTEMPT_VULNERABLE)
    found = [
        attack,
        replace(attack, id="b" * 12),
        replace(attack, id="c" * 12, verdict=Verdict.LISTED_CLIENT),
    ]
    with opened(tmp_path) as connection:
        alerts.save(connection, found, b"{}", SEEN)
        alerts.move(connection, "b" * 12, State.FALSE_POSITIVE, who="ada", reason="a test of ours", at=SEEN)
    remember(tmp_path, pl.Series("client", ["192.0.2.1", "192.0.2.2"]), SEEN)
    told = RecordedClients(tmp_path).earlier(["192.0.2.1", "192.0.2.2"], [None, None])
    assert [record.attacks for record in told] == [1, 0]


def test_without_records_there_is_none(tmp_path):
    assert not RecordedClients(tmp_path)


def test_records_that_cannot_be_read_are_an_error_of_ours(tmp_path):
    (tmp_path / "clients.parquet").write_bytes(b"nonsense")
    with pytest.raises(UnreadableInput):
        RecordedClients(tmp_path)
