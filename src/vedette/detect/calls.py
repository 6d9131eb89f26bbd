"""Calls: what our own hosts opened, found by where it went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl

Call = Mapping[str, Any]
"""A row of `Sightings.calls`, by column name."""


Listed = Callable[[Sequence[str]], Sequence[bool]]
"""Says of each address whether it is of bad reputation."""


def _nobody(ips: Sequence[str]) -> list[bool]:
    return [False] * len(ips)


class Calls:
    """An index of `Sightings.calls` by the address and by the name that was asked for."""

    def __init__(self, calls: pl.DataFrame, listed: Listed = _nobody) -> None:
        """listed: which addresses are of bad reputation, asked of all destinations at once and only if need be."""
        self._are_listed = listed
        self._by_place: dict[str, list[Call]] = defaultdict(list)
        asked = calls["host"].str.replace(r":\d+$", "").str.to_lowercase()
        for name, call in zip(asked, calls.iter_rows(named=True), strict=True):
            for place in {name, call["server_ip"]} - {None}:
                self._by_place[place].append(call)

    def to(self, place: str, servers: frozenset[str]) -> Sequence[Call]:
        """What these servers opened to an address, or to a name."""
        return [call for call in self._by_place.get(place.lower(), ()) if call["client_ip"] in servers]

    def to_listed(self, servers: frozenset[str]) -> Sequence[Call]:
        """What these servers opened to addresses of bad reputation."""
        return [call for call in self._listed if call["client_ip"] in servers]

    @cached_property
    def _listed(self) -> list[Call]:
        places = {call["server_ip"] for calls in self._by_place.values() for call in calls} - {None}
        asked = sorted(places)
        bad = {place for place, is_bad in zip(asked, self._are_listed(asked), strict=True) if is_bad}
        found = [call for place in sorted(bad) for call in self._by_place[place]]
        return [call for call in found if call["server_ip"] in bad]
