"""From a source of lines to batches of connections: blocks, screening, parsing, accounting.

Two steps, each by threads: the lines of a block that are worth parsing are picked, then parsed. Few are picked where
a screen is set, and parsing few lines costs nearly as much as parsing many, so picks of several blocks are parsed
together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.connection import conform
from vedette.telemetry import text
from vedette.telemetry.behaviour import Followed, misbehaving
from vedette.telemetry.blocks import LONGEST_LINE, Block, Piece, Rewindable, blocks, cut
from vedette.telemetry.clients import EXTERNAL, KNOWN, ClientScreen
from vedette.telemetry.gathering import ROWS_AT_ONCE, joined, together
from vedette.telemetry.interface import SAMPLES_KEPT, Account, Batch, LiteralSearch, Rejected, Screen
from vedette.telemetry.parallel import in_order
from vedette.telemetry.reader import LineReader
from vedette.telemetry.screening import hit, select_rows
from vedette.telemetry.source import Source

RAW_CHARACTERS: Final = 4096
"""Of a line, kept as evidence."""
EXCERPT_CHARACTERS: Final = 200
"""Of a rejected line, shown."""
TOO_LONG: Final = "line longer than 1 MiB"
BYTES_AT_ONCE: Final = 2 * 1024 * 1024
"""Bytes of picked lines that are parsed without waiting for more: a few lines may be long."""
PARSED_AT_ONCE: Final = 16 * 1024
"""Picked lines that become columns together: those of a format with many are many times the text."""


@dataclass(frozen=True, slots=True)
class Picks:
    """Lines of consecutive blocks that are to be parsed, and what became of the others; arrays of shape (picks,)."""

    others: Account
    """Of all lines, as if each pick were a connection of no external client."""
    texts: pl.Series
    line: npt.NDArray[np.int64]
    """Number in the source, from 1."""
    offset: npt.NDArray[np.int64]
    """Of the line's start in the source, in bytes."""
    selected: npt.NDArray[np.bool_]
    """Whether the screen wants the line."""
    undecided: npt.NDArray[np.bool_]
    """Whether only parsing tells who the client is, so that the screen must be asked again."""
    external: npt.NDArray[np.bool_]
    """Whether the client is outside the home networks."""
    refused: npt.NDArray[np.int64]
    """Numbers of clients that were mostly refused; shape (clients,)."""


_OF_EACH_LINE: Final = ("line", "offset", "selected", "undecided", "external")


def read_lines(reader: LineReader, source: Source, screen: Screen | None) -> Iterator[Batch]:
    """Batches of a source of lines, as `vedette.telemetry.interface.Format.read` promises them."""
    with source.open() as stream:
        yield from read_stream(reader, stream, source.name, screen)


def read_stream(reader: LineReader, stream: Rewindable, name: str, screen: Screen | None) -> Iterator[Batch]:
    """Batches of a stream of lines, which is numbered from its start; name: of the source."""
    engine = Engine(reader, name, None if screen is None else ClientScreen(screen))
    picks = engine.follow(in_order(engine.blocks(cut(stream, name)), engine.pick))
    yield from in_order(map(_joined, together(_numbered(picks), _are_many)), engine.parse)


class Engine:
    """Reads the lines of one source; several threads may share it."""

    def __init__(self, reader: LineReader, source: str, clients: ClientScreen | None) -> None:
        self._reader = reader
        self._source = source
        self._clients = clients
        self._followed = Followed()

    def blocks(self, pieces: Iterator[Piece]) -> Iterator[tuple[Block, Followed]]:
        """Blocks, each with the clients that are followed by the time it is handed out.

        They are handed out by one thread, when so many are finished before (`in_order`): always the same clients.
        """
        for block in chain.from_iterable(map(blocks, pieces)):
            yield block, self._followed

    def follow(self, picks: Iterator[Picks]) -> Iterator[Picks]:
        """The picks of block after block, whose refused clients are followed from then on."""
        for part in picks:
            self._followed = self._followed.with_more(part.refused)
            yield part

    def pick(self, given: tuple[Block, Followed]) -> Picks:
        """The lines worth parsing in a block, numbered within it."""
        block, followed = given
        refused = np.empty(0, np.int64)
        lengths = block.ends - block.starts
        says = (lengths > 0) & (lengths <= LONGEST_LINE)
        none = np.zeros(len(says), np.bool_)
        if self._clients is None or not says.any():
            selected, undecided, external = says, none, none
        elif (spans := self._reader.spans(block)) is None:
            selected, undecided, external = none, says, none
        else:
            verdicts, clients = self._clients.judge_each(block.data, spans)
            verdicts[~says] = 0
            selected, undecided = (verdicts & KNOWN) > 0, verdicts == 0
            external = (verdicts & EXTERNAL) > 0
            if self._clients.screen.literals is not None and self._reader.carries_text:
                searched = self._reader.searched(block.data)
                selected |= _hit(self._clients.screen.literals, searched, block)
            strangers = (verdicts & (KNOWN | EXTERNAL)) == EXTERNAL
            found = misbehaving(self._reader, block, clients, strangers, self._clients.screen)
            selected |= found.lines | (followed.those(clients) & strangers)
            refused = found.clients
        picked = (selected | undecided) & says
        others = _unparsed(block, lengths)
        others.external = int(np.count_nonzero(external & ~picked))
        rows = np.flatnonzero(picked)
        return Picks(
            others,
            text.column(block, rows),
            rows + 1,
            block.starts[rows] + block.offset,
            selected[rows],
            undecided[rows],
            external[rows],
            refused,
        )

    def parse(self, picks: Picks) -> Batch:
        """The connections that the picked lines tell of, and the account of all lines."""
        return joined([self._parse(part) for part in _parts(picks)])

    def _parse(self, picks: Picks) -> Batch:
        """As `parse`, all at once."""
        frame = self._reader.parse(picks.texts).with_columns(
            pl.lit(self._source).alias("source"),
            pl.Series("line", picks.line, pl.UInt64),
            pl.Series("offset", picks.offset, pl.UInt64),
            _starts(picks.texts).alias("raw"),
        )
        understood = (frame["reject"].is_null() & ~frame["ignore"]).to_numpy()
        account = _account(picks, frame)
        account.external += int(np.count_nonzero(picks.external & understood))
        keep = picks.selected & understood
        if self._clients is not None:
            undecided = picks.undecided & understood
            selected, outside = select_rows(frame.filter(undecided), self._clients)
            keep[undecided] |= selected.to_numpy()
            account.external += outside
        return Batch(conform(frame.filter(keep)), account)


