r"""Docker's json-file logs: `{"log": "…\n", "stream": "stdout", "time": "…"}` around each line of a container.

Lines longer than 16 KiB come in several records, of which each is read on its own.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.telemetry.blocks import Block
from vedette.telemetry.json_decode import decode
from vedette.telemetry.json_fields import times
from vedette.telemetry.json_spans import escaped_otherwise
from vedette.telemetry.marks import behind_only, within
from vedette.telemetry.syslog_places import directly_behind
from vedette.telemetry.wrapped import WrappedFormat

_OPENING: Final = b'{"log":"'
_STREAM: Final = b'","stream":"'
_SCHEMA: Final = {"log": pl.String, "stream": pl.String, "time": pl.String}


class DockerJson(WrappedFormat):
    """Lines that Docker keeps of containers."""

    name = "docker_json"
    title = "Docker json-file log"

    def unwrap(self, lines: pl.Series) -> pl.DataFrame:
        """As `WrappedFormat.unwrap`."""
        decoded, _ = decode(lines, _SCHEMA)
        named = decoded["stream"].is_not_null() | decoded["time"].is_not_null()
        return decoded.select(
            pl.when(named).then(pl.col("log").str.strip_chars_end("\r\n")).alias("text"),
            times(decoded["time"]).alias("wrapper_time"),
            pl.lit(None, pl.String).alias("wrapper_host"),
        )

    def inner_starts(self, block: Block) -> npt.NDArray[np.int64]:
        """As `WrappedFormat.inner_starts`: where the text opens the object. What Docker escapes, quotes for one, is in no
        address; lines with an escape of the text's own are left to the parser.
        """
        starts = directly_behind(block, block.starts, (_OPENING,))
        starts = np.where(behind_only(block, _STREAM) >= 0, starts, -1)
        starts[within(block, escaped_otherwise(block))[1]] = -1
        return starts
