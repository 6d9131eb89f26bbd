"""The systemd journal as `journalctl -o json` and systemd-journal-upload write it: an object an entry.

Fields as in systemd.journal-fields(7). The message is read as the program wrote it, or as the line of syslog that it
would have been, where a format of syslog recognises it. Messages that are no UTF-8 come as arrays of bytes.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.json_decode import decode
from vedette.telemetry.json_fields import times
from vedette.telemetry.wrapped import WrappedFormat

_NAMES: Final = (
    "MESSAGE",
    "_HOSTNAME",
    "SYSLOG_IDENTIFIER",
    "_COMM",
    "_PID",
    "SYSLOG_PID",
    "__REALTIME_TIMESTAMP",
    "_SOURCE_REALTIME_TIMESTAMP",
)
_UNKNOWN: Final = "-"


class JournaldJson(WrappedFormat):
    """Entries of the systemd journal."""

    name = "journald_json"
    title = "systemd journal as JSON"

    def unwrap(self, lines: pl.Series) -> pl.DataFrame:
        """As `WrappedFormat.unwrap`."""
        decoded, _ = decode(lines, dict.fromkeys(_NAMES, pl.String))
        when = times(
            pl.select(
                pl.coalesce(decoded["_SOURCE_REALTIME_TIMESTAMP"], decoded["__REALTIME_TIMESTAMP"])
            ).to_series()
        )
        entry = decoded["__REALTIME_TIMESTAMP"].is_not_null()
        host = decoded["_HOSTNAME"].str.replace_all(r"\s", "_")
        program = pl.coalesce("SYSLOG_IDENTIFIER", "_COMM", pl.lit(_UNKNOWN)).str.replace_all(
            r"[\s:\[\]]", "_"
        )
        process = pl.concat_str(pl.lit("["), pl.coalesce("_PID", "SYSLOG_PID", pl.lit("0")), pl.lit("]: "))
        stamp = when.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").fill_null("1970-01-01T00:00:00+00:00")
        syslog = pl.concat_str(
            pl.lit(stamp),
            pl.lit(" "),
            pl.lit(host).fill_null(_UNKNOWN),
            pl.lit(" "),
            program,
            process,
            "MESSAGE",
        )
        return decoded.select(
            pl.when(entry).then("MESSAGE").alias("text"),
            pl.when(entry).then(syslog).alias("syslog"),
            when.alias("wrapper_time"),
            host.alias("wrapper_host"),
        )
