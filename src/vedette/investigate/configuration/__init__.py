"""Configurations of servers, read whole: which lines say what, in which block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.apache_httpd import ApacheHttpd
from vedette.investigate.configuration.interface import Parsed, ServerConfiguration
from vedette.investigate.configuration.nginx import Nginx
from vedette.investigate.configuration.openssh import OpenSsh
from vedette.investigate.configuration.postgresql import PostgreSql
from vedette.investigate.configuration.redis import Redis
from vedette.model.products import find_product
from vedette.model.service import Service

SERVERS: Final[Mapping[str, ServerConfiguration]] = {
    "nginx": Nginx(),
    "apache_httpd": ApacheHttpd(),
    "openssh": OpenSsh(),
    "postgresql": PostgreSql(),
    "redis": Redis(),
}
"""The servers whose configuration is read."""
MOST_INSTANCES: Final = 16
"""Configurations of one server on one machine."""


def server_of(service: Service) -> ServerConfiguration | None:
    """Who reads the configuration of a service; null where nobody does."""
    product = find_product(service.product)
    wanted = product.id if product is not None else ""
    return next((server for server in SERVERS.values() if wanted in server.products), None)


def begins(tree: Tree, server: ServerConfiguration, services: Iterable[Service]) -> list[str]:
    """The files in which the configurations of a server begin: by the inventory, else where they stand by default."""
    told = [s.config_files[0] for s in services if s.config_files and server_of(s) is server]
    default = [path for pattern in server.places for path in tree.glob(pattern)]
    found = [path for path in dict.fromkeys(told) if tree.is_file(path)] or [
        p for p in default if tree.is_file(p)
    ]
    return found[:MOST_INSTANCES]


def read_all(tree: Tree, services: Iterable[Service]) -> tuple[Parsed, ...]:
    """Every configuration on a machine. services: those of the machine."""
    known = list(services)
    return tuple(
        server.read(tree, path) for server in SERVERS.values() for path in begins(tree, server, known)
    )
