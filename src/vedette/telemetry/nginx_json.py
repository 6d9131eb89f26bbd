"""nginx access logs whose `log_format` writes JSON (nginx manual, ngx_http_log_module, `escape=json`).

There is no one such format: fields are known by the usual names, flat or inside of one object. Other servers whose
users chose the same names are read alike.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.json_decode import Path
from vedette.telemetry.json_http import CLIENT_KEYS, HttpReader, access_fields
from vedette.telemetry.json_lines import JsonFormat, Record, inside, records_of
from vedette.telemetry.lines import LineReader
from vedette.telemetry.source import Source

_INSIDE: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("nginx",),
    ("nginx", "access"),
    ("access",),
    ("log",),
    ("http",),
    ("message",),
)
"""Where the fields of a request may stand."""
_REQUEST = ("request", "request_uri", "uri", "http_request", "request_method", "method")
_STATUS = ("status", "status_code", "response_status", "response_code", "http_status")


class NginxJson(JsonFormat):
    """An access log in JSON of one's own names."""

    name = "nginx_json"
    title = "nginx access log as JSON"
    fields = access_fields()
    client_paths: tuple[Path, ...] = tuple((key,) for key in CLIENT_KEYS)
    reader_class = HttpReader

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by a client, a request and its status; never sure, since the names are anybody's."""
        return max(_tells(record, place) for place in _INSIDE)

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`: of fields where the first records have them."""
        del source
        records = records_of(head)
        place = next((place for place in _INSIDE if any(_tells(record, place) for record in records)), ())
        return HttpReader(_Placed(place), head)


class _Placed(NginxJson):
    """The format with its fields at one place."""

    def __init__(self, place: tuple[str, ...]) -> None:
        self.fields = access_fields(place)
        if place:
            self.client_paths = ()


def _tells(record: Record, place: tuple[str, ...]) -> float:
    """How sure the object at a place makes it that it tells of a request."""
    found = inside(record, *place) if place else record
    if not isinstance(found, dict) or not any(isinstance(found.get(key), str) for key in CLIENT_KEYS):
        return 0.0
    asked = any(isinstance(found.get(key), str) for key in _REQUEST)
    answered = any(isinstance(found.get(key), str | int) for key in _STATUS)
    return 0.8 if asked and answered else 0.0
