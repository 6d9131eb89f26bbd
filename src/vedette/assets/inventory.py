"""Vedette's own inventory format: a host and the applications that listen on it, as JSON.

A document is one host or a list of hosts. Fields that are not described here are allowed and ignored, so that an
inventory may carry notes for other tools. Its schema is published as `inventory.schema.json`, beside this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import msgspec

from vedette.assets.packages import distribution_purl, split_package
from vedette.assets.parts import service_id, sound_purl
from vedette.files.json_values import decode
from vedette.model.claim import Claim, Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory, Opinion, Package
from vedette.model.products import protocol_of
from vedette.model.purl import parse_purl
from vedette.model.running import Reach, Running
from vedette.model.service import Service, VersionSource

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
PACKAGE_MANAGER: Final = "package manager"
"""`source` of a version that a package manager states."""


class Listen(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an application listens."""

    port: Annotated[Port | None, msgspec.Meta(description="Port number")] = None
    proto: Annotated[
        Literal["tcp", "udp", "unix"], msgspec.Meta(description="Transport protocol; unix has no port")
    ] = "tcp"
    address: Annotated[
        str | None,
        msgspec.Meta(description="Address it is bound to: 0.0.0.0 or :: for all; the path of a unix socket"),
    ] = None
    reach: Annotated[
        Reach | None,
        msgspec.Meta(description="Who can reach it: open, firewalled, proxied, loopback, unknown"),
    ] = None
    reach_reason: Annotated[str | None, msgspec.Meta(description="Why")] = None


class App(msgspec.Struct, frozen=True, omit_defaults=True):
    """An application that listens."""

    name: Annotated[Name, msgspec.Meta(description="Product, as people call it: nginx, Apache Solr")]
    version: Annotated[str | None, msgspec.Meta(description="Its version")] = None
    listen: Annotated[Listen | list[Listen] | None, msgspec.Meta(description="One listener, or several")] = (
        None
    )
    cpe: Annotated[str | None, msgspec.Meta(description="CPE 2.3 name of the application")] = None
    purl: Annotated[str | None, msgspec.Meta(description="Package URL of the application")] = None
    package: Annotated[
        str | None, msgspec.Meta(description="Distribution package: openssh-server 1:9.2p1-2+deb12u6")
    ] = None
    components: Annotated[
        list[str], msgspec.Meta(description="Package URLs of what runs inside the application")
    ] = []
    source: Annotated[
        str | None, msgspec.Meta(description="How the version is known: 'Server banner', 'package manager'")
    ] = None
    assumed: Annotated[bool, msgspec.Meta(description="The version is an assumption")] = False
    logs: Annotated[list[str], msgspec.Meta(description="Glob patterns of its log files")] = []
    config: Annotated[list[str], msgspec.Meta(description="Its configuration files")] = []
    running: Annotated[
        Running | None, msgspec.Meta(description="What was seen of its processes on the machine itself")
    ] = None
    protocol: Annotated[
        str | None, msgspec.Meta(description="Application protocol, where it is not the product's usual one")
    ] = None
    claims: Annotated[
        list[Claim], msgspec.Meta(description="What each source said of it, the one that was believed first")
    ] = []
    refs: Annotated[
        list[tuple[str, str]],
        msgspec.Meta(description="Names in bills of materials, each with the package URL that it means"),
    ] = []


