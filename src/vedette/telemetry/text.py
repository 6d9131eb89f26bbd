r"""Lines as a column of text."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.telemetry.blocks import Block


def column(block: Block, rows: npt.NDArray[np.int64]) -> pl.Series:
    r"""The lines at `rows` as text, without line ends; bytes that are no UTF-8 are written as ``\xff``."""
    if not len(rows):
        return pl.Series(dtype=pl.String)
    spans = zip(block.starts[rows].tolist(), block.ends[rows].tolist(), strict=True)
    lines = b"\n".join([block.data[start:end] for start, end in spans])
    return pl.Series(lines.decode("utf-8", "backslashreplace").split("\n"), dtype=pl.String)


@lru_cache(maxsize=8)
def first_lines(head: bytes, most: int) -> pl.Series:
    """The first lines of a source's head that are not blank and whole, without their ends; at most so many are looked at.

    Kept, since every format looks at them to recognise the source.
    """
    whole = head.rpartition(b"\n")[0] or head
    texts = whole.decode("utf-8", "backslashreplace").split("\n")[:most]
    return pl.Series([text.rstrip("\r") for text in texts if text.strip()], dtype=pl.String)
