"""Who came in the last runs: a small file beside the feeds, so that an update can be tried on yesterday's visitors.

`<state>/clients.parquet`: `client` (canonical text), `first` and `last` (UTC: the first and the last run that saw it),
`count` (runs that saw it). Only clients from outside the home networks are kept, and only for a time.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.files.replacing import replace_file
from vedette.model.address_set import AddressSet
from vedette.model.addresses import V6_DTYPE, Addresses, from_texts, unpack
from vedette.model.errors import UnreadableInput

KEPT: Final = timedelta(days=7)
"""How long a client is remembered: a week has every kind of day in it."""
MOST: Final = 1_000_000
"""Clients that are remembered, the newest: more than nearly any site has in a week, in a few megabytes."""
_FEW: Final = 65_536
"""Clients that wait at least before they are merged."""
FILE: Final = "clients.parquet"
"""Within the state folder."""
_TIME: Final = pl.Datetime("us", "UTC")
_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "client": pl.String,
    "first": _TIME,
    "last": _TIME,
    "count": pl.UInt32,
}


class Tally:
    """The distinct clients of one run, gathered block by block from several threads, at most about MOST."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._v4: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._v6: npt.NDArray[np.bytes_] = np.empty(0, V6_DTYPE)
        self._new_v4: list[npt.NDArray[np.uint32]] = []
        self._new_v6: list[npt.NDArray[np.bytes_]] = []
        self._waiting = 0

    def add(self, addresses: Addresses, wanted: npt.NDArray[np.bool_]) -> None:
        """Add those addresses that are wanted: shape (addresses,)."""
        v4 = np.unique(addresses.v4[wanted & (addresses.family == 4)])
        v6 = np.unique(addresses.v6[wanted[addresses.family == 6]])
        with self._lock:
            if len(self._v4) + len(self._v6) >= MOST:
                return
            self._new_v4.append(v4)
            self._new_v6.append(v6)
            self._waiting += len(v4) + len(v6)
            if self._waiting > max(_FEW, len(self._v4) + len(self._v6)):
                self._merge()

    def add_behind(self, clients: pl.Series, home: AddressSet) -> None:
        """Add clients that trusted proxies tell of, as texts; those in the home networks are none."""
        addresses = from_texts(clients.unique())
        self.add(addresses, (addresses.family > 0) & ~home.contains(addresses))

    def _merge(self) -> None:
        """Take in what waits: seldom, since it sorts all that is there."""
        self._v4 = np.unique(np.concatenate([self._v4, *self._new_v4]))
        self._v6 = np.unique(np.concatenate([self._v6, *self._new_v6]))
        self._new_v4, self._new_v6, self._waiting = [], [], 0

    def texts(self, apart_from: AddressSet | None = None) -> pl.Series:
        """The clients in canonical text, at most MOST. apart_from: proxies, which are no clients."""
        with self._lock:
            self._merge()
        told = self._texts()
        return told.filter(~pl.Series(apart_from.contains(from_texts(told)))) if apart_from else told

    def _texts(self) -> pl.Series:
        v4 = pl.Series(self._v4[:MOST])
        octets = [(v4 // 256**k % 256).cast(pl.String) for k in (3, 2, 1, 0)]
        dotted = (
            pl.select(pl.concat_str(octets, separator=".")).to_series() if len(v4) else v4.cast(pl.String)
        )
        v6 = [unpack(address.ljust(16, b"\0")) for address in self._v6[: MOST - len(v4)].tolist()]
        return pl.concat([dotted, pl.Series(v6, dtype=pl.String)]).alias("client")


@dataclass(frozen=True, slots=True)
class Record:
    """Where a run's clients are to be remembered."""

    state: Path
    """The state folder; it need not exist."""
    at: datetime
    """When the run was."""


def recent_clients(state: Path) -> Addresses | None:
    """The clients of the last runs; null where none are remembered. Raises UnreadableInput."""
    path = state / FILE
    return from_texts(_read(path)["client"]) if path.exists() else None


def records(state: Path) -> pl.DataFrame:
    """What is remembered: `client`, `first`, `last`, `count`, as in the file. Raises UnreadableInput."""
    return _read(state / FILE)


def remember(state: Path, clients: pl.Series, at: datetime) -> None:
    """Add the clients of a run. Raises UnreadableInput."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        with _locked(state):
            _write(state / FILE, _merged(_read(state / FILE), clients, at))
    except OSError as error:
        raise UnreadableInput(str(state), error.strerror or str(error)) from error


def _merged(known: pl.DataFrame, clients: pl.Series, at: datetime) -> pl.DataFrame:
    now = pl.DataFrame({"client": clients}).select(
        "client",
        first=pl.lit(at, _TIME),
        last=pl.lit(at, _TIME),
        count=pl.lit(1, pl.UInt32),
    )
    merged = (
        pl.concat([known, now])
        .group_by("client")
        .agg(pl.col("first").min(), pl.col("last").max(), pl.col("count").sum())
    )
    kept = merged.filter(pl.col("last") > at - KEPT).sort("last", "client", descending=[True, False])
    return kept.head(MOST)


def _read(path: Path) -> pl.DataFrame:
    """What is remembered; nothing where there is no file. Raises UnreadableInput."""
    try:
        table = pl.read_parquet(BytesIO(path.read_bytes()))
        return table.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
    except FileNotFoundError:
        return pl.DataFrame(schema=_SCHEMA)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnreadableInput(
            str(path), f"cannot be read: {error}", hint="remove it: it is made anew"
        ) from error


def _write(path: Path, table: pl.DataFrame) -> None:
    buffer = BytesIO()
    table.write_parquet(buffer, compression="zstd")
    replace_file(path, buffer.getvalue())


@contextmanager
def _locked(state: Path) -> Iterator[None]:
    """Hold the file alone: two runs may end at once."""
    with (state / f".{FILE}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
