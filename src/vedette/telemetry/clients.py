"""Clients of many lines at once: addresses from raw bytes, without making text of the lines.

A client that was seen before is recognised by the bytes of its token. New IPv4 addresses are read all at once
(`vedette.model.address_bytes`); every other new token is decided apart, once for each distinct one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.model.address_bytes import V4_WIDTH, ipv4, windows
from vedette.model.addresses import V6_DTYPE, Addresses, from_packed, pack
from vedette.telemetry.blocks import Block, Spans
from vedette.telemetry.interface import Screen
from vedette.telemetry.remembered import Remembered, Words

ADDRESS: Final = 1
"""Bit of a verdict: the token is an address."""
KNOWN: Final = 2
"""Bit of a verdict: the address is in `Screen.known`, or its row is one of the sample."""
EXTERNAL: Final = 4
"""Bit of a verdict: the address is outside `Screen.home`."""

TOKEN_WIDTH: Final = 56
"""Bytes of the longest IPv6 address (RFC 4291 section 2.2) with the longest zone that Linux has, and its end."""
_SHORT_SLOT_BITS: Final = 19
"""Of the table of short tokens: 9 MB hold most of two hundred thousand clients."""
CLIENT_NUMBERS: Final = 1 << _SHORT_SLOT_BITS
"""How many numbers stand for clients."""
_LONG_SLOT_BITS: Final = 17
_ONE: Final = np.uint64(1)
_ONES: Final = np.uint64(0x0101010101010101)
_HIGH_BITS: Final = np.uint64(0x8080808080808080)


def after(block: Block, starts: npt.NDArray[np.int64], byte: int, reach: int = 32) -> npt.NDArray[np.int64]:
    """The place behind the first `byte` from each start; -1 where there is none within `reach` or on the line."""
    hits = windows(block.data, np.maximum(starts, 0), reach) == byte
    distance = hits.argmax(axis=1)
    places = starts + distance + 1
    hit = np.take_along_axis(hits, distance[:, None], axis=1)[:, 0]
    return np.where(hit & (starts >= 0) & (places <= block.ends), places, -1)


class ClientScreen:
    """Judges the clients of lines by a screen, and remembers what it said of their tokens; may be shared."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._short = Remembered(V4_WIDTH // 8, _SHORT_SLOT_BITS)
        self._long = Remembered(TOKEN_WIDTH // 8, _LONG_SLOT_BITS)

    def judge(self, data: bytes, spans: Spans) -> npt.NDArray[np.uint8]:
        """For each span the bits ADDRESS, KNOWN and EXTERNAL; 0 where its client is no address, or not told."""
        return self.judge_each(data, spans)[0]

    def judge_each(self, data: bytes, spans: Spans) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """Verdicts as `judge` gives them, and a number below CLIENT_NUMBERS for each client.

        It is the same for the same client, and seldom for another; addresses of IPv6 that are alike in their first
        sixteen characters share one, mostly those of one site.
        """
        told = spans.starts >= 0
        starts = np.maximum(spans.starts, 0)
        window = windows(data, starts, V4_WIDTH)
        words, ended = token(window, spans.end_byte)
        slots = self._short.slots(words)
        verdicts, known = self._short.find(words, slots)
        new = np.flatnonzero(~known & ended)
        if len(new):
            verdicts[new] = self._judge_short(data, starts[new], window[new], spans.end_byte)
            self._short.keep([word[new] for word in words], verdicts[new])
        longer = np.flatnonzero(~ended)
        if len(longer):
            verdicts[longer] = self._recall(data, starts[longer], spans.end_byte)
        return self._sampled(verdicts * told), slots

    def _sampled(self, verdicts: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """The verdicts, those of a sample of the addresses as if they were known."""
        if self.screen.sampled:
            some = verdicts[:: max(1, len(verdicts) // self.screen.sampled)]
            some |= (some & ADDRESS) * np.uint8(KNOWN // ADDRESS)
        return verdicts

    def _judge_short(
        self, data: bytes, starts: npt.NDArray[np.int64], window: npt.NDArray[np.uint8], end_byte: int
    ) -> npt.NDArray[np.uint8]:
        """Verdicts of tokens that end within their windows."""
        values, is_v4 = ipv4(window, end_byte)
        family = np.where(is_v4, np.uint8(4), np.uint8(0))
        verdicts = self._verdicts(Addresses(family, values * is_v4, np.empty(0, V6_DTYPE)))
        others = np.flatnonzero(~is_v4)
        if len(others):
            verdicts[others] = self._recall(data, starts[others], end_byte)
        return verdicts

    def _recall(self, data: bytes, starts: npt.NDArray[np.int64], end_byte: int) -> npt.NDArray[np.uint8]:
        """Verdicts of tokens, whatever they are."""
        words, _ = token(windows(data, starts, TOKEN_WIDTH), end_byte)
        verdicts, known = self._long.find(words)
        new = np.flatnonzero(~known)
        if len(new):
            verdicts[new] = self._judge_texts([word[new] for word in words], end_byte)
            self._long.keep([word[new] for word in words], verdicts[new])
        return verdicts

    def _judge_texts(self, words: Words, end_byte: int) -> npt.NDArray[np.uint8]:
        """Verdicts of tokens by their text, each distinct one looked at once."""
        texts: list[bytes] = np.column_stack(words).view(f"S{TOKEN_WIDTH}").ravel().tolist()
        distinct = list(dict.fromkeys(texts))
        addresses = from_packed(pack(_text(token, end_byte)) for token in distinct)
        by_token = dict(zip(distinct, self._verdicts(addresses).tolist(), strict=True))
        return np.array([by_token[text] for text in texts], np.uint8)

    def _verdicts(self, addresses: Addresses) -> npt.NDArray[np.uint8]:
        is_address = addresses.family > 0
        external = is_address & ~self.screen.home.contains(addresses)
        known = self.screen.known.contains(addresses)
        if self.screen.told is not None:
            self.screen.told(addresses, external)
        return is_address * np.uint8(ADDRESS) | known * np.uint8(KNOWN) | external * np.uint8(EXTERNAL)


def token(window: npt.NDArray[np.uint8], end_byte: int) -> tuple[Words, npt.NDArray[np.bool_]]:
    """The bytes at the start of windows up to the end byte, that included, zeros behind; and which have an end.

    window: shape (N, eight times the words). Eight bytes at once: a byte is zero where subtracting one borrows.
    """
    found = []
    ended = np.zeros(len(window), np.bool_)
    for word in np.ascontiguousarray(window.view("<u8").T):
        difference = word ^ (_ONES * np.uint64(end_byte))
        end = (difference - _ONES) & ~difference & _HIGH_BITS
        found.append(np.where(ended, np.uint64(0), word & (end ^ end - _ONE)))
        ended |= end != 0
    return found, ended


def _text(token: bytes, end_byte: int) -> str:
    """The text of a token, which may end with its line; empty where its end is too far."""
    text, end, _ = token.partition(bytes([end_byte]))
    text, feed, _ = text.partition(b"\n")
    return text.decode("latin-1") if end or feed else ""
