"""The flows that are going on, within bounds of number and memory."""

from __future__ import annotations

from typing import Final

from vedette.telemetry.pcap.flows import Flow, TcpFlow, begin
from vedette.telemetry.pcap.packets import Segment
from vedette.telemetry.pcap.states import ACK, SYN

MOST_FLOWS: Final = 32_768
"""Beyond it the flows that were silent longest are told as they stand."""
MOST_HELD: Final = 128 * 1024 * 1024
"""Bytes of streams and messages held for all flows together; the same beyond it."""
_SWEEP: Final = 8192
"""Packets between two looks for flows that fell silent, at least."""

_Key = tuple[int, bytes, bytes, int, int]
"""Protocol, and the two ends: the same for both directions."""


class FlowTable:
    """Sorts packets into flows; flows that are over, or have something to tell, wait in `finished` and `crowded`."""

    def __init__(self, most_flows: int = MOST_FLOWS, most_held: int = MOST_HELD) -> None:
        self._flows: dict[_Key, Flow] = {}
        self._most_flows, self._most_held = most_flows, most_held
        self._held = 0
        self._until_sweep = _SWEEP
        self.finished: list[Flow] = []
        """Flows that are over, in the order in which they ended."""
        self.crowded: list[Flow] = []
        """Flows that go on, but with exchanges to be told now."""

    def add(self, segment: Segment, time: int, offset: int) -> None:
        """A packet, and where its record starts in the capture."""
        protocol, source, target, source_port, target_port, flags = segment[:6]
        key: _Key = (
            (protocol, source, target, source_port, target_port)
            if (source, source_port) < (target, target_port)
            else (protocol, target, source, target_port, source_port)
        )
        flow = self._flows.get(key)
        if flow is not None and (
            time - flow.last > flow.patience or (flags & (SYN | ACK) == SYN and flow.over)
        ):
            self._close(key)
            flow = None
        if flow is None:
            if len(self._flows) >= self._most_flows:
                self._sweep(time)
            flow = self._flows[key] = begin(segment, time, offset)
        if flow.take(segment, time, offset):
            self._weigh(flow)
        self._until_sweep -= 1
        if self._until_sweep <= 0 or self._held > self._most_held:
            self._sweep(time)

    def close(self) -> None:
        """The end of the capture: all flows are over."""
        for key in list(self._flows):
            self._close(key)

    def _weigh(self, flow: Flow) -> None:
        held = flow.held
        self._held += held - flow.accounted
        flow.accounted = held
        if isinstance(flow, TcpFlow) and flow.crowded:
            self.crowded.append(flow)

    def _sweep(self, time: int) -> None:
        """End the flows that fell silent, and where there is still too much, the longest silent of them."""
        for key, flow in list(self._flows.items()):
            if time - flow.last > flow.patience:
                self._close(key)
        most_flows = self._most_flows * 3 // 4
        if len(self._flows) > most_flows or self._held > self._most_held:
            oldest = sorted(self._flows, key=lambda key: self._flows[key].last)
            for key in oldest:
                if len(self._flows) <= most_flows and self._held <= self._most_held // 2:
                    break
                self._close(key)
        self._until_sweep = max(_SWEEP, len(self._flows))

    def _close(self, key: _Key) -> None:
        flow = self._flows.pop(key)
        self._held -= flow.accounted
        self.finished.append(flow)
