"""Which service a connection reached.

A source that names the server's address and port decides by itself. A log of an application names neither: then its
path (where the inventory says which logs are whose), the host name in it and the protocol decide. Where several
services remain, all are candidates, and the alert says that it assumed one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Final

import polars as pl

from vedette.model.addresses import canonical
from vedette.model.service import Service, unidentified

_KEY: Final = ("server_ip", "server_port", "server_name", "transport", "protocol", "source")
_USUAL_PORTS: Final = (443, 80, 22)
_IMPLIED: Final = "\t"
"""Parts the facts in the id of an implied service; no address or host name holds it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What one row says of the server that it reached."""

    server_ip: str | None
    server_port: int | None
    server_name: str | None
    transport: str | None
    protocol: str | None
    source: str | None


def bind(frame: pl.DataFrame, services: Sequence[Service]) -> pl.DataFrame:
    """The frame with a column `services` (List(String)): ids of the services that a row may have reached.

    The likeliest comes first; an empty list means nothing of the inventory.
    """
    keys = frame.select(_KEY).unique(maintain_order=True)
    bound = [_ids(Target(*row), services) for row in keys.iter_rows()]
    column = pl.Series("services", bound, dtype=pl.List(pl.String))
    return frame.join(keys.with_columns(column), on=_KEY, how="left", nulls_equal=True, maintain_order="left")


def _ids(target: Target, services: Sequence[Service]) -> list[str]:
    """The candidates' ids; without an inventory, the id of a service that the row itself implies."""
    if not services:
        return [
            _IMPLIED.join((target.server_ip or target.server_name or "", *map(_said, _implied_facts(target))))
        ]
    return [service.id for service in candidates(target, services)]


def _implied_facts(target: Target) -> tuple[str | int | None, ...]:
    return (target.server_port, target.transport, target.protocol)


def _said(value: str | int | None) -> str:
    return "" if value is None else str(value)


def implied_service(service_id: str) -> Service:
    """The service behind an id that `bind` made up where there is no inventory: no product, no version."""
    host, port, transport, protocol = service_id.split(_IMPLIED)
    address = canonical(host)
    return unidentified(
        service_id,
        host or "this host",
        f"{protocol or 'unknown'} service",
        port=int(port) if port else None,
        transport=transport or "tcp",
        protocol=protocol or None,
        addresses=() if address is None else (address,),
    )


def candidates(target: Target, services: Sequence[Service]) -> list[Service]:
    """The services that a row may have reached, likeliest first."""
    fitting = [s for s in services if _fits(target, s)]
    if target.server_ip is not None:
        exact = [s for s in fitting if target.server_ip in host_addresses(s)]
        unplaced = [s for s in fitting if not host_addresses(s)]
        return exact or (unplaced if len({s.host for s in unplaced}) == 1 else [])
    by_log = [s for s in fitting if any(_is_log(target.source, pattern) for pattern in s.logs)] or fitting
    named = [s for s in by_log if target.server_name and _same_host(target.server_name, s.host)]
    narrowed = named or by_log
    if len({s.host for s in narrowed}) > 1:
        return []
    return sorted(
        narrowed, key=lambda s: _USUAL_PORTS.index(s.port) if s.port in _USUAL_PORTS else len(_USUAL_PORTS)
    )


def _fits(target: Target, service: Service) -> bool:
    """Whether nothing that the row says contradicts the service."""
    if target.server_port is not None and service.port is not None and target.server_port != service.port:
        return False
    if target.transport is not None and target.transport != service.transport:
        return False
    if target.server_ip is not None:
        return service.port is not None or target.protocol == service.protocol
    return target.protocol is None or service.protocol in {None, target.protocol}


def host_addresses(service: Service) -> frozenset[str]:
    """Every address that the service's machine is known to have."""
    named = {canonical(service.host), *service.addresses}
    if service.listen_address not in {None, "0.0.0.0", "::", "*"}:  # noqa: S104 - compared, not bound
        named.add(service.listen_address)
    return frozenset(address for address in named if address is not None)


def _is_log(source: str | None, pattern: str) -> bool:
    """Whether a source is a log that the inventory names, by its last path parts: `nginx/access.log*`."""
    return source is not None and (fnmatch(source, pattern) or fnmatch(source, f"*/{pattern.lstrip('/')}"))


def _same_host(left: str, right: str) -> bool:
    """Whether two names are one machine's: equal, or one the short form of the other."""
    left, right = left.lower().rstrip("."), right.lower().rstrip(".")
    return left == right or left.startswith(f"{right}.") or right.startswith(f"{left}.")
