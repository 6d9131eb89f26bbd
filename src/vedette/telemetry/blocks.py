"""Cutting a stream of bytes into blocks of whole lines, in memory bounded by the block's size.

Lines end with LF or CRLF (POSIX, RFC 4180). A line longer than LONGEST_LINE is cut off: its block holds its start
only, still longer than the bound, so that whoever indexes it sees that it is too long; the rest is skipped. Where it
never ends, the source does: a bomb of zeros takes seconds, and any log is read as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.model.errors import MalformedInput
from vedette.telemetry.source import Readable

BLOCK_BYTES: Final = 4 * 1024 * 1024
"""Two threads that take turns under the interpreter's lock want large blocks; caches want small ones."""
LONGEST_LINE: Final = 1024 * 1024
"""Bytes of the longest line that is read."""
ENDLESS_LINE: Final = 4 * 1024 * 1024 * 1024
"""Bytes of a line after which no end is awaited: a crash, or a log cut by `copytruncate`, leaves gigabytes of zeros."""
MOST_LINES: Final = 64 * 1024
"""Lines of a block at most: what is kept for each is more than a line of a few bytes."""

_MOST_FEEDS: Final = 6
"""Line feeds in a word from which on looking at bytes is faster."""
_LF: Final = 0x0A
_CR: Final = 0x0D


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive whole lines of a source."""

    data: bytes
    """The bytes, line ends included; the last line may lack its end."""
    starts: npt.NDArray[np.int64]
    """Shape (lines,): where each line starts in `data`."""
    ends: npt.NDArray[np.int64]
    """Shape (lines,): where it ends, line end (LF or CRLF) excluded."""
    offset: int
    """Where `data` starts in the decompressed source."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the client's address stands in each line of a block."""

    starts: npt.NDArray[np.int64]
    """Shape (lines,): position in `Block.data`; -1 where the format cannot tell without parsing."""
    end_byte: int
    """The byte that ends the address: a space, a tab."""


def index(data: bytes, offset: int) -> Block:
    """Find the lines in bytes that end with a line's end, or with the source."""
    buffer = np.frombuffer(data, np.uint8)
    ends = line_feeds(buffer)
    if data and buffer[-1] != _LF:
        ends = np.append(ends, len(data))
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    crlf = (buffer[ends - 1] == _CR) & (ends > starts) if len(data) else np.zeros(0, np.bool_)
    return Block(data, starts, ends - crlf, offset)


def line_feeds(buffer: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Where the line feeds are: as bits, 64 bytes of text to the word, twice as fast as `flatnonzero` on bytes."""
    is_feed = buffer == _LF
    bits = np.packbits(is_feed, bitorder="little")
    words = np.append(bits, np.zeros(-len(bits) % 8, np.uint8)).view("<u8")
    at = np.flatnonzero(words != 0)
    words = words[at]
    found = [np.empty(0, np.int64)]
    while len(at):  # once for each line feed within a word: seldom more than twice
        if len(found) > _MOST_FEEDS:
            return np.flatnonzero(is_feed)
        lowest = words & (~words + np.uint64(1))
        exponent = (lowest.astype(np.float64).view(np.int64) >> 52) - 1023
        found.append(at * 64 + exponent)
        words ^= lowest
        left = words != 0
        at, words = at[left], words[left]
    return np.sort(np.concatenate(found)) if len(found) > 2 else np.concatenate(found)


def cut(stream: Readable, name: str, size: int = BLOCK_BYTES) -> Iterator[tuple[bytes, int]]:
    """Bytes of whole lines, about `size` long, each with its offset in the stream; name: of the source.

    Raises MalformedInput at a line that does not end within ENDLESS_LINE.
    """
    tail, offset, skipping, skipped = b"", 0, False, 0
    while chunk := stream.read(size):
        if skipping:
            end = chunk.find(b"\n") + 1
            offset += end or len(chunk)
            if not end:
                skipped += len(chunk)
                if skipped > ENDLESS_LINE:
                    raise MalformedInput(
                        name, f"a line does not end within {ENDLESS_LINE >> 30} GiB", offset=offset - skipped
                    )
                continue
            chunk, skipping = chunk[end:], False
        end = chunk.rfind(b"\n") + 1
        if end:
            data = b"".join((tail, memoryview(chunk)[:end]))
            yield from _uncrowded(data, offset)
            tail, offset = b"", offset + len(data)
        tail += chunk[end:]
        if len(tail) > LONGEST_LINE + 1:
            yield tail[: LONGEST_LINE + 2], offset
            tail, offset, skipping, skipped = b"", offset + len(tail), True, len(tail)
    if tail:
        yield tail, offset


def _uncrowded(data: bytes, offset: int) -> Iterator[tuple[bytes, int]]:
    """Whole lines in pieces of no more than MOST_LINES."""
    if data.count(b"\n") <= MOST_LINES:
        yield data, offset
        return
    middle = data.rfind(b"\n", 0, len(data) // 2) + 1 or data.find(b"\n") + 1
    yield from _uncrowded(data[:middle], offset)
    yield from _uncrowded(data[middle:], offset + middle)
