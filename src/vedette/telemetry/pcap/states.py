"""How a flow went, in the words of Zeek's `conn_state` (documented at docs.zeek.org, conn.log)."""

from __future__ import annotations

from typing import Final, Protocol

FIN, SYN, RST, ACK = 1, 2, 4, 16
"""Flags of TCP (RFC 9293)."""

CLIENT, SERVER = 0, 1


class End(Protocol):
    """What one end of a TCP flow did."""

    spoke: bool
    """Sent any packet."""
    began: bool
    """Sent a SYN, the server with an ACK."""
    ended: bool
    """Sent a FIN."""


def tcp_state(client: End, server: End, reset_by: int | None) -> str:
    """The state of a TCP flow; reset_by: who reset it first, unless both had ended it."""
    asked = client.began or (server.began and client.spoke)
    if reset_by == SERVER:
        return "RSTR" if asked and server.began else "REJ" if asked and not client.ended else "RSTRH"
    if reset_by == CLIENT:
        return "RSTO" if server.spoke else "RSTOS0" if asked else "OTH"
    if client.ended or server.ended:
        return _ended(client, server, asked=asked)
    if asked and not server.spoke:
        return "S0"
    return "S1" if asked and server.began else "OTH"


def _ended(client: End, server: End, *, asked: bool) -> str:
    if client.ended and server.ended:
        return "SF"
    if client.ended:
        return "S2" if server.began else "SH"
    return "S3" if asked else "SHR"


def datagram_state(*, client_spoke: bool, server_spoke: bool) -> str:
    """The state of a UDP flow."""
    return _DATAGRAM[client_spoke, server_spoke]


_DATAGRAM: Final = {(True, True): "SF", (True, False): "S0", (False, True): "SHR", (False, False): "OTH"}
