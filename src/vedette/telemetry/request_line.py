"""The first line of an HTTP request, as servers log it in one piece."""

from __future__ import annotations

from typing import Final

import polars as pl

_REQUEST: Final = r"(?s)^(?P<method>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?P<path>\S.*) HTTP/[0-9](?:\.[0-9])?$"
"""RFC 9112, section 3, but for blanks within the target, which servers log as they come."""
_SIMPLE: Final = r"^(?P<method>GET) (?P<path>/\S*)$"
"""HTTP/0.9."""


def split(requests: pl.Series) -> pl.DataFrame:
    """Columns method and path of request lines, and body of what is none."""
    full = requests.str.extract_groups(_REQUEST).struct.unnest()
    simple = requests.str.extract_groups(_SIMPLE).struct.unnest()
    parts = full.select(pl.coalesce(pl.col(name), simple[name]) for name in ("method", "path"))
    return parts.with_columns(
        requests.set(parts["path"].is_not_null() | (requests == ""), None).alias("body")
    )
