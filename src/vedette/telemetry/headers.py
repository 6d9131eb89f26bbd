"""Headers of requests and answers, as texts of one `Name: value` a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

_COLUMNS: Final = {
    "host": "host",
    "user_agent": "user-agent",
    "referer": "referer",
    "forwarded": "x-forwarded-for",
}
_TEXT: Final = r'"((?:[^"\\]|\\.)*)"'
_MEMBER: Final = rf"{_TEXT}\s*:\s*{_TEXT}"
_OBJECT: Final = r'"headers"\s*:\s*(\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\})'
"""A member of that name; within a string its quotes would be escaped."""
_UNESCAPED: Final = {r"\\": "\\", r"\"": '"', r"\/": "/", r"\r": " ", r"\n": " ", r"\t": "\t"}
"""Usual escapes of JSON, and what they stand for; line ends are blanks, so that no value makes a line."""


def from_headers() -> Iterator[pl.Expr]:
    """The columns that some request headers have, of what the column `headers` says; names in any case."""
    for column, header in _COLUMNS.items():
        yield pl.col("headers").str.extract(f"(?im)^{header}: (.*)$").alias(column)


def in_objects(texts: pl.Series) -> pl.Series:
    """Headers in the first object of that name in texts of JSON, null where there is none or it is empty.

    They are taken from the text as it was logged: decoding would have to know their names beforehand.
    """
    members = texts.str.extract(_OBJECT).str.extract_all(_MEMBER)
    lines = members.list.eval(
        pl.element()
        .str.replace(_MEMBER, "${1}: ${2}")
        .str.replace_many(list(_UNESCAPED), list(_UNESCAPED.values()))
    ).list.join("\n")
    return lines.set(lines == "", None)
