"""Since when, and until when, a feed named each of its entries: kept from version to version as columns.

What a feed no longer names stays with its last sight, so that what was said at the time of an event can be told
afterwards; after a time it is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

import polars as pl

from vedette.intel.gate.settings import GateSettings
from vedette.intel.vetting import VettedFeed

_TIME: Final = pl.Datetime("us", "UTC")
Schema = dict[str, pl.DataType | type[pl.DataType]]
V4_SEEN: Final[Schema] = {"first": pl.UInt32, "last": pl.UInt32, "first_seen": _TIME, "last_seen": _TIME}
V6_SEEN: Final[Schema] = {"first": pl.Binary, "last": pl.Binary, "first_seen": _TIME, "last_seen": _TIME}


@dataclass(frozen=True, slots=True)
class Seen:
    """When ranges were named: by the first version that named them, and by the newest. Sorted by range."""

    v4: pl.DataFrame
    """Columns of V4_SEEN: first and last address, both within; when it was first and last named."""
    v6: pl.DataFrame
    """Columns of V6_SEEN: the same, addresses as 16 bytes."""


NOTHING_SEEN: Final = Seen(pl.DataFrame(schema=V4_SEEN), pl.DataFrame(schema=V6_SEEN))


def see(before: Seen, vetted: VettedFeed, at: datetime, settings: GateSettings) -> Seen:
    """What is known once a version is accepted at a time.

    A list that states its date says what was so on that day, however late it is fetched.
    """
    told = vetted.feed.listed_at
    at = min(at, told) if told is not None else at
    return Seen(
        _see(before.v4, vetted.v4, V4_SEEN, at, settings),
        _see(before.v6, vetted.v6, V6_SEEN, at, settings),
    )


def _see(
    before: pl.DataFrame, named: pl.DataFrame, schema: Schema, at: datetime, settings: GateSettings
) -> pl.DataFrame:
    now = named.select("first", "last", first_seen=pl.lit(at, _TIME), last_seen=pl.lit(at, _TIME))
    every = pl.concat([before, _typed(now, schema)])
    merged = every.group_by("first", "last").agg(pl.col("first_seen").min(), pl.col("last_seen").max())
    gone = merged.join(now, on=["first", "last"], how="anti").filter(
        pl.col("last_seen") >= at - timedelta(days=settings.forgotten_after_days)
    )
    newest = gone.sort("last_seen", "first", descending=[True, False]).head(settings.most_remembered)
    return pl.concat([merged.join(now, on=["first", "last"], how="semi"), newest]).sort("first", "last")


def _typed(table: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    return table.select(pl.col(name).cast(kind) for name, kind in schema.items())


def packed(seen: Seen) -> Mapping[str, bytes]:
    """The files that hold it, by name."""
    return {
        f"{name}.parquet": _parquet(table) for name, table in (("seen-v4", seen.v4), ("seen-v6", seen.v6))
    }


def unpacked(files: Mapping[str, bytes]) -> Seen:
    """What `packed` has made. Raises polars' errors where it is no such thing."""
    v4, v6 = (pl.read_parquet(BytesIO(files[f"{name}.parquet"])) for name in ("seen-v4", "seen-v6"))
    return Seen(_typed(v4, V4_SEEN), _typed(v6, V6_SEEN))


def _parquet(table: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    table.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()
