"""Formats of text lines: what one is, so that chunking, threads, screening and accounting are written once.

The hot path: a block of whole lines is taken from the source; where the format can say where the client stands
(`LineReader.spans`), clients become integers in bulk and only the lines that the screen selects are parsed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from vedette.telemetry.blocks import Block, Spans
from vedette.telemetry.engine import read_lines
from vedette.telemetry.interface import Batch, Screen
from vedette.telemetry.reader import LineReader
from vedette.telemetry.source import Source

__all__ = ["Block", "LineFormat", "LineReader", "Spans"]


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
        """As `vedette.telemetry.interface.Format.read`.

        With a screen, lines whose client the reader can point to (`spans`) are selected by that client and by the
        literals in their bytes; a line that is not selected counts as a connection, unparsed. Other lines are
        parsed, then selected as `screen_frame` says.
        """
        return read_lines(self.reader(source.head(), source), source, screen)
