"""What a format of text lines must say: how lines become columns, and where the client stands in them."""

from __future__ import annotations

from abc import ABC, abstractmethod

import polars as pl

from vedette.telemetry.blocks import Block, Spans
from vedette.telemetry.refusals import ANSWERS


class LineReader(ABC):
    """Reads the lines of one source, whose head it has seen. Used by several threads at once: keep no state."""

    carries_text: bool = True
    """Whether lines whose client is told without parsing (`spans`) hold what a client wrote and rules look at, so that
    they are worth searching for the literals of exploits."""

    refusal_words: tuple[str, ...] = ANSWERS
    """Expressions in lines that may tell of a refusal (`vedette.telemetry.refusals`); none where every line does."""

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

    def searched(self, data: bytes) -> bytes:
        """The data in which literals of exploits are sought, of the same length; by default as they are.

        A format may blank what its writer puts down in ordinary lines and what looks like a sign of an attack, where
        no client can write it so.
        """
        return data
