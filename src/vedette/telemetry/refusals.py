"""Refusals: rows and lines that say that a client was turned away, or not understood.

Anybody is refused now and then; who is refused again and again guesses, probes or scans. So a screen may ask for all
rows of clients that are refused often within one piece of a source (`Screen.refusals`), or that come very often
(`Screen.crowd`). Of lines that are not parsed yet it is told by words: one that is found too much costs parsing, and is
judged by its columns afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.telemetry.events import Event

STATUSES: Final = (400, 401, 403, 404, 405, 429)
"""HTTP says with these that the client asked for what it may not have, or too often (RFC 9110, RFC 6585)."""
STATES: Final = ("S0", "REJ", "SH", "RSTO", "RSTR", "RSTOS0", "RSTRH")
"""Flows that carried no request."""
EVENTS: Final = frozenset(Event) - {
    Event.LOGIN_ACCEPTED,
    Event.LOGIN_PENDING,
    Event.CONNECTED,
    Event.DISCONNECTED,
    Event.SESSION_OPENED,
    Event.SESSION_CLOSED,
    Event.NAME_MISMATCH,
}
"""What no client likes to be told."""
ANSWERS: Final = (
    r"[ \":,\t](?:40[01345]|429)(?:[ \",\t}]|$)",
    r"POST [ -~]*(?i:login|signin|logon|xmlrpc)",
    r"[\t\"](?:S0|REJ|SH|RSTO|RSTR|RSTOS0|RSTRH)[\t\"]|[ ,\t\"](?:REJECT|DENY|DROP|Deny|deny|block|D)[ ,\t\"]",
)
"""Expressions in lines that may tell of a refusal by a status, a state or a decision; and of a login over HTTP, whose
answer may be 200."""
WORDS: Final = (
    *ANSWERS,
    "UNREPLIED",
    *(
        f"(?i:{word})"
        for word in (
            "block", "drop", "den[iy]", "reject", "refus", "limit", "forbid", "fail", "invalid", "illegal", "not found",
            "no such", "unknown", "timeout", "error", "bad ",
        )
    ),
)  # fmt: skip
"""The same of messages, which say it in words too."""

UNKNOWN_TIME: Final = int(np.iinfo(np.int64).min)
"""In place of a time that a source does not say."""
LOWEST_CHOSEN_PORT: Final = 32768
"""Ports from here on are chosen by machines (Linux, ip_local_port_range), for answers and passive FTP: without a word on
how it went, a connection to one is no knock."""
_TARGET: Final = ("client_ip", "server_ip", "server_port")

WITHIN: Final = 60_000_000
"""Microseconds of a minute."""
_SHARE: Final = 8
"""One in so many rows must tell of a refusal: crawlers, and many people behind one address, are refused now and then."""
_STEPS: Final = 2
"""Times looked at in a crowd of lines."""


def refused(frame: pl.DataFrame) -> pl.Series:
    """Which rows tell of a refusal: Boolean, no nulls. frame: any of the columns of CONNECTION.

    Where a source says no more than that a port was tried, that counts once for each port.
    """
    told = pl.repeat(False, frame.height, eager=True, dtype=pl.Boolean)
    for name, values in (("status", STATUSES), ("state", STATES), ("event", sorted(EVENTS))):
        if name in frame.columns:
            told |= frame[name].is_in(values).fill_null(value=False)
    if not {*_TARGET} <= {*frame.columns}:
        return told
    return told | frame.select(silent(frame.columns) & pl.struct(_TARGET).is_first_distinct()).to_series()


def silent(columns: Sequence[str]) -> pl.Expr:
    """Which rows say no more than that a port was tried, which a program did not choose; no nulls."""
    says = [
        pl.col(name).is_not_null() for name in ("status", "state", "event", "protocol") if name in columns
    ]
    tried = (pl.col("server_port") < LOWEST_CHOSEN_PORT).fill_null(value=False)
    return tried & ~pl.any_horizontal(says) if says else tried


def repeated(
    clients: npt.NDArray[np.int64], told: npt.NDArray[np.bool_], least: int
) -> npt.NDArray[np.bool_]:
    """Which rows are of clients of which at least so many rows are told, and no small part of all.

    clients: small numbers that stand for them, shape (rows,).
    """
    if np.count_nonzero(told) < least:
        return np.zeros(len(clients), np.bool_)
    every = np.bincount(clients)
    often = np.bincount(clients[told], minlength=len(every))
    return ((often >= least) & (often * _SHARE >= every))[clients]


def crowds(
    clients: npt.NDArray[np.int64],
    least: int,
    times: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]],
) -> Iterator[npt.NDArray[np.int64]]:
    """Rows of clients of which at least so many stand within a minute: those of each such minute, and some around it.

    clients: small numbers that stand for them; times: of rows, in microseconds, UNKNOWN_TIME where it is not said. Only
    a few rows of each client are asked for: of many within one minute, two that stand half as many apart are within it
    too.
    """
    counts = np.bincount(clients)
    rows = np.flatnonzero((counts >= least)[clients]) if len(counts) else np.empty(0, np.int64)
    if not len(rows):
        return
    rows = rows[np.argsort(clients[rows], kind="stable")]
    step = max(1, least // _STEPS)
    starts = np.flatnonzero(np.diff(clients[rows], prepend=-1))
    groups = np.split(rows, starts[1:])
    at = np.split(
        times(np.concatenate([group[::step] for group in groups])),
        np.cumsum([len(group[::step]) for group in groups])[:-1],
    )
    for group, moments in zip(groups, at, strict=True):
        yield from _dense(group, step, moments)


def _dense(
    rows: npt.NDArray[np.int64], step: int, at: npt.NDArray[np.int64]
) -> Iterator[npt.NDArray[np.int64]]:
    """Parts of a client's rows around those that are near each other; at: when every `step`-th was."""
    known = at > UNKNOWN_TIME
    near = known[1:] & known[:-1] & (np.abs(np.diff(at)) <= WITHIN)
    last = 0
    for place in np.flatnonzero(near).tolist():
        first = max(last, (place - 1) * step)
        last = (place + _STEPS + 1) * step
        if first < len(rows):
            yield rows[first:last]
