"""Campaigns: clients that attacked with the same payload host, request, tool, or out of one network.

Each alert joins the campaign of the most telling trait that it shares with another client. Ids depend on the trait
alone, so that two runs, and two machines, name a campaign alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import unquote

import re2

from vedette.detect.attempts import Attempt
from vedette.detect.case import Case
from vedette.detect.conduct import guessed
from vedette.detect.rules.rule import AttackClass
from vedette.model.alert import Alert, Campaign, Trait
from vedette.model.identity import campaign_id
from vedette.model.service import Service

_Shared = tuple[Trait, str]
_PREFIXES: Final = {4: 24, 6: 64}
"""Length of the network that one owner has of an address family: the smallest that is announced, or given to a site."""
_LONGEST: Final = 200
"""Characters of a request that are compared: exploits differ before."""
_NAMES_TOLD_APART: Final = 2
"""Accounts that clients must have tried alike: `root` alone is tried by all."""
_NAMES_SHOWN: Final = 8
"""Of the accounts, those that are compared and shown."""
_NUMBERS: Final = r"\d+"
_CHANCE: Final = r"\b[0-9a-z]*\d[0-9a-z]*[a-z][0-9a-z]{4,}\b|\b[a-z0-9]{20,}\b"
"""Words that tools make up anew for each request."""


def with_campaigns(judged: Iterable[tuple[Case, Alert]]) -> Iterator[Alert]:
    """The alerts, each with the campaign that it belongs to."""
    told = [(alert, list(_traits(case))) for case, alert in judged]
    clients = _clients(told)
    for alert, traits in told:
        shared = next((trait for trait in traits if len(clients[trait]) > 1), None)
        yield alert if shared is None else replace(alert, campaign=_campaign(shared, clients))


def _clients(told: Sequence[tuple[Alert, Sequence[_Shared]]]) -> Mapping[_Shared, set[str]]:
    """Clients by what they share."""
    clients: defaultdict[_Shared, set[str]] = defaultdict(set)
    for alert, traits in told:
        for trait in traits:
            if alert.client is not None:
                clients[trait].add(alert.client.ip)
    return clients


def _campaign(shared: _Shared, clients: Mapping[_Shared, set[str]]) -> Campaign:
    trait, value = shared
    return Campaign(campaign_id(trait, value), trait, value, len(clients[shared]))


def _traits(case: Case) -> Iterator[_Shared]:
    """What others may share with a case, the most telling first."""
    exploits = case.exploits
    own = {case.session.client_ip, *case.service.addresses}
    hosts = sorted({host.lower() for a in exploits for host, _ in a.named_hosts} - own)
    yield from ((Trait.PAYLOAD_HOST, host) for host in hosts)
    requests = dict.fromkeys(request for a in exploits if (request := normalised(a)) is not None)
    yield from ((Trait.REQUEST, request) for request in requests)
    tools = [a for a in case.attempts if a.attack_class is AttackClass.SCANNER and a.user_agent]
    yield from ((Trait.TOOL, tool) for tool in dict.fromkeys(a.user_agent or "" for a in tools))
    aim = case.attacked.id if case.attacked is not None else None
    if guessed(case.session) and len(case.session.names) >= _NAMES_TOLD_APART:
        yield (
            Trait.ACCOUNTS,
            f"{', '.join(sorted(case.session.names)[:_NAMES_SHOWN])} → {_told(case.service)}",
        )
    if aim is not None or case.reputation.listed or case.conduct:
        yield Trait.NETWORK, f"{network_of(case.session.client_ip)} → {aim or case.service.id}"


def _told(service: Service) -> str:
    port = f":{service.port}" if service.port is not None else ""
    return f"{service.product} on {service.host}{port}"


def network_of(client: str) -> str:
    """The network of a client: IPv4 /24, IPv6 /64."""
    version = ip_address(client).version
    return str(ip_network(f"{client}/{_PREFIXES[version]}", strict=False))


def normalised(attempt: Attempt) -> str | None:
    """The request but for numbers, hosts and made-up words, with what it attacks; null where the source has none."""
    if attempt.path is None:
        return None
    text = unquote(attempt.path[: 2 * _LONGEST]).lower()
    for host, _ in attempt.named_hosts:
        text = text.replace(host.lower(), "HOST")
    text = re2.sub(_NUMBERS, "N", re2.sub(_CHANCE, "WORD", text))
    aim = attempt.cves[0] if attempt.cves else attempt.attack_class
    return f"{attempt.method or 'GET'} {text[:_LONGEST]} ({aim})" if len(text) > 1 else None
