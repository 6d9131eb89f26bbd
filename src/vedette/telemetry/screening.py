"""The screen applied to rows that are already parsed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.connection import TEXT_SEEN_BY_RULES
from vedette.telemetry.blocks import Spans
from vedette.telemetry.clients import EXTERNAL, KNOWN, ClientScreen
from vedette.telemetry.interface import LiteralSearch, Screen


def screen_frame(frame: pl.DataFrame, screen: Screen) -> tuple[pl.DataFrame, int]:
    """The rows that the screen selects, in order, and how many of all rows have an external client.

    frame: any of the columns of CONNECTION; a column that is missing selects nothing.
    """
    selected, external = select_rows(frame, ClientScreen(screen))
    return frame.filter(selected), external


def select_rows(frame: pl.DataFrame, clients: ClientScreen) -> tuple[pl.Series, int]:
    """Which rows the screen selects (Boolean, no nulls), and how many of all rows have an external client."""
    screen = clients.screen
    selected = pl.repeat(False, frame.height, eager=True)
    external = 0
    if "client_ip" in frame.columns:
        verdicts = clients.judge(*_joined(frame["client_ip"]))
        selected = pl.Series((verdicts & KNOWN) > 0)
        external = int(np.count_nonzero(verdicts & EXTERNAL))
    if screen.events and "event" in frame.columns:
        selected |= frame["event"].is_in(sorted(screen.events)).fill_null(value=False)
    if "notice" in frame.columns:
        selected |= frame["notice"].is_not_null()
    if screen.literals is not None:
        for name in TEXT_SEEN_BY_RULES:
            if name in frame.columns:
                selected |= contain_literals(frame[name], screen.literals)
    return selected, external


def contain_literals(texts: pl.Series, literals: LiteralSearch) -> pl.Series:
    """Which texts contain a literal: the distinct ones are joined and searched at once."""
    found = texts.clear()
    if texts.null_count() < len(texts):
        distinct = texts.unique().drop_nulls()
        data, spans = _joined(distinct)
        found = distinct.filter(hit(literals.offsets(data), spans.starts))
    if found.is_empty():
        return pl.repeat(False, len(texts), eager=True)
    return texts.is_in(found.implode()).fill_null(value=False)


def _joined(texts: pl.Series) -> tuple[bytes, Spans]:
    """All texts as one, each ended by a line feed; null is empty."""
    present = texts.fill_null("")
    lengths = present.str.len_bytes().to_numpy().astype(np.int64) + 1
    joined: str = present.str.join("\n").item() if len(present) else ""
    return joined.encode(), Spans(np.cumsum(lengths) - lengths, ord("\n"))


def hit(offsets: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which texts, by where they start, hold the bytes that end at the offsets: shape (starts,)."""
    found = np.zeros(len(starts), np.bool_)
    found[np.searchsorted(starts, offsets - 1, side="right") - 1] = True
    return found
