"""HTTP/1 messages out of one direction of a stream, piece by piece (RFC 9112), lenient and bounded.

A reader holds no more than one line and the headers of one message; bodies pass through `Content`. What differs
between requests and responses is its `Role`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, NamedTuple, Protocol

from vedette.telemetry.pcap.content import Content

LONGEST_LINE: Final = 64 * 1024
"""Bytes kept of a line, and of all header lines of a message together; servers accept less."""
_LINE_OVERHEAD: Final = 48
"""What each header line costs beside its bytes, so that empty ones are bounded too."""
_LONGEST_LENGTH: Final = 18
"""Digits of a length that is believed."""


class Phase(Enum):
    """What a reader expects next."""

    START = auto()
    LOST = auto()
    """A start line, after a gap: whatever does not look like one is passed over."""
    HEADERS = auto()
    LENGTH = auto()
    """A body of a stated length."""
    CHUNK_SIZE = auto()
    CHUNK = auto()
    CHUNK_END = auto()
    TRAILERS = auto()
    REST = auto()
    """A body until the end of the stream."""
    OTHER = auto()
    """No HTTP any more."""


class Framing(NamedTuple):
    """How a message's body ends."""

    phase: Phase
    length: int = 0


class Verdict(Enum):
    """What a first line is."""

    MESSAGE = auto()
    BODY = auto()
    """The body of a message without headers (HTTP/0.9)."""
    STRAY = auto()
    """No part of a message."""


@dataclass(slots=True)
class Message:
    """One request or response."""

    start: bytes
    """Its first line, without line end."""
    time: int
    """Of the packet with its first byte, in microseconds."""
    offset: int
    """Of that packet in the capture."""
    ended: int
    """Time of its last packet."""
    content: Content
    lines: list[bytes] = field(default_factory=list)
    """Header lines, continuations joined."""
    held: int = 0
    """Bytes of them."""
    complete: bool = False
    """Whether it was read to its end."""

    def header(self, name: bytes) -> bytes | None:
        """Value of the first header of this name (lower case), or null."""
        for line in self.lines:
            key, colon, value = line.partition(b":")
            if colon and key.strip().lower() == name:
                return value.strip()
        return None


class Role(Protocol):
    """What a reader asks about the messages in its direction."""

    def ready(self) -> bool:
        """Whether a message may start now, or has to wait for the other direction."""
        ...

    def judge(self, line: bytes, *, lost: bool) -> Verdict:
        """What a line is where a message may start; lost: after a gap."""
        ...

    def begun(self, message: Message) -> None:
        """A message has started; its headers are not known yet."""
        ...

    def framing(self, message: Message) -> Framing:
        """How its body ends, once its headers are known."""
        ...

    def stray(self, data: bytes) -> None:
        """Bytes that belong to no message."""
        ...


