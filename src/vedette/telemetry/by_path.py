"""JSON lines read by paths that the user gives: `--format 'json:client=remote.addr,time=ts,path=request.uri'`.

A path is keys joined by dots, which stand for nested objects or for one key of that whole name. Columns are those of
connections; `client`, `server` and `peer` are short for their addresses.
"""

from __future__ import annotations

from typing import Final

from vedette.model.connection import SCHEMA
from vedette.telemetry.json_fields import Field, Kind, dotted
from vedette.telemetry.json_lines import JsonFormat, Record

_SHORT: Final = {"client": "client_ip", "server": "server_ip", "peer": "peer_ip"}
_OURS: Final = ("source", "line", "offset", "raw")
"""Columns that the engine fills."""
_KINDS: Final = {
    "client_ip": Kind.ADDRESS,
    "server_ip": Kind.ADDRESS,
    "peer_ip": Kind.ADDRESS,
    "client_port": Kind.PORT,
    "server_port": Kind.PORT,
    "bytes_in": Kind.COUNT,
    "bytes_out": Kind.COUNT,
    "status": Kind.STATUS,
    "duration": Kind.SECONDS,
    "time": Kind.TIME,
}
"""Of columns that are no text."""


class ByPath(JsonFormat):
    """JSON lines as the user's paths read them."""

    name = "json"
    title = "JSON lines by paths"
    documents = True

    def __init__(self, text: str) -> None:
        """Raises ValueError where the paths cannot be used."""
        pairs = [pair.partition("=") for pair in text.split(",")]
        fields: list[Field] = []
        for name, equals, path in pairs:
            column = _SHORT.get(name, name)
            if not equals or not all(path.split(".")):
                raise ValueError(f"{name!r} is not followed by = and a path of keys")
            if column not in SCHEMA or column in _OURS:
                known = ", ".join(sorted(set(SCHEMA).difference(_OURS)))
                raise ValueError(f"no column is called {name!r}; there are {known}")
            fields += dict.fromkeys(dotted(column, path, _KINDS.get(column, Kind.TEXT)))
        if not any(field.column == "client_ip" for field in fields):
            raise ValueError("no path is given for client")
        self.fields = tuple(fields)

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: 0, since it is only read where it is asked for."""
        del record
        return 0.0
