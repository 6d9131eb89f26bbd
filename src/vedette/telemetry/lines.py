"""Formats of text lines: what one is, so that chunking, threads, screening and accounting are written once.

The hot path: a block of whole lines is taken from the source; where the format can say where the client stands
(`LineReader.spans`), clients become integers in bulk and only the lines that the screen selects are parsed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.telemetry.interface import Batch, Screen
from vedette.telemetry.source import Source


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive whole lines of a source."""

    data: bytes
    """The bytes, line ends included; the last line may lack its end."""
    starts: npt.NDArray[np.int64]
    """Shape (lines,): where each line starts in `data`."""
    ends: npt.NDArray[np.int64]
    """Shape (lines,): where it ends, line end (LF or CRLF) excluded."""
    offset: int
    """Where `data` starts in the decompressed source."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the client's address stands in each line of a block."""

    starts: npt.NDArray[np.int64]
    """Shape (lines,): position in `Block.data`; -1 where the format cannot tell without parsing."""
    end_byte: int
    """The byte that ends the address: a space, a tab."""


class LineReader(ABC):
    """Reads the lines of one source, whose head it has seen."""

    @abstractmethod
    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """Columns from lines of text, same height and order.

        Gives any of the columns of `CONNECTION` (not source, line, offset, raw: the engine adds them), and two of
        its own: `reject` (String): why the line was not understood, else null; `ignore` (Boolean): true where the
        line is understood but tells of no client (comments, headers, blank lines). No loop over lines.
        """

    def spans(self, block: Block) -> Spans | None:
        """Where the client stands, or null where only parsing can tell; the default."""
        del block
        return None


class LineFormat(ABC):
    """A telemetry format of text lines."""

    name: str
    title: str

    @abstractmethod
    def sniff(self, head: bytes, name: str) -> float:
        """As `vedette.telemetry.interface.Format.sniff`."""

    @abstractmethod
    def reader(self, head: bytes, source: Source) -> LineReader:
        """A reader for a source that starts with `head`. Raises MalformedInput where the head breaks the format."""

    def read(self, source: Source, screen: Screen | None) -> Iterator[Batch]:
        """As `vedette.telemetry.interface.Format.read`."""
        raise NotImplementedError(source, screen)
