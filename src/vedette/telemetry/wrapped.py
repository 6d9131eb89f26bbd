"""Logs inside of logs: what container engines and journals wrap around the lines of programs.

A wrapper gives the text that a program wrote, and often when and on which host. The text is read by the format that
recognises the texts of the source's head; time and host of the wrapper stand in where that format tells none. Line and
offset are those of the outer line. One wrapper is taken off, not several.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.source import Source
from vedette.telemetry.text import first_lines

NOT_WRAPPED: Final = "not wrapped as the source's other lines"

_SNIFFED_LINES: Final = 200
_STANDING_IN: Final = {"time": "wrapper_time", "server_name": "wrapper_host"}


class WrappedFormat(LineFormat):
    """A wrapper around the lines of another format."""

    @abstractmethod
    def unwrap(self, lines: pl.Series) -> pl.DataFrame:
        """Columns of the lines' height: `text`, null in lines that are not wrapped so; `wrapper_time` in UTC and
        `wrapper_host`, null where not said; `syslog`, the line as a syslog daemon would have written it, if it would.
        """

    def inner_starts(self, block: Block) -> npt.NDArray[np.int64] | None:
        """Where the text starts in each line, -1 where only parsing tells; null, the default, where the text is not
        written as it is.
        """
        del block
        return None

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: how sure the inner format is, of the share of lines that are wrapped."""
        share, form, inner, _ = self._inside(head, name)
        return 0.0 if form is None else share * form.sniff(inner, name)

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`: of the inner format."""
        _, form, inner, column = self._inside(head, source.name)
        return _WrappedReader(self, None if form is None else form.reader(inner, source), column)

    def _inside(self, head: bytes, name: str) -> tuple[float, LineFormat | None, bytes, str]:
        """The share of wrapped lines in a head, the format of their texts, these texts, and their column."""
        lines = first_lines(head, _SNIFFED_LINES)
        if lines.is_empty():
            return 0.0, None, b"", "text"
        unwrapped = self.unwrap(lines)
        share = unwrapped["text"].count() / len(lines)
        best: tuple[float, LineFormat | None, bytes, str] = (0.0, None, b"", "text")
        for column in ("text", "syslog"):
            if not share or column not in unwrapped.columns:
                continue
            inner = "".join(f"{text}\n" for text in unwrapped[column].drop_nulls()).encode()
            form = _inner_format(inner, name)
            sure = 0.0 if form is None else form.sniff(inner, name)
            if sure > best[0]:
                best = (sure, form, inner, column)
        return (share, *best[1:])


def _inner_format(head: bytes, name: str) -> LineFormat | None:
    """The surest format of lines, wrappers excepted."""
    from vedette.telemetry import FORMATS  # noqa: PLC0415 - the registry holds this module's formats too

    forms = [
        form
        for form in FORMATS.values()
        if isinstance(form, LineFormat) and not isinstance(form, WrappedFormat)
    ]
    surest = max(forms, key=lambda form: form.sniff(head, name))
    return surest if surest.sniff(head, name) > 0 else None


class _WrappedReader(LineReader):
    """Takes the wrapper off, and lets the inner format read."""

    def __init__(self, form: WrappedFormat, inner: LineReader | None, column: str) -> None:
        self._form = form
        self._inner = inner
        self._column = column

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        unwrapped = self._form.unwrap(lines)
        texts = unwrapped[self._column]
        if self._inner is None:
            rows = pl.DataFrame({"reject": texts, "ignore": texts.is_not_null()}).with_columns(
                pl.lit(None, pl.String).alias("reject")
            )
        else:
            rows = self._inner.parse(texts.fill_null("").str.replace_all(r"[\r\n]", " "))
        standing = [
            pl.coalesce(pl.col(column), pl.lit(unwrapped[own])).alias(column)
            if column in rows.columns
            else pl.lit(unwrapped[own]).alias(column)
            for column, own in _STANDING_IN.items()
        ]
        wrapped = pl.lit(texts.is_not_null())
        blank = pl.lit(lines.str.strip_chars() == "")
        return rows.with_columns(
            *standing,
            pl.when(wrapped).then("reject").when(~blank).then(pl.lit(NOT_WRAPPED)).alias("reject"),
            pl.when(wrapped).then("ignore").otherwise(blank).alias("ignore"),
        )

    def spans(self, block: Block) -> Spans | None:
        """As `LineReader.spans`: the inner format's, of lines whose text is written as it is."""
        starts = self._form.inner_starts(block) if self._inner is not None else None
        if self._inner is None or starts is None:
            return None
        inner = replace(block, starts=np.where(starts < 0, block.ends, starts))
        spans = self._inner.spans(inner)
        return None if spans is None else Spans(np.where(starts < 0, -1, spans.starts), spans.end_byte)
