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
from vedette.telemetry.marks import behind_only, positions, within

_BACKSLASH: Final = ord("\\")
_PLAIN_ESCAPES: Final = np.isin(np.arange(256), np.frombuffer(b'"/nrt', np.uint8))
"""What may stand behind a backslash in lines that are told unparsed: the search for literals undoes these escapes."""
Blanks = tuple[tuple[bytes, bytes], ...]
"""Literals, and what takes their places, of the same length."""

_ORDINARY: Final[Blanks] = ((b'=",', b"= ,"), (b'="}', b"= }"), (b'"*/*"', b'"   "'))
_CODE: Final = np.frombuffer(b"u00", np.uint8)
"""Likewise, of an escape by number."""


def quoted_after(block: Block, literal: bytes, unless: tuple[bytes, ...]) -> Spans:
    """The string that stands behind the literal in each line.

    literal: a key, a colon, and the quote that opens the string; unless: literals whose lines are left to the parser.
    """
    starts = behind_only(block, literal)
    if not len(starts):
        return Spans(starts, ord('"'))
    before = np.frombuffer(block.data, np.uint8)[np.maximum(starts - len(literal) - 1, 0)]
    starts = np.where(before == _BACKSLASH, -1, starts)
    starts[within(block, escaped_otherwise(block))[1]] = -1
    return Spans(marks.without(block, starts, unless), ord('"'))


def without(block: Block, spans: Spans, literal: bytes, values: tuple[bytes, ...]) -> Spans:
    """The spans of lines in which a literal stands once, with none of these values behind it."""
    told = behind_only(block, literal)
    starts = np.where(told >= 0, spans.starts, -1)
    for value in values:
        behind = windows(block.data, np.maximum(told, 0), len(value)) == np.frombuffer(value, np.uint8)
        starts[behind.all(axis=1)] = -1
    return Spans(starts, spans.end_byte)


def escaped_otherwise(block: Block) -> npt.NDArray[np.int64]:
    """Where backslashes stand that open another escape than the search for literals undoes."""
    found = positions(block.data, b"\\")
    behind = windows(block.data, found + 1, len(_CODE))
    plain = _PLAIN_ESCAPES[behind[:, 0]] | (behind == _CODE).all(axis=1)
    return found.compress(~plain)


def ordinary_in(head: bytes) -> Blanks:
    """What a source has, by its head, of what looks like a sign of an attack and is none, and with what it is blanked.

    That is a quote that closes a value after `=`, as Base64 ends, and a value that is `*/*` alone, as of `Accept`. Quotes
    that a client wrote stand behind a backslash.
    """
    return tuple((ordinary, blank) for ordinary, blank in _ORDINARY if ordinary in head)


def blanked(data: bytes, blanks: Blanks) -> bytes:
    """The data without these, of the same length."""
    for ordinary, blank in blanks:
        data = data.replace(ordinary, blank)
    return data
