"""Cutting a stream of bytes into blocks of whole lines, in memory bounded by the block's size.

Lines end with LF or CRLF (POSIX, RFC 4180). A line longer than LONGEST_LINE is cut off: its block holds its start
only, still longer than the bound, so that whoever indexes it sees that it is too long; the rest is skipped. Where it
never ends, the source does: a bomb of zeros takes seconds, and any log is read as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_CUR, BytesIO
from typing import Final, Protocol

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
MOST_LINES: Final = 32 * 1024
"""Lines looked at together at most: what is kept for each is more than a line of a few bytes."""
CROWDED_LINES: Final = 16 * 1024
"""Lines looked at together of pieces with more than twice MOST_LINES: no log has lines so short."""

_MOST_FEEDS: Final = 6
"""Line feeds in a word from which on looking at bytes is faster."""
_LF: Final = 0x0A
_CR: Final = 0x0D


class Rewindable(Readable, Protocol):
    """A stream that takes back what was read last."""

    def unread(self, data: bytes, /) -> None:
        """Give the last bytes back, to be read again."""
        ...


class InMemory(BytesIO):
    """Bytes at hand, as a stream."""

    def unread(self, data: bytes, /) -> None:
        """As `Rewindable.unread`."""
        self.seek(-len(data), SEEK_CUR)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a source that begin with a line."""

    data: bytes
    end: int
    """Where the last whole line ends, its line end included; what follows belongs to the next piece."""
    offset: int
    """Where `data` starts in the decompressed source."""


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive whole lines of a source."""

    data: bytes
    """The bytes, line ends included; the last line may lack its end, and bytes of no line may follow it."""
    starts: npt.NDArray[np.int64]
    """Shape (lines,): where each line starts in `data`."""
    ends: npt.NDArray[np.int64]
    """Shape (lines,): where it ends, line end (LF or CRLF) excluded."""
    offset: int
    """Where `data` starts in the decompressed source."""
    end: int
    """Where the last line, with its line end, ends in `data`."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the client's address stands in each line of a block."""

    starts: npt.NDArray[np.int64]
    """Shape (lines,): position in `Block.data`; -1 where the format cannot tell without parsing."""
    end_byte: int
    """The byte that ends the address: a space, a tab."""


def blocks(piece: Piece, most: int | None = None) -> Iterator[Block]:
    """The lines of a piece, in blocks of no more lines than `most`: by default MOST_LINES, or fewer where it is crowded."""
    is_feed = np.frombuffer(piece.data, np.uint8, piece.end) == _LF
    lines = np.count_nonzero(is_feed)
    most = most or (MOST_LINES if lines <= 2 * MOST_LINES else min(CROWDED_LINES, MOST_LINES))
    if lines <= most:
        yield _block(piece, is_feed)
        return
    middle = piece.data.rfind(b"\n", 0, piece.end // 2) + 1 or piece.data.find(b"\n") + 1
    yield from blocks(Piece(piece.data[:middle], middle, piece.offset), most)
    yield from blocks(Piece(piece.data[middle : piece.end], piece.end - middle, piece.offset + middle), most)


def index(data: bytes, offset: int) -> Block:
    """All lines of bytes, at once."""
    return _block(Piece(data, len(data), offset), np.frombuffer(data, np.uint8) == _LF)


def _block(piece: Piece, is_feed: npt.NDArray[np.bool_]) -> Block:
    """The lines of a piece, by the bytes that end them."""
    buffer = np.frombuffer(piece.data, np.uint8, piece.end)
    ends = line_feeds(is_feed)
    if piece.end and not is_feed[-1]:
        ends = np.append(ends, piece.end)
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    crlf = (buffer[ends - 1] == _CR) & (ends > starts) if piece.end else np.zeros(0, np.bool_)
    return Block(piece.data, starts, ends - crlf if crlf.any() else ends, piece.offset, piece.end)


def line_feeds(is_feed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Where the line feeds are: as bits, 64 bytes of text to the word, twice as fast as `flatnonzero` on bytes."""
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


def cut(stream: Rewindable, name: str, size: int = BLOCK_BYTES) -> Iterator[Piece]:
    """Whole lines, about `size` bytes of them at once; name: of the source.

    What follows the last whole line is read again with what comes after it: cheaper than joining the two.
    Raises MalformedInput at a line that does not end within ENDLESS_LINE.
    """
    start, offset = b"", 0
    while chunk := stream.read(size):
        data = start + chunk if start else chunk
        end = data.rfind(b"\n") + 1
        if end:
            stream.unread(data[end:])
            yield Piece(data, end, offset)
            start, offset = b"", offset + end
        elif len(data) > LONGEST_LINE + 1:
            yield Piece(data, LONGEST_LINE + 2, offset)
            start, offset = b"", offset + len(data) + _skip(stream, name, offset, len(data), size)
        else:
            start = data
    if start:
        yield Piece(start, len(start), offset)


def _skip(stream: Rewindable, name: str, offset: int, skipped: int, size: int) -> int:
    """Go on to the end of the line that starts at the offset, of which so many bytes are skipped; how many follow."""
    more = 0
    while chunk := stream.read(size):
        end = chunk.find(b"\n") + 1
        if end:
            stream.unread(chunk[end:])
            return more + end
        more += len(chunk)
        if skipped + more > ENDLESS_LINE:
            raise MalformedInput(name, f"a line does not end within {ENDLESS_LINE >> 30} GiB", offset=offset)
    return more
