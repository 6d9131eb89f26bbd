"""Zeek's further logs: what each tells of a client, in one table.

Fields as in Zeek's manual, "Zeek Logs", and in its scripts (`base/protocols/*/main.zeek`). Of a log that is not in the
table the connection alone is read. What a client asked of a database or sent as its banner is the start of what it
sent (`body`), the name that it asked for (SNI, a DNS query) is the host.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.model.errors import MalformedInput
from vedette.telemetry.events import Event
from vedette.telemetry.lines import Block, LineFormat, Spans
from vedette.telemetry.source import Source
from vedette.telemetry.zeek import CLIENT, TUPLE, Field, Kind, ZeekReader
from vedette.telemetry.zeek_header import Header, header, unescaped

_TRUE: Final = ("T", "true")
_FALSE: Final = ("F", "false")
"""As the logs of tabs write truth, and as JSON does."""
_SOFTWARE_OF_CLIENTS: Final = "(?:CLIENT|BROWSER|BROWSER_PLUGIN|APPLICATION)$"
_PASSED: Final = 230
_NOT_LOGGED_IN: Final = 530
"""Replies to PASS (RFC 959 section 5.4)."""
_LDAP_INVALID_CREDENTIALS: Final = "invalid credentials"
_SQL_NOT_AUTHORISED: Final = "Code=28"
"""Class of SQLSTATE."""


def _text(**columns: str) -> tuple[Field, ...]:
    """Fields of text, by column; `__` stands for the dot in a field's name."""
    return tuple(Field(name.replace("__", "."), column, Kind.TEXT) for column, name in columns.items())


def _login(accepted: pl.Expr, failed: pl.Expr) -> pl.Expr:
    return (
        pl.when(accepted)
        .then(pl.lit(Event.LOGIN_ACCEPTED.value))
        .when(failed)
        .then(pl.lit(Event.LOGIN_FAILED.value))
    )


def _by_truth(column: str, only: pl.Expr | None = None) -> pl.Expr:
    """A login as a field of truth tells its outcome, in the rows that `only` selects."""
    asked = pl.lit(value=True) if only is None else only
    return _login(asked & pl.col(column).is_in(_TRUE), asked & pl.col(column).is_in(_FALSE))


