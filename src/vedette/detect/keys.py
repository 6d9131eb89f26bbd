"""Keys of the tables of sightings: several ids as one text, so that rows can be grouped by them; hashes of paths."""

from __future__ import annotations

from typing import Final

import polars as pl

SERVICE_KEY: Final = "service_key"
_SEPARATOR: Final = "\n"
_SEED: Final = 0


def joined(column: str) -> pl.Expr:
    """A column of lists of ids as texts."""
    return pl.col(column).list.join(_SEPARATOR)


def service_key() -> pl.Expr:
    """The candidate services of a row as one text."""
    return joined("services").alias(SERVICE_KEY)


def service_ids(key: str) -> list[str]:
    """The candidate services that a `service_key` stands for, likeliest first."""
    return key.split(_SEPARATOR)


def hashed(paths: pl.Expr) -> pl.Expr:
    """Paths as numbers that stand for them in tallies, UInt64."""
    return paths.hash(seed=_SEED)


def hash_of(path: str) -> int:
    """The number of one path, as `hashed` says."""
    return int(pl.Series([path]).hash(seed=_SEED).item())
