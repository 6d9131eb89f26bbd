"""Well-known server products: their names everywhere, what they speak, and whether they belong on the Internet.

The table itself is `products.toml`, beside this module.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final


class Runtime(StrEnum):
    """What a product's code runs on: a library of another runtime cannot be part of it."""

    NATIVE = "native"
    JAVA = "java"
    PYTHON = "python"
    NODE = "node"
    PHP = "php"
    RUBY = "ruby"
    GO = "go"
    DOTNET = "dotnet"
    ERLANG = "erlang"


@dataclass(frozen=True, slots=True)
class Product:
    """A server product, as a row of the table."""

    id: str
    title: str
    """What people call it: `Apache HTTP Server`."""
    names: tuple[str, ...]
    """Further names in inventories, banners and CVE records."""
    cpes: tuple[tuple[str, str], ...]
    """Vendor and product of its CPE names."""
    packages: tuple[str, ...]
    """Names of its packages in distributions, source and binary."""
    protocol: str
    """Application protocol that it speaks."""
    runtime: Runtime
    ports: tuple[int, ...]
    """Where it listens by default."""
    internet: bool
    """Whether it is made to be reached from the Internet."""
    why: str | None
    """Where it is not: what happens when it is exposed. One clause without a full stop."""
    embeds_in: frozenset[Runtime]
    """Runtimes whose applications can carry it inside themselves."""


PORT_PROTOCOLS: Final[Mapping[tuple[str, int], str]] = {
    ("tcp", 21): "ftp", ("tcp", 22): "ssh", ("tcp", 23): "telnet", ("tcp", 25): "smtp", ("tcp", 53): "dns",
    ("udp", 53): "dns", ("udp", 69): "tftp", ("tcp", 80): "http", ("tcp", 110): "pop3", ("udp", 123): "ntp",
    ("tcp", 143): "imap", ("udp", 161): "snmp", ("tcp", 389): "ldap", ("tcp", 443): "http",
    ("tcp", 445): "smb", ("tcp", 465): "smtp", ("tcp", 502): "modbus", ("tcp", 587): "smtp",
    ("tcp", 631): "ipp", ("tcp", 636): "ldap", ("tcp", 873): "rsync", ("tcp", 993): "imap",
    ("tcp", 995): "pop3", ("tcp", 1433): "mssql", ("tcp", 1883): "mqtt", ("tcp", 2375): "http",
    ("tcp", 3306): "mysql", ("tcp", 3389): "rdp", ("tcp", 5060): "sip", ("udp", 5060): "sip",
    ("tcp", 5432): "postgresql", ("tcp", 5900): "vnc", ("tcp", 6379): "redis", ("tcp", 8000): "http",
    ("tcp", 8080): "http", ("tcp", 8443): "http", ("tcp", 8888): "http", ("tcp", 9092): "kafka",
    ("tcp", 9200): "http", ("tcp", 11211): "memcached", ("udp", 11211): "memcached", ("tcp", 27017): "mongodb",
}  # fmt: skip
"""What a well-known port most likely speaks, where nothing else says it."""


@lru_cache(maxsize=65536)
def words(name: str) -> str:
    """A name reduced to its words, so that spellings compare equal: `Apache HTTP_Server` → `apache http server`."""
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


@cache
def products() -> tuple[Product, ...]:
    """All rows, in the table's order."""
    text = files("vedette.model").joinpath("products.toml").read_text(encoding="utf-8")
    return tuple(_product(row) for row in tomllib.loads(text)["product"])


def product_by_id(product_id: str) -> Product:
    """The row of that id. Raises KeyError where there is none."""
    return _by_id()[product_id]


def find_product(name: str) -> Product | None:
    """The product of that name, alias or package name, in whatever spelling; null where the table has none."""
    return _by_name().get(words(name))


def product_of_cpe(vendor: str, product: str) -> Product | None:
    """The product that has this vendor and product in its CPE names."""
    return _by_cpe().get((vendor, product))


def product_of_package(name: str) -> Product | None:
    """The product that a distribution ships under this package name."""
    return _by_package().get(name.lower())


def protocol_of(name: str, port: int | None, transport: str) -> str | None:
    """The application protocol of a service: that of its product, else the one its port is known for."""
    product = find_product(name)
    if product is not None:
        return product.protocol
    return None if port is None else PORT_PROTOCOLS.get((transport, port))


def _product(row: dict[str, Any]) -> Product:
    pairs = (cpe.partition(":") for cpe in row["cpes"])
    return Product(
        id=row["id"],
        title=row["title"],
        names=tuple(row["names"]),
        cpes=tuple((vendor, product) for vendor, _, product in pairs),
        packages=tuple(row["packages"]),
        protocol=row["protocol"],
        runtime=Runtime(row["runtime"]),
        ports=tuple(row["ports"]),
        internet=row["internet"],
        why=row.get("why"),
        embeds_in=frozenset(Runtime(name) for name in row.get("embeds_in", ())),
    )


@cache
def _by_id() -> dict[str, Product]:
    return {product.id: product for product in products()}


@cache
def _by_name() -> dict[str, Product]:
    return _index((words(name), p) for p in products() for name in (p.title, p.id, *p.names, *p.packages))


@cache
def _by_cpe() -> dict[tuple[str, str], Product]:
    return {pair: product for product in products() for pair in product.cpes}


@cache
def _by_package() -> dict[str, Product]:
    return _index((name, product) for product in products() for name in product.packages)


def _index(entries: Iterable[tuple[str, Product]]) -> dict[str, Product]:
    """First come, first kept: the table is in order of renown."""
    index: dict[str, Product] = {}
    for name, product in entries:
        index.setdefault(name, product)
    return index
