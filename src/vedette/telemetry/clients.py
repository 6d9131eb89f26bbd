"""Clients of many lines at once: addresses from raw bytes, without making text of the lines.

IPv4 addresses are read all at once (`vedette.model.address_bytes`); every other token is decided apart, once for each
distinct one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.model.address_bytes import V4_WIDTH, ipv4, windows
from vedette.model.addresses import V6_DTYPE, Addresses, from_texts
from vedette.telemetry.blocks import Block, Spans
from vedette.telemetry.interface import Screen
from vedette.telemetry.remembered import TOKEN_WIDTH, Remembered

ADDRESS: Final = 1
"""Bit of a verdict: the token is an address."""
KNOWN: Final = 2
"""Bit of a verdict: the address is in `Screen.known`."""
EXTERNAL: Final = 4
"""Bit of a verdict: the address is outside `Screen.home`."""

_LF: Final = 0x0A


def after(block: Block, starts: npt.NDArray[np.int64], byte: int, reach: int = 32) -> npt.NDArray[np.int64]:
    """The place behind the first `byte` from each start; -1 where there is none within `reach` or on the line."""
    hits = windows(block.data, np.maximum(starts, 0), reach) == byte
    distance = hits.argmax(axis=1)
    places = starts + distance + 1
    hit = np.take_along_axis(hits, distance[:, None], axis=1)[:, 0]
    return np.where(hit & (starts >= 0) & (places <= block.ends), places, -1)


class ClientScreen:
    """Judges the clients of lines by a screen, and remembers what it said of tokens that are no IPv4 address."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._remembered = Remembered()

    def judge(self, data: bytes, spans: Spans) -> npt.NDArray[np.uint8]:
        """For each span the bits ADDRESS, KNOWN and EXTERNAL; 0 where its client is no address, or not told."""
        told = spans.starts >= 0
        starts = np.maximum(spans.starts, 0)
        values, is_v4 = ipv4(windows(data, starts, V4_WIDTH), spans.end_byte)
        is_v4 &= told
        verdicts = self._verdicts(
            Addresses(np.where(is_v4, np.uint8(4), np.uint8(0)), values * is_v4, np.empty(0, V6_DTYPE))
        )
        others = np.flatnonzero(told & ~is_v4)
        if len(others):
            verdicts[others] = self._recall(tokens(data, starts[others], spans.end_byte))
        return verdicts

    def _verdicts(self, addresses: Addresses) -> npt.NDArray[np.uint8]:
        is_address = addresses.family > 0
        external = is_address & ~self.screen.home.contains(addresses)
        known = self.screen.known.contains(addresses)
        return is_address * np.uint8(ADDRESS) | known * np.uint8(KNOWN) | external * np.uint8(EXTERNAL)

    def _recall(self, found: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Verdicts of tokens, of shape (N, TOKEN_WIDTH)."""
        verdicts, known = self._remembered.find(found)
        new = np.flatnonzero(~known)
        if len(new):
            texts: list[bytes] = found[new].view(f"S{TOKEN_WIDTH}").ravel().tolist()
            distinct = list(dict.fromkeys(texts))
            judged = self._verdicts(from_texts(text.decode("latin-1") for text in distinct))
            by_text = dict(zip(distinct, judged.tolist(), strict=True))
            verdicts[new] = [by_text[text] for text in texts]
            self._remembered.keep(found[new], verdicts[new])
        return verdicts


def tokens(data: bytes, starts: npt.NDArray[np.int64], end_byte: int) -> npt.NDArray[np.uint8]:
    """The bytes from each start to `end_byte` or the line's end, filled with zeros: shape (starts, TOKEN_WIDTH).

    Longer tokens are cut, which leaves them too long for an address; zero bytes become 0xFF.
    """
    window = windows(data, starts, TOKEN_WIDTH)
    is_end = (window == end_byte) | (window == _LF)
    is_end[:, -1] = True
    window[window == 0] = 0xFF
    window *= np.arange(TOKEN_WIDTH) < is_end.argmax(axis=1)[:, None]
    return window