def _hit(literals: LiteralSearch, data: bytes, block: Block) -> npt.NDArray[np.bool_]:
    """Which lines hold a literal; data: of the block, as it is to be searched."""
    offsets = literals.offsets(data)
    return hit(offsets[offsets <= block.end], block.starts)


def _are_many(parts: list[Picks]) -> bool:
    """Whether the picked lines are enough to be parsed."""
    lines = sum(len(part.line) for part in parts)
    return lines >= ROWS_AT_ONCE or sum(part.texts.estimated_size() for part in parts) >= BYTES_AT_ONCE


def _numbered(picks: Iterator[Picks]) -> Iterator[Picks]:
    """The picks of block after block, with lines numbered in the source."""
    before = 0
    for part in picks:
        samples = [replace(sample, line=(sample.line or 0) + before) for sample in part.others.samples]
        yield replace(part, others=replace(part.others, samples=samples), line=part.line + before)
        before += part.others.lines


def _joined(parts: list[Picks]) -> Picks:
    """The picks of several blocks as one."""
    others = Account()
    for part in parts:
        others.add(part.others)
    return Picks(
        others,
        pl.concat([part.texts for part in parts]),
        *(np.concatenate([getattr(part, name) for part in parts]) for name in (*_OF_EACH_LINE, "refused")),
    )


def _parts(picks: Picks) -> Iterator[Picks]:
    """The picks, no more than PARSED_AT_ONCE together; what became of the other lines is told with the first."""
    for start in range(0, max(1, len(picks.line)), PARSED_AT_ONCE):
        rows = slice(start, start + PARSED_AT_ONCE)
        yield replace(
            picks,
            others=Account() if start else picks.others,
            texts=picks.texts[rows],
            **{name: getattr(picks, name)[rows] for name in _OF_EACH_LINE},
        )


def _unparsed(block: Block, lengths: npt.NDArray[np.int64]) -> Account:
    """The account of a block of which every line that can be parsed is a connection; lengths: of the lines."""
    too_long = np.flatnonzero(lengths > LONGEST_LINE)
    empty = int(np.count_nonzero(lengths == 0))
    account = Account(
        lines=len(lengths),
        connections=len(lengths) - len(too_long) - empty,
        ignored=empty,
        rejected=len(too_long),
        samples=[
            Rejected(row + 1, block.offset + int(block.starts[row]), TOO_LONG, _excerpt(block, row))
            for row in too_long[:SAMPLES_KEPT].tolist()
        ],
    )
    if account.rejected:
        account.reasons[TOO_LONG] = account.rejected
    return account


def _account(picks: Picks, frame: pl.DataFrame) -> Account:
    """The account of all lines, now that it is known which of the picks are no connections."""
    rejected = frame.filter(pl.col("reject").is_not_null())
    ignored = int((frame["ignore"] & frame["reject"].is_null()).sum())
    account = replace(picks.others, reasons=picks.others.reasons.copy())
    account.connections -= rejected.height + ignored
    account.ignored += ignored
    account.rejected += rejected.height
    account.reasons.update(dict(rejected["reject"].value_counts().iter_rows()))
    samples = [*account.samples, *_samples(rejected)]
    account.samples = sorted(samples, key=lambda sample: sample.line or 0)[:SAMPLES_KEPT]
    return account


def _starts(texts: pl.Series) -> pl.Series:
    """The texts, cut after RAW_CHARACTERS, in memory of their own where that is less: Polars' slices keep the whole."""
    if len(texts) * RAW_CHARACTERS >= texts.estimated_size():
        return texts.str.head(RAW_CHARACTERS)
    return pl.select(pl.concat_str(texts.str.head(RAW_CHARACTERS), pl.lit(""))).to_series()


def _samples(rejected: pl.DataFrame) -> list[Rejected]:
    shown = rejected.head(SAMPLES_KEPT).select(
        "line", "offset", "reject", pl.col("raw").str.head(EXCERPT_CHARACTERS)
    )
    return [Rejected(*row) for row in shown.iter_rows()]


def _excerpt(block: Block, row: int) -> str:
    start = int(block.starts[row])
    return block.data[start : start + EXCERPT_CHARACTERS].decode("utf-8", "backslashreplace")
