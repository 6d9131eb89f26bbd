"""Lists of lines: from bytes to a table of numbered lines, comments set apart."""

from __future__ import annotations

import polars as pl

from vedette.intel.heads import COMMENT_MARKS, decode


def numbered_lines(data: bytes) -> pl.DataFrame:
    """Columns line (UInt64, 1-based) and text (String, trimmed): all lines that are neither blank nor a comment."""
    whole = pl.Series("text", [decode(data)], pl.String)
    lines = whole.str.split("\n").explode().to_frame().with_row_index("line", offset=1)
    text = pl.col("text").str.strip_chars()
    comment = pl.any_horizontal(text.str.starts_with(mark) for mark in COMMENT_MARKS)
    return lines.select(pl.col("line").cast(pl.UInt64), text).filter((pl.col("text") != "") & ~comment)


def with_inline_comments(lines: pl.DataFrame) -> pl.DataFrame:
    """Columns line, value and detail: what stands before and after the first `#` or `;` of each line's text."""
    parts = pl.col("text").str.splitn("#", 2)
    marked = pl.col("text").str.contains("[#;]")
    plain = lines.filter(~marked).select("line", value="text", detail=pl.lit(None, pl.String))
    if len(plain) == len(lines):
        return plain
    split = lines.filter(marked).with_columns(text=pl.col("text").str.replace(";", "#", literal=True))
    cut = split.select(
        "line",
        value=parts.struct.field("field_0").str.strip_chars(),
        detail=parts.struct.field("field_1").str.strip_chars("#; \t"),
    )
    detail = pl.when(pl.col("detail") != "").then(pl.col("detail"))
    return pl.concat([plain, cut.with_columns(detail=detail)]).sort("line")
