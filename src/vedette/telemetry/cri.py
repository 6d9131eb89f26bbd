"""Logs of containers as Kubernetes' runtimes write them (Container Runtime Interface, "kubelet CRI logging").

`2016-10-06T00:17:09.669794202Z stdout F the line`; P in place of F marks a part of a longer line, and is read on its own.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.json_fields import times
from vedette.telemetry.wrapped import WrappedFormat

_LINE: Final = (
    r"(?s)^(?P<wrapper_time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})) "
    r"(?:stdout|stderr) [FP](?: (?P<text>.*))?$"
)


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
