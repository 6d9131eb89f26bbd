"""Rows that are read apart from others, set back in their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl


def spread(rows: pl.DataFrame, where: pl.Series) -> pl.DataFrame:
    """Rows set at the places that are true, nulls at the others.

    where: Boolean without nulls, true as often as there are rows.
    """
    place = pl.select(pl.when(where).then(where.cast(pl.UInt32).cum_sum() - 1)).to_series()
    return rows.select(pl.all().gather(place))


def read_telling(
    lines: pl.Series,
    words: Sequence[str],
    read: Callable[[pl.Series], pl.DataFrame],
    refuse: Callable[[pl.Series], pl.Series],
) -> pl.DataFrame:
    """What `read` makes of the lines that hold one of the words, as `LineReader.parse` gives it; others are ignored.

    refuse: for lines without these words the reason to reject each, null where there is none.
    """
    telling = lines.str.contains_any(list(words))
    rows = read(lines.filter(telling))
    if telling.all():
        return rows
    refused = spread(refuse(lines.filter(~telling)).to_frame("refused"), ~telling)["refused"]
    return spread(rows, telling).with_columns(
        pl.coalesce("reject", refused).alias("reject"),
        (pl.col("ignore").fill_null(value=True) & refused.is_null()).alias("ignore"),
    )
