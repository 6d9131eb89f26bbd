"""What a client was sent, told once though two sources tell of it."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from vedette.investigate.sample import told_once
from vedette.investigate.taken import Object, taken
from vedette.model.connection import SCHEMA

START = datetime(2026, 11, 24, 10, tzinfo=UTC)


def row(seconds=0, **columns):
    given = {
        "time": START + timedelta(seconds=seconds),
        "source": "access.log",
        "method": "GET",
        "status": 200,
        **columns,
    }
    return {name: given.get(name) for name in SCHEMA}


def of(*rows, began=START):
    return taken(pl.DataFrame(list(rows), schema=SCHEMA), began)


def test_objects_are_told_by_size_with_how_often_they_were_given():
    found = of(row(path="/a", bytes_out=10), row(path="/a", bytes_out=10), row(path="/b", bytes_out=500))
    assert (found.bytes_out, found.answers) == (520, 3)
    assert found.objects == (Object("/b", 1, 500), Object("/a", 2, 20))


def test_what_was_refused_is_no_object():
    assert of(row(path="/a", bytes_out=10, status=404)).objects == ()


def test_rotated_logs_are_added_up():
    found = of(row(path="/a", bytes_out=500), row(path="/a", bytes_out=480, source="access.log.1"))
    assert (found.source, found.bytes_out) == ("access.log", 980)


@pytest.mark.parametrize(("logged", "kept"), [(2, "access.log"), (1, "access.log"), (0, "capture.pcap")])
def test_requests_that_a_log_and_a_capture_tell_of_are_taken_from_the_one_that_tells_more(logged, kept):
    rows = [*(row(source="access.log") for _ in range(logged)), row(source="capture.pcap")]
    login = row(method=None, event="login-failed", source="auth.log")
    told = told_once(pl.DataFrame([*rows, login], schema=SCHEMA), ["capture.pcap"])
    assert set(told["source"]) == {kept, "auth.log"}


def test_flows_and_the_requests_within_them_are_not_added_up():
    flow = row(method=None, status=None, bytes_out=700, source="capture.pcap")
    assert of(flow, row(path="/a", bytes_out=480, source="capture.pcap")).bytes_out == 480


def test_earlier_days_are_told_apart():
    found = of(
        row(path="/a", bytes_out=10),
        row(-86_400, path="/a", bytes_out=70),
        row(-172_800, path="/a", bytes_out=60),
    )
    assert (found.bytes_out, found.before) == (10, 70)


def test_what_no_source_says_is_unknown_not_nothing():
    found = of(row(path="/a"))
    assert (found.source, found.bytes_out, found.objects) == (None, None, ())
