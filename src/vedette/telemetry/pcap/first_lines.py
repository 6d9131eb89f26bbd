"""First lines of HTTP/1 messages, as servers and attackers write them (RFC 9112 sections 3 and 4), read leniently."""

from __future__ import annotations

from typing import Final, NamedTuple

_TOKEN: Final = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LONGEST_METHOD: Final = 32
_METHODS: Final = frozenset(
    b"GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK SEARCH REPORT"
    b" DEBUG TRACK".split()
)
"""Methods that are believed without a version after the target (HTTP/0.9, or a truncated line)."""
_TARGETS: Final = (b"/", b"http://", b"https://", b"*", b"\\")
"""How a target starts that is believed without a version."""


class RequestLine(NamedTuple):
    """A request's first line."""

    method: bytes
    target: bytes
    """As asked, spaces within it included; may be empty."""
    version: bytes
    """`HTTP/1.1`, or empty."""


def request_line(line: bytes) -> RequestLine | None:
    """The parts of a request line, or null if the line is none."""
    parts = line.strip(b" \t\r\n").split(None, 1)
    if len(parts) != 2 or not is_method(parts[0]):
        return None
    method, rest = parts
    target, _, last = rest.rpartition(b" ")
    if _is_version(last):
        return None if last.startswith(b"HTTP/2") else RequestLine(method, target.strip(), last)
    known = method.upper() in _METHODS and rest.startswith(_TARGETS)
    if known or (rest.startswith(b"/") and _is_version(rest[-8:])):
        return RequestLine(method, rest, b"")
    return None


def is_method(text: bytes) -> bool:
    """Whether the text may be a method: a token (RFC 9110 section 5.6.2) of sane length."""
    return 0 < len(text) <= _LONGEST_METHOD and not text.translate(None, _TOKEN)


def may_become_request(start: bytes) -> bool:
    """Whether the first bytes of a stream may yet turn out to be a request; blank lines may come first."""
    start = start.lstrip(b"\r\n\t ")[: _LONGEST_METHOD + 1]
    method, space, _ = start.partition(b" ")
    if space:
        return is_method(method)
    return len(start) <= _LONGEST_METHOD and not start.rstrip(b"\r\n\t").translate(None, _TOKEN)


def status_of(line: bytes) -> int | None:
    """The status that a status line tells, or null if the line is none."""
    parts = line.split(None, 2)
    if len(parts) < 2 or not _is_version(parts[0]) or len(parts[1]) != 3 or not parts[1].isdigit():
        return None
    return int(parts[1])


def _is_version(text: bytes) -> bool:
    return len(text) >= 6 and text[:5].upper() == b"HTTP/" and text[5:6].isdigit()