class Installed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A package on a machine that is not known to run."""

    name: Annotated[Name, msgspec.Meta(description="Its name")]
    version: Annotated[str | None, msgspec.Meta(description="Its version")] = None
    purl: Annotated[str | None, msgspec.Meta(description="Its package URL")] = None
    source: Annotated[str, msgspec.Meta(description="Who names it")] = ""
    rank: Annotated[Rank, msgspec.Meta(description="How the source knows")] = Rank.DECLARED


class Host(msgspec.Struct, frozen=True, omit_defaults=True):
    """A machine and what listens on it."""

    host: Annotated[Name, msgspec.Meta(description="Name or address of the machine")]
    apps: Annotated[list[App], msgspec.Meta(description="Applications that listen on it")]
    addresses: Annotated[list[str], msgspec.Meta(description="Addresses of the machine")] = []
    platform: Annotated[
        str | None, msgspec.Meta(description="Operating system: Debian 12, Windows Server 2019")
    ] = None
    packages: Annotated[
        list[Installed], msgspec.Meta(description="Packages on it that are not known to run")
    ] = []
    opinions: Annotated[
        list[Opinion], msgspec.Meta(description="What other scanners say of its packages")
    ] = []


_DECODER: Final = msgspec.json.Decoder(Host | list[Host])


def inventory_schema() -> dict[str, Any]:
    """The JSON Schema of a document."""
    # Through JSON, so that defaults that are tuples become the lists that a reader of the file sees.
    schema: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Host | list[Host])))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Vedette inventory",
        "description": "A host or a list of hosts, with the applications that listen on them",
        **schema,
    }


@dataclass(frozen=True, slots=True)
class InventoryJson:
    """Vedette's own JSON."""

    name: str = "inventory"
    title: str = "Vedette inventory"

    def sniff(self, head: bytes) -> float:
        """Its two required fields are enough."""
        return 0.9 if b'"host"' in head and b'"apps"' in head and b'"bomFormat"' not in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The services, packages and opinions, in the document's order."""
        document = decode(data, path, _DECODER, "inventory")
        hosts = document if isinstance(document, list) else [document]
        places = [f"[{index}]" for index in range(len(hosts))] if isinstance(document, list) else [""]
        return Inventory(
            services=tuple(
                service
                for host, place in zip(hosts, places, strict=True)
                for index, app in enumerate(host.apps)
                for service in _services(host, app, path, f"{place}.apps[{index}]")
            ),
            packages=tuple(_package(host, found, path) for host in hosts for found in host.packages),
            opinions=tuple(opinion for host in hosts for opinion in host.opinions),
        )


def _package(host: Host, found: Installed, path: str) -> Package:
    purl = sound_purl(found.purl) or distribution_purl(found.name, found.version)
    return Package(
        host.host,
        found.name,
        found.version,
        purl,
        found.source or f"Vedette inventory {path}",
        found.rank,
        host.platform,
    )


def _services(host: Host, app: App, path: str, field: str) -> list[Service]:
    listeners = app.listen if isinstance(app.listen, list) else [app.listen or Listen()]
    if not listeners:
        raise MalformedInput(
            path, f"${field}.listen: an empty list; leave it out where the port is not known"
        )
    package_name, package_version = split_package(app.package) if app.package else (None, None)
    purl = app.purl or (distribution_purl(package_name, package_version) if package_name else None)
    parsed = parse_purl(purl) if purl else None
    if purl and parsed is None:
        raise MalformedInput(path, f"${field}.purl: {purl!r} is no package URL")
    if app.cpe is not None and not app.cpe.startswith(("cpe:2.3:", "cpe:/")):
        raise MalformedInput(path, f"${field}.cpe: {app.cpe!r} is no CPE name")
    for index, component in enumerate(app.components):
        if parse_purl(component) is None:
            raise MalformedInput(path, f"${field}.components[{index}]: {component!r} is no package URL")
    version = app.version or package_version or (parsed.version if parsed else None)
    return [
        Service(
            id=service_id(host.host, app.name, listener.port, listener.proto, listener.address),
            host=host.host,
            addresses=tuple(host.addresses),
            listen_address=listener.address,
            port=listener.port,
            transport=listener.proto,
            protocol=app.protocol or protocol_of(app.name, listener.port, listener.proto),
            product=app.name,
            version=version,
            version_source=_version_source(app),
            purl=purl,
            cpe=app.cpe,
            components=tuple(app.components),
            logs=tuple(app.logs),
            platform=host.platform,
            config_files=tuple(app.config),
            reach=listener.reach,
            reach_reason=listener.reach_reason,
            running=app.running,
            claims=tuple(app.claims),
            refs=tuple(app.refs),
        )
        for listener in listeners
    ]


def _version_source(app: App) -> VersionSource:
    if app.assumed:
        return VersionSource.ASSUMED
    if app.source is not None and "banner" in app.source.casefold():
        return VersionSource.BANNER
    if app.package is not None or app.source == PACKAGE_MANAGER:
        return VersionSource.PACKAGE
    return VersionSource.DECLARED
