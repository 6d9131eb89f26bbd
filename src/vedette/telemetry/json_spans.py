r"""Where the client stands in lines of JSON, told without parsing them.

Quotes within strings are escaped, so that `"src_ip":"` is never a part of a value: of its quotes only the first could
be one that a value holds, behind a backslash. Of escapes the search for the literals of exploits undoes the usual ones;
lines with others, and those in which the key stands twice or not at all, are left to the parser.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.model.address_bytes import windows
from vedette.telemetry import marks
from vedette.telemetry.blocks import Block, Spans
from vedette.telemetry.marks import positions, rows_of

_BACKSLASH: Final = ord("\\")
_PLAIN_ESCAPES: Final = np.isin(np.arange(256), np.frombuffer(b'"/nrt', np.uint8))
"""What may stand behind a backslash in lines that are told unparsed: the search for literals undoes these escapes."""
_CODE: Final = np.frombuffer(b"u00", np.uint8)
"""Likewise, of an escape by number."""


def quoted_after(block: Block, literal: bytes, unless: tuple[bytes, ...]) -> Spans:
    """The string that stands behind the literal in each line.

    literal: a key, a colon, and the quote that opens the string; unless: literals whose lines are left to the parser.
    """
    found = positions(block.data, literal)
    lines = rows_of(found, block)
    starts = np.full(len(block.starts), -1, np.int64)
    starts[lines] = found + len(literal)
    starts[np.bincount(lines, minlength=len(starts)) > 1] = -1
    escaped = found[np.frombuffer(block.data, np.uint8)[found - 1] == _BACKSLASH]
    for places in (escaped, _escaped_otherwise(block)):
        starts[rows_of(places, block)] = -1
    return Spans(marks.without(block, starts, unless), ord('"'))


def without(block: Block, spans: Spans, literal: bytes, values: tuple[bytes, ...]) -> Spans:
    """The spans of lines in which a literal stands once, with none of these values behind it."""
    found = positions(block.data, literal)
    lines = rows_of(found, block)
    told = np.bincount(lines, minlength=len(spans.starts)) == 1
    for value in values:
        behind = windows(block.data, found + len(literal), len(value)) == np.frombuffer(value, np.uint8)
        told[lines[behind.all(axis=1)]] = False
    return Spans(np.where(told, spans.starts, -1), spans.end_byte)


def _escaped_otherwise(block: Block) -> npt.NDArray[np.int64]:
    """Where backslashes stand that open another escape than the search for literals undoes."""
    found = positions(block.data, b"\\")
    behind = windows(block.data, found + 1, len(_CODE))
    plain = _PLAIN_ESCAPES[behind[:, 0]] | (behind == _CODE).all(axis=1)
    return found.compress(~plain)
