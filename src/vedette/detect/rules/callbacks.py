"""Hosts that a payload names so that the server calls back: where a success would show in outbound connections."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from vedette.detect.rules.decoding import variants
from vedette.detect.rules.patterns import compile_pattern

MAX_HOSTS: Final = 32
"""Hosts named by one text; more are noise."""
REMEMBERED_TEXTS: Final = 1024
"""Texts whose hosts are kept: tools send the same ones from many addresses."""

_URL: Final = compile_pattern(
    r"(?i)(?:\b(?:jndi:)?(?:https?|ftp|ldaps?|rmi|dns|iiop|iiopname|corba|corbaname|nis|nds|gopher|dict|tftp|smb):/{0,3}"
    r"|=\s*[\"']?(?://|\\\\)|/dev/(?:tcp|udp)/)([^\s\"'<>\\^`|;,)(]{2,300})"
)
_COMMAND: Final = compile_pattern(
    r"(?i)\b(?:nc|ncat|netcat|telnet|ping|nslookup|dig|host|curl|wget|tftp|ssh)(?:\s+-[a-z0-9]+(?:\s+\d+)?){0,6}"
    r"\s+((?:\d{1,3}\.){3}\d{1,3}|(?:[a-z0-9-]+\.)+[a-z]{2,24})(?:\s+(\d{1,5}))?"
)
_HOST: Final = compile_pattern(
    r"(?i)^(?:\[([0-9a-f:.]{2,45})\]|((?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}))\.?(?:[:/](\d{1,5}))?(?:[/?#:]|$)"
)
_LOOKUPS: Final = re.compile(r"\$\{[^{}]*\}")

Host = tuple[str, int | None]
"""Name or address in lower case, and port where one is named."""


@lru_cache(REMEMBERED_TEXTS)
def named_hosts(text: str) -> tuple[Host, ...]:
    """The hosts that a text names, in any of its decoded forms, in order; at most MAX_HOSTS.

    Of `ldap://127.0.0.1#evil.example:1389/a` both are given: which one is asked depends on the server's version.
    """
    hosts: dict[Host, None] = {}
    for form in variants(text):
        for found in _URL.finditer(form):
            hosts.update(dict.fromkeys(_authorities(found.group(1) or "")))
        for found in _COMMAND.finditer(form):
            hosts.setdefault(((found.group(1) or "").lower(), _port(found.group(2))))
    complete = {host for host, port in hosts if port is not None}
    return tuple(host for host in hosts if host[1] is not None or host[0] not in complete)[:MAX_HOSTS]


def _authorities(address: str) -> list[Host]:
    """Hosts of what follows `scheme://`: after user names, before the path; lookups that lead the name are dropped."""
    found = []
    for part in _LOOKUPS.sub("", address).split("#", 2)[:2]:
        named = _HOST.search(part.rpartition("@")[2].lstrip("."))
        name = (named.group(1) or named.group(2) or "").lower() if named else ""
        if named and _plausible(name):
            found.append((name, _port(named.group(3))))
    return found


def _plausible(name: str) -> bool:
    """Whether this can be a host that is reached from elsewhere: an address, or a name with a dot, or localhost."""
    return ":" in name or "." in name or name == "localhost"


def _port(digits: str | None) -> int | None:
    port = int(digits) if digits else 0
    return port if 0 < port < 65536 else None
