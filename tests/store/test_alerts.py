"""Alerts are kept with their lives."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from example_alert import ALERT, NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.model.alert import Called, Client, Severity, Verdict
from vedette.model.errors import NoSuchAlert, NotAllowed
from vedette.model.lifecycle import ALLOWED, State
from vedette.model.reputation import UNKNOWN
from vedette.store import alerts as kept
from vedette.store.database import opened


def save(store, *alerts, at=NOW):
    with opened(store) as connection:
        return kept.save(connection, alerts, b"{}", at)


def move(store, becomes, **more):
    with opened(store) as connection:
        kept.move(connection, ALERT.id, becomes, who="ada", reason="so", at=NOW, **more)


def state_of(store):
    with opened(store) as connection:
        return kept.find(connection, ALERT.id).state


def test_an_alert_is_kept_whole(store):
    assert save(store, ALERT).new == (ALERT.id,)
    with opened(store) as connection:
        found = kept.find(connection, "A3f9")
        assert found.alert == ALERT
        assert (found.state, found.until) == (State.NEW, None)
        assert kept.inputs_of(connection, found.run) == b"{}"


def test_what_is_no_unicode_is_kept_as_it_can_be_written(store):
    save(store, replace(ALERT, evidence=(replace(ALERT.evidence[0], source="\udcff.log"),)))
    with opened(store) as connection:
        assert kept.find(connection, ALERT.id).alert.evidence[0].source == r"\udcff.log"


def test_whom_a_machine_called_back_is_kept(store):
    called = replace(ALERT.evidence[0], called=Called("2001:db8::66", 1389))
    save(store, replace(ALERT, evidence=(called,)))
    with opened(store) as connection:
        assert kept.find(connection, ALERT.id).alert.evidence == (called,)


def test_what_is_no_text_for_a_database_is_kept_as_it_can_be_written(store):
    save(store, replace(ALERT, service=replace(ALERT.service, id="web\0\udcff")))
    with opened(store) as connection:
        kept.move(connection, ALERT.id, State.RESOLVED, who="\udcff", reason="\0", at=NOW)
        assert kept.history(connection, ALERT.id)[-1].who == r"\udcff"


def test_attacks_are_counted_by_client_and_false_ones_not(store):
    client = Client("192.0.2.66", UNKNOWN, None, None)
    one = replace(ALERT, client=client, verdict=Verdict.COMPROMISED)
    save(store, one, replace(one, id="b00000000000"), replace(ALERT, id="c00000000000", client=client))
    with opened(store) as connection:
        assert kept.attacks(connection) == {"192.0.2.66": 2}
        kept.move(connection, one.id, State.FALSE_POSITIVE, who="ada", reason="so", at=NOW)
        assert kept.attacks(connection) == {"192.0.2.66": 1}


@pytest.mark.parametrize("given_id", ["a3f", "b000", "%%%%", "a3f9_"])
def test_what_means_no_alert_is_said(store, given_id):
    save(store, ALERT)
    with opened(store) as connection, pytest.raises(NoSuchAlert):
        kept.find(connection, given_id)


def test_a_start_that_may_mean_two_names_both(store):
    save(store, ALERT, replace(ALERT, id="a3f900000000"))
    with opened(store) as connection, pytest.raises(NoSuchAlert, match="a3f900000000, a3f9c1a3f9c1"):
        kept.find(connection, "a3f9")


def test_an_open_alert_that_is_found_again_keeps_its_state(store):
    save(store, ALERT)
    move(store, State.ACKNOWLEDGED)
    assert save(store, replace(ALERT, last_seen=NOW)).seen_again == (ALERT.id,)
    assert state_of(store) is State.ACKNOWLEDGED


@pytest.mark.parametrize("closed", [State.RESOLVED, State.FALSE_POSITIVE])
def test_a_closed_alert_opens_again_only_where_its_client_came_again(store, closed):
    save(store, ALERT)
    move(store, closed)
    assert save(store, ALERT).reopened == ()
    assert state_of(store) is closed
    assert save(store, replace(ALERT, last_seen=NOW)).reopened == (ALERT.id,)
    assert state_of(store) is State.NEW


def test_a_suppressed_alert_stays_so_until_its_time(store):
    save(store, ALERT)
    move(store, State.SUPPRESSED, until=NOW + timedelta(days=1))
    assert save(store, replace(ALERT, last_seen=NOW)).reopened == ()
    assert save(store, ALERT, at=NOW + timedelta(days=2)).reopened == (ALERT.id,)


def test_every_change_is_kept_in_order(store):
    save(store, ALERT)
    move(store, State.ACKNOWLEDGED)
    move(store, State.SUPPRESSED, until=NOW + timedelta(days=1))
    with opened(store) as connection:
        changes = kept.history(connection, ALERT.id)
    assert [(c.who, c.was, c.becomes) for c in changes] == [
        ("vedette", None, State.NEW),
        ("ada", State.NEW, State.ACKNOWLEDGED),
        ("ada", State.ACKNOWLEDGED, State.SUPPRESSED),
    ]
    assert changes[-1].until == NOW + timedelta(days=1)


NUMBERS = count()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(list(State)), max_size=8))
def test_an_alert_goes_only_where_it_may(store, wanted):
    one = replace(ALERT, id=f"{next(NUMBERS):012x}")
    at = State.NEW
    with opened(store) as connection:
        kept.save(connection, [one], b"{}", NOW)
        for becomes in wanted:
            if becomes in ALLOWED[at]:
                kept.move(connection, one.id, becomes, who="ada", reason="so", at=NOW)
                at = becomes
            else:
                with pytest.raises(NotAllowed, match=f"is {at}"):
                    kept.move(connection, one.id, becomes, who="ada", reason="so", at=NOW)
            assert kept.find(connection, one.id).state is at


def test_alerts_are_listed_gravest_first_and_what_has_no_time_last(store):
    low = replace(ALERT, id="b00000000000", severity=Severity.LOW, last_seen=NOW)
    late = replace(ALERT, id="c00000000000", last_seen=NOW)
    never = replace(ALERT, id="d00000000000", last_seen=None)
    save(store, low, never, ALERT, late)
    with opened(store) as connection:
        assert [k.alert.id for k in kept.every(connection)] == [late.id, ALERT.id, never.id, low.id]
        assert kept.every(connection, [State.RESOLVED]) == []


def test_nothing_is_kept_of_what_failed(store):
    save(store, ALERT)
    with pytest.raises(ValueError, match="half way"):
        move_and_fail(store)
    assert state_of(store) is State.NEW


def move_and_fail(store):
    with opened(store) as connection:
        kept.move(connection, ALERT.id, State.RESOLVED, who="ada", reason="so", at=NOW)
        raise ValueError("half way")
