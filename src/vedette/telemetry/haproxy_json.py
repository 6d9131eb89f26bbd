"""HAProxy's HTTP log as JSON: a `log-format` of `%{+json}o` (HAProxy 3.0, section 8.2.6) or of one's own braces.

Names are the user's: the usual ones, and those of HAProxy's own log variables.
"""

from __future__ import annotations

from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import CLIENT_KEYS, HttpReader, access_fields
from vedette.telemetry.json_lines import JsonFormat, Record

_TELLING = frozenset({"frontend_name", "frontend", "fe_name", "ft", "backend_name", "backend", "be_name"})
_STATUS = frozenset({"status_code", "status", "http_status_code", "http_status", "ST"})


class HaproxyJson(JsonFormat):
    """HAProxy's log of HTTP requests."""

    name = "haproxy_json"
    title = "HAProxy HTTP log as JSON"
    fields = (
        *access_fields(),
        Field("request", ("r",)),
        Field("status", ("ST",), Kind.STATUS),
        Field("method", ("HM",)),
        Field("path", ("HU",)),
        Field("uid", ("ID",)),
        Field("time", ("tr",), Kind.TIME),
    )
    client_paths = tuple((key,) for key in CLIENT_KEYS)
    reader_class = HttpReader

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by a client, a frontend or backend, and a status."""
        keys = set(record)
        return 0.9 if keys & _TELLING and keys & _STATUS and keys & set(CLIENT_KEYS) else 0.0
