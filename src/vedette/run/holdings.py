"""What the connections of a source hold, gathered batch by batch in bounded memory."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from vedette.model import addresses
from vedette.model.address_set import AddressSet
from vedette.model.connection import SCHEMA

MOST_CLIENTS: Final = 1_000_000
"""Distinct clients that are counted for one source: eight bytes each."""


class Holdings:
    """What has been seen so far."""

    def __init__(self, home: AddressSet) -> None:
        self._home = home
        self._hashes = pl.Series(dtype=pl.UInt64)
        self.filled: set[str] = set()
        """Columns of CONNECTION in which any row has a value."""
        self.protocols: set[str] = set()
        self.first: datetime | None = None
        """The earliest time."""
        self.last: datetime | None = None
        self.from_outside = False
        """Whether any client is outside the home networks."""

    @property
    def clients(self) -> int:
        """Distinct clients, counted up to MOST_CLIENTS."""
        return len(self._hashes)

    def add(self, frame: pl.DataFrame) -> None:
        """A batch, with the columns of CONNECTION."""
        if frame.is_empty():
            return
        self.filled.update(name for name in SCHEMA if frame[name].null_count() < frame.height)
        self.protocols.update(frame["protocol"].drop_nulls().unique())
        first, last = frame.select(
            pl.col("time").min().alias("first"), pl.col("time").max().alias("last")
        ).row(0)
        self.first = min(filter(None, (self.first, first)), default=None)
        self.last = max(filter(None, (self.last, last)), default=None)
        clients = frame["client_ip"].drop_nulls().unique()
        if not self.from_outside:
            self.from_outside = not self._home.contains(addresses.from_texts(clients)).all()
        if self.clients < MOST_CLIENTS:
            self._hashes = pl.concat([self._hashes, clients.hash(seed=0)]).unique().head(MOST_CLIENTS)
