"""Hostile text made harmless for a terminal and for a spreadsheet.

A log line can hold escape sequences that reprogram a terminal (CWE-150), characters that reverse or hide text
(Unicode TR 36), and cells that a spreadsheet evaluates (CWE-1236). Nothing is removed: it is shown as an escape.
"""

from __future__ import annotations

import json
from typing import Any, Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def printable(text: str) -> str:
    r"""The text with every character that is not plainly visible as an escape: `\x1b`, `\u202e`."""
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""JSON in ASCII alone: what a terminal could interpret is a `\u` escape, and the value stays exact."""
    return json.dumps(value, ensure_ascii=True, indent=indent, separators=None if indent else (",", ":"))
