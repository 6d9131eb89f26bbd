"""The scan of the shipped recording, held to what its recorder says happened."""

import json
from itertools import groupby
from pathlib import Path

import pytest

from vedette.model.alert import Kind, Outcome, Severity, Verdict
from vedette.run.knowledge import Inputs
from vedette.run.scan import Request, scan

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/web-1"
TRUTH = {client["address"]: client for client in json.loads((EXAMPLE / "truth.json").read_text())["clients"]}
HARMLESS = ("visitor", "colleague", "health checker", "search engine", "shared address", "feed reader")
"""Roles of clients that are on no list and attack nothing."""
SUCCEEDED = {Outcome.LIKELY_SUCCESSFUL, Outcome.CONFIRMED_SUCCESSFUL}
PRODUCTS = {"sshd": "openssh"}
"""Where the truth calls a service by another name than the inventory."""


def expected():
    """For each client and service that an exploit was tried on: whether it holds there, and whether it worked."""
    for client in TRUTH.values():
        tried = sorted(client["exploits"], key=lambda exploit: exploit["service"])
        for service, exploits in groupby(tried, key=lambda exploit: exploit["service"]):
            found = list(exploits)
            yield pytest.param(
                client["address"],
                service,
                any(exploit["service_affected"] for exploit in found),
                any(exploit["succeeded"] for exploit in found),
                id=f"{client['address']}-{service}",
            )


@pytest.fixture(scope="module")
def result():
    sources = [str(EXAMPLE / name) for name in ("nginx", "aiohttp", "auth.log", "capture.pcap.gz")]
    known = [[str(EXAMPLE / name)] for name in ("intel", "inventory.json", "advisories")]
    return scan(Request(sources, Inputs(*known)))


@pytest.fixture(scope="module")
def alerts(result):
    """Alerts by client and product."""
    return {(a.client.ip if a.client else None, a.service.product): a for a in result.alerts}


def test_every_line_and_packet_is_understood(result):
    assert not result.partial
    assert [outcome.account.rejected for outcome in result.sources] == [0, 0, 0, 0]


@pytest.mark.parametrize(("ip", "service", "affected", "succeeded"), list(expected()))
def test_each_exploit_is_told_with_what_came_of_it(alerts, ip, service, affected, succeeded):
    alert = alerts[ip, service]
    if succeeded:
        assert (alert.verdict, alert.severity) == (Verdict.COMPROMISED, Severity.CRITICAL)
        assert alert.outcome is Outcome.CONFIRMED_SUCCESSFUL
    elif affected:
        assert (alert.verdict, alert.outcome) == (Verdict.ATTEMPT_VULNERABLE, Outcome.BLOCKED)
    else:
        assert alert.verdict is Verdict.ATTEMPT_NOT_AFFECTED
        assert alert.outcome not in SUCCEEDED


@pytest.mark.parametrize(("ip", "service", "affected", "succeeded"), list(expected()))
def test_the_kind_says_whether_the_client_is_listed(alerts, ip, service, affected, succeeded):
    listed = {True: Kind.INCIDENT if affected else Kind.REPUTATION_FINDING, False: Kind.EXPLOIT_FINDING}
    assert alerts[ip, service].kind is listed[TRUTH[ip]["listed"]]


def test_the_file_that_was_stolen_is_named_with_its_evidence(alerts):
    alert = alerts["203.0.113.66", "aiohttp"]
    assert alert.attacked_vulnerability == "CVE-2024-23334"
    assert "the answer holds /etc/passwd" in alert.what
    assert alert.evidence[0].source.endswith("capture.pcap.gz")


def test_an_access_log_alone_shows_that_the_file_was_likely_stolen():
    known = [[str(EXAMPLE / name)] for name in ("intel", "inventory.json", "advisories")]
    found = scan(Request([str(EXAMPLE / "aiohttp")], Inputs(*known))).alerts
    alert = next(a for a in found if a.client and a.client.ip == "203.0.113.66")
    assert (alert.verdict, alert.outcome) == (Verdict.COMPROMISED, Outcome.LIKELY_SUCCESSFUL)
    assert alert.severity is Severity.CRITICAL


def test_nothing_is_said_of_a_client_that_does_no_harm(alerts):
    harmless = {address for address, client in TRUTH.items() if client["role"] in HARMLESS}
    assert len(harmless) > 60
    assert {client: alert.what for (client, _), alert in alerts.items() if client in harmless} == {}


def test_a_research_scanner_is_known_as_one(alerts):
    found = [alert for (client, _), alert in alerts.items() if client == "203.0.113.20"]
    assert {alert.verdict for alert in found} == {Verdict.KNOWN_SCANNER}
    assert {alert.service.product for alert in found} == {
        PRODUCTS.get(service, service) for service in TRUTH["203.0.113.20"]["services"]
    }


@pytest.mark.parametrize("ip", [c["address"] for c in TRUTH.values() if c["listed"] and not c["exploits"]])
def test_a_listed_client_that_attacked_nothing_vulnerable_is_told_quietly(alerts, ip):
    found = [alert for (client, _), alert in alerts.items() if client == ip]
    assert found
    assert all(alert.severity.rank <= Severity.LOW.rank for alert in found)
    assert not any(alert.outcome in SUCCEEDED for alert in found)


def test_a_development_server_that_is_open_to_the_world_is_a_finding_of_its_own(alerts):
    alert = alerts[None, "vite"]
    assert (alert.kind, alert.severity) == (Kind.POSTURE_FINDING, Severity.HIGH)


def test_what_demands_a_look_today_stands_above_the_rest(result):
    ranks = [alert.severity.rank for alert in result.alerts]
    assert ranks == sorted(ranks, reverse=True)
