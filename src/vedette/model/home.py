"""Which networks are ours: clients in them are not external."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vedette.model.address_set import AddressSet

LOCAL: Final = ("127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10", "0.0.0.0/32", "::/128")
"""Never external, whatever is set: loopback, link-local, unspecified (RFC 6890)."""

PRIVATE: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
"""Home unless networks are named: private, shared and unique local addresses (RFC 1918, 6598, 4193)."""


def home_networks(named: Sequence[str]) -> AddressSet:
    """The home networks that were named, or the private ones. Raises ValueError at the first that is no network."""
    return AddressSet.of([*LOCAL, *(named or PRIVATE)])
