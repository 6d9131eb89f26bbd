r"""Docker's json-file logs: `{"log": "…\n", "stream": "stdout", "time": "…"}` around each line of a container.

Lines longer than 16 KiB come in several records, of which each is read on its own.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.json_decode import decode
from vedette.telemetry.json_fields import times
from vedette.telemetry.wrapped import WrappedFormat

_SCHEMA = {"log": pl.String, "stream": pl.String, "time": pl.String}


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
