"""Services written down as Vedette's own inventory: what `vedette.assets.inventory` reads back alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from vedette.assets.inventory import PACKAGE_MANAGER, App, Host, Listen
from vedette.model.service import Service, VersionSource

_TRANSPORTS: Final[dict[str, Literal["tcp", "udp", "unix"]]] = {"tcp": "tcp", "udp": "udp", "unix": "unix"}


def write(services: Iterable[Service]) -> bytes:
    """The inventory of these services, as JSON: one host, or a list of hosts where there are several or none."""
    hosts = inventory_hosts(services)
    return msgspec.json.encode(hosts[0] if len(hosts) == 1 else hosts)


def inventory_hosts(services: Iterable[Service]) -> list[Host]:
    """The hosts, in the order in which they first appear; listeners of one application stand together."""
    machines: dict[tuple[object, ...], list[Service]] = {}
    for service in services:
        machines.setdefault((service.host, service.addresses, service.platform), []).append(service)
    return [
        Host(
            host=of_host[0].host,
            apps=_apps(of_host),
            addresses=list(of_host[0].addresses),
            platform=of_host[0].platform,
        )
        for of_host in machines.values()
    ]


def _apps(services: Sequence[Service]) -> list[App]:
    apps: dict[tuple[object, ...], list[Service]] = {}
    for service in services:
        apps.setdefault(_identity(service), []).append(service)
    return [_app(of_app) for of_app in apps.values()]


def _identity(service: Service) -> tuple[object, ...]:
    """All that the services of one application have in common."""
    return (
        service.product, service.version, service.version_source, service.purl, service.cpe, service.components,
        service.logs, service.config_files, service.running, service.protocol,
    )  # fmt: skip


def _app(services: Sequence[Service]) -> App:
    first = services[0]
    return App(
        name=first.product,
        version=first.version,
        listen=[_listen(service) for service in services],
        cpe=first.cpe,
        purl=first.purl,
        components=list(first.components),
        source=_source(first.version_source),
        assumed=first.version_source is VersionSource.ASSUMED,
        logs=list(first.logs),
        protocol=first.protocol,
        config=list(first.config_files),
        running=first.running,
    )


def _listen(service: Service) -> Listen:
    return Listen(
        port=service.port,
        proto=_TRANSPORTS[service.transport],
        address=service.listen_address,
        reach=service.reach,
        reach_reason=service.reach_reason,
    )


def _source(source: VersionSource) -> str | None:
    match source:
        case VersionSource.PACKAGE:
            return PACKAGE_MANAGER
        case VersionSource.BANNER:
            return "banner"
        case VersionSource.ASSUMED | VersionSource.DECLARED:
            return None
