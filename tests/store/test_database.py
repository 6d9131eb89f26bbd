"""Databases: made, migrated, and written by several at once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from time import sleep

import pytest
from example_alert import ALERT, NOW
from sqlalchemy import inspect, select

from vedette.model.errors import NotAllowed, StoreError
from vedette.model.investigation import StepRecord, StepStatus
from vedette.model.lifecycle import State
from vedette.store import alerts as kept
from vedette.store.database import opened
from vedette.store.investigations import KeptStep, put, steps_of
from vedette.store.places import Server, database_file, store_of
from vedette.store.tables import VERSION

WRITERS = 6
THINKING = 0.05
"""Seconds that a writer stays between what it did and its end: whoever does not wait for it acts on what was before."""
SECRET = "hunter2"


def save(store, *alerts):
    with opened(store) as connection:
        return kept.save(connection, alerts, b"{}", NOW)


def at_once(work):
    """What each of several writers, which begin together, gives or raises."""
    together = Barrier(WRITERS)

    def begin(number):
        together.wait()
        try:
            return work(number)
        except NotAllowed as error:
            return error

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(begin, range(WRITERS)))


def test_an_empty_database_is_made_ready_once_by_however_many_come(store):
    at_once(lambda _: save(store))
    with opened(store) as connection:
        assert connection.execute(select(VERSION.c.version)).scalars().all() == [1]
        assert {"alerts", "alert_changes", "runs", "investigation_steps"} <= set(
            inspect(connection).get_table_names()
        )


def test_scans_that_end_at_once_lose_no_alert_and_find_the_common_one_new_once(store):
    save(store)
    own = [replace(ALERT, id=f"b0000000000{number}") for number in range(WRITERS)]
    saved = at_once(lambda number: save(store, ALERT, own[number]))
    assert sum(ALERT.id in s.new for s in saved) == 1
    assert all(ALERT.id in (*s.new, *s.seen_again) for s in saved)
    with opened(store) as connection:
        assert {k.alert.id for k in kept.every(connection)} == {ALERT.id, *(a.id for a in own)}
        assert [c.becomes for c in kept.history(connection, ALERT.id)] == [State.NEW]


def test_of_people_who_close_an_alert_at_once_one_does_and_every_change_is_kept(store):
    save(store, ALERT)

    def close(number):
        with opened(store) as connection:
            kept.find(connection, ALERT.id)
            kept.move(connection, ALERT.id, State.RESOLVED, who=str(number), reason="so", at=NOW)
            sleep(THINKING)
        return number

    done = [who for who in at_once(close) if not isinstance(who, NotAllowed)]
    with opened(store) as connection:
        changes = kept.history(connection, ALERT.id)
    assert [c.who for c in changes] == ["vedette", *map(str, done)]
    assert len(done) == 1


def test_a_scan_and_a_person_at_once_leave_what_both_did(store):
    save(store, ALERT)
    newer = replace(ALERT, last_seen=NOW, connections=7)

    def act(number):
        if number % 2:
            return save(store, newer)
        with opened(store) as connection:
            kept.move(connection, ALERT.id, State.ACKNOWLEDGED, who=str(number), reason="so", at=NOW)
            sleep(THINKING)
        return number

    at_once(act)
    with opened(store) as connection:
        found = kept.find(connection, ALERT.id)
        assert (found.state, found.alert.connections) == (State.ACKNOWLEDGED, 7)
        assert [c.becomes for c in kept.history(connection, ALERT.id)] == [State.NEW, State.ACKNOWLEDGED]


def test_investigations_at_once_leave_one_record_of_each_step(store):
    save(store, ALERT)
    record = StepRecord("activity", StepStatus.DONE, "looked")

    def investigate(number):
        with opened(store) as connection:
            put(connection, ALERT.id, KeptStep(record, str(number) * 64, NOW))

    at_once(investigate)
    with opened(store) as connection:
        assert steps_of(connection, ALERT.id)["activity"].record == record


def test_a_database_of_a_later_version_is_left_alone(store):
    save(store, ALERT)
    with opened(store) as connection:
        connection.execute(VERSION.update().values(version=999))
    with pytest.raises(StoreError, match="later version"):
        save(store, ALERT)


def test_the_file_is_its_owners_alone(tmp_path):
    save(tmp_path / "state", ALERT)
    assert database_file(tmp_path / "state").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_database_is_an_error_that_names_it(tmp_path):
    database_file(tmp_path).write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match=r"vedette\.db: file is not a database"):
        save(tmp_path, ALERT)


def test_a_server_that_is_not_there_is_an_error_that_tells_no_password(tmp_path):
    pytest.importorskip("psycopg")
    server = Server(f"postgresql://ada@/alerts?host={tmp_path}", SECRET)
    with pytest.raises(StoreError, match="PostgreSQL here/alerts: connection ") as raised:
        save(server, ALERT)
    assert SECRET not in str(raised.value) + repr(server)


def test_without_the_driver_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(
        StoreError, match=r"PostgreSQL db\.example/alerts: no driver: .*vedette\[postgresql\]"
    ):
        save(Server("postgresql://db.example/alerts"), ALERT)


def test_the_configuration_says_where_alerts_are_kept(tmp_path):
    config = tmp_path / "config.toml"
    assert store_of(tmp_path, config) == tmp_path
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    (tmp_path / "secret").chmod(0o600)
    config.write_text('[store]\nurl = "postgresql://ada@db/alerts"\npassword_file = "secret"\n')
    assert store_of(tmp_path, config) == Server("postgresql://ada@db/alerts", SECRET)


def test_a_server_that_is_given_another_password_refuses_and_none_is_told(databases):
    with pytest.raises(StoreError, match="password authentication failed") as raised:
        save(replace(databases.new(), password=SECRET), ALERT)
    assert SECRET not in str(raised.value)
