r"""The header of Zeek's logs of tab-separated values, and how their values are escaped.

A log opens with directives: ``#separator \x09`` (a space, then the separator's bytes as escapes), then, each followed
by the separator, ``#set_separator``, ``#empty_field``, ``#unset_field``, ``#path``, ``#open``, ``#fields``, ``#types``.
Values escape bytes as ``\xHH``, and a backslash as ``\\`` (Zeek manual, "Log Files" and the ASCII log writer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.telemetry.distinct import rewrite_containing

_MOST_FIELDS: Final = 200
"""Zeek's widest log has some fifty."""
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|\\)")


@dataclass(frozen=True, slots=True)
class Header:
    """The directives of a log."""

    separator: str
    """One character."""
    set_separator: str
    empty: str
    """What stands for an empty set, and for a text of no characters."""
    unset: str
    """What stands for no value."""
    path: str
    """Zeek's name of the log: conn, http, …; empty where not said."""
    fields: tuple[str, ...]
    """Names of the columns."""
    line: str
    """The `#fields` directive as it stands."""


def _directives(head: bytes) -> Iterator[str]:
    for line in head.decode("utf-8", "backslashreplace").split("\n"):
        if not line.startswith("#"):
            return
        yield line.removesuffix("\r")


def header(head: bytes) -> Header | str:
    """The header that the head of a log holds, or what is wrong with it."""
    separator, said, line = "\t", dict[str, str](), ""
    for directive in _directives(head):
        if directive.startswith("#separator "):
            separator = unescape(directive.removeprefix("#separator "))
            continue
        key, _, value = directive.partition(separator or "\t")
        said.setdefault(key, value)
        if key == "#fields":
            line = line or directive
    if len(separator) != 1 or not separator.isascii() or separator in "\n#":
        return "the separator is not one ASCII character"
    fields = tuple(said.get("#fields", "").split(separator))
    if not said.get("#fields") or len(fields) > _MOST_FIELDS or len(set(fields)) < len(fields):
        return "the header names no fields, too many, or one twice"
    return Header(
        separator,
        said.get("#set_separator", ","),
        said.get("#empty_field", "(empty)"),
        said.get("#unset_field", "-"),
        said.get("#path", ""),
        fields,
        line,
    )


def unescape(text: str) -> str:
    r"""A value's own bytes, as text; those that are no UTF-8 stay ``\xff``."""
    own = _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"\\", text.encode())
    return own.decode("utf-8", "backslashreplace")


def unescaped(values: pl.Series) -> pl.Series:
    """Values without escapes."""
    return rewrite_containing(values, "\\", unescape)
