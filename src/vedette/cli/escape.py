"""Hostile text made harmless for a terminal and for a spreadsheet.

A log line can hold escape sequences that reprogram a terminal (CWE-150), characters that reverse or hide text
(Unicode TR 36), and cells that a spreadsheet evaluates (CWE-1236). Nothing is removed: it is shown as an escape.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from vedette.model.visible import printable

__all__ = ["cell", "json_text", "printable"]

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7e]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""JSON in ASCII alone: what a terminal could interpret is a `\u` escape, and the value stays exact."""
    import msgspec

    try:
        text = msgspec.json.encode(value)
    except UnicodeEncodeError:  # the name of a file need not be UTF-8
        return json.dumps(
            msgspec.to_builtins(value), indent=indent, separators=None if indent else (",", ":")
        )
    written = (msgspec.json.format(text, indent=indent) if indent else text).decode()
    return _BEYOND_ASCII.sub(_escaped, written) if _BEYOND_ASCII.search(written) else written


def _escaped(found: re.Match[str]) -> str:
    """A character in UTF-16, as JSON escapes it (RFC 8259 section 7)."""
    return json.dumps(found[0])[1:-1] if found[0] != "\x7f" else "\\u007f"
