"""The lines that licences of free databases ask to be shown."""

from __future__ import annotations

from typing import Final

CREDITS: Final[tuple[tuple[str, str], ...]] = (
    (
        "geolite2",
        "This product includes GeoLite Data created by MaxMind, available from https://www.maxmind.com",
    ),
    ("dbip", "IP Geolocation by DB-IP (https://db-ip.com)"),
    ("db-ip", "IP Geolocation by DB-IP (https://db-ip.com)"),
    ("ipfire", "IP locations by the IPFire Location project (https://location.ipfire.org), CC BY-SA 4.0"),
    (
        "ip2location",
        "This site or product includes IP2Location LITE data available from https://lite.ip2location.com",
    ),
    ("ipinfo", "IP address data powered by IPinfo (https://ipinfo.io)"),
)
"""A word, in lower case, by which a database names itself, and the line that its licence wants."""


def credit_of(*said: str) -> str | None:
    """The credit that is due, from what a database says of itself and what its file is called."""
    text = " ".join(said).lower()
    return next((credit for word, credit in CREDITS if word in text), None)
