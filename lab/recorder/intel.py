"""The reputation lists that go with the recording, in the forms in which such lists are published.

They are authored: the listed members of the cast, other documentation addresses to fill them, and one
well-known public resolver, which a careful reader of lists must not take for an attacker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address, ip_network
from random import Random

from .cast import COMPROMISED, LEVELS, LISTED_NETWORK, OLD, SCANNERS, SEED, Member

POISON = "8.8.8.8"
SCANNER_NAMES = ("scan.research.example", "census.example.edu", "probe.internet-survey.example")
FILLERS = {COMPROMISED: 160, LEVELS: 220, SCANNERS: 60, OLD: 90}
"""Entries of each list that are in nobody's way."""


@dataclass(frozen=True)
class Edition:
    """What a list is written from."""

    entries: list[str]
    """Addresses and networks, in order."""

    levels: dict[str, int]
    """Entry → how many lists are said to name it, for the cast."""

    day: datetime
    """When the recording began."""

    chance: Random
    """For what may be anything."""


Writer = Callable[[Edition], list[str]]


def lists(members: Iterable[Member], day: datetime) -> dict[str, str]:
    """File name → text of each list, as it was on the day of the recording."""
    everybody, chance = list(members), Random(SEED)
    return {name: _text(name, write, everybody, day, chance) for name, write in FORMS.items()}


def _text(name: str, write: Writer, members: list[Member], day: datetime, chance: Random) -> str:
    named = {_entry(member.address) for member in members if name in member.listed_in()}
    fillers = chance.sample(_spare({member.address for member in members}), FILLERS[name])
    levels = {member.address: member.level for member in members if member.level}
    edition = Edition(sorted(named | set(fillers), key=_order), levels, day, chance)
    return "".join(f"{line}\n" for line in write(edition))


def _entry(address: str) -> str:
    return LISTED_NETWORK if ip_address(address) in ip_network(LISTED_NETWORK) else address


def _spare(taken: set[str]) -> list[str]:
    """Addresses that could have been clients and were not; the server's own network only in its upper half."""
    networks = ("192.0.2.128/25", "198.51.100.0/24", "203.0.113.0/24")
    hosts = [str(host) for network in networks for host in ip_network(network).hosts()]
    return [host for host in hosts if host not in taken]


def _order(entry: str) -> tuple[int, int]:
    first = ip_network(entry).network_address
    return first.version, int(first)


def _compromised(edition: Edition) -> list[str]:
    head = ["# Compromised hosts, seen attacking within the last days", _updated(edition.day, 1), "#"]
    return [*head, *sorted([*edition.entries, POISON], key=_order)]


def _levels(edition: Edition) -> list[str]:
    head = ["# Addresses and the number of lists that name them", "#", _updated(edition.day, 0), "#"]
    filled = {entry: edition.chance.choice((1, 1, 1, 2, 2, 3, 4, 6)) for entry in edition.entries}
    counted = sorted((filled | edition.levels).items(), key=lambda pair: -pair[1])
    return [*head, "# IP\tnumber of (black)lists", "#", *(f"{entry}\t{count}" for entry, count in counted)]


def _scanners(edition: Edition) -> list[str]:
    head = ["# Mass scanners that say who they are", ""]
    return [*head, *(f"{entry} # {edition.chance.choice(SCANNER_NAMES)}" for entry in edition.entries)]


def _attackers(edition: Edition) -> list[str]:
    return ["# Attackers of web applications", _updated(edition.day, 40), "", *edition.entries]


def _updated(day: datetime, days_before: int) -> str:
    then = (day - timedelta(days=days_before)).replace(hour=3, minute=0, second=29)
    return f"# Last update: {format_datetime(then)}"


FORMS: dict[str, Writer] = {COMPROMISED: _compromised, LEVELS: _levels, SCANNERS: _scanners, OLD: _attackers}
"""List → the form in which it is written."""
