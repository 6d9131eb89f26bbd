"""Several files of configuration made one: what comes later wins, key by key, and it is known what came from where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from vedette.config.reading import Raw

Place = tuple[str, ...]
"""Where a value stands: `("gate", "most_mib")`, `("feed", "ipsum", "confidence")`."""
Origins = dict[Place, Path]
"""The file that each value came from."""
_BY_NAME: Final = "feed"
"""The array whose tables are known by their name, not by their position."""


def merge(files: Iterable[tuple[Path, Raw]]) -> tuple[Raw, Origins]:
    """The tables of all files, and the origin of each value."""
    values: dict[Place, Any] = {}
    origins: Origins = {}
    for path, tables in files:
        for place, value in _flat(tables, ()):
            values[place] = value
            origins[place] = path
    return _nested(values), origins


def _flat(table: Raw, above: Place) -> Iterator[tuple[Place, Any]]:
    """The values of a table and the tables below it, by their place."""
    for key, value in table.items():
        if not above and key == _BY_NAME:
            for feed in value:
                yield from _flat(feed, (key, feed["name"]))
        elif isinstance(value, dict) and value:
            yield from _flat(value, (*above, key))
        else:
            yield (*above, key), value


def _nested(values: dict[Place, Any]) -> Raw:
    """The tables that hold the values; feeds in the order in which they were first named."""
    tables: Raw = {}
    for place, value in values.items():
        table = tables
        for key in place[:-1]:
            if not isinstance(table.get(key), dict):
                table[key] = {}
            table = table[key]
        table[place[-1]] = value
    if _BY_NAME in tables:
        tables[_BY_NAME] = list(tables[_BY_NAME].values())
    return tables
