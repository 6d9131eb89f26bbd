"""Numbers of things, in words for people."""

from __future__ import annotations


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 line`, `1,204 lines`. many: the plural, where it is not that with an `s`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
