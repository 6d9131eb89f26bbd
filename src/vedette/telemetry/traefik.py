"""Traefik's access log as JSON (Traefik manual, "Access Logs", `format: json`).

Durations are nanoseconds. Headers of requests stand as `request_NAME`, where they are kept.
"""

from __future__ import annotations

from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record

_HEADERS = (
    "Accept",
    "Authorization",
    "Content-Type",
    "Cookie",
    "Origin",
    "X-Api-Version",
    "X-Forwarded-Host",
)


class Traefik(JsonFormat):
    """Traefik's log of requests."""

    name = "traefik"
    title = "Traefik access log as JSON"
    client_paths = (("ClientHost",),)
    reader_class = HttpReader
    fields = (
        Field("time", ("StartUTC",), Kind.TIME),
        Field("time", ("time",), Kind.TIME),
        Field("client_ip", ("ClientHost",), Kind.ADDRESS),
        Field("client_ip", ("ClientAddr",), Kind.ADDRESS),
        Field("client_port", ("ClientPort",), Kind.PORT),
        Field("method", ("RequestMethod",)),
        Field("host", ("RequestHost",)),
        Field("host", ("RequestAddr",)),
        Field("path", ("RequestPath",)),
        Field("status", ("DownstreamStatus",), Kind.STATUS),
        Field("status", ("OriginStatus",), Kind.STATUS),
        Field("bytes_in", ("RequestContentSize",), Kind.COUNT),
        Field("bytes_out", ("DownstreamContentSize",), Kind.COUNT),
        Field("duration", ("Duration",), Kind.SECONDS, 1e9),
        Field("user", ("ClientUsername",)),
        Field("user_agent", ("request_User-Agent",)),
        Field("referer", ("request_Referer",)),
        Field("forwarded", ("request_X-Forwarded-For",)),
        *(Field(f"header {name}", (f"request_{name}",)) for name in _HEADERS),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by Traefik's own names."""
        return 1.0 if {"ClientHost", "RequestMethod", "RequestPath"} <= set(record) else 0.0
