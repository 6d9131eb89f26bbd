"""HTTP/1 conversations: requests with their responses, out of the two directions of a flow (RFC 9110, RFC 9112).

Recognised by content, on any port. Pipelined requests are answered in order; interim responses (1xx) are passed
over; after CONNECT or an upgrade the flow is no HTTP any more, and what follows counts to no body but is kept, from
its start, with the last request.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from vedette.telemetry.pcap.content import CODINGS, Content
from vedette.telemetry.pcap.first_lines import RequestLine, may_become_request, request_line, status_of
from vedette.telemetry.pcap.messages import Framing, Message, Phase, Reader, Verdict
from vedette.telemetry.pcap.states import SERVER
from vedette.telemetry.pcap.streams import Piece

EXCERPT: Final = 4096
"""Bytes kept of a body."""
_MOST_STALLED: Final = 64 * 1024
"""Bytes of responses that wait for their request to be captured."""
_MOST_OPEN: Final = 1024
"""Requests that wait for their responses."""
_LONGEST_LENGTH: Final = 18
_OBJECTS: Final = 2048
"""Bytes of an exchange beside its text, about."""


@dataclass(slots=True)
class Exchange:
    """A request and its response, either of which the capture may lack."""

    request: Message | None = None
    line: RequestLine | None = None
    """The request's first line."""
    response: Message | None = None
    status: int | None = None
    """Of the final response."""
    sent_after: Content | None = None
    """What the client sent after the request that belongs to none: beyond its stated length, or through a tunnel."""
    answered_after: Content | None = None
    """What the server sent through a tunnel."""

    @property
    def held(self) -> int:
        """Bytes of memory."""
        messages = [message for message in (self.request, self.response) if message]
        contents = [message.content for message in messages] + [self.sent_after, self.answered_after]
        return _OBJECTS + sum(m.held for m in messages) + sum(c.held for c in contents if c)


def _framing(message: Message) -> Framing | None:
    """How a body ends by its headers (RFC 9112 section 6.3), or null where they do not say."""
    coding = message.header(b"transfer-encoding")
    if coding is not None and b"chunked" in coding.lower():
        return Framing(Phase.CHUNK_SIZE)
    stated = message.header(b"content-length")
    if stated is not None and stated.isdigit() and len(stated) <= _LONGEST_LENGTH:
        return Framing(Phase.LENGTH, int(stated)) if int(stated) else Framing(Phase.START)
    return None


