"""Numbers in text that others wrote: what `int` takes for one is wider than what a number looks like."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 20
"""Digits of the largest number of 64 bits."""


def is_decimal(text: str) -> bool:
    """Whether the text is a number of plain digits that fits into 64 bits or little more."""
    return 0 < len(text) <= _LONGEST and text.isascii() and text.isdigit()


def is_hexadecimal(text: str) -> bool:
    """As `is_decimal`, to the base of sixteen."""
    return 0 < len(text) <= _LONGEST and all(c in "0123456789abcdefABCDEF" for c in text)
