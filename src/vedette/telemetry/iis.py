"""Logs of Microsoft's Internet Information Services in the W3C format (u_exYYMMDD.log); times are UTC.

IIS writes blanks within a value as `+` and keeps what else the client sent; `time-taken` is in milliseconds. A server
that is restarted or set up anew writes its header again, with other columns perhaps.
"""

from __future__ import annotations

from typing import ClassVar

import polars as pl

from vedette.telemetry.w3c import W3cFormat


class Iis(W3cFormat):
    """One row a request."""

    name = "iis"
    title = "IIS log (W3C)"
    separator = " "
    columns: ClassVar = {
        "c-ip": "client",
        "c-port": "client_port",
        "s-ip": "server_ip",
        "s-port": "server_port",
        "s-computername": "server_name",
        "cs-method": "method",
        "cs-uri-stem": "path",
        "cs-uri-query": "query",
        "cs-username": "user",
        "cs-host": "host",
        "cs(User-Agent)": "user_agent",
        "cs(Referer)": "referer",
        "cs(Cookie)": "header_cookie",
        "X-Forwarded-For": "forwarded",
        "cs(X-Forwarded-For)": "forwarded",
        "sc-status": "status",
        "sc-bytes": "bytes_out",
        "cs-bytes": "bytes_in",
        "time-taken": "milliseconds",
    }
    headers: ClassVar = {"header_cookie": "Cookie"}

    def decode(self, texts: pl.Series) -> pl.Series:
        """Texts as they are written: of a `+` nobody can tell whether it was a blank."""
        return texts
