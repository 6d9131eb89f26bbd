"""The screen applied to rows that are already parsed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.addresses import from_texts
from vedette.model.connection import TEXT_SEEN_BY_RULES
from vedette.telemetry.interface import LiteralSearch, Screen


def screen_frame(frame: pl.DataFrame, screen: Screen) -> tuple[pl.DataFrame, int]:
    """The rows that the screen selects, in order, and how many of all rows have an external client.

    frame: any of the columns of CONNECTION; a column that is missing selects nothing.
    """
    selected, external = select_rows(frame, screen)
    return frame.filter(selected), external


def select_rows(frame: pl.DataFrame, screen: Screen) -> tuple[pl.Series, int]:
    """Which rows the screen selects (Boolean, no nulls), and how many of all rows have an external client."""
    selected = pl.repeat(False, frame.height, eager=True)
    external = 0
    if "client_ip" in frame.columns:
        known, outside = _clients(frame["client_ip"], screen)
        selected, external = known, int(outside.sum())
    if screen.events and "event" in frame.columns:
        selected |= frame["event"].is_in(sorted(screen.events)).fill_null(value=False)
    if screen.literals is not None:
        for name in TEXT_SEEN_BY_RULES:
            if name in frame.columns:
                selected |= contain_literals(frame[name], screen.literals)
    return selected, external


def _clients(clients: pl.Series, screen: Screen) -> tuple[pl.Series, pl.Series]:
    """Which clients are known, and which are external; neither where there is no address."""
    distinct = clients.unique().drop_nulls()
    addresses = from_texts(distinct)
    known = distinct.filter(pl.Series(screen.known.contains(addresses)))
    outside = distinct.filter(pl.Series((addresses.family > 0) & ~screen.home.contains(addresses)))
    return (
        clients.is_in(known.implode()).fill_null(value=False),
        clients.is_in(outside.implode()).fill_null(value=False),
    )


def contain_literals(texts: pl.Series, literals: LiteralSearch) -> pl.Series:
    """Which texts contain a literal: all are joined and searched at once."""
    present = texts.fill_null("")
    lengths = present.str.len_bytes().to_numpy().astype(np.int64) + 1
    joined: str = present.str.join("\n").item() if len(present) else ""
    return pl.Series(hit(literals.offsets(joined.encode()), np.cumsum(lengths) - lengths), dtype=pl.Boolean)


def hit(offsets: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which texts, by where they start, hold the bytes that end at the offsets: shape (starts,)."""
    found = np.zeros(len(starts), np.bool_)
    found[np.searchsorted(starts, offsets - 1, side="right") - 1] = True
    return found
