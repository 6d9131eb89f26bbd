"""Ports of services, to tell a server from a client where a capture begins within a flow."""

from __future__ import annotations

from typing import Final

from vedette.model.products import PORT_PROTOCOLS

_PRIVILEGED: Final = 1024
"""Ports below it are opened by services (RFC 6335: system ports)."""
_OTHER: Final = frozenset(
    {1080, 1194, 1900, 2152, 3128, 3544, 4500, 4754, 4789, 5061, 5072, 5222, 5355, 6081, 8008, 9000}
)
"""Ports of services that name no product of ours."""
_CLIENTS: Final = frozenset({68, 546})
"""Privileged ports of clients: those of DHCP."""
_SERVICES: Final = _OTHER | {port for _, port in PORT_PROTOCOLS}


def is_service(port: int) -> bool:
    """Whether a port is a service's rather than one that a client was lent."""
    return (port < _PRIVILEGED and port not in _CLIENTS) or port in _SERVICES
