"""Logs of containers as Kubernetes' runtimes write them (Container Runtime Interface, "kubelet CRI logging").

`2016-10-06T00:17:09.669794202Z stdout F the line`; P in place of F marks a part of a longer line, and is read on its own.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.address_bytes import windows
from vedette.telemetry.blocks import Block
from vedette.telemetry.clients import after
from vedette.telemetry.json_fields import times
from vedette.telemetry.wrapped import WrappedFormat

_LINE: Final = (
    r"(?s)^(?P<wrapper_time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})) "
    r"(?:stdout|stderr) [FP](?: (?P<text>.*))?$"
)

_STREAMS: Final = (b"stdout ", b"stderr ")
_STAMP_REACH: Final = 40
"""Bytes within which a time ends."""


class Cri(WrappedFormat):
    """Lines that container runtimes keep of pods."""

    name = "cri"
    title = "Kubernetes container log (CRI)"

    def unwrap(self, lines: pl.Series) -> pl.DataFrame:
        """As `WrappedFormat.unwrap`."""
        found = lines.str.extract_groups(_LINE).struct.unnest()
        wrapped = found["wrapper_time"].is_not_null()
        return found.select(
            pl.when(wrapped).then(pl.col("text").fill_null("")).alias("text"),
            times(found["wrapper_time"]).alias("wrapper_time"),
            pl.lit(None, pl.String).alias("wrapper_host"),
        )

    def inner_starts(self, block: Block) -> npt.NDArray[np.int64]:
        """As `WrappedFormat.inner_starts`: behind the third blank, where what stands before it is what must."""
        stream = after(block, block.starts, ord(" "), _STAMP_REACH)
        mark = after(block, stream, ord(" "))
        text = after(block, mark, ord(" "))
        before = windows(block.data, np.maximum(mark - len(_STREAMS[0]), 0), len(_STREAMS[0]))
        named = np.zeros(len(text), np.bool_)
        for name in _STREAMS:
            named |= (before == np.frombuffer(name, np.uint8)).all(axis=1)
        return np.where(named & (text == mark + 2) & (mark == stream + len(_STREAMS[0])), text, -1)
