r"""A search for the lines that a rule could match at all, over raw bytes, whatever the log's format.

Clients encode reserved characters as a matter of course, so each literal is sought with these plain or encoded.
Nobody needs to encode a letter, a digit, a dot or a percent sign twice: such an escape, wherever it stands, makes the
line a candidate, whatever it hides. Hence every text whose decoded forms hold a literal is found, and ordinary
percent-encoded addresses are not.

Two passes keep this fast. The first, over all bytes, seeks literals of ordinary characters, needless escapes, and
signs: characters that most lines lack (quotes, angle brackets, `$`, `|`, …). Literals that hold such a sign, and the
rules' expressions, are sought in a second pass over the few lines with signs.
"""

from __future__ import annotations

import re
import string
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate
from operator import itemgetter
from typing import Final

import hyperscan
import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int64]

_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._")
"""Characters that no client needs to encode (RFC 3986, section 2.3, but for `~`, which HTML forms encode)."""

_NEEDLESS: Final = "(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])"
"""Hexadecimal codes of the unreserved characters."""
_CONTROL: Final = r"(?:%(?:[01][0-9a-f]|7f)|\\{1,2}x[01][0-9a-f]|\\{1,2}u00[01][0-9a-f])"

NEEDLESS_ESCAPES: Final[tuple[str, ...]] = (
    f"%{_NEEDLESS}",
    r"\\x(?:2[013-9a-f]|[346][0-9a-f]|5[0-9abd-f]|7[0-9a-e])",
    r"\\u00(?:2[013-5890a-f]|3[0-9abf]|[46][0-9a-f]|5[0-9abd-f]|7[0-9a-e])",
    r"%25[0-9a-f]{2}",
    r"%25u[0-9a-f]{4}",
    r"(?:\\x|\\u00)25",
    r"%u[0-9a-f]{4}",
    r"(?:%5c|\\x5c|\\u005c)(?:x[0-9a-f]{2}|u[0-9a-f]{4})",
    r"%c[01]%[89ab][0-9a-f]|%e0%[89][0-9a-f]|%f0%80",
    r"\\xc[01]\\x[89ab]|\\xe0\\x[89]|\\xf0\\x80",
    r"(?:%ef%bc%|\\xef\\xbc\\x)(?:82|87|8[ef]|9[ce]|a[1-9a-f]|b[0-9a])|(?:%ef%bd%|\\xef\\xbd\\x)(?:8[1-9a-f]|9[0-9a])",
    r"%c5%bf|%e2%84%aa|\\xc5\\xbf|\\xe2\\x84\\xaa",
    r"\xef\xbc[\x82\x87\x8e\x8f\x9c\x9e\xa1-\xba]|\xef\xbd[\x81-\x9a]|\xc5\xbf|\xe2\x84\xaa",
    r"\\u(?:ff[0-5][0-9a-f]|017f|212a)",
    "&#x?[0-9a-f]",
    "%26#x?[0-9a-f]|&%23x?[0-9a-f]|%26%23x?[0-9a-f]",
    "(?:&|%26)(?:lt|gt|quot|apos|colon|lpar|rpar|sol|bsol|tab|newline|lbrace|lcub|dollar)(?:;|%3b)",
    r"base64(?:,|%2c|:|%3a|/|%2f)",
)
"""Escapes that could hide a literal from a search for its plain and its ordinarily encoded form."""

SIGNS: Final[tuple[str, ...]] = (
    r"['<>`|$\{\}\\^*]",
    r"%(?:2[1-478a]|3[ce]|5[bce]|60|7[bcd]|0[0-9a-d])",
    r";(?:[a-z+/]|%20)|&&|&(?:\+|%20)|%26(?:%26|\+|%20)",
    r"[=?&]\.\.",
    r"=(?:\+|%20|%22|')?(?:gopher|dict|ldaps?|tftp|netdoc|jar|file|sftp|imap|smb|telnet|local_file|view-source)(?::|%3a)",
    r"[=&?;+ ](?:/|%2f)?[a-z](?::|%3a)(?:/|%2f)|[=&;+ ](?:/|%2f)(?:usr|opt|library|private|volumes|system|root|home|users)(?:/|%2f)",
    r"[a-z0-9_\])]\(",
    "@@|%40%40",
    r"[=>(+;]\"|\"[>)=|;<]",
    r"[\x03\x04\x16]",
    r"(?-i:\b(?:PUT|MOVE|COPY)\b)",
)
"""Bytes that most lines lack and most injections need."""

_SIGN: Final = re.compile(r"['<>`|${}\\^*]|[a-z0-9_\])]\(|@@", re.IGNORECASE)
"""What in a literal makes every encoded form of it hold a sign."""

HIDDEN_WORDS: Final[tuple[str, ...]] = (
    f"[a-z]{_CONTROL}{{1,8}}[a-z]",
    r"[a-z](?:''|%27%27|\"\"|\\\"\\\"|%22%22|\\x22\\x22|\\{1,2}|%5c|\\x5c|\^|%5e|\$@|%24@|%24%40|``|%60%60)[a-z/?*]",
    r"(?:\$|%24)(?:\{|%7b)",
    r"(?:/|%2f)(?:\*|%2a)[^,;]",
)
"""Words that are broken by escapes, quotes, lookups or comments; each holds a sign."""

_FLAGS: Final = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL
_MATCHES_FOR_BYTES: Final = 64
_MATCHES_AT_LEAST: Final = 4096


