"""Transport protocols by their numbers (IANA, "Protocol Numbers")."""

from __future__ import annotations

from typing import Final

import polars as pl

_NAMES: Final = {
    "1": "icmp",
    "2": "igmp",
    "4": "ipip",
    "6": "tcp",
    "17": "udp",
    "41": "ipv6",
    "47": "gre",
    "50": "esp",
    "51": "ah",
    "58": "icmp",
    "89": "ospf",
    "132": "sctp",
    "ipv6-icmp": "icmp",
    "icmp6": "icmp",
}


def transport_names(written: pl.Expr) -> pl.Expr:
    """Names of transports that are written by number or name."""
    return written.str.to_lowercase().replace(_NAMES)
