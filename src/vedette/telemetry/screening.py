"""The screen applied to rows that are already parsed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.connection import TEXT_SEEN_BY_RULES, UTC_MICROSECONDS
from vedette.telemetry.blocks import Spans
from vedette.telemetry.clients import EXTERNAL, KNOWN, ClientScreen
from vedette.telemetry.interface import LiteralSearch, Screen
from vedette.telemetry.refusals import UNKNOWN_TIME, crowds, refused, repeated


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
        verdicts, numbers = clients.judge_each(*_joined(frame["client_ip"]))
        selected = pl.Series((verdicts & KNOWN) > 0)
        external = int(np.count_nonzero(verdicts & EXTERNAL))
        selected |= pl.Series(_misbehaving(frame, numbers, (verdicts & EXTERNAL) > 0, screen))
    if screen.events and "event" in frame.columns:
        selected |= frame["event"].is_in(sorted(screen.events)).fill_null(value=False)
    if "notice" in frame.columns:
        selected |= frame["notice"].is_not_null()
    if screen.literals is not None:
        for name in TEXT_SEEN_BY_RULES:
            if name in frame.columns:
                selected |= contain_literals(frame[name], screen.literals)
    return selected, external


def _misbehaving(
    frame: pl.DataFrame, clients: npt.NDArray[np.int64], external: npt.NDArray[np.bool_], screen: Screen
) -> npt.NDArray[np.bool_]:
    """Rows of clients that are refused often, or come in crowds; clients: numbers that stand for them."""
    found = np.zeros(frame.height, np.bool_)
    if screen.refusals:
        found |= repeated(clients, refused(frame).to_numpy() & external, screen.refusals) & external
    if screen.crowd and "time" in frame.columns and frame.height >= screen.crowd:
        times = frame["time"].cast(UTC_MICROSECONDS).to_physical().fill_null(UNKNOWN_TIME).to_numpy()
        outside = np.flatnonzero(external)
        for rows in crowds(clients[outside], screen.crowd, lambda rows: times[outside[rows]]):
            found[outside[rows]] = True
    return found


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
