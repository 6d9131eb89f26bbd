"""Alerts are kept with their lives."""

from dataclasses import replace
from datetime import timedelta

import pytest
from example_alert import ALERT, NOW
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.alert import Severity
from vedette.model.errors import NoSuchAlert, NotAllowed, StoreError
from vedette.model.lifecycle import ALLOWED, State
from vedette.store import alerts as kept
from vedette.store.database import opened
from vedette.store.places import database_file
from vedette.store.tables import VERSION


def save(state, *alerts, at=NOW):
    with opened(state) as connection:
        return kept.save(connection, alerts, b"{}", at)


def move(state, becomes, **more):
    with opened(state) as connection:
        kept.move(connection, ALERT.id, becomes, who="ada", reason="so", at=NOW, **more)


def state_of(state):
    with opened(state) as connection:
        return kept.find(connection, ALERT.id).state


def test_an_alert_is_kept_whole(tmp_path):
    assert save(tmp_path, ALERT).new == (ALERT.id,)
    with opened(tmp_path) as connection:
        found = kept.find(connection, "A3f9")
        assert found.alert == ALERT
        assert (found.state, found.until) == (State.NEW, None)
        assert kept.inputs_of(connection, found.run) == b"{}"


def test_what_is_no_unicode_is_kept_as_it_can_be_written(tmp_path):
    save(tmp_path, replace(ALERT, evidence=(replace(ALERT.evidence[0], source="\udcff.log"),)))
    with opened(tmp_path) as connection:
        assert kept.find(connection, ALERT.id).alert.evidence[0].source == r"\udcff.log"


@pytest.mark.parametrize("given_id", ["a3f", "b000", "%%%%", "a3f9_"])
def test_what_means_no_alert_is_said(tmp_path, given_id):
    save(tmp_path, ALERT)
    with opened(tmp_path) as connection, pytest.raises(NoSuchAlert):
        kept.find(connection, given_id)


def test_a_start_that_may_mean_two_names_both(tmp_path):
    save(tmp_path, ALERT, replace(ALERT, id="a3f900000000"))
    with opened(tmp_path) as connection, pytest.raises(NoSuchAlert, match="a3f900000000, a3f9c1a3f9c1"):
        kept.find(connection, "a3f9")


def test_an_open_alert_that_is_found_again_keeps_its_state(tmp_path):
    save(tmp_path, ALERT)
    move(tmp_path, State.ACKNOWLEDGED)
    assert save(tmp_path, replace(ALERT, last_seen=NOW)).seen_again == (ALERT.id,)
    assert state_of(tmp_path) is State.ACKNOWLEDGED


@pytest.mark.parametrize("closed", [State.RESOLVED, State.FALSE_POSITIVE])
def test_a_closed_alert_opens_again_only_where_its_client_came_again(tmp_path, closed):
    save(tmp_path, ALERT)
    move(tmp_path, closed)
    assert save(tmp_path, ALERT).reopened == ()
    assert state_of(tmp_path) is closed
    assert save(tmp_path, replace(ALERT, last_seen=NOW)).reopened == (ALERT.id,)
    assert state_of(tmp_path) is State.NEW


def test_a_suppressed_alert_stays_so_until_its_time(tmp_path):
    save(tmp_path, ALERT)
    move(tmp_path, State.SUPPRESSED, until=NOW + timedelta(days=1))
    assert save(tmp_path, replace(ALERT, last_seen=NOW)).reopened == ()
    assert save(tmp_path, ALERT, at=NOW + timedelta(days=2)).reopened == (ALERT.id,)


def test_every_change_is_kept_in_order(tmp_path):
    save(tmp_path, ALERT)
    move(tmp_path, State.ACKNOWLEDGED)
    move(tmp_path, State.SUPPRESSED, until=NOW + timedelta(days=1))
    with opened(tmp_path) as connection:
        changes = kept.history(connection, ALERT.id)
    assert [(c.who, c.was, c.becomes) for c in changes] == [
        ("vedette", None, State.NEW),
        ("ada", State.NEW, State.ACKNOWLEDGED),
        ("ada", State.ACKNOWLEDGED, State.SUPPRESSED),
    ]
    assert changes[-1].until == NOW + timedelta(days=1)


@given(st.lists(st.sampled_from(list(State)), max_size=8))
def test_an_alert_goes_only_where_it_may(tmp_path_factory, wanted):
    folder = tmp_path_factory.mktemp("state")
    save(folder, ALERT)
    at = State.NEW
    for becomes in wanted:
        if becomes in ALLOWED[at]:
            move(folder, becomes)
            at = becomes
        else:
            with pytest.raises(NotAllowed, match=f"is {at}"):
                move(folder, becomes)
        assert state_of(folder) is at


def test_alerts_are_listed_gravest_first(tmp_path):
    low = replace(ALERT, id="b00000000000", severity=Severity.LOW, last_seen=NOW)
    late = replace(ALERT, id="c00000000000", last_seen=NOW)
    save(tmp_path, low, ALERT, late)
    with opened(tmp_path) as connection:
        assert [k.alert.id for k in kept.every(connection)] == [late.id, ALERT.id, low.id]
        assert kept.every(connection, [State.RESOLVED]) == []


def test_nothing_is_kept_of_what_failed(tmp_path):
    save(tmp_path, ALERT)
    with pytest.raises(ValueError, match="half way"):
        move_and_fail(tmp_path)
    assert state_of(tmp_path) is State.NEW


def move_and_fail(state):
    with opened(state) as connection:
        kept.move(connection, ALERT.id, State.RESOLVED, who="ada", reason="so", at=NOW)
        raise ValueError("half way")


def test_the_database_is_its_owners_alone(tmp_path):
    save(tmp_path / "state", ALERT)
    assert database_file(tmp_path / "state").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_database_is_an_error_that_names_it(tmp_path):
    database_file(tmp_path).write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match=r"vedette\.db: file is not a database"):
        save(tmp_path, ALERT)


def test_a_database_of_a_later_version_is_left_alone(tmp_path):
    save(tmp_path, ALERT)
    with opened(tmp_path) as connection:
        connection.execute(VERSION.update().values(version=999))
    with pytest.raises(StoreError, match="later version"):
        save(tmp_path, ALERT)
