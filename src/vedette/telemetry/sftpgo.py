"""SFTPGo's log: an object a line, of which `sender` says what it tells (SFTPGo manual, "Logs").

Logins that failed (`connection_failed`) and the web interface's requests (`httpd`) name the client in a field; logins
that succeeded name it in a message, behind the account in quotes, before which nothing of the client's stands.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.fields import addresses
from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record

_LOGGED_IN = (
    r'^User "(?P<user>(?:[^"\\]|\\.)*)" logged in with "[a-z+-]*", from ip "(?P<client>[0-9A-Fa-f.:]+)"'
)
_NO_USER = "not found: username "
_NOT_TRIED = ("no_auth_tried", "no_auth_tryed")
"""How SFTPGo calls a client that did not get as far as a login."""
_FAILED = "connection_failed"
_SENDERS = frozenset({"level", "time", "sender"})


class _SftpgoReader(HttpReader):
    """Tells logins and requests."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `HttpReader.complete`."""
        told = rows["message"].str.extract_groups(_LOGGED_IN).struct.unnest()
        failed = pl.col("sender") == _FAILED
        web = pl.col("method").is_not_null()
        event = (
            pl.when(failed & pl.col("login").is_in(_NOT_TRIED))
            .then(pl.lit(Event.PROBE.value))
            .when(failed & pl.col("error").str.starts_with(_NO_USER))
            .then(pl.lit(Event.USER_INVALID.value))
            .when(failed)
            .then(pl.lit(Event.LOGIN_FAILED.value))
            .when(pl.lit(told["client"].is_not_null()))
            .then(pl.lit(Event.LOGIN_ACCEPTED.value))
        )
        spoken = rows["spoken"].fill_null(rows["sender"].set(told["client"].is_null(), None))
        return (
            super()
            .complete(rows, decoded)
            .with_columns(
                rows["client_ip"].fill_null(addresses(told["client"])),
                rows["user"].fill_null(told["user"]),
                event.alias("event"),
                pl.when(web).then(pl.lit("http")).otherwise(spoken.str.to_lowercase()).alias("protocol"),
            )
        )


class Sftpgo(JsonFormat):
    """Logins, transfers and requests."""

    name = "sftpgo"
    title = "SFTPGo log"
    reader_class = _SftpgoReader
    fields = (
        Field("sender", ("sender",)),
        Field("time", ("time",), Kind.TIME),
        Field("client_ip", ("client_ip",), Kind.ADDRESS),
        Field("client_ip", ("remote_addr",), Kind.ADDRESS),
        Field("client_port", ("remote_addr",), Kind.PORT),
        Field("server_ip", ("local_addr",), Kind.ADDRESS),
        Field("user", ("username",)),
        Field("login", ("login_type",)),
        Field("spoken", ("protocol",)),
        Field("error", ("error",)),
        Field("method", ("method",)),
        Field("path", ("uri",)),
        Field("status", ("resp_status",), Kind.STATUS),
        Field("bytes_out", ("resp_size",), Kind.COUNT),
        Field("duration", ("elapsed_ms",), Kind.SECONDS, 1e3),
        Field("user_agent", ("user_agent",)),
        Field("uid", ("connection_id",)),
        Field("message", ("message",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the keys that every message has."""
        return 0.9 if set(record) >= _SENDERS else 0.0
