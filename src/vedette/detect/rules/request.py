"""Requests as rules see them: which columns of a connection each field of a rule covers.

A request is a mapping from column names of `vedette.model.connection` to text or null; `method` and the columns below
are looked at, others ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.detect.rules.rule import Field

Request = Mapping[str, str | None]
"""Text of a request by column name."""

COLUMNS: Final = ("path", "user_agent", "referer", "host", "user", "forwarded", "headers", "body")
"""Columns of a connection that rules look at."""

_HEADERS: Final = (Field.HEADERS, Field.ANY)

FIELDS_OF: Final[Mapping[str, tuple[Field, ...]]] = {
    "user_agent": (Field.USER_AGENT, *_HEADERS),
    "referer": _HEADERS,
    "host": _HEADERS,
    "user": _HEADERS,
    "forwarded": _HEADERS,
    "headers": _HEADERS,
    "body": (Field.BODY, Field.ANY),
}
"""Fields of a rule that a column's text stands for; the column `path`, which has parts, excepted."""

_HEADER_COLUMNS: Final = {
    "user-agent": "user_agent",
    "referer": "referer",
    "host": "host",
    "x-forwarded-for": "forwarded",
}


def texts(column: str, value: str) -> list[tuple[str, tuple[Field, ...]]]:
    """The texts that a column's value is searched as, each with the fields that it stands for."""
    if column != "path":
        return [(value, FIELDS_OF[column])]
    path, mark, query = value.partition("?")
    if not mark:
        return [(value, (Field.URI, Field.PATH, Field.ANY))]
    return [(value, (Field.URI, Field.ANY)), (path, (Field.PATH,)), (query, (Field.QUERY,))]


def request_of(method: str, uri: str, headers: Mapping[str, str], body: str) -> dict[str, str | None]:
    """An HTTP request as a mapping by column, the way telemetry formats fill them."""
    columns: dict[str, str | None] = {"method": method, "path": uri, "body": body or None}
    further = []
    for name, value in headers.items():
        column = _HEADER_COLUMNS.get(name.lower())
        if column is None:
            further.append(f"{name}: {value}")
        else:
            columns[column] = value
    columns["headers"] = "\n".join(further) or None
    return columns