class Literals:
    """A compiled search; may be used by many threads at once. Hyperscan gives up the interpreter's lock."""

    def __init__(
        self, literals: Iterable[str], expressions: Iterable[str] = (), sign_expressions: Iterable[str] = ()
    ) -> None:
        """As rules have them. Raises hyperscan.error for a bad expression."""
        known = sorted(set(literals))
        plain = [encoded_forms(literal) for literal in known if not _SIGN.search(literal)]
        signed = [encoded_forms(literal) for literal in known if _SIGN.search(literal)]
        first = [*plain, *map(with_encoded_classes, expressions), *NEEDLESS_ESCAPES]
        self._first_sign = len(first)
        self._first = _Search([*first, *SIGNS])
        self._second = _Search([*signed, *map(with_encoded_classes, sign_expressions), *HIDDEN_WORDS])

    def offsets(self, data: bytes | memoryview) -> Offsets:
        """Where in the data a literal or a needless escape ends: unsorted, may repeat. A row is a line.

        Data so full of them that telling them apart would cost more than decoding is answered with every line end.
        """
        whole = bytes(data)

        def line(position: int) -> tuple[int, int]:
            end = whole.find(b"\n", position)
            return whole.rfind(b"\n", 0, position) + 1, len(whole) if end < 0 else end

        found = self._offsets(whole, line)
        if found is not None:
            return found
        lines = np.flatnonzero(np.frombuffer(whole, np.uint8) == ord("\n"))
        return np.append(lines, len(whole)).astype(np.int64)

    def offsets_in_rows(self, data: bytes, ends: Offsets) -> Offsets:
        """As `offsets`, for data whose rows are not lines. ends: position after each row, ascending."""
        bounds = [0, *ends.tolist()]

        def row(position: int) -> tuple[int, int]:
            number = bisect_right(bounds, position)
            return bounds[number - 1], bounds[number]

        found = self._offsets(data, row)
        return ends if found is None else found

    def _offsets(self, data: bytes, row: Callable[[int], tuple[int, int]]) -> Offsets | None:
        """Where what is sought ends; null where there is too much of it. row: start and end of the row at a position."""
        first = self._first.matches(data)
        if first is None:
            return None
        found = [end for number, end in first if number < self._first_sign]
        pieces: list[tuple[int, int]] = []
        for number, end in first:
            if number >= self._first_sign and (not pieces or end > pieces[-1][1]):
                pieces.append(row(end - 1))
        second = self._second.matches(b"\n".join(data[start:end] for start, end in pieces))
        if second is None:
            return np.array([*found, *(end for _, end in pieces)], np.int64)
        shifts = list(accumulate((end - start + 1 for start, end in pieces), initial=0))
        for _, end in second:
            piece = bisect_right(shifts, end - 1) - 1
            found.append(min(end - shifts[piece] + pieces[piece][0], pieces[piece][1]))
        return np.array(found, np.int64)


class _Search:
    """Expressions, searched in one pass."""

    def __init__(self, expressions: list[str]) -> None:
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[expression.encode("latin-1") for expression in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[_FLAGS] * len(expressions),
        )
        self._local = threading.local()

    def matches(self, data: bytes) -> list[tuple[int, int]] | None:
        """Number of an expression, and where a match of it ends, by that; null where there are too many to tell."""
        found: list[tuple[int, int]] = []
        limit = max(_MATCHES_AT_LEAST, len(data) // _MATCHES_FOR_BYTES)

        def add(number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            found.append((number, end))
            return len(found) > limit

        try:
            self._database.scan(data, add, scratch=self._scratch())
        except hyperscan.ScanTerminated:
            return None
        return sorted(found, key=itemgetter(1))

    def _scratch(self) -> hyperscan.Scratch:
        """Working memory of this thread: Hyperscan forbids two scans to share one."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        return scratch


def encoded_forms(literal: str) -> str:
    """An expression for the literal, each reserved character plain or in one of the escapes that clients and logs use."""
    return "".join(_forms(character) for character in literal)


def with_encoded_classes(expression: str) -> str:
    """The expression, each `<…>` as any of its characters, plain or encoded."""
    return _CLASS.sub(lambda found: f"(?:{'|'.join(map(_forms, found[1]))})", expression)


_CLASS: Final = re.compile("<(.[^>]*)>")
_WHITE_SPACE: Final = r"(?:[\s+]|%20|%0[9a-d]|\\{1,2}[tnr]|\\x0[9a-d]|%c2%a0|%2b)+"
_ESCAPED_BY_LOGS: Final[dict[str, str]] = {
    '"': r"|\\{1,2}(?:x22|u0022|\")",
    "\\": r"|\\\\|\\{1,2}(?:x5c|u005c)",
    "/": r"|\\/",
    "'": r"|\\{1,2}(?:'|u0027)",
    "<": r"|\\{1,2}u003c",
    ">": r"|\\{1,2}u003e",
    "&": r"|\\{1,2}u0026",
    "=": r"|\\{1,2}u003d",
}
"""Further forms of characters that common loggers write as escapes (nginx, Apache, JSON encoders)."""


def _forms(character: str) -> str:
    if character == " ":
        return _WHITE_SPACE
    code = f"{ord(character):02x}"
    if character in _UNRESERVED:
        return character if character.isalnum() else f"\\x{code}"
    control = rf"|\\{{1,2}}(?:x|u00){code}" if character < " " else ""
    return rf"(?:\x{code}|%{code}{_ESCAPED_BY_LOGS.get(character, control)})"
