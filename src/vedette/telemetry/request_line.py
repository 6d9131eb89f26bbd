"""The first line of an HTTP request, as servers log it in one piece."""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.apart import spread

_REQUEST: Final = r"(?s)^(?P<method>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?P<path>\S.*) HTTP/[0-9](?:\.[0-9])?$"
"""RFC 9112, section 3, but for blanks within the target, which servers log as they come."""
_SIMPLE: Final = r"^(?P<method>GET) (?P<path>/\S*)$"
"""HTTP/0.9."""

_USUAL: Final = r"^[A-Z]+ [!-~]+ HTTP/[0-9]\.[0-9]$"
"""Request lines with two blanks, which need no groups to be taken apart."""


def split(requests: pl.Series) -> pl.DataFrame:
    """Columns method and path of request lines, and body of what is none."""
    usual = requests.str.contains(_USUAL).fill_null(value=False)
    others = _taken_apart(requests.filter(~usual))
    words = requests.set(~usual, None).str.split_exact(" ", 1).struct.unnest()
    parts = words.rename({"field_0": "method", "field_1": "path"}).with_columns(body=pl.lit(None, pl.String))
    if others.is_empty():
        return parts
    others = spread(others, ~usual)
    return parts.select(pl.coalesce(pl.col(name), others[name]) for name in parts.columns)


def _taken_apart(requests: pl.Series) -> pl.DataFrame:
    """The same by patterns, which takes longer."""
    full = requests.str.extract_groups(_REQUEST).struct.unnest()
    simple = requests.str.extract_groups(_SIMPLE).struct.unnest()
    parts = full.select(pl.coalesce(pl.col(name), simple[name]) for name in ("method", "path"))
    return parts.with_columns(
        requests.set(parts["path"].is_not_null() | (requests == ""), None).alias("body")
    )
