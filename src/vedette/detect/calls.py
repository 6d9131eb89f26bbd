"""Calls: what our own hosts opened, found by where it went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

Call = Mapping[str, Any]
"""A row of `Sightings.calls`, by column name."""


class Calls:
    """An index of `Sightings.calls` by the address and by the name that was asked for."""

    def __init__(self, calls: pl.DataFrame) -> None:
        self._by_place: dict[str, list[Call]] = defaultdict(list)
        asked = calls["host"].str.replace(r":\d+$", "").str.to_lowercase()
        for name, call in zip(asked, calls.iter_rows(named=True), strict=True):
            for place in {name, call["server_ip"]} - {None}:
                self._by_place[place].append(call)

    def to(self, place: str, servers: frozenset[str]) -> Sequence[Call]:
        """What these servers opened to an address, or to a name."""
        return [call for call in self._by_place.get(place.lower(), ()) if call["client_ip"] in servers]
