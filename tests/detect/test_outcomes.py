"""Each kind of evidence for success, with its strength, and what is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.detect.conftest import BAD, SERVER, START, connections, knowledge, service, vulnerability

from vedette.detect.alerts import alerts_of
from vedette.detect.contents import TELLTALES
from vedette.detect.kernel import correlate
from vedette.detect.rules.matching import RuleSet
from vedette.model.alert import Alert, HypothesisName, Outcome, Strength, Verdict

NEXT, AIOHTTP, ND_FUNC = "CVE-2025-29927", "CVE-2024-23334", "CVE-2017-5941"
SKIP = {
    "path": "/admin",
    "headers": "x-middleware-subrequest: middleware:middleware:middleware:middleware:middleware",
}
CLIMB = "/static/../../../../etc/passwd"
VISITOR = {"client_ip": "198.51.100.30", "path": "/", "status": 200, "bytes_out": 1842, "duration": 0.01}


def alert_of(rules: RuleSet, *rows: dict[str, Any], flaws: tuple[str, ...] = (), **known: Any) -> Alert:
    """The alert of the listed client, first of all."""
    held = knowledge(rules, *map(vulnerability, flaws), **known)
    found = alerts_of(correlate(connections(*rows), held), held)
    return next(a for a in found if a.client is not None and a.client.ip == BAD)


def strengths(alert: Alert) -> set[Strength | None]:
    return {item.strength for item in alert.evidence} - {None}


def test_a_page_that_turned_the_client_away_and_then_opened_is_a_strong_sign(rules: RuleSet) -> None:
    before = {"path": "/admin", "status": 307, "bytes_out": 6}
    alert = alert_of(rules, before, {**SKIP, "status": 200, "bytes_out": 4313}, flaws=(NEXT,))
    assert alert.outcome is Outcome.LIKELY_SUCCESSFUL
    assert strengths(alert) == {Strength.STRONG}


def test_a_page_that_is_open_to_all_proves_no_bypass(rules: RuleSet) -> None:
    before = {"path": "/admin", "status": 200, "bytes_out": 4313}
    alert = alert_of(rules, before, {**SKIP, "status": 200, "bytes_out": 4313}, flaws=(NEXT,))
    assert alert.outcome is Outcome.ATTEMPTED


def test_a_size_that_ordinary_clients_are_answered_with_is_no_leak(rules: RuleSet) -> None:
    climb = {"path": CLIMB, "status": 200, "bytes_out": 1842}
    assert alert_of(rules, climb, flaws=(AIOHTTP,)).outcome is Outcome.LIKELY_SUCCESSFUL
    assert alert_of(rules, *[VISITOR] * 3, climb, flaws=(AIOHTTP,)).outcome is Outcome.ATTEMPTED


def test_an_error_upon_an_object_is_told_as_a_weak_sign_and_claims_nothing(rules: RuleSet) -> None:
    cookie = "Cookie: profile=_$$ND_FUNC$$_function(){}()"
    alert = alert_of(rules, {"path": "/", "headers": cookie, "status": 500}, flaws=(ND_FUNC,))
    assert (alert.verdict, alert.outcome) == (Verdict.ATTEMPT_VULNERABLE, Outcome.ATTEMPTED)
    assert strengths(alert) == {Strength.WEAK}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("uid=33(www-data) gid=33(www-data) groups=33(www-data)", Outcome.CONFIRMED_SUCCESSFUL),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz", Outcome.CONFIRMED_SUCCESSFUL),
        ("DB_PASSWORD=spring-tide\n", Outcome.LIKELY_SUCCESSFUL),
        ("HOME=/\nPATH=/usr/bin:/bin\n", Outcome.LIKELY_SUCCESSFUL),
        ("<title>Index of /files</title>", Outcome.ATTEMPTED),
        ("<h1>Welcome</h1>", Outcome.ATTEMPTED),
    ],
)
def test_what_is_never_given_out_on_purpose_shows_success_whatever_was_asked(
    rules: RuleSet, text: str, outcome: Outcome
) -> None:
    row = {"path": CLIMB, "status": 200, "bytes_out": len(text), "response": text}
    assert alert_of(rules, row, flaws=(AIOHTTP,)).outcome is outcome


def test_an_echo_of_what_the_client_sent_shows_nothing(rules: RuleSet) -> None:
    output = "uid=0(root) gid=0(root)"
    row = {"path": f"{CLIMB}?x={output}", "status": 200, "response": f"no such page: {output}"}
    assert alert_of(rules, row, flaws=(AIOHTTP,)).outcome is Outcome.ATTEMPTED


def test_an_uploaded_script_that_is_then_asked_for_is_a_strong_sign(rules: RuleSet) -> None:
    put = {
        "method": "PUT",
        "path": "/uploads/x.jsp",
        "body": '<% Runtime.getRuntime().exec(request.getParameter("c")) %>',
    }
    put |= {"status": 201, "bytes_out": 0}
    get = {"path": "/uploads/x.jsp?cmd=id", "status": 200, "bytes_out": 54}
    flaws = ("CVE-2017-12615", "CVE-2025-24813")
    tomcat = service(product="Apache Tomcat", version="9.0.50", purl=None)
    alert = alert_of(rules, put, get, flaws=flaws, services=(tomcat,))
    assert alert.outcome is Outcome.LIKELY_SUCCESSFUL
    assert any("uploaded" in item.shows for item in alert.evidence)


def outbound(**changes: Any) -> dict[str, Any]:
    """A connection that the server opens a minute later to a listed address."""
    return {
        "client_ip": SERVER,
        "server_ip": "198.51.100.77",
        "server_port": 443,
        "protocol": "tls",
        "time": START + timedelta(minutes=1),
    } | changes


def test_a_server_that_starts_to_talk_to_a_listed_address_is_a_strong_sign(rules: RuleSet) -> None:
    attack = {"path": CLIMB, "status": 500}
    bad = {"listed": (BAD, "198.51.100.77"), "flaws": (AIOHTTP,)}
    assert alert_of(rules, attack, outbound(), **bad).outcome is Outcome.LIKELY_SUCCESSFUL
    early = outbound(time=START - timedelta(minutes=1))
    assert alert_of(rules, attack, early, outbound(), **bad).outcome is Outcome.ATTEMPTED
    assert alert_of(rules, attack, outbound(), flaws=(AIOHTTP,)).outcome is Outcome.ATTEMPTED


SLOW = {"path": "/contact", "method": "POST", "headers": 'Content-Type: a/b; !="' + "\\" * 36, "status": 200}


def test_an_answer_that_was_made_slow_is_a_denial_of_service(rules: RuleSet) -> None:
    flaws = ("CVE-2024-24762",)
    alert = alert_of(rules, *[VISITOR] * 20, {**SLOW, "duration": 12.7}, flaws=flaws)
    assert (alert.verdict, alert.outcome) == (Verdict.COMPROMISED, Outcome.LIKELY_SUCCESSFUL)
    assert any(h.name is HypothesisName.DENIAL_OF_SERVICE and h.weight >= 0.9 for h in alert.hypotheses)
    slow_anyway = [{**VISITOR, "duration": 9.0}] * 20
    assert alert_of(rules, *slow_anyway, {**SLOW, "duration": 12.7}, flaws=flaws).outcome is Outcome.ATTEMPTED
    assert alert_of(rules, {**SLOW, "duration": 0.1}, flaws=flaws).outcome is Outcome.ATTEMPTED


def load(alert: Alert) -> float:
    """Weight of a denial of service."""
    return max((h.weight for h in alert.hypotheses if h.name is HypothesisName.DENIAL_OF_SERVICE), default=0)


def test_a_busy_client_is_blamed_only_where_the_service_suffered(rules: RuleSet) -> None:
    quick = [{"path": f"/{n}", "status": 200, "duration": 0.01, "time": START} for n in range(80)]
    slow = [{**row, "duration": 4.0, "status": 503} for row in quick]
    assert load(alert_of(rules, *[VISITOR] * 20, *quick)) == 0
    assert load(alert_of(rules, *[VISITOR] * 20, *slow)) >= 0.6


def test_many_connections_open_at_once_are_a_flood(rules: RuleSet) -> None:
    held = [{"state": "SF", "duration": 59.0, "time": START, "protocol": None}] * 60
    assert load(alert_of(rules, *held)) >= 0.7


def test_a_client_that_tries_many_services_is_seen_across_them(rules: RuleSet) -> None:
    three = tuple(service(id=f"web-1/{port}", port=port) for port in (8080, 8081, 8082))
    rows = [{"server_port": s.port, "path": "/", "status": 200} for s in three]
    alert = alert_of(rules, *rows, services=three)
    assert alert.verdict is Verdict.RECONNAISSANCE
    assert "was seen at 3 services of ours" in alert.hypotheses[0].reasons


def test_no_outcome_is_likely_where_the_service_does_not_have_the_flaw(rules: RuleSet) -> None:
    before = {"path": "/admin", "status": 307}
    alert = alert_of(rules, before, {**SKIP, "status": 200, "bytes_out": 4313})
    assert (alert.verdict, alert.outcome) == (Verdict.ATTEMPT_NOT_AFFECTED, Outcome.ATTEMPTED)


def test_each_telltale_has_a_name_of_its_own() -> None:
    assert len({telltale.name for telltale in TELLTALES}) == len(TELLTALES)
