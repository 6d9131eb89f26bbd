"""From a source of lines to batches of connections: blocks, screening, parsing, accounting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.connection import conform
from vedette.telemetry import text
from vedette.telemetry.blocks import LONGEST_LINE, Block, cut, index
from vedette.telemetry.clients import EXTERNAL, KNOWN, ClientScreen
from vedette.telemetry.interface import SAMPLES_KEPT, Account, Batch, Rejected, Screen
from vedette.telemetry.parallel import in_order
from vedette.telemetry.reader import LineReader
from vedette.telemetry.screening import hit, select_rows
from vedette.telemetry.source import Source

RAW_CHARACTERS: Final = 4096
"""Of a line, kept as evidence."""
EXCERPT_CHARACTERS: Final = 200
"""Of a rejected line, shown."""
TOO_LONG: Final = "line longer than 1 MiB"


def read_lines(reader: LineReader, source: Source, screen: Screen | None) -> Iterator[Batch]:
    """Batches of a source of lines, as `vedette.telemetry.interface.Format.read` promises them."""
    blocks = BlockReader(reader, source.name, screen)
    lines = 0
    with source.open() as stream:
        for batch in in_order(cut(stream), blocks.read):
            yield _numbered(batch, lines)
            lines += batch.account.lines


def _numbered(batch: Batch, before: int) -> Batch:
    """The batch with its lines numbered in the source, of which `before` came earlier."""
    account = batch.account
    account.samples = [
        replace(sample, line=None if sample.line is None else sample.line + before)
        for sample in account.samples
    ]
    return Batch(batch.frame.with_columns(pl.col("line") + before), account)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is known of a block's lines before any is parsed; all of shape (lines,)."""

    parse: npt.NDArray[np.bool_]
    """Lines to parse."""
    selected: npt.NDArray[np.bool_]
    """Those among them that the screen wants."""
    undecided: npt.NDArray[np.bool_]
    """Those among them of whose client the screen must be asked again once they are parsed."""
    external: npt.NDArray[np.bool_]
    """Lines whose client is outside the home networks."""


class BlockReader:
    """Reads the blocks of one source; several threads may share it."""

    def __init__(self, reader: LineReader, source: str, screen: Screen | None) -> None:
        self._reader = reader
        self._source = source
        self._clients = None if screen is None else ClientScreen(screen)

    def read(self, piece: tuple[bytes, int]) -> Batch:
        """The connections in a piece of whole lines, as `blocks.cut` yields it; lines are numbered from 1."""
        block = index(*piece)
        choice = self._choose(block)
        rows = np.flatnonzero(choice.parse)
        frame = self._parse(block, rows)
        account = _account(block, frame)
        understood = (frame["reject"].is_null() & ~frame["ignore"]).to_numpy()
        external = choice.external
        external[rows[~understood]] = False
        account.external = int(external.sum())
        frame, rows = frame.filter(understood), rows[understood]
        if self._clients is not None:
            undecided = choice.undecided[rows]
            selected, outside = select_rows(frame.filter(undecided), self._clients)
            keep = choice.selected[rows]
            keep[undecided] |= selected.to_numpy()
            frame = frame.filter(keep)
            account.external += outside
        return Batch(conform(frame), account)

    def _choose(self, block: Block) -> _Choice:
        fits = _fits(block)
        none = np.zeros(len(fits), np.bool_)
        if self._clients is None:
            return _Choice(parse=fits, selected=fits, undecided=none, external=none)
        spans = self._reader.spans(block)
        if spans is None:
            return _Choice(parse=fits, selected=none, undecided=fits, external=none)
        verdicts = self._clients.judge(block.data, spans)
        verdicts[~fits] = 0
        selected = (verdicts & KNOWN) > 0
        if self._clients.screen.literals is not None:
            selected |= hit(self._clients.screen.literals.offsets(block.data), block.starts)
        undecided = verdicts == 0
        return _Choice((selected | undecided) & fits, selected, undecided, (verdicts & EXTERNAL) > 0)

    def _parse(self, block: Block, rows: npt.NDArray[np.int64]) -> pl.DataFrame:
        lines = text.column(block, rows)
        return self._reader.parse(lines).with_columns(
            pl.lit(self._source).alias("source"),
            pl.Series("line", rows + 1, pl.UInt64),
            pl.Series("offset", block.starts[rows] + block.offset, pl.UInt64),
            lines.str.head(RAW_CHARACTERS).alias("raw"),
        )


def _fits(block: Block) -> npt.NDArray[np.bool_]:
    return block.ends - block.starts <= LONGEST_LINE


def _account(block: Block, frame: pl.DataFrame) -> Account:
    """What became of a block's lines, external clients apart; lines that were not parsed are connections."""
    rejected = frame.filter(pl.col("reject").is_not_null())
    too_long = np.flatnonzero(~_fits(block))
    account = Account(
        lines=len(block.starts),
        ignored=int((frame["ignore"] & frame["reject"].is_null()).sum()),
        rejected=rejected.height + len(too_long),
    )
    account.connections = account.lines - account.ignored - account.rejected
    account.reasons.update(dict(rejected["reject"].value_counts().iter_rows()))
    account.reasons.update({TOO_LONG: len(too_long)} if len(too_long) else {})
    account.samples = _samples(rejected) + [
        Rejected(row + 1, block.offset + int(block.starts[row]), TOO_LONG, _excerpt(block, row))
        for row in too_long[:SAMPLES_KEPT].tolist()
    ]
    account.samples = sorted(account.samples, key=lambda sample: sample.line or 0)[:SAMPLES_KEPT]
    return account


def _samples(rejected: pl.DataFrame) -> list[Rejected]:
    shown = rejected.head(SAMPLES_KEPT).select(
        "line", "offset", "reject", pl.col("raw").str.head(EXCERPT_CHARACTERS)
    )
    return [Rejected(*row) for row in shown.iter_rows()]


def _excerpt(block: Block, row: int) -> str:
    start = int(block.starts[row])
    return block.data[start : start + EXCERPT_CHARACTERS].decode("utf-8", "backslashreplace")
