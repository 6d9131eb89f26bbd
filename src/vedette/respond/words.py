"""What may become part of a command: addresses, ports, versions, names of packages and accounts, paths; nothing else."""

from __future__ import annotations

import ipaddress
import string
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Final

from vedette.model.addresses import canonical
from vedette.respond.interface import Network

CLIENT_V6: Final = 64
"""Prefix that one client of IPv6 has to itself, and so hides in (RFC 6177)."""
_ALPHANUMERIC: Final = frozenset(string.ascii_letters + string.digits)
_NAME: Final = _ALPHANUMERIC | frozenset("._+-")
_SCOPED: Final = _NAME | frozenset("@/")
_VERSION: Final = _ALPHANUMERIC | frozenset("._+-~:^")
_UNIT: Final = _ALPHANUMERIC | frozenset("._-@:")
_LONGEST: Final = 200
_LONGEST_PATH: Final = 4096
_LONGEST_ACCOUNT: Final = 32


def client_network(ip: str) -> Network | None:
    """The network that stands for a client: its IPv4 address, or its /64; null where the text is no address."""
    text = canonical(ip)
    if text is None:
        return None
    address = ipaddress.ip_address(text)
    prefix = CLIENT_V6 if address.version == 6 else 32
    return ipaddress.ip_network((address, prefix), strict=False)


def port(number: int | None) -> int | None:
    """The port where it is one; else null."""
    return number if number is not None and 0 < number < 65536 else None


def package_name(name: str, *, scoped: bool = False) -> str | None:
    """The name where package managers take it for nothing but a name; else null. scoped: `@scope/name` may be one."""
    return _plain(name, _SCOPED if scoped else _NAME, also="@" if scoped else "")


def version(text: str | None) -> str | None:
    """The version where package managers take it for nothing but a version; else null."""
    return None if text is None else _plain(text, _VERSION)


def unit(name: str | None) -> str | None:
    """The systemd unit where it is the name of one; else null."""
    return None if name is None else _plain(name, _UNIT)


def account_name(name: str) -> str | None:
    """The account where programs take it for nothing but the name of one (useradd(8)); else null."""
    return None if len(name) > _LONGEST_ACCOUNT else _plain(name, _NAME, also="_")


def path(text: str | None) -> str | None:
    """The absolute path where it can be printed and holds no way up; else null."""
    if text is None or not 1 < len(text) <= _LONGEST_PATH or not text.isprintable():
        return None
    return text if text.startswith("/") and ".." not in PurePosixPath(text).parts else None


def _plain(text: str, characters: Collection[str], also: str = "") -> str | None:
    """The text, if it is short, of these characters, and begins with a letter or digit, so that it is no option."""
    if not 0 < len(text) <= _LONGEST or (text[0] not in _ALPHANUMERIC and text[0] not in also):
        return None
    return text if all(c in characters for c in text) and ".." not in text else None
