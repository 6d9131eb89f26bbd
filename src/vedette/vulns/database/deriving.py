"""What is derived from the advisories in the database: vulnerabilities, their names, and what they are about."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vedette.model.products import words
from vedette.vulns.advisories.families import group
from vedette.vulns.advisories.index import package_keys, product_names
from vedette.vulns.advisories.interface import Advisory
from vedette.vulns.database.schema import ADVISORY, ADVISORY_ENCODER, DERIVED

_AT_ONCE: Final = 10_000
"""Rows fetched at once."""


@dataclass(frozen=True, slots=True)
class _Stub:
    """An advisory as far as grouping needs it."""

    number: int
    source: str
    id: str
    aliases: tuple[str, ...]
    upstream: tuple[str, ...]


def derive(connection: sqlite3.Connection) -> None:
    """Fill the derived tables anew from the advisories."""
    for table in DERIVED:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 (tables are ours)
    stubs: list[_Stub] = []
    packages: dict[str, list[int]] = defaultdict(list)
    products: dict[str, list[int]] = defaultdict(list)
    for number, advisory in _advisories(connection):
        stubs.append(_Stub(number, advisory.source, advisory.id, advisory.aliases, advisory.upstream))
        for key in {str(key) for s in advisory.statements for key in package_keys(s)}:
            packages[key].append(number)
        for name in {words(name) for s in advisory.statements for name in product_names(s)}:
            products[name].append(number)
    groups, names = group(stubs)
    connection.executemany("INSERT INTO record VALUES (?, ?)", _records(groups))
    connection.executemany("INSERT INTO name VALUES (?, ?)", names.items())
    of = _records_of(groups)
    connection.executemany("INSERT INTO package VALUES (?, ?)", _keys(packages, of))
    connection.executemany("INSERT INTO product VALUES (?, ?)", _keys(products, of))


def _advisories(connection: sqlite3.Connection) -> Iterator[tuple[int, Advisory]]:
    cursor = connection.execute("SELECT number, data FROM advisory ORDER BY number")
    while rows := cursor.fetchmany(_AT_ONCE):
        yield from ((number, ADVISORY.decode(data)) for number, data in rows)


def _records(groups: Mapping[str, list[_Stub]]) -> Iterator[tuple[str, bytes]]:
    """The numbers of a vulnerability's advisories, in the order of source and id."""
    for identifier, members in groups.items():
        members.sort(key=lambda stub: (stub.source, stub.id))
        yield identifier, array("Q", (stub.number for stub in members)).tobytes()


def _records_of(groups: Mapping[str, list[_Stub]]) -> Mapping[int, list[str]]:
    """The vulnerabilities that an advisory speaks of, by its number."""
    of: dict[int, list[str]] = defaultdict(list)
    for identifier, members in groups.items():
        for stub in members:
            of[stub.number].append(identifier)
    return of


def _keys(numbers: Mapping[str, list[int]], of: Mapping[int, list[str]]) -> Iterator[tuple[str, bytes]]:
    for key, members in numbers.items():
        ids = dict.fromkeys(identifier for number in members for identifier in of[number])
        yield key, ADVISORY_ENCODER.encode(tuple(ids))
