"""Requests as rules see them: which columns of a connection each field of a rule covers.

A request is a mapping from column names of `vedette.model.connection` to text or null; `method` and the columns below
are looked at, others ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from vedette.detect.rules.rule import Field

Request = Mapping[str, str | None]
"""Text of a request by column name."""

COLUMNS: Final = ("path", "user_agent", "referer", "host", "user", "forwarded", "headers", "body")
"""Columns of a connection that rules look at."""

_INSIDE: Final = 2
"""Folders that a path must have gone down so that one step up stays inside the first."""
_FOLLOWED: Final = 8192
"""Characters of a path that are followed: servers refuse longer ones."""
_HEADERS: Final = (Field.HEADERS, Field.ANY)

FIELDS_OF: Final[Mapping[str, tuple[Field, ...]]] = {
    "user_agent": (Field.USER_AGENT, *_HEADERS),
    "referer": (Field.REFERER, *_HEADERS),
    "host": (Field.HOST, *_HEADERS),
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
    climbed = climb(path)
    outside = [(climbed, (Field.CLIMB,))] if climbed is not None else []
    if not mark:
        return [(value, (Field.URI, Field.PATH, Field.ANY)), *outside]
    return [(value, (Field.URI, Field.ANY)), (path, (Field.PATH,)), (query, (Field.QUERY,)), *outside]


def climb(path: str) -> str | None:
    """Where a path leads that climbs out of its first folder (RFC 3986 section 5.2.4); null of one that does not.

    `/static/../../etc/passwd` leads to `/etc/passwd`; `/static/js/../app.css` stays inside.
    """
    folders: list[str] = []
    climbs = False
    for segment in unquote(path[:_FOLLOWED]).split("/"):
        if segment == "..":
            climbs = climbs or len(folders) < _INSIDE
            del folders[-1:]
        elif segment not in {"", "."}:
            folders.append(segment)
    return f"/{'/'.join(folders)}" if climbs else None


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
