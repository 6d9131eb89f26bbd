"""Flows: all packets between two ends until they part or fall silent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from vedette.telemetry.pcap.first_lines import request_line, status_of
from vedette.telemetry.pcap.http import Conversation, Exchange
from vedette.telemetry.pcap.packets import TCP, UDP, Segment
from vedette.telemetry.pcap.services import is_service
from vedette.telemetry.pcap.states import ACK, CLIENT, FIN, RST, SERVER, SYN, datagram_state, tcp_state
from vedette.telemetry.pcap.streams import Piece, Side, Stream

_PATIENCE_TCP: Final = 300_000_000
"""Microseconds of silence after which the same ends begin another flow; Zeek waits as long."""
_PATIENCE_OTHER: Final = 60_000_000
_PATIENCE_OVER: Final = 30_000_000
"""The same, once a TCP flow is closed or reset; a SYN begins another one at once."""
_MOST_EXCHANGES: Final = 64
"""Exchanges held for a flow's final state; those of a longer flow tell its state so far."""


class Flow(ABC):
    """Packets between a client and a server."""

    __slots__ = (
        "accounted",
        "client",
        "client_port",
        "first",
        "last",
        "offset",
        "patience",
        "protocol",
        "server",
        "server_port",
    )

    def __init__(self, segment: Segment, time: int, offset: int) -> None:
        self.protocol = segment.protocol
        self.client, self.client_port = segment.source, segment.source_port
        self.server, self.server_port = segment.target, segment.target_port
        if comes_from_server(segment):
            self.client, self.server = self.server, self.client
            self.client_port, self.server_port = self.server_port, self.client_port
        self.first = self.last = time
        self.offset = offset
        """Of the first packet's record in the capture."""
        self.patience = _PATIENCE_TCP if segment.protocol == TCP else _PATIENCE_OTHER
        """Microseconds of silence after which it is over."""
        self.accounted = 0
        """Bytes of memory that the table of flows has counted for it."""

    @property
    @abstractmethod
    def sides(self) -> tuple[Side, Side]:
        """What client and server sent."""

    @property
    @abstractmethod
    def state(self) -> str:
        """How it went, as Zeek's conn_state."""

    @property
    def held(self) -> int:
        """Bytes of memory beside its fixed part."""
        return 0

    @property
    def over(self) -> bool:
        """Whether both ends are done with it."""
        return False

    @abstractmethod
    def take(self, segment: Segment, time: int, offset: int) -> bool:
        """One more packet; whether the bytes it holds may have changed."""

    def exchanges(self, *, end: bool) -> list[Exchange]:
        """Requests and responses in it that can be told now; at the end all that remain."""
        del end
        return []

    def _side_of(self, segment: Segment) -> int:
        from_client = segment.source == self.client and segment.source_port == self.client_port
        return CLIENT if from_client else SERVER


class DatagramFlow(Flow):
    """A flow of any protocol but TCP."""

    __slots__ = ("_sides",)

    def __init__(self, segment: Segment, time: int, offset: int) -> None:
        super().__init__(segment, time, offset)
        self._sides = (Side(), Side())

    @property
    def sides(self) -> tuple[Side, Side]:
        return self._sides

    @property
    def state(self) -> str:
        """For UDP whether it was answered; other protocols have no such notion."""
        client, server = self._sides
        if self.protocol != UDP:
            return "OTH"
        return datagram_state(client_spoke=client.spoke, server_spoke=server.spoke)

    def take(self, segment: Segment, time: int, offset: int) -> bool:
        del offset
        side = self._sides[self._side_of(segment)]
        side.spoke = True
        side.size += segment.size
        side.keep(segment.data)
        self.last = max(self.last, time)
        return False


