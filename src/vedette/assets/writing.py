"""Services written down as Vedette's own inventory: what `vedette.assets.inventory` reads back alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from vedette.assets.inventory import PACKAGE_MANAGER, App, Host, Installed, Listen
from vedette.model.inventory import Inventory
from vedette.model.service import Service, VersionSource

_TRANSPORTS: Final[dict[str, Literal["tcp", "udp", "unix"]]] = {"tcp": "tcp", "udp": "udp", "unix": "unix"}


def write(inventory: Inventory) -> bytes:
    """The inventory as JSON: one host, or a list of hosts where there are several or none."""
    hosts = inventory_hosts(inventory.services)
    known = {host.host for host in hosts}
    named = [p.host for p in inventory.packages] + [o.host for o in inventory.opinions]
    bare = dict.fromkeys(name for name in named if name not in known)
    hosts += [Host(host=name, apps=[]) for name in bare]
    first = {host.host: index for index, host in reversed(list(enumerate(hosts)))}
    whole = [
        _with_packages(host, inventory) if first[host.host] == index else host
        for index, host in enumerate(hosts)
    ]
    return msgspec.json.encode(whole[0] if len(whole) == 1 else whole)


def _with_packages(host: Host, inventory: Inventory) -> Host:
    packages = [p for p in inventory.packages if p.host == host.host]
    platform = host.platform or next((p.platform for p in packages if p.platform), None)
    return msgspec.structs.replace(
        host,
        platform=platform,
        packages=[Installed(p.name, p.version, p.purl, p.source, p.rank) for p in packages],
        opinions=[o for o in inventory.opinions if o.host == host.host],
    )


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
        service.logs, service.config_files, service.running, service.protocol, service.claims, service.refs,
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
        claims=list(first.claims),
        refs=list(first.refs),
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
