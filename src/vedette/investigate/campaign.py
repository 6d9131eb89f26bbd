"""What alerts have in common that come from different clients: the marks by which a campaign is known."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from vedette.model.alert import Alert, Evidence
from vedette.store.alerts import Kept

_MOST_EVIDENCE: Final = 50
_LONGEST: Final = 2_000
_SHORTEST_REQUEST: Final = 12
"""Characters of a request that says something: `/robots.txt` is asked for by everyone."""
_COMMON: Final = 0.2
_FEW: Final = 10
"""A mark that more than a fifth of the alerts have, and more than these, tells nothing."""
_ODD: Final = ("..", "${", "%", ";", "'", "|", "`", "<", "/etc/", "/proc/", "cmd", ".php")
"""What an attacking request holds; others are what a site is for."""
_BROWSERS: Final = ("mozilla/", "opera/")
"""Agents begin so that say they are browsers: they tell no tool."""


class Mark(StrEnum):
    """What alerts may share."""

    PAYLOAD_HOST = "payload host"
    REQUEST = "request"
    TOOL = "tool"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Shared:
    """Another client's alert, and what it shares with ours."""

    alert: Alert
    marks: tuple[tuple[Mark, str], ...]
    """Strongest first."""


def campaign_of(alert: Alert, kept: Sequence[Kept]) -> list[Shared]:
    """Other clients' alerts that share a mark; those that share the strongest and the most first."""
    if alert.client is None:
        return []
    own = marks(alert)
    others = {
        one.alert.id: (one.alert, own & marks(one.alert))
        for one in kept
        if one.alert.client is not None and not same_client(one.alert, alert)
    }
    counts = {mark: sum(mark in shared for _, shared in others.values()) for mark in own}
    most = max(_FEW, int(len(others) * _COMMON))
    found = []
    for other, shared in others.values():
        telling = sorted((m for m in shared if counts[m] <= most or m[0] is Mark.PAYLOAD_HOST), key=_order)
        if telling:
            found.append(Shared(other, tuple(telling)))
    return sorted(found, key=lambda one: ([_order(mark) for mark in one.marks], one.alert.id))


def _order(mark: tuple[Mark, str]) -> tuple[int, str]:
    return (list(Mark).index(mark[0]), mark[1])


def same_client(one: Alert, other: Alert) -> bool:
    """Whether both are of one address, or of one /64, which has one owner."""
    if one.client is None or other.client is None:
        return False
    return _network(one.client.ip, 32, 64) == _network(other.client.ip, 32, 64)


def _network(ip: str, four: int, six: int) -> str:
    address = ipaddress.ip_address(ip)
    return str(ipaddress.ip_network((address, four if address.version == 4 else six), strict=False))


def marks(alert: Alert) -> frozenset[tuple[Mark, str]]:
    """All that could tie an alert to others."""
    found: set[tuple[Mark, str]] = set()
    for evidence in alert.evidence[:_MOST_EVIDENCE]:
        found |= set(_of_evidence(evidence))
    if alert.client is not None:
        found.add((Mark.NETWORK, _network(alert.client.ip, 24, 48)))
    return frozenset(found)


def _of_evidence(evidence: Evidence) -> Iterator[tuple[Mark, str]]:
    text = unquote(unquote(evidence.excerpt[:_LONGEST]))
    quoted = evidence.excerpt[:_LONGEST].split('"')
    yield from ((Mark.PAYLOAD_HOST, host) for host in _hosts(_without_referer(quoted, text)))
    for part in quoted:
        method, _, rest = part.partition(" ")
        path = rest.rpartition(" HTTP/")[0] or rest
        if method.isalpha() and method.isupper() and path.startswith("/"):
            plain = unquote(path)
            if len(plain) >= _SHORTEST_REQUEST and any(sign in path or sign in plain for sign in _ODD):
                yield Mark.REQUEST, plain
    if len(quoted) >= 7:
        agent = quoted[5].strip()
        if len(agent) > 2 and not agent.lower().startswith(_BROWSERS):
            yield Mark.TOOL, agent


def _without_referer(quoted: Sequence[str], text: str) -> str:
    """Of a line in the combined form, the request and the agent: the referer names the site itself."""
    return unquote(unquote(f"{quoted[1]} {quoted[5]}")) if len(quoted) >= 7 else text


def _hosts(text: str) -> Iterator[str]:
    """Hosts behind `://`, as `ldap://198.51.100.9:1389/a`; what is no name and no address is none."""
    for part in text.split("://")[1:]:
        end = next((at for at, sign in enumerate(part) if not (sign.isalnum() or sign in ".-")), len(part))
        host = part[:end].strip(".-").lower()
        if "." in host and len(host) < 254:
            yield host
