"""The format: a capture as batches of connections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.model.errors import MalformedInput
from vedette.telemetry.interface import SAMPLES_KEPT, Account, Batch, Rejected, Screen
from vedette.telemetry.pcap.container import Classic, Container, Frame, is_classic
from vedette.telemetry.pcap.packets import Decoder, Fate
from vedette.telemetry.pcap.pcapng import Pcapng, is_pcapng
from vedette.telemetry.pcap.rows import Row, frame_of, rows_of
from vedette.telemetry.pcap.table import FlowTable
from vedette.telemetry.pcap.window import Window
from vedette.telemetry.screening import screen_frame
from vedette.telemetry.source import Source

_BATCH_ROWS: Final = 4096
_BATCH_BYTES: Final = 16 * 1024 * 1024
"""Bytes of text in a batch, about."""
_SHOWN: Final = 32
"""Bytes of a rejected packet that are shown."""


class Pcap:
    """Packet captures."""

    name = "pcap"
    title = "packet capture (pcap, pcapng)"

    def sniff(self, head: bytes, name: str) -> float:
        """As `vedette.telemetry.interface.Format.sniff`: the magic number decides."""
        del name
        return 1.0 if is_classic(head) or is_pcapng(head) else 0.0

    def read(self, source: Source, screen: Screen | None) -> Iterator[Batch]:
        """As `vedette.telemetry.interface.Format.read`; the account's lines are packets."""
        with source.open() as stream:
            yield from _Reading(open_capture(Window(stream), source.name), source.name, screen).batches()


def open_capture(window: Window, name: str) -> Container:
    """The frames of a capture whose first bytes tell which kind it is. Raises MalformedInput."""
    window.has(24)
    head = window.data[:24]
    if is_pcapng(head):
        return Pcapng(window)
    if not is_classic(head):
        raise MalformedInput(name, "starts with no magic number of pcap or pcapng")
    if len(head) < 24:
        raise MalformedInput(name, "capture ends within its header")
    return Classic(window)


class _Reading:
    """One capture being read."""

    def __init__(self, container: Container, source: str, screen: Screen | None) -> None:
        self._container = container
        self._source = source
        self._screen = screen
        self._decoder = Decoder()
        self._table = FlowTable()
        self._account = Account()
        self._rows: list[Row] = []
        self._bytes = 0

    def batches(self) -> Iterator[Batch]:
        """All of it; the last batch holds what the end of the capture tells, and may be empty."""
        table, account, decode, add = self._table, self._account, self._decoder.decode, self._table.add
        for frame in self._container.frames():
            account.lines += 1
            fate, segments = decode(frame)
            for segment in segments:
                add(segment, frame.time, frame.offset)
            if fate is not Fate.READ:
                self._account_for(fate, frame)
            if table.finished or table.crowded:
                yield from self._told()
                account = self._account
        table.close()
        yield from self._told()
        self._account_for_end()
        yield self._batch()

    def _account_for(self, fate: Fate, frame: Frame) -> None:
        if fate is Fate.NO_IP:
            self._account.ignored += 1
        elif fate is not Fate.HELD:
            self._reject(fate, 1, frame.offset, frame.data)

    def _account_for_end(self) -> None:
        lost = self._decoder.fragments.take_lost(end=True)
        if lost:
            self._reject(Fate.LOST_FRAGMENT, lost, None, b"")
        container = self._container
        if container.broken is not None:
            self._account.lines += 1
            window = container.window
            shown = window.data[window.position : window.position + _SHOWN]
            self._reject(container.broken, 1, window.offset, shown)

    def _reject(self, reason: str, packets: int, offset: int | None, data: bytes) -> None:
        account = self._account
        account.rejected += packets
        account.reasons[str(reason)] += packets
        if len(account.samples) < SAMPLES_KEPT:
            account.samples.append(Rejected(None, offset, str(reason), data[:_SHOWN].hex(" ")))

    def _told(self) -> Iterator[Batch]:
        """Rows of the flows that are over or crowded; a batch whenever there are enough."""
        table = self._table
        finished, table.finished = table.finished, []
        crowded, table.crowded = table.crowded, []
        for flows, end in ((crowded, False), (finished, True)):
            for flow in flows:
                for row in rows_of(flow, end=end):
                    self._rows.append(row)
                    self._bytes += sum(map(len, filter(None, (row.body, row.response, row.headers))))
                    if len(self._rows) >= _BATCH_ROWS or self._bytes >= _BATCH_BYTES:
                        yield self._batch()

    def _batch(self) -> Batch:
        frame, account = frame_of(self._rows, self._source), self._account
        account.connections = frame.height
        if self._screen is not None:
            frame, account.external = screen_frame(frame, self._screen)
        self._rows, self._bytes, self._account = [], 0, Account()
        return Batch(frame, account)
