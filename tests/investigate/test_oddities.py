"""What is odd is held against what others do, and scored with the reason."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from vedette.investigate.oddities import oddities
from vedette.investigate.sample import Sample
from vedette.investigate.usual import usual
from vedette.model.connection import SCHEMA

START = datetime(2026, 11, 24, 10, tzinfo=UTC)


def request(number=0, client="203.0.113.6", **columns):
    plain = {"method": "GET", "path": "/shop/a", "status": 200, "bytes_out": 500, "user_agent": "Firefox"}
    given = {
        "time": START + timedelta(seconds=number),
        "client_ip": client,
        "source": "access.log",
        "line": number + 1,
        "raw": "GET /shop/a",
        **plain,
        **columns,
    }
    return {name: given.get(name) for name in SCHEMA}


def frame(*rows):
    return pl.DataFrame(list(rows), schema=SCHEMA)


VISITORS = [request(n * 60, client=f"192.0.2.{n % 20}") for n in range(400)]
OTHERS = usual(Sample(frame(*VISITORS), whole=True, problems=()))


def found(*rows, others=OTHERS):
    return {oddity.id: oddity for oddity in oddities(frame(*rows), others)}


def test_what_everybody_does_is_not_odd():
    assert found(request(), request(1)) == {}


def test_a_method_that_nobody_else_uses_is_odd():
    odd = found(request(method="PROPFIND"))["method-unusual"]
    assert (odd.says, odd.reason) == ("1 PROPFIND request", "0 of 400 requests of others use PROPFIND")
    assert odd.evidence[0].line == 1


def test_paths_that_no_other_client_is_given_are_odd_and_many_of_them_more_so():
    few = found(request(path="/admin/x"))["requests-unusual"]
    many = found(*(request(n, path=f"/x{n}") for n in range(30)))["requests-unusual"]
    assert few.score < many.score


def test_refusals_and_failures_are_held_against_those_of_others():
    refused = found(*(request(n, status=404) for n in range(10)))["refused-often"]
    assert refused.reason == "of others 0.0% are refused"
    assert "made-fail" in found(request(status=500))


def test_an_answer_larger_than_anybody_gets_is_odd():
    odd = found(request(bytes_out=50_000_000))["size-was-sent"]
    assert "50,000,000 bytes" in odd.says


def test_a_tool_names_itself():
    assert found(request(user_agent="sqlmap/1.8"))["agent-tool"].score == 40


def test_guessed_passwords_and_a_login_after_them_are_odd():
    failed = [request(n, event="login-failed", user="root", method=None) for n in range(6)]
    odd = found(*failed, request(9, event="login-accepted", user="root", method=None))
    assert (odd["logins-failed"].score, odd["login-accepted"].score) == (60, 80)


def test_logins_that_failed_later_say_nothing_of_one_that_was_accepted_before():
    failed = [request(n, event="login-failed", user="root", method=None) for n in range(10, 16)]
    odd = found(request(1, event="login-accepted", user="root", method=None), *failed)
    assert (odd["login-accepted"].score, odd["login-accepted"].reason) == (30, "a login from outside")


def test_of_too_few_others_nothing_is_called_rare():
    few = usual(Sample(frame(*VISITORS[:5]), whole=True, problems=()))
    assert not few.tells
    assert found(request(path="/admin"), request(method="HEAD"), others=few) == {}


def test_without_others_nothing_breaks():
    nobody = usual(Sample(frame(), whole=True, problems=()))
    assert nobody.taken_most is None
    assert found(request(status=404), others=nobody) == {}


ROWS = st.fixed_dictionaries(
    {
        "method": st.sampled_from([None, "GET", "PUT", "\x1b"]),
        "path": st.none() | st.text(max_size=20),
        "status": st.none() | st.integers(0, 999),
        "bytes_out": st.none() | st.integers(0, 10**12),
        "bytes_in": st.none() | st.integers(0, 10**12),
        "user_agent": st.none() | st.text(max_size=10),
        "time": st.none() | st.just(START),
        "event": st.sampled_from([None, "login-failed", "login-accepted", "session-opened"]),
    }
)


@given(st.lists(ROWS, max_size=30))
def test_whatever_a_client_did_is_scored_within_bounds_and_in_order(rows):
    odd = oddities(frame(*(request(n, **row) for n, row in enumerate(rows))), OTHERS)
    assert all(0 <= oddity.score <= 100 and oddity.reason and oddity.evidence for oddity in odd)
    assert [oddity.score for oddity in odd] == sorted((oddity.score for oddity in odd), reverse=True)