class TcpFlow(Flow):
    """A flow of TCP, its two streams in order, read as HTTP while it may be."""

    __slots__ = ("_http", "_reset_by", "_settled", "_streams", "_told")

    def __init__(self, segment: Segment, time: int, offset: int) -> None:
        super().__init__(segment, time, offset)
        self._streams = (Stream(), Stream())
        self._reset_by: int | None = None
        self._settled = False
        """Whether it is known who is the client."""
        self._told = False
        """Whether it has turned out to be no HTTP."""
        self._http: Conversation | None = None
        """Null while nothing was said, and once it is no HTTP."""

    @property
    def sides(self) -> tuple[Side, Side]:
        return self._streams

    @property
    def state(self) -> str:
        return tcp_state(*self._streams, self._reset_by)

    @property
    def held(self) -> int:
        http = self._http.held if self._http else 0
        return self._streams[CLIENT].waiting + self._streams[SERVER].waiting + http

    @property
    def over(self) -> bool:
        return self._reset_by is not None or (self._streams[CLIENT].ended and self._streams[SERVER].ended)

    @property
    def is_http(self) -> bool:
        """Whether requests or responses were found in it."""
        return self._http is not None and self._http.recognised

    @property
    def crowded(self) -> bool:
        """Whether its exchanges are too many to wait for its end."""
        return self._http is not None and self._http.pending > _MOST_EXCHANGES

    def take(self, segment: Segment, time: int, offset: int) -> bool:
        if segment.size and not self._settled:
            self._settle(segment)
        side = self._side_of(segment)
        stream = self._streams[side]
        stream.spoke = True
        self.last = max(self.last, time)
        flags, sequence = segment.flags, segment.sequence
        if flags & (SYN | FIN | RST):
            self._mark(side, segment)
            if flags & RST:
                # A reset's payload is a message to people, its number often none of the stream's.
                return False
            if flags & SYN:
                sequence += 1
        if not segment.size:
            stream.locate(sequence)
            return False
        changed = False
        for piece in stream.add(sequence, segment.data, segment.size, time, offset):
            changed |= self._deliver(side, piece)
        return changed or stream.waiting > 0

    def exchanges(self, *, end: bool) -> list[Exchange]:
        if end:
            for side in (CLIENT, SERVER):
                for piece in self._streams[side].flush():
                    self._deliver(side, piece)
            if self._http is not None:
                self._http.close()
        return self._http.take(end=end) if self._http is not None else []

    def _settle(self, segment: Segment) -> None:
        """With the first payload of a flow whose start was not captured, HTTP tells who is the client."""
        self._settled = True
        if self._streams[CLIENT].began or self._streams[SERVER].began:
            return
        line = segment.data.partition(b"\n")[0]
        speaks = CLIENT if request_line(line) else SERVER if status_of(line) else None
        if speaks is not None and speaks != self._side_of(segment):
            self.client, self.server = self.server, self.client
            self.client_port, self.server_port = self.server_port, self.client_port
            self._streams = self._streams[::-1]
            self._reset_by = None if self._reset_by is None else 1 - self._reset_by

    def _mark(self, side: int, segment: Segment) -> None:
        flags, stream = segment.flags, self._streams[side]
        if flags & SYN and (side == SERVER) == bool(flags & ACK):
            stream.began = True
            stream.begin(segment.sequence)
        if flags & FIN:
            stream.ended = True
            stream.end((segment.sequence + segment.size) & 0xFFFFFFFF)
        if flags & RST and not self.over:
            self._reset_by = side
        if self.over:
            self.patience = _PATIENCE_OVER

    def _deliver(self, side: int, piece: Piece) -> bool:
        self._streams[side].keep(piece.data)
        if self._told:
            return False
        if self._http is None:
            self._http = Conversation()
        changed = self._http.feed(side, piece)
        if self._http.refused:
            self._http, self._told = None, True
        return changed


def comes_from_server(segment: Segment) -> bool:
    """Whether the first packet of a flow that was seen comes from its server.

    So does a SYN with ACK. Where a capture begins within a flow, a service's port on one side only tells.
    """
    if segment.protocol == TCP and segment.flags & SYN:
        return bool(segment.flags & ACK)
    if segment.protocol not in (TCP, UDP) or _is_group(segment.target):
        return False
    return is_service(segment.source_port) and not is_service(segment.target_port)


def _is_group(address: bytes) -> bool:
    """Whether it is a multicast or broadcast address: no client has one."""
    return address[0] >= 224 if len(address) == 4 else address[0] == 0xFF


def begin(segment: Segment, time: int, offset: int) -> Flow:
    """The flow that a segment begins."""
    return (TcpFlow if segment.protocol == TCP else DatagramFlow)(segment, time, offset)
