"""What a client on no list does wrong without an exploit, and what ordinary people do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.detect.conftest import BAD, START, STRANGER, connections, knowledge, service

from vedette.detect.alerts import alerts_of
from vedette.detect.heeding import Heeding
from vedette.detect.kernel import Knowledge, correlate
from vedette.detect.rules.matching import RuleSet
from vedette.model.alert import Alert, HypothesisName, Kind, Outcome, Severity, Trait, Verdict

SSH = service(product="openssh", port=22, protocol="ssh", version="9.2p1", purl=None)
LOGIN = {"client_ip": STRANGER, "server_ip": None, "server_port": None, "protocol": "ssh"}
WEB = {"client_ip": STRANGER, "method": "GET", "user_agent": "Mozilla/5.0"}


def told(known: Knowledge, *rows: dict[str, Any]) -> list[Alert]:
    """The alerts of rows, as a scan makes them."""
    table = connections(*rows)
    return alerts_of(correlate(table, known, Heeding().heed(table)), known)


def failures(number: int, **changes: Any) -> Iterator[dict[str, Any]]:
    for _ in range(number):
        yield LOGIN | {"event": "login-failed", "user": "root"} | changes


@pytest.fixture(scope="module")
def ssh(rules: RuleSet) -> Knowledge:
    return knowledge(rules, services=(SSH,))


@pytest.fixture(scope="module")
def web(rules: RuleSet) -> Knowledge:
    return knowledge(rules)


def test_a_client_whose_logins_all_fail_is_told_and_quietly(ssh: Knowledge) -> None:
    (alert,) = told(ssh, *failures(6))
    assert (alert.kind, alert.verdict) == (Kind.EXPLOIT_FINDING, Verdict.RECONNAISSANCE)
    assert (alert.severity, alert.outcome) == (Severity.INFO, Outcome.BLOCKED)
    assert alert.what == "6 logins failed, as root"
    assert alert.hypotheses[0].name is HypothesisName.PROBING


def test_whoever_mistypes_a_password_three_times_is_not_told(ssh: Knowledge) -> None:
    assert told(ssh, *failures(3)) == []
    assert told(ssh, *failures(3), {**LOGIN, "event": "login-accepted", "user": "root"}) == []


def test_whoever_tries_account_after_account_is_told_sooner(ssh: Knowledge) -> None:
    names = [{"event": "user-invalid", "user": name} for name in ("admin", "oracle", "test", "pi")]
    (alert,) = told(ssh, *(LOGIN | row for row in names))
    assert "admin, oracle, test and 1 others" in alert.what


def test_many_people_behind_one_address_are_not_told_though_some_mistype(ssh: Knowledge) -> None:
    people = [LOGIN | {"event": "login-accepted", "user": f"user{n}"} for n in range(30)]
    assert told(ssh, *people, *failures(12)) == []


def test_guessing_over_days_is_one_session_as_long_as_the_client_does_not_stay_away(ssh: Knowledge) -> None:
    slow = [row | {"time": START + n * timedelta(hours=8)} for n, row in enumerate(failures(9))]
    (alert,) = told(ssh, *slow)
    assert alert.connections == 9


def test_a_guessed_password_is_a_likely_success_and_high(ssh: Knowledge) -> None:
    (alert,) = told(ssh, *failures(500), LOGIN | {"event": "login-accepted", "user": "root"})
    assert (alert.verdict, alert.outcome) == (Verdict.COMPROMISED, Outcome.LIKELY_SUCCESSFUL)
    assert alert.severity is Severity.HIGH
    assert alert.severity_reasons == ("a login as root was accepted after 500 that failed",)
    assert alert.evidence[0].shows == "a login as root was accepted after 500 that failed"


def test_an_owner_whose_programs_keep_an_old_password_guessed_nothing(ssh: Knowledge) -> None:
    (alert,) = told(ssh, LOGIN | {"event": "login-accepted", "user": "root"}, *failures(40))
    assert (alert.verdict, alert.severity) == (Verdict.RECONNAISSANCE, Severity.LOW)
    assert alert.outcome is Outcome.ATTEMPTED


def test_clients_that_try_the_same_accounts_are_one_campaign(ssh: Knowledge) -> None:
    def guesser(client: str) -> list[dict[str, Any]]:
        return [row | {"client_ip": client} for user in ("root", "ubnt") for row in failures(3, user=user)]

    first, second = told(ssh, *guesser("198.51.100.9"), *guesser("192.0.2.77"))
    assert first.campaign == second.campaign
    assert first.campaign is not None
    assert first.campaign.trait is Trait.ACCOUNTS
    assert first.campaign.shared == "root, ubnt → openssh on web-1:22"


def test_refused_passwords_of_basic_authentication_are_failed_logins(web: Knowledge) -> None:
    tries = [{**WEB, "path": "/private/", "status": 401, "user": "admin"}] * 25
    (alert,) = told(web, *tries)
    assert alert.what == "25 logins failed, as admin"
    (alert,) = told(web, *tries, {**WEB, "path": "/private/", "status": 200, "user": "admin"})
    assert alert.verdict is Verdict.COMPROMISED


def test_a_page_that_asks_for_no_password_proves_no_login(web: Knowledge) -> None:
    tries = [{**WEB, "path": "/private/", "status": 401, "user": "admin"}] * 25
    (alert,) = told(web, *tries, {**WEB, "path": "/open", "status": 200, "user": "admin"})
    assert alert.verdict is Verdict.RECONNAISSANCE


def test_the_question_for_a_password_is_no_failed_login(web: Knowledge) -> None:
    assert told(web, *[{**WEB, "path": "/private/", "status": 401}] * 9, {**WEB, "status": 200}) == []


def test_guessing_at_wordpress_is_told_though_every_answer_is_200(web: Knowledge) -> None:
    form = {**WEB, "method": "POST", "path": "/wp-login.php"}
    (alert,) = told(web, *[{**form, "status": 200}] * 30)
    assert alert.outcome is Outcome.BLOCKED
    (alert,) = told(web, *[{**form, "status": 200}] * 30, {**form, "status": 302})
    assert alert.outcome is Outcome.LIKELY_SUCCESSFUL


def test_whoever_asks_for_much_that_is_not_there_is_told(web: Knowledge) -> None:
    asked = [{**WEB, "path": f"/guess-{n}", "status": 404} for n in range(30)]
    (alert,) = told(web, *asked)
    assert (alert.verdict, alert.severity) == (Verdict.RECONNAISSANCE, Severity.INFO)


def test_a_crawler_that_finds_some_links_broken_is_not_told(web: Knowledge) -> None:
    pages = [{**WEB, "path": f"/page-{n}", "status": 404 if n % 5 == 0 else 200} for n in range(200)]
    assert told(web, *pages) == []


def test_a_visitor_of_a_page_without_its_pictures_is_not_told(web: Knowledge) -> None:
    pictures = [{**WEB, "path": f"/picture-{n}.png", "status": 404} for n in range(12)]
    assert told(web, {**WEB, "path": "/", "status": 200}, *pictures) == []


def test_whoever_is_given_nothing_at_all_is_told_sooner(web: Knowledge) -> None:
    (alert,) = told(web, *({**WEB, "path": f"/admin{n}/", "status": 403} for n in range(6)))
    assert alert.verdict is Verdict.RECONNAISSANCE


def test_two_looks_for_hidden_files_are_a_search(web: Knowledge) -> None:
    first, second = {**WEB, "path": "/.env", "status": 404}, {**WEB, "path": "/.git/config", "status": 404}
    assert told(web, first) == []
    (alert,) = told(web, first, second)
    assert alert.what.startswith("looked for /.env")


def test_the_owner_of_an_interface_that_scanners_look_for_is_not_told(web: Knowledge) -> None:
    assert told(web, *[{**WEB, "path": "/phpmyadmin/index.php", "status": 200}] * 20) == []


def scan(**changes: Any) -> Iterator[dict[str, Any]]:
    for port in range(1, 101):
        yield {
            "client_ip": STRANGER, "server_port": port, "protocol": None, "path": None, "state": "S0",
        } | changes  # fmt: skip


def test_a_scan_of_ports_is_told_once_where_it_met_a_service(rules: RuleSet) -> None:
    both = knowledge(rules, services=(SSH, service(id="web-1/x:80/tcp", port=80, protocol=None)))
    (alert,) = told(both, *scan())
    assert alert.what == "found nothing at 100 ports, or more"
    assert alert.verdict is Verdict.RECONNAISSANCE


def test_a_scan_that_met_nothing_of_the_inventory_is_not_told(rules: RuleSet) -> None:
    assert told(knowledge(rules), *scan()) == []


def test_a_scan_is_told_once_where_there_is_no_inventory(rules: RuleSet) -> None:
    assert len(told(knowledge(rules, services=()), *scan())) == 1


def test_packets_of_which_nothing_but_the_port_is_known_are_a_scan_where_the_ports_are_many(
    rules: RuleSet,
) -> None:
    nobody = knowledge(rules, services=())
    assert len(told(nobody, *scan(state=None))) == 1
    assert told(nobody, *scan(state=None, server_port=443)) == []


def test_ports_that_machines_choose_are_no_scan(rules: RuleSet) -> None:
    passive = [row | {"server_port": 50_000 + n} for n, row in enumerate(scan(state=None))]
    assert told(knowledge(rules, services=()), *passive) == []


def test_a_flood_under_which_the_service_suffers_is_medium(web: Knowledge) -> None:
    (alert,) = told(web, *[{**WEB, "path": "/", "status": 503, "time": START}] * 700)
    assert alert.severity is Severity.MEDIUM
    assert alert.hypotheses[0].name is HypothesisName.DENIAL_OF_SERVICE


def test_the_same_request_hundreds_of_times_a_minute_is_a_flood(web: Knowledge) -> None:
    (alert,) = told(web, *[{**WEB, "path": "/", "status": 200, "time": START}] * 700)
    assert (alert.severity, alert.what) == (Severity.LOW, "700 connections, 700 of them in one minute")


def test_an_office_that_loads_pages_is_no_flood(web: Knowledge) -> None:
    pages = [{**WEB, "path": f"/page-{n % 90}", "status": 200, "time": START} for n in range(900)]
    assert told(web, *pages) == []


def test_what_is_told_of_a_listed_client_stays_as_it_was(ssh: Knowledge) -> None:
    (alert,) = told(ssh, *failures(6, client_ip=BAD))
    assert alert.kind is Kind.REPUTATION_FINDING
