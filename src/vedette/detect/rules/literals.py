r"""A search for the bytes that make a line worth decoding: the literals of all rules, and escapes that could hide one.

Clients encode reserved characters as a matter of course, so each literal is sought with these plain or encoded.
Nobody needs to encode a letter, a digit, a dot or a percent sign twice: such an escape, wherever it stands, makes the
line a candidate, whatever it hides. Hence every text whose decoded forms hold a literal is found here, and ordinary
percent-encoded addresses are not.
"""

from __future__ import annotations

import string
import threading
from collections.abc import Iterable
from typing import Final, cast

import hyperscan
import numpy as np
import numpy.typing as npt

_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._")
"""Characters that no client needs to encode (RFC 3986, section 2.3, but for `~`, which HTML forms encode)."""

_NEEDLESS: Final = "(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])"
"""Hexadecimal codes of the unreserved characters."""
_CONTROL: Final = r"(?:%(?:[01][0-9a-f]|7f)|\\{1,2}x[01][0-9a-f]|\\{1,2}u00[01][0-9a-f])"
_OPENERS: Final = (r"\$", "%24", r"\\x24", r"\\u0024")
_BRACES: Final = (r"\{", "%7b", r"\\x7b", r"\\u007b")
_AMPERSANDS: Final = "(?:&|%26|\\\\x26|\\\\u0026)"
_HASHES: Final = "(?:#|%23|\\\\x23|\\\\u0023)"

SUSPICIOUS: Final[tuple[str, ...]] = (
    f"%{_NEEDLESS}",
    rf"\\x{_NEEDLESS}",
    rf"\\u00{_NEEDLESS}",
    r"(?:%|\\x|\\u00)25(?:[0-9a-f]{2}|u[0-9a-f]{4})",
    r"%u[0-9a-f]{4}",
    r"(?:%5c|\\x5c|\\u005c)(?:x[0-9a-f]{2}|u[0-9a-f]{4})",
    r"(?:%|\\x)(?:c[01](?:%|\\x)[89ab][0-9a-f]|e0(?:%|\\x)[89][0-9a-f]|f0(?:%|\\x)80)",
    r"(?:%|\\x)ef(?:%|\\x)b[cd](?:%|\\x)(?:82|87|8[ef]|9[ce]|a[1-9a-f]|b[0-9a]|[89][0-9a-f](?:%|\\x)ef)",
    r"(?:%|\\x)(?:c5(?:%|\\x)bf|e2(?:%|\\x)84(?:%|\\x)aa)",
    r"\xef\xbc[\x82\x87\x8e\x8f\x9c\x9e\xa1-\xba]|\xef\xbd[\x81-\x9a]|\xc5\xbf|\xe2\x84\xaa",
    r"\\u(?:ff[0-5][0-9a-f]|017f|212a)",
    *(opener + brace for opener in _OPENERS for brace in _BRACES),
    f"{_AMPERSANDS}{_HASHES}x?[0-9a-f]",
    f"{_AMPERSANDS}(?:lt|gt|quot|apos|colon|lpar|rpar|sol|bsol|tab|newline)(?:;|%3b)",
    r"base64(?:,|%2c|:|%3a|\\?/|%2f)",
    f"[a-z]{_CONTROL}{{1,8}}[a-z]",
    r"[a-z](?:''|%27%27|\"\"|\\\"\\\"|%22%22|\\x22\\x22|\\\\|%5c|\\x5c|\^|%5e|\$@|%24@|%24%40|``|%60%60)[a-z/?*]",
)
"""Escapes that could hide a literal from a search for its plain and its ordinarily encoded form."""

_FLAGS: Final = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL
_MATCHES_FOR_BYTES: Final = 64
_MATCHES_AT_LEAST: Final = 4096


class Literals:
    """A compiled search; may be used by many threads at once. Hyperscan gives up the interpreter's lock."""

    def __init__(self, literals: Iterable[str]) -> None:
        """literals: ASCII, in plain form. Compiling a few hundred takes a few hundredths of a second."""
        expressions = [encoded_forms(literal) for literal in sorted(set(literals))] + list(SUSPICIOUS)
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[expression.encode("latin-1") for expression in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[_FLAGS] * len(expressions),
        )
        self._local = threading.local()

    def offsets(self, data: bytes | memoryview) -> npt.NDArray[np.int64]:
        """Where in the data a literal or a suspicious escape ends: unsorted, may repeat.

        Data so full of them that telling them apart would cost more than decoding is answered with every line end.
        """
        ends: list[int] = []
        limit = max(_MATCHES_AT_LEAST, len(data) // _MATCHES_FOR_BYTES)

        def found(_number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            ends.append(end)
            return len(ends) > limit

        if len(data) == 0:
            return np.empty(0, np.int64)
        try:
            self._database.scan(cast(bytes, data), found, scratch=self._scratch())
        except hyperscan.ScanTerminated:
            lines = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
            return np.append(lines, len(data)).astype(np.int64)
        return np.array(ends, np.int64)

    def _scratch(self) -> hyperscan.Scratch:
        """Working memory of this thread: Hyperscan forbids two scans to share one."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        return scratch


def encoded_forms(literal: str) -> str:
    """An expression for the literal, each reserved character plain or in one of the escapes that are undone."""
    return "".join(_forms(character) for character in literal)


def _forms(character: str) -> str:
    plain = f"\\x{ord(character):02x}"
    if character in _UNRESERVED:
        return character if character.isalnum() else plain
    code = f"{ord(character):02x}"
    escaped = r"\\{1,2}" if character in "\"'/\\" else ""
    return f"(?:{plain}|%{code}|\\\\{{1,2}}x{code}|\\\\{{1,2}}u00{code}{'|' + escaped + plain if escaped else ''})"
