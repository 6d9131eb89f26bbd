"""The configuration as it stands, value by value, with the file that each came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from vedette.config.durations import Duration, shown
from vedette.config.loading import Configuration
from vedette.config.merging import Place


def values(configuration: Configuration) -> Iterator[tuple[Place, str, Path | None]]:
    """Each value: its place, how it is written, and the file; null where it is a default.

    Of feeds, and of what has no default, only what is set is told. No secret is among them: those stand elsewhere.
    """
    settings = configuration.settings
    yield _told(configuration, ("geo",), settings.geo)
    for table in ("network", "gate", "store"):
        part = getattr(settings, table)
        entries = part if isinstance(part, dict) else msgspec.structs.asdict(part)
        for key, value in entries.items():
            if value is not None:
                yield _told(configuration, (table, key), value)
    for feed in settings.feed:
        for place in configuration.origins:
            if place[:2] == ("feed", feed.name) and len(place) > 2:
                yield _told(configuration, place, _at(msgspec.structs.asdict(feed), place[2:]))


def _told(configuration: Configuration, place: Place, value: Any) -> tuple[Place, str, Path | None]:
    return place, _written(value), configuration.origins.get(place)


def _at(table: Any, place: Place) -> Any:
    for key in place:
        table = table[key]
    return table


def _written(value: Any) -> str:
    """As it would stand in TOML; of a table as JSON."""
    if isinstance(value, Duration):
        return json.dumps(shown(value.delta))
    return json.dumps(value, default=str)