def _words(*columns: str) -> pl.Expr:
    """Columns as one text; null where all are."""
    said = [pl.when(pl.col(column) != "").then(column) for column in columns]
    joined = pl.concat_str(said, separator=" ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


@dataclass(frozen=True, slots=True)
class Log:
    """What is read of one log."""

    fields: tuple[Field, ...]
    """Beyond the connection; a column that CONNECTION lacks serves `made` only."""
    telling: frozenset[str]
    """Fields that tell the log where its name is not said."""
    protocol: str | None = None
    transport: str | None = "tcp"
    """Where the log does not say it."""
    made: Callable[[], dict[str, pl.Expr]] = dict
    """Columns from those of the fields."""


LOGS: Final[dict[str, Log]] = {
    "dce_rpc": Log(_text(path="operation", host="endpoint"), frozenset({"operation", "endpoint"}), "dce_rpc"),
    "dns": Log(
        (*_text(transport="proto", host="query", message="rcode_name"),),
        frozenset({"query", "qtype"}),
        "dns",
        None,
    ),
    "ftp": Log(
        (
            *_text(user="user", command="command", body="arg", response="reply_msg"),
            Field("reply_code", "code", Kind.COUNT),
        ),
        frozenset({"command", "reply_code"}),
        "ftp",
        made=lambda: {
            "body": _words("command", "body"),
            "event": _login(
                (pl.col("command") == "PASS") & (pl.col("code") == _PASSED),
                (pl.col("command") == "PASS") & (pl.col("code") == _NOT_LOGGED_IN),
            ),
        },
    ),
    "intel": Log(
        (
            *_text(indicator="seen__indicator", where="seen__where", seen_on="seen__node"),
            Field("sources", "notice", Kind.SET),
        ),
        frozenset({"seen.indicator", "sources"}),
        transport=None,
        made=lambda: {"message": _words("indicator", "where")},
    ),
    "irc": Log(_text(user="user", command="command", body="value"), frozenset({"nick", "value"}), "irc"),
    "kerberos": Log(
        _text(user="client", host="service", message="error_msg"),
        frozenset({"request_type", "client", "service"}),
        "kerberos",
        None,
    ),
    "ldap": Log(
        _text(user="object", command="opcode", message="result", body="argument"),
        frozenset({"opcode", "object"}),
        "ldap",
        made=lambda: {
            "user": pl.when(pl.col("command").str.starts_with("bind")).then("user"),
            "event": _login(
                pl.col("command").str.starts_with("bind") & (pl.col("message") == "success"),
                pl.col("command").str.starts_with("bind") & (pl.col("message") == _LDAP_INVALID_CREDENTIALS),
            ),
        },
    ),
    "ldap_search": Log(
        _text(path="base_object", body="filter", message="result"),
        frozenset({"base_object", "filter"}),
        "ldap",
    ),
    "modbus": Log(_text(message="func"), frozenset({"func", "unit"}), "modbus"),
    "mqtt_connect": Log(
        _text(user="client_id", message="connect_status"), frozenset({"client_id", "connect_status"}), "mqtt"
    ),
    "mysql": Log(
        _text(command="cmd", body="arg", success="success", response="response"),
        frozenset({"cmd", "arg"}),
        "mysql",
        made=lambda: {
            "user": pl.when(pl.col("command") == "login").then("body"),
            "body": _words("command", "body"),
            "event": _by_truth("success", pl.col("command") == "login"),
        },
    ),
    "ntlm": Log(
        _text(user="username", success="success", server_name="server_dns_computer_name"),
        frozenset({"username", "domainname"}),
        "ntlm",
        made=lambda: {"event": _by_truth("success")},
    ),
    "postgresql": Log(
        _text(user="user", command="frontend", body="frontend_arg", answer="backend", response="backend_arg"),
        frozenset({"frontend", "backend"}),
        "postgresql",
        made=lambda: {
            "event": _login(
                pl.col("answer") == "auth_ok",
                (pl.col("answer") == "error")
                & pl.col("response").str.contains(_SQL_NOT_AUTHORISED, literal=True),
            )
        },
    ),
    "radius": Log(
        _text(user="username", message="result"),
        frozenset({"username", "framed_addr"}),
        "radius",
        "udp",
        made=lambda: {"event": _login(pl.col("message") == "success", pl.col("message") == "failed")},
    ),
    "rdp": Log(
        _text(user="cookie", message="result", success="auth_success"),
        frozenset({"cookie", "result"}),
        "rdp",
        made=lambda: {"event": _by_truth("success")},
    ),
    "redis": Log(
        _text(
            command="cmd__name",
            key="cmd__key",
            value="cmd__value",
            success="success",
            response="reply__value",
        ),
        frozenset({"cmd.name"}),
        "redis",
        made=lambda: {
            "body": _words("command", "key", "value"),
            "event": _by_truth("success", pl.col("command").str.to_uppercase() == "AUTH"),
        },
    ),
    "rfb": Log(
        _text(success="auth", message="authentication_method"),
        frozenset({"authentication_method", "share_flag"}),
        "rfb",
        made=lambda: {"event": _by_truth("success")},
    ),
    "sip": Log(
        (
            *_text(method="method", path="uri", user_agent="user_agent"),
            Field("status_code", "status", Kind.COUNT),
        ),
        frozenset({"call_id", "uri"}),
        "sip",
        None,
    ),
    "smb_files": Log(
        _text(share="path", name="name", message="action"),
        frozenset({"action", "name", "size"}),
        "smb",
        made=lambda: {"path": pl.concat_str("share", "name", separator="\\", ignore_nulls=True)},
    ),
    "smb_mapping": Log(_text(path="path", message="share_type"), frozenset({"share_type"}), "smb"),
    "smtp": Log(
        (
            *_text(body="helo", user="mailfrom", forwarded="x_originating_ip", message="subject"),
            *_text(user_agent="user_agent", response="last_reply"),
        ),
        frozenset({"helo", "mailfrom"}),
        "smtp",
    ),
    "snmp": Log(_text(user="community"), frozenset({"community", "get_requests"}), "snmp", "udp"),
    "socks": Log(
        _text(user="user", host="request__host", message="status"),
        frozenset({"bound_p", "request_p"}),
        "socks",
    ),
    "software": Log(
        (
            Field("host", "client_ip", Kind.ADDRESS),
            *_text(kind="software_type", user_agent="unparsed_version"),
        ),
        frozenset({"software_type", "host"}),
        transport=None,
        made=lambda: {
            "client_ip": pl.when(pl.col("kind").str.contains(_SOFTWARE_OF_CLIENTS)).then("client_ip")
        },
    ),
    "ssh": Log(
        _text(body="client", response="server", success="auth_success"),
        frozenset({"kex_alg", "client"}),
        "ssh",
        made=lambda: {"event": _by_truth("success")},
    ),
    "ssl": Log(_text(host="server_name", message="last_alert"), frozenset({"cipher", "established"}), "ssl"),
    "syslog": Log(
        _text(transport="proto", body="message"), frozenset({"facility", "message"}), "syslog", None
    ),
    "tunnel": Log(
        _text(protocol="tunnel_type", message="action"), frozenset({"tunnel_type"}), transport=None
    ),
    "websocket": Log(
        _text(host="host", path="uri", user_agent="user_agent"), frozenset({"subprotocol"}), "websocket"
    ),
    "weird": Log(_text(notice="name", message="addl"), frozenset({"name", "notice", "peer"}), transport=None),
}
"""By Zeek's name of the log."""
OTHER: Final = Log((), frozenset(), transport=None)
"""A log of connections that the table lacks."""


class LogReader(ZeekReader):
    """Reads the rows of a log by its entry in the table."""

    def __init__(self, log: Header, entry: Log) -> None:
        super().__init__(log, fields_of(entry))
        self._entry = entry

    def complete(self, rows: pl.DataFrame) -> pl.DataFrame:
        """As `ZeekReader.complete`."""
        return completed(rows, self._entry)

    def spans(self, block: Block) -> Spans | None:
        """As `LineReader.spans`; a log of what Zeek found is parsed whoever the client is."""
        finds = any(field.column == "notice" for field in self._entry.fields)
        return None if finds else super().spans(block)


def fields_of(entry: Log) -> tuple[Field, ...]:
    """All fields that are read of a log; what it says of the client itself holds in place of the connection."""
    columns = {field.column for field in entry.fields}
    return (*(field for field in TUPLE if field.column not in columns), *entry.fields)


def completed(rows: pl.DataFrame, entry: Log) -> pl.DataFrame:
    """Rows with the columns that a log's entry makes; fields that the log lacks are null."""
    lacking = [field for field in fields_of(entry) if field.column not in rows.columns]
    rows = rows.with_columns(
        pl.lit(None, pl.Int64 if field.kind is Kind.COUNT else pl.String).alias(field.column)
        for field in lacking
    )
    rows = rows.with_columns(unescaped(rows[column]) for column in ("notice",) if column in rows.columns)
    said = {"protocol": entry.protocol, "transport": entry.transport}
    return rows.with_columns(
        *(pl.lit(word, pl.String).alias(column) for column, word in said.items() if word is not None),
        *(value.alias(column) for column, value in entry.made().items()),
    )


class ZeekLogs(LineFormat):
    """Zeek's logs of applications and findings beyond conn, http and notice."""

    name = "zeek_logs"
    title = "Zeek's further logs: ssh, ssl, dns, mysql, …"

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: nearly certain by the log's own name, likely where it tells of connections."""
        del name
        log = header(head)
        if isinstance(log, str):
            return 0.0
        if log.path in LOGS:
            return 0.95
        return 0.5 if CLIENT in log.fields else 0.0

    def reader(self, head: bytes, source: Source) -> ZeekReader:
        """As `LineFormat.reader`."""
        log = header(head)
        if isinstance(log, str):
            raise MalformedInput(source.name, log)
        entry = LOGS.get(log.path) or entry_telling(frozenset(log.fields))
        if not {CLIENT, "host"} & set(log.fields):
            raise MalformedInput(source.name, f"the header does not name {CLIENT}")
        return LogReader(log, entry)


def entry_telling(fields: frozenset[str]) -> Log:
    """The entry of the log that these fields tell."""
    return next((log for log in LOGS.values() if log.telling <= fields), OTHER)
