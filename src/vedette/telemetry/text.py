r"""Lines as a column of text."""

from __future__ import annotations

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
