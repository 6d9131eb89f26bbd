r"""Forms of many lines at once, as bytes: with escapes undone once, with `+` as space, with white space collapsed.

What `decoding` does to one text, this does to thousands of lines in a few vector steps, but only as far as ordinary
clients and loggers encode: whoever hides more than that betrays itself by a needless escape (`raw.NEEDLESS`). Every
byte of a form knows where in the data it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_PADDING: Final = bytes(8)
_NO_DIGIT: Final = 16
_PREFIXES: Final = (b"%", b"\\x", b"\\u00")
"""What stands before the two hexadecimal digits of an escape; letters in either case."""


def _table(pairs: dict[int, int], other: int | None = None) -> Bytes:
    """The value of each byte: that of the pairs, or `other`, or itself."""
    values = np.arange(256, dtype=np.uint8) if other is None else np.full(256, other, np.uint8)
    values[list(pairs)] = list(pairs.values())
    return values


_DIGITS: Final = _table({ord(c): int(c, 16) for c in "0123456789abcdef"}, _NO_DIGIT)
_NAMED: Final = _table({ord("n"): ord("\n"), ord("r"): ord("\r"), ord("t"): ord("\t")}, 0)
_QUOTED: Final = _table(dict.fromkeys(b"\"'\\/", 1), 0)
_PLUS: Final = bytes.maketrans(b"+", b" ")
_WHITE: Final = bytes.maketrans(b"\t\n\v\f\r", b"     ")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of parts of some data."""

    text: bytes
    origin: Positions
    """For each byte of the text its position in the data; ascending."""

    def decoded(self) -> Form:
        r"""With percent escapes and those of loggers undone, once: `%2f`, `\x22`, `\u003c`, `\"`, `\n`."""
        if b"\\" in self.text:
            return self._without_escapes(*_PREFIXES)
        return self._without_escapes(b"%") if b"%" in self.text else self

    def _without_escapes(self, *prefixes: bytes) -> Form:
        """With those escapes undone that begin so, and what loggers mark with a backslash if one of them does."""
        lower = np.frombuffer(self.text.lower() + _PADDING, np.uint8)
        values, kept = np.frombuffer(self.text + _PADDING, np.uint8).copy(), np.ones(len(lower), np.bool_)
        kept[len(self.text) :] = False
        for prefix in prefixes:
            start, skip = _places(lower, prefix), len(prefix)
            high, low = _DIGITS[lower[start + skip]], _DIGITS[lower[start + skip + 1]]
            is_escape = (high | low) < _NO_DIGIT
            _replace(
                values, kept, start[is_escape], ((high << 4) | low)[is_escape].astype(np.uint8), skip + 1
            )
        if len(prefixes) > 1:
            start = _escaping(_places(lower, b"\\"))
            kept[start[_QUOTED[lower[start + 1]] > 0]] = False
            code = _NAMED[lower[start + 1]]
            _replace(values, kept, start[code > 0], code[code > 0], 1)
        return Form(values[kept].tobytes(), self.origin[kept[: len(self.text)]])

    def spaced(self) -> Form:
        """Decoded, with `+` as a space, as forms send it."""
        decoded = self.decoded()
        return Form(decoded.text.translate(_PLUS), decoded.origin)

    def plain(self) -> Form:
        """With each run of white space as one space, as `required.plain`."""
        text = self.text.translate(_WHITE)
        if b"  " not in text:
            return Form(text, self.origin)
        data = np.frombuffer(text, np.uint8)
        space = data == ord(" ")
        kept = ~space
        kept[1:] |= ~space[:-1]
        kept[:1] = True
        return Form(data[kept].tobytes(), self.origin[kept])


def _places(data: Bytes, text: bytes) -> Positions:
    """Where some bytes start in padded data."""
    found = np.flatnonzero(data[: len(data) - len(_PADDING)] == text[0])
    for step in range(1, len(text)):
        found = found[data[found + step] == text[step]]
    return found


def _escaping(backslashes: Positions) -> Positions:
    """Those of the backslashes that no backslash escapes: of each run the first, third, and so on."""
    number = np.arange(len(backslashes))
    goes_on = np.zeros(len(backslashes), np.bool_)
    goes_on[1:] = backslashes[1:] == backslashes[:-1] + 1
    run_start = np.maximum.accumulate(np.where(goes_on, 0, number))
    escaping: Positions = backslashes[(number - run_start) % 2 == 0]
    return escaping


def _replace(values: Bytes, kept: npt.NDArray[np.bool_], start: Positions, code: Bytes, more: int) -> None:
    """Put codes in place of the bytes at the start and of so many more."""
    values[start] = code
    for step in range(1, more + 1):
        kept[start + step] = False


def parts(data: bytes, spans: list[tuple[int, int]]) -> Form:
    """The spans of the data, each with a line end after it; spans: start and end, ascending, not empty."""
    text = b"".join([data[start:end] + b"\n" for start, end in spans])
    starts, ends = np.array(spans, np.int64).T
    lengths = ends - starts + 1
    return Form(text, np.arange(len(text)) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths))