class Reader:
    """Reads the messages of one direction."""

    def __init__(self, role: Role, excerpt: int) -> None:
        self._role = role
        self._excerpt = excerpt
        self._buffer = bytearray()
        self._scanned = 0
        """Bytes of the buffer in which no line end is."""
        self._skipping = False
        """Whether the rest of an overlong line is to be passed over."""
        self._left = 0
        """Bytes until the end of the body or chunk."""
        self._mark = (0, 0)
        """Time and offset of the packet with the buffer's first byte."""
        self._now = (0, 0)
        self.phase = Phase.START
        self.message: Message | None = None
        """The message that is being read."""

    @property
    def held(self) -> int:
        """Bytes of memory."""
        message = self.message
        return len(self._buffer) + (message.held + message.content.held if message else 0)

    @property
    def waiting(self) -> int:
        """Bytes that are not read yet."""
        return len(self._buffer)

    def peek(self, size: int) -> bytes:
        """The first bytes that are not read yet."""
        return bytes(self._buffer[:size])

    def feed(self, data: bytes, time: int, offset: int) -> bool:
        """The next bytes of the stream; whether anything but a body was read."""
        self._now = (time, offset)
        if not self._buffer:
            self._mark = self._now
            if self.phase is Phase.REST or (
                self.phase in (Phase.LENGTH, Phase.CHUNK) and len(data) < self._left
            ):
                self._consume(data)
                return False
        self._buffer += data
        self.run()
        return True

    def run(self) -> None:
        """Read on as far as possible."""
        while self._buffer and self._step():
            if self._buffer:
                self._mark = self._now

    def gap(self, size: int) -> None:
        """Bytes that the capture lacks."""
        self.run()
        self._flush_line()
        message = self.message
        if self.phase in (Phase.LENGTH, Phase.CHUNK) and message and size <= self._left:
            message.content.skip(size)
            self._left -= size
            if not self._left:
                self._after_body()
        elif self.phase is Phase.REST and message:
            message.content.skip(size)
        elif self.phase is not Phase.OTHER:
            if message and self.phase in (Phase.LENGTH, Phase.CHUNK):
                message.content.skip(self._left)
            self._finish(complete=self.phase is Phase.LENGTH)
            self.phase = Phase.LOST

    def close(self) -> None:
        """The end of the stream: what is unfinished is over, as far as it came."""
        self.run()
        self._flush_line()
        self._finish(complete=self.phase is Phase.REST)

    def end_headers(self) -> None:
        """The headers of the current message are over."""
        message = self.message
        if message is None:
            return
        self.phase, self._left = self._role.framing(message)
        if self.phase in (Phase.START, Phase.OTHER):
            self._finish(complete=True)

    def surrender(self) -> None:
        """From here on the stream is no HTTP."""
        self._finish(complete=True)
        self.phase = Phase.OTHER
        self.run()

    def _flush_line(self) -> None:
        """Take a line that lacks its end as it is."""
        line = bytes(self._buffer)
        self._buffer.clear()
        self._scanned = 0
        if not line:
            return
        if self.phase in (Phase.START, Phase.LOST):
            self._start(line)
        elif self.phase is Phase.HEADERS:
            self._header(line)
        if self.phase is Phase.HEADERS:
            self.end_headers()

    def _step(self) -> bool:
        """One line, or all the buffer of a body; whether to go on."""
        match self.phase:
            case Phase.LENGTH | Phase.CHUNK:
                data = bytes(self._buffer[: self._left])
                del self._buffer[: self._left]
                self._consume(data)
                return True
            case Phase.REST | Phase.OTHER:
                data = bytes(self._buffer)
                self._buffer.clear()
                self._consume(data)
                return True
            case Phase.START | Phase.LOST if not self._role.ready():
                return False
            case _:
                line = self._line()
                if line is not None:
                    self._take(line)
                return line is not None

    def _take(self, line: bytes) -> None:
        match self.phase:
            case Phase.START | Phase.LOST:
                if line:
                    self._start(line)
            case Phase.HEADERS:
                if line:
                    self._header(line)
                else:
                    self.end_headers()
            case Phase.CHUNK_SIZE:
                self._chunk(line)
            case Phase.CHUNK_END:
                self.phase = Phase.CHUNK_SIZE
                if line:
                    self._chunk(line)
            case _:
                if not line:
                    self._finish(complete=True)

    def _line(self) -> bytes | None:
        """The next line without its end; of an overlong one the start; null where its end is not there yet."""
        end = self._buffer.find(b"\n", self._scanned)
        if end < 0 and len(self._buffer) < LONGEST_LINE:
            self._scanned = len(self._buffer)
            return None
        size = end + 1 if end >= 0 else len(self._buffer)
        line = bytes(self._buffer[: min(size, LONGEST_LINE)])
        del self._buffer[:size]
        self._scanned = 0
        rest, self._skipping = self._skipping, end < 0
        if rest:
            return self._line() if self._buffer and end >= 0 else None
        return line.rstrip(b"\r\n")

    def _start(self, line: bytes) -> None:
        verdict = self._role.judge(line, lost=self.phase is Phase.LOST)
        if verdict is Verdict.STRAY:
            self._role.stray(line + b"\n")
            return
        time, offset = self._mark
        self.message = Message(
            b"" if verdict is Verdict.BODY else line, time, offset, self._now[0], Content(self._excerpt)
        )
        self._role.begun(self.message)
        self.phase = Phase.HEADERS
        if verdict is Verdict.BODY:
            self.phase = Phase.REST
            self._consume(line + b"\n")

    def _header(self, line: bytes) -> None:
        message = self.message
        if message is None or message.held + len(line) > LONGEST_LINE:
            return
        message.ended = self._now[0]
        message.held += len(line) + _LINE_OVERHEAD
        if line[:1] in b" \t" and message.lines:
            message.lines[-1] += b" " + line.strip()
        else:
            message.lines.append(line)

    def _chunk(self, line: bytes) -> None:
        digits = line.partition(b";")[0].strip()
        valid = 0 < len(digits) <= _LONGEST_LENGTH and all(
            digit in b"0123456789abcdefABCDEF" for digit in digits
        )
        if not valid:
            self._finish(complete=False)
            self.phase = Phase.LOST
            self._role.stray(line + b"\n")
            return
        self._left = int(digits, 16)
        self.phase = Phase.CHUNK if self._left else Phase.TRAILERS

    def _consume(self, data: bytes) -> None:
        message = self.message
        if message is None:
            self._role.stray(data)
            return
        message.content.add(data)
        message.ended = self._now[0]
        self._left -= len(data)
        if not self._left and self.phase in (Phase.LENGTH, Phase.CHUNK):
            self._after_body()

    def _after_body(self) -> None:
        if self.phase is Phase.CHUNK:
            self.phase = Phase.CHUNK_END
        else:
            self._finish(complete=True)

    def _finish(self, *, complete: bool) -> None:
        message, self.message = self.message, None
        if self.phase is not Phase.OTHER:
            self.phase = Phase.START
        if message is not None:
            message.complete = complete
            message.content.close()