class _Requests:
    """The client's direction."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def ready(self) -> bool:
        return True

    def judge(self, line: bytes, *, lost: bool) -> Verdict:
        parts = request_line(line)
        if parts is None:
            return Verdict.STRAY
        return Verdict.STRAY if lost and not parts.version else Verdict.MESSAGE

    def begun(self, message: Message) -> None:
        self._conversation.asked(Exchange(message, request_line(message.start)))

    def framing(self, message: Message) -> Framing:
        return _framing(message) or Framing(Phase.START)

    def stray(self, data: bytes) -> None:
        exchange = self._conversation.last_asked
        if exchange is None:
            self._conversation.refused = True
        else:
            exchange.sent_after = exchange.sent_after or Content(EXCERPT)
            exchange.sent_after.add(data)


class _Responses:
    """The server's direction."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._exchange: Exchange | None = None
        """Whose response is being read, or was last."""
        self._interim = False

    def ready(self) -> bool:
        return self._conversation.may_answer()

    def judge(self, line: bytes, *, lost: bool) -> Verdict:
        if status_of(line) is not None:
            return Verdict.MESSAGE
        return Verdict.BODY if self._conversation.unanswered and not lost else Verdict.STRAY

    def begun(self, message: Message) -> None:
        status = status_of(message.start)
        self._interim = status is not None and status < 200 and status != 101
        if self._interim:
            return
        self._exchange = self._conversation.answered()
        self._exchange.response, self._exchange.status = message, status

    def framing(self, message: Message) -> Framing:
        exchange = self._exchange
        if self._interim or exchange is None:
            return Framing(Phase.START)
        method = exchange.line.method.upper() if exchange.line else b""
        if exchange.status == 101 or (method == b"CONNECT" and (exchange.status or 0) // 100 == 2):
            self._conversation.surrender()
            return Framing(Phase.OTHER)
        if method == b"HEAD" or exchange.status in (204, 304):
            return Framing(Phase.START)
        coding = (message.header(b"content-encoding") or b"").strip().lower().decode("latin-1")
        if coding in CODINGS:
            message.content = Content(EXCERPT, coding)
        return _framing(message) or Framing(Phase.REST)

    def stray(self, data: bytes) -> None:
        exchange = self._exchange
        if exchange is not None:
            exchange.answered_after = exchange.answered_after or Content(EXCERPT)
            exchange.answered_after.add(data)


class Conversation:
    """What a flow says, if it is HTTP; unless `refused`, it may be."""

    def __init__(self) -> None:
        self._requests = Reader(_Requests(self), EXCERPT)
        self._responses = Reader(_Responses(self), EXCERPT)
        self._readers = (self._requests, self._responses)
        self._exchanges: deque[Exchange] = deque()
        """In the order asked; those taken are gone."""
        self._held = 0
        """Bytes of memory of the exchanges but the last, as of when the next one came."""
        self._impatient = False
        """Whether responses no longer wait for their requests."""
        self.unanswered: deque[Exchange] = deque()
        self.last_asked: Exchange | None = None
        self.refused = False
        """Whether the flow has turned out to be no HTTP."""
        self.recognised = False
        """Whether anything of HTTP was found."""

    @property
    def held(self) -> int:
        """Bytes of memory, about."""
        return self._held + self._requests.held + self._responses.held

    @property
    def pending(self) -> int:
        """Exchanges that were not taken yet."""
        return len(self._exchanges)

    def feed(self, side: int, piece: Piece) -> bool:
        """The next piece of one direction; whether the memory held may have changed."""
        changed = self._read(side, piece) if piece.data else False
        if piece.missing:
            changed = True
            self._impatient = side == SERVER
            self._readers[side].gap(piece.missing)
            self._impatient = False
            if side == SERVER and self._responses.phase is Phase.LOST:
                # Whose responses fell into the gap, nobody knows: better none than another's.
                self.unanswered.clear()
        return changed

    def _read(self, side: int, piece: Piece) -> bool:
        if side == SERVER:
            self._hurry_old_request()
            return self._responses.feed(piece.data, piece.time, piece.offset)
        changed = self._requests.feed(piece.data, piece.time, piece.offset)
        if changed:
            if self.last_asked is None and not may_become_request(self._requests.peek(64)):
                self.refused = True
            self._responses.run()
        return changed

    def close(self) -> None:
        """The end of the flow."""
        self._requests.close()
        self._impatient = True
        self._responses.close()

    def take(self, *, end: bool = False) -> list[Exchange]:
        """Exchanges in the order asked: while the flow goes on, those before the first that is not over.

        Where very many are not over, their responses being out of sight, the older half is taken as it stands.
        """
        taken = []
        least = 0 if end else _MOST_OPEN // 2 if len(self._exchanges) > _MOST_OPEN else len(self._exchanges)
        while self._exchanges and (len(self._exchanges) > least or _is_over(self._exchanges[0])):
            taken.append(self._exchanges.popleft())
        if taken:
            self._held = sum(exchange.held for exchange in self._exchanges if exchange is not self.last_asked)
        return taken

    def asked(self, exchange: Exchange) -> None:
        """A request has started."""
        if self.last_asked is not None:
            self._held += self.last_asked.held
        self.last_asked, self.recognised = exchange, True
        self._exchanges.append(exchange)
        self.unanswered.append(exchange)
        if len(self.unanswered) > _MOST_OPEN:
            self.unanswered.clear()

    def may_answer(self) -> bool:
        """Whether a response may start: to a request, or to none where no request can still come to light."""
        if self._impatient or self._responses.waiting > _MOST_STALLED:
            return True
        message = self._requests.message
        if self.unanswered:
            return len(self.unanswered) > 1 or message is None or self._requests.phase is not Phase.HEADERS
        return self.last_asked is not None and not self._requests.waiting

    def answered(self) -> Exchange:
        """The exchange that the response that now starts belongs to."""
        if self.unanswered:
            return self.unanswered.popleft()
        exchange, self.recognised = Exchange(), True
        self._exchanges.append(exchange)
        return exchange

    def surrender(self) -> None:
        """The client speaks no HTTP from here on."""
        self._requests.surrender()

    def _hurry_old_request(self) -> None:
        """HTTP/0.9 has no headers: once the server answers, such a request is over."""
        message = self._requests.message
        if message is not None and self._requests.phase is Phase.HEADERS and not message.lines:
            line = request_line(message.start)
            if line is not None and not line.version:
                self._requests.end_headers()


def _is_over(exchange: Exchange) -> bool:
    response = exchange.response
    return (
        response is not None and response.complete and (exchange.request is None or exchange.request.complete)
    )
